package db

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"keyhouse/access"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations gives the migration files as dialect spells them. They are
// written once, in PostgreSQL's words.
func migrations(dialect access.Dialect) fs.FS {
	out := fstest.MapFS{}
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql") // the pattern is right
	for _, n := range names {
		b, err := migrationFiles.ReadFile(n)
		mustBe(err == nil, "reading %s: %v", n, err)
		text := string(b)
		if dialect == access.SQLite {
			text = forSQLite(text)
		} else {
			text = forPostgres(text)
		}
		out[strings.TrimPrefix(n, "migrations/")] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

var wholeTable = regexp.MustCompile(`(?s)CREATE TABLE IF NOT EXISTS ([a-z_]+) \(.*?\n\);`)

// clustered are tables of many rows that are found by their key, or come in by
// its order.
// SQLite keeps such a row in the key's tree itself, rather than in a tree of
// rows and a tree of keys: half the writing, one look-up less.
var clustered = []string{"audit_entry", "audit_value", "booking_share", "calendar_leaf", "grant_property", "journal_line", "night", "search_word"}

// forSQLite respells a migration: SQLite's type names, STRICT tables, and one
// transaction a file, which SQLite can and the others cannot.
func forSQLite(text string) string {
	text = strings.NewReplacer("BYTEA", "BLOB", "BIGINT", "INTEGER", "ADD COLUMN IF NOT EXISTS", "ADD COLUMN", "ALTER TABLE IF EXISTS", "ALTER TABLE", "-- +goose NO TRANSACTION\n", "").Replace(text)
	return wholeTable.ReplaceAllStringFunc(text, func(table string) string {
		kind := ") STRICT;"
		if slices.Contains(clustered, wholeTable.FindStringSubmatch(table)[1]) {
			kind = ") STRICT, WITHOUT ROWID;"
		}
		return strings.TrimSuffix(table, ");") + kind
	})
}

// ofSQLite is what only SQLite has to do, in a migration.
var ofSQLite = regexp.MustCompile(`(?s)-- \+sqlite\n.*?-- \+both\n`)

// forPostgres has texts compared byte by byte, as SQLite does: then both sort
// alike, and an index serves a search by the first letters.
func forPostgres(text string) string {
	return strings.ReplaceAll(ofSQLite.ReplaceAllString(text, ""), " TEXT", ` TEXT COLLATE "C"`)
}

var createTable = regexp.MustCompile(`CREATE TABLE IF NOT EXISTS ([a-z_]+)`)

// owned are the tables whose rows belong to accounts.
var owned = func() map[string]bool {
	set := map[string]bool{}
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql")
	for _, n := range names {
		b, _ := migrationFiles.ReadFile(n)
		for _, m := range createTable.FindAllStringSubmatch(string(b), -1) {
			set[m[1]] = !IsGlobal(m[1])
		}
	}
	return set
}()

func isOwned(table string) bool { return owned[table] }
