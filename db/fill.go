package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Source gives what was copied: table after table, row after row. Both end with
// io.EOF. The values are what Copy gave, and stay as they are.
type Source interface {
	NextTable() (Shape, error)
	NextRow() ([]any, error)
}

// LatestSchema is the newest step of the schema this program knows.
func LatestSchema() int64 {
	names, _ := migrationFiles.ReadDir("migrations")
	var latest int64
	for _, n := range names {
		var step int64
		if _, err := fmt.Sscanf(n.Name(), "%d_", &step); err == nil {
			latest = max(latest, step)
		}
	}
	return latest
}

// Schema gives the newest step of the schema that this database stands at.
func (d *DB) Schema(ctx context.Context) (int64, error) {
	steps, err := d.Status(ctx)
	var newest int64
	for _, s := range steps {
		if !s.Applied.IsZero() {
			newest = max(newest, s.Version)
		}
	}
	return newest, err
}

// ErrNotEmpty is what Fill gives when there are accounts or people already.
var ErrNotEmpty = errors.New("db: there are accounts in this database already")

// Fill makes dsn's database hold what from gives, copied at that step of the
// schema, and then brings its schema up to date. All of it or nothing: an SQLite
// file appears when it is whole, PostgreSQL commits once. A database that anybody
// uses is refused with ErrNotEmpty.
func Fill(ctx context.Context, dsn string, schema int64, from Source) error {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return fillPostgres(ctx, dsn, schema, from)
	}
	return fillLite(ctx, dsn, schema, from)
}

// CheckEmpty gives ErrNotEmpty if anybody uses dsn's database. One that is not
// there, or has no tables, is empty.
func CheckEmpty(ctx context.Context, dsn string) error {
	if !strings.Contains(dsn, "://") {
		if info, err := os.Stat(dsn); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
			return nil
		}
	}
	d, err := Open(ctx, dsn, Options{Readers: 1})
	if err != nil {
		return err
	}
	err = d.Read(ctx, func(tx *Tx) error {
		all, err := tx.shapes(ctx)
		for _, t := range all {
			if (t.Table == "account" || t.Table == "person") && t.Rows > 0 {
				return ErrNotEmpty
			}
			if !IsGlobal(t.Table) && !isOwned(t.Table) {
				return fmt.Errorf("%w: it holds a table %s, which is none of ours", ErrNotEmpty, t.Table)
			}
		}
		return err
	})
	return errors.Join(err, d.Close())
}

// fillAll goes through the tables. What the schema's own steps wrote into them
// makes way.
func fillAll(from Source, table func(Shape) error, exec func(string) error) error {
	for {
		t, err := from.NextTable()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := known(t); err != nil {
			return err
		}
		if err := exec("DELETE FROM " + t.Table); err != nil {
			return err
		}
		if err := table(t); err != nil {
			return fmt.Errorf("filling %s: %w", t.Table, err)
		}
	}
}

// known refuses names that are not ours: they become part of statements.
func known(t Shape) error {
	if !IsGlobal(t.Table) && !isOwned(t.Table) || isPassing(t.Table) {
		return fmt.Errorf("db: there is no table %q", t.Table)
	}
	for _, c := range t.Columns {
		if c == "" || strings.ContainsFunc(c, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			return fmt.Errorf("db: %q is no name of a column", c)
		}
	}
	return nil
}
