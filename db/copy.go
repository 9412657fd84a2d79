package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"keyhouse/access"
)

// Shape is a table as it is copied: its columns, and of each whether it holds
// numbers ('i'), text ('t') or bytes ('b'). There is nothing else.
type Shape struct {
	Table   string
	Columns []string
	Kinds   string // one letter a column
	Rows    int64
}

// passing are the tables that mean nothing elsewhere or later: who is signed in,
// who talks to whom, which files of backups lie on this machine. A copy leaves
// them out, so that what is restored begins with nobody signed in.
var passing = []string{"change_hint", "lease_row", "node", "node_report", "presence", "provider_visit", "schema_lease",
	"server_backup", "session", "spent_challenge"}

// isPassing also leaves out what the engines and the migrations keep for themselves.
func isPassing(table string) bool {
	return slices.Contains(passing, table) || strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_")
}

// Copy gives every row of the installation as it was at one moment, table after
// table, a row only after the ones it refers to. begin is told first what there
// is and which step of the schema it stands at. It goes round all access: it is
// for copies that are encrypted as they are written. The values given to row are
// int64, string, []byte or nil, and good until it returns.
func (d *DB) Copy(ctx context.Context, begin func(schema int64, all []Shape) error, row func(table int, values []any) error) error {
	schema, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	return d.Read(ctx, func(tx *Tx) error {
		all, err := tx.shapes(ctx)
		if err != nil {
			return fmt.Errorf("db: reading what tables there are: %w", err)
		}
		if err := begin(schema, all); err != nil {
			return err
		}
		for i, t := range all {
			if err := tx.copyTable(ctx, t, func(values []any) error { return row(i, values) }); err != nil {
				return fmt.Errorf("db: copying %s: %w", t.Table, err)
			}
		}
		return nil
	})
}

func (tx *Tx) copyTable(ctx context.Context, t Shape, row func([]any) error) error {
	return tx.unvetted(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Table, func(r *sql.Rows) error {
		values := make([]any, len(t.Columns))
		into := make([]any, len(t.Columns))
		for i := range into {
			into[i] = &values[i]
		}
		for r.Next() {
			if err := r.Scan(into...); err != nil {
				return err
			}
			if err := row(values); err != nil {
				return err
			}
		}
		return nil
	})
}

// unvetted asks about whole tables, whosever rows they hold: for copies only.
func (tx *Tx) unvetted(ctx context.Context, ask string, use func(*sql.Rows) error) error {
	query := tx.query
	rows, err := query(ctx, ask)
	if err != nil {
		return err
	}
	defer rows.Close()
	return errors.Join(use(rows), rows.Err())
}

func (tx *Tx) query(ctx context.Context, ask string) (*sql.Rows, error) {
	if tx.db.lite != nil {
		return tx.conn.QueryContext(ctx, ask)
	}
	return tx.sql.QueryContext(ctx, ask)
}

const (
	liteColumns = `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' ORDER BY m.name, c.cid`
	postgresColumns = `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
		JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
		WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`
)

// shapes lists what is to be copied, a table behind those it refers to.
func (tx *Tx) shapes(ctx context.Context) ([]Shape, error) {
	ask := liteColumns
	if tx.Dialect() == access.Postgres {
		ask = postgresColumns
	}
	var all []Shape
	err := tx.unvetted(ctx, ask, func(r *sql.Rows) error {
		for r.Next() {
			var table, column, kind string
			if err := r.Scan(&table, &column, &kind); err != nil {
				return err
			}
			if isPassing(table) {
				continue
			}
			if n := len(all); n == 0 || all[n-1].Table != table {
				all = append(all, Shape{Table: table})
			}
			t := &all[len(all)-1]
			t.Columns, t.Kinds = append(t.Columns, column), t.Kinds+kindOf(kind)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		err = errors.Join(err, tx.unvetted(ctx, "SELECT COUNT(*) FROM "+all[i].Table, func(r *sql.Rows) error {
			r.Next()
			return r.Scan(&all[i].Rows)
		}))
	}
	return referredFirst(all), err
}

func kindOf(sqlType string) string {
	switch strings.ToLower(sqlType) {
	case "integer", "bigint":
		return "i"
	case "blob", "bytea":
		return "b"
	}
	return "t"
}

// referredFirst orders tables so that each stands behind those it refers to.
func referredFirst(all []Shape) []Shape {
	var out []Shape
	placed := map[string]bool{}
	var place func(t Shape)
	place = func(t Shape) {
		if placed[t.Table] {
			return
		}
		placed[t.Table] = true
		for _, other := range all {
			if slices.Contains(refersTo[t.Table], other.Table) {
				place(other)
			}
		}
		out = append(out, t)
	}
	for _, t := range all {
		place(t)
	}
	return out
}

var (
	tableOrAlter = regexp.MustCompile(`(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE) ([a-z_]+)|REFERENCES ([a-z_]+)`)

	// refersTo says which tables each refers to, as the migrations have it.
	refersTo = func() map[string][]string {
		all := map[string][]string{}
		names, _ := fs.Glob(migrationFiles, "migrations/*.sql")
		for _, n := range names {
			b, _ := migrationFiles.ReadFile(n)
			table := ""
			for _, m := range tableOrAlter.FindAllStringSubmatch(string(b), -1) {
				if m[1] != "" {
					table = m[1]
				} else {
					all[table] = append(all[table], m[2])
				}
			}
		}
		return all
	}()
)
