package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"strings"

	"keyhouse/access"
)

// Sizes is how much room a database takes.
type Sizes struct {
	Engine, Version string
	Bytes           int64 // of everything
	Log             int64 // SQLite: of the write-ahead log
	Tables          []TableSize
}

// TableSize is one table: how many rows, and its bytes with its indexes; 0 bytes
// are not known. On PostgreSQL rows are as the planner believes.
type TableSize struct {
	Name        string
	Rows, Bytes int64
}

// Sizes measures the database, the largest table first.
func (d *DB) Sizes(ctx context.Context) (Sizes, error) {
	var s Sizes
	err := d.Read(ctx, func(tx *Tx) (err error) {
		if d.dialect == access.Postgres {
			s, err = tx.postgresSizes(ctx)
		} else {
			s, err = tx.liteSizes(ctx)
		}
		return err
	})
	slices.SortFunc(s.Tables, func(a, b TableSize) int {
		if a.Bytes != b.Bytes {
			return int(min(1, max(-1, b.Bytes-a.Bytes)))
		}
		return int(min(1, max(-1, b.Rows-a.Rows)))
	})
	return s, err
}

func (tx *Tx) liteSizes(ctx context.Context) (Sizes, error) {
	s := Sizes{Engine: "SQLite"}
	err := errors.Join(
		tx.number(ctx, "SELECT sqlite_version()", &s.Version),
		tx.number(ctx, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", &s.Bytes))
	if info, statErr := os.Stat(tx.db.path + "-wal"); statErr == nil {
		s.Log = info.Size()
	}
	shapes, shapeErr := tx.shapes(ctx)
	for _, t := range shapes {
		s.Tables = append(s.Tables, TableSize{Name: t.Table, Rows: t.Rows})
	}
	return s, errors.Join(err, shapeErr)
}

func (tx *Tx) postgresSizes(ctx context.Context) (Sizes, error) {
	s := Sizes{Engine: "PostgreSQL"}
	err := errors.Join(
		tx.number(ctx, "SELECT current_setting('server_version')", &s.Version),
		tx.number(ctx, "SELECT pg_database_size(current_database())", &s.Bytes),
		tx.unvetted(ctx, `SELECT c.relname::text, GREATEST(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'`, func(r *sql.Rows) error {
			for r.Next() {
				var t TableSize
				if err := r.Scan(&t.Name, &t.Rows, &t.Bytes); err != nil {
					return err
				}
				if !strings.HasPrefix(t.Name, "goose_") && t.Name != "schema_lease" {
					s.Tables = append(s.Tables, t)
				}
			}
			return nil
		}))
	return s, err
}

// number reads the one value an ask gives.
func (tx *Tx) number(ctx context.Context, ask string, into any) error {
	return tx.unvetted(ctx, ask, func(r *sql.Rows) error {
		if !r.Next() {
			return r.Err()
		}
		return r.Scan(into)
	})
}
