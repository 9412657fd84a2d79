package db

import (
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"keyhouse/fault"
)

// explain gives a violated key the kind that a caller can answer; other errors
// stay as they are.
func explain(err error) error {
	if err == nil || fault.Of(err) != nil {
		return err
	}
	if _, _, ok := violated(err); ok {
		return &fault.Fault{Kind: fault.Conflict, Op: "db", Say: "That is already there.", Err: err}
	}
	return err
}

// IsUnique reports whether err says that a row like this is already there: one
// with the same columns in table. account_id need not be named. Without columns
// any key of table will do; with the empty table, any key at all.
func IsUnique(err error, table string, columns ...string) bool {
	t, key, ok := violated(err)
	if !ok || (table != "" && t != table) {
		return false
	}
	key = slices.DeleteFunc(key, func(c string) bool { return c == "account_id" })
	columns = slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return c == "account_id" })
	slices.Sort(key)
	slices.Sort(columns)
	return len(columns) == 0 || slices.Equal(key, columns)
}

// IsCheck reports whether err says that a row does not pass the check of that
// name.
func IsCheck(err error, name string) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23514" && pg.ConstraintName == name
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == lib.SQLITE_CONSTRAINT_CHECK && strings.Contains(lite.Error(), "failed: "+name)
}

// IsForeign reports whether err says that a row refers to one that is not
// there, or that others still refer to it.
func IsForeign(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23503"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == lib.SQLITE_CONSTRAINT_FOREIGNKEY
}

// violated reads which table and columns a unique key violation is about.
func violated(err error) (table string, columns []string, ok bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.TableName, detailColumns(pg.Detail), pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && (lite.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY) {
		table, columns = messageColumns(lite.Error())
		return table, columns, true
	}
	return "", nil, false
}

// detailColumns reads PostgreSQL's "Key (account_id, slug)=(…) already exists."
func detailColumns(detail string) []string {
	_, rest, _ := strings.Cut(detail, "(")
	inside, _, _ := strings.Cut(rest, ")")
	return strings.Split(inside, ", ")
}

// messageColumns reads SQLite's "…: UNIQUE constraint failed: t.account_id, t.slug (2067)".
func messageColumns(message string) (table string, columns []string) {
	_, list, _ := strings.Cut(message, "constraint failed: ")
	list = strings.TrimPrefix(list, "UNIQUE constraint failed: ")
	list, _, _ = strings.Cut(list, " (")
	for _, name := range strings.Split(list, ", ") {
		t, c, _ := strings.Cut(name, ".")
		table, columns = t, append(columns, c)
	}
	return table, columns
}

func isBusy(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == lib.SQLITE_BUSY
}
