package db_test

import (
	"database/sql"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"keyhouse/db"
	"keyhouse/db/dbtest"
)

// atEnd is what to tidy up after the last test.
var atEnd []func()

func TestMain(m *testing.M) {
	dbtest.Main(m, func() {
		for _, tidy := range atEnd {
			tidy()
		}
	})
}

var update = flag.Bool("update", false, "write golden files anew")

// golden compares got with a committed file, which -update writes.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	old, now := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(old), len(now)) {
		if i >= len(old) || i >= len(now) || old[i] != now[i] {
			t.Fatalf("%s is out of date from line %d on: run go test ./db -update, review and commit the change", file, i+1)
		}
	}
}

func TestTheSchemaDumpIsCommitted(t *testing.T) {
	pool := openSQL(t, "sqlite", dbtest.SQLiteFile(t))
	list := strings.Join(lines(t, pool, `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL
		AND tbl_name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND name <> 'schema_lease'
		ORDER BY tbl_name, type DESC, name`), ";\n")
	golden(t, "schema.sql", "-- The schema on SQLite, as the migrations leave it. Written by go test ./db -update.\n"+list+";\n")
}

func openSQL(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

func lines(t *testing.T, pool *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := pool.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

const ourTables = `SELECT name FROM sqlite_master WHERE type = 'table'
	AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND name <> 'schema_lease' ORDER BY name`

// TestFourEngineRules holds every table to what SQLite, PostgreSQL, Citus and
// CockroachDB all do well; docs/adr/one-schema.md gives the reasons.
func TestFourEngineRules(t *testing.T) {
	pool := openSQL(t, "sqlite", dbtest.SQLiteFile(t))
	for _, table := range lines(t, pool, ourTables) {
		t.Run(table, func(t *testing.T) {
			columnsAreOfThreeTypes(t, pool, table)
			strict := lines(t, pool, `SELECT strict FROM pragma_table_list WHERE name = ?`, table)
			if strict[0] != "1" {
				t.Error("is not STRICT: end its CREATE TABLE with a line );")
			}
			if db.IsGlobal(table) {
				globalRefersToGlobal(t, pool, table)
				return
			}
			keysStartWithTheAccount(t, pool, table)
			foreignKeysStayInTheAccount(t, pool, table)
		})
	}
}

func columnsAreOfThreeTypes(t *testing.T, pool *sql.DB, table string) {
	t.Helper()
	for _, c := range lines(t, pool, `SELECT name || ' ' || type FROM pragma_table_info(?)`, table) {
		name, kind, _ := strings.Cut(c, " ")
		if !slices.Contains([]string{"BLOB", "INTEGER", "TEXT"}, kind) {
			t.Errorf("column %s is %q: use BYTEA (ids, hashes), BIGINT (numbers, days, moments, sums, yes/no) or TEXT", name, kind)
		}
		if (strings.HasSuffix(name, "_id") || name == "id") && kind != "BLOB" {
			t.Errorf("column %s is %q: ids are BYTEA", name, kind)
		}
		if (strings.HasSuffix(name, "_at") || strings.HasSuffix(name, "_minor")) && kind != "INTEGER" {
			t.Errorf("column %s is %q: moments and sums are BIGINT", name, kind)
		}
	}
}

func keysStartWithTheAccount(t *testing.T, pool *sql.DB, table string) {
	t.Helper()
	first := lines(t, pool, `SELECT name || ' ' || "notnull" || ' ' || pk FROM pragma_table_info(?) WHERE cid = 0`, table)
	if first[0] != "account_id 1 1" {
		t.Errorf("begins with %q: its first column must be account_id BYTEA NOT NULL and its primary key must start with it", first[0])
	}
	for _, index := range lines(t, pool, `SELECT name FROM pragma_index_list(?)`, table) {
		led := lines(t, pool, `SELECT name FROM pragma_index_info(?) WHERE seqno = 0`, index)
		if led[0] != "account_id" && index != "member_person" {
			t.Errorf("index %s starts with %s: indexes and UNIQUEs start with account_id", index, led[0])
		}
	}
}

func foreignKeysStayInTheAccount(t *testing.T, pool *sql.DB, table string) {
	t.Helper()
	for _, fk := range lines(t, pool, `SELECT "table" || ' ' || "from" || ' ' || coalesce("to", '') FROM pragma_foreign_key_list(?) WHERE seq = 0`, table) {
		parts := strings.Fields(fk)
		if db.IsGlobal(parts[0]) {
			continue // an account's table may refer to a global one by its own key
		}
		if parts[1] != "account_id" || parts[2] != "account_id" {
			t.Errorf("foreign key %q: between accounts' tables it starts with account_id on both sides", fk)
		}
	}
}

func globalRefersToGlobal(t *testing.T, pool *sql.DB, table string) {
	t.Helper()
	for _, to := range lines(t, pool, `SELECT "table" FROM pragma_foreign_key_list(?)`, table) {
		if !db.IsGlobal(to) {
			t.Errorf("a global table refers to %s, which belongs to accounts", to)
		}
	}
}

var forbidden = regexp.MustCompile(`(?i)\b(SERIAL|BIGSERIAL|IDENTITY|AUTOINCREMENT|SEQUENCE|TRIGGER|FUNCTION|PROCEDURE|VIEW|EXCLUDE|DEFERRABLE|` +
	`JSONB?|TIMESTAMPTZ?|TIMESTAMP|BOOLEAN|NUMERIC|REAL|CITEXT|DOMAIN|RANGE|EXTENSION|INHERITS|GENERATED|DEFAULT NOW|DROP (TABLE|COLUMN|CONSTRAINT)|RENAME|CASCADE)\b`)

// An index that goes takes nothing away but speed, on all four engines; rows may
// only be put into a table that belongs to the program itself.
var step = regexp.MustCompile(`^(CREATE TABLE IF NOT EXISTS|CREATE (UNIQUE )?INDEX IF NOT EXISTS|DROP INDEX IF EXISTS|INSERT INTO day_count|ALTER TABLE [a-z_]+ ADD COLUMN IF NOT EXISTS) `)

func TestMigrationsAreAdditiveAndRepeatable(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	last := "0000"
	for _, f := range files {
		number, _, named := strings.Cut(filepath.Base(f), "_")
		if len(number) != 4 || number <= last || !named {
			t.Errorf("%s: name it by the next number and a word, like %s_word.sql; no number stands twice", f, "0042")
		}
		last = number
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		checkSteps(t, f, string(b))
	}
}

// replaced are the steps by which rows moved to a table of another shape: the old
// one loses its name, then its rows, then is gone.
var replaced = []string{
	"ALTER TABLE IF EXISTS night RENAME TO night_was",
	"INSERT INTO calendar_leaf (account_id, place_id, first_night, taken)\n  SELECT ",
	"DROP TABLE IF EXISTS night_was",
	"DROP TABLE IF EXISTS day_count",
	"ALTER TABLE IF EXISTS audit_entry RENAME TO audit_entry_was",
	"ALTER TABLE IF EXISTS audit_value RENAME TO audit_value_was",
	"DROP INDEX IF EXISTS audit_entry_record",
	"DROP INDEX IF EXISTS audit_entry_person",
	"DROP INDEX IF EXISTS audit_entry_acting",
	"INSERT INTO audit_entry (",
	"INSERT INTO audit_value (",
	"DROP TABLE IF EXISTS audit_entry_was",
	"DROP TABLE IF EXISTS audit_value_was",
}

func checkSteps(t *testing.T, file, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "-- +goose NO TRANSACTION\n-- +goose Up\n") {
		t.Errorf("%s must begin with -- +goose NO TRANSACTION and -- +goose Up", file)
	}
	bare := regexp.MustCompile(`--.*`).ReplaceAllString(text, "")
	for _, s := range strings.Split(strings.TrimSpace(bare), ";") {
		s = strings.TrimSpace(s)
		if slices.ContainsFunc(replaced, func(r string) bool { return strings.HasPrefix(s, r) }) {
			continue
		}
		if s != "" && !step.MatchString(s) {
			t.Errorf("%s: %.60q…: a step only adds (CREATE … IF NOT EXISTS, ADD COLUMN IF NOT EXISTS)", file, s)
		}
		if w := forbidden.FindString(s); w != "" {
			t.Errorf("%s: %.60q… uses %s, which not all four engines do alike", file, s, w)
		}
	}
}

// TestBothEnginesHoldTheSameColumns compares the two migrated databases.
func TestBothEnginesHoldTheSameColumns(t *testing.T) {
	pg := openSQL(t, "pgx", dbtest.PostgresDSN(t))
	lite := openSQL(t, "sqlite", dbtest.SQLiteFile(t))
	for _, table := range lines(t, lite, ourTables) {
		inLite := lines(t, lite, `SELECT name || ' ' || type || ' ' || "notnull" FROM pragma_table_info(?) ORDER BY cid`, table)
		inPG := lines(t, pg, `SELECT column_name || ' ' ||
			CASE data_type WHEN 'bytea' THEN 'BLOB' WHEN 'bigint' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' ELSE data_type END || ' ' ||
			CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END
			FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position`, table)
		if !slices.Equal(inLite, inPG) {
			t.Errorf("%s differs:\nSQLite     %v\nPostgreSQL %v", table, inLite, inPG)
		}
	}
}

// TestIndexesAgree: the same index names on both, so that plans can be alike.
func TestIndexesAgree(t *testing.T) {
	pg := openSQL(t, "pgx", dbtest.PostgresDSN(t))
	lite := openSQL(t, "sqlite", dbtest.SQLiteFile(t))
	inLite := lines(t, lite, `SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%' ORDER BY name`)
	inPG := lines(t, pg, `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key' ORDER BY indexname COLLATE "C"`)
	if !slices.Equal(inLite, inPG) {
		t.Errorf("SQLite     %v\nPostgreSQL %v", inLite, inPG)
	}
}
