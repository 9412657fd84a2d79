package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
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

// fillLite works on a file beside, which takes the place of path at the end.
func fillLite(ctx context.Context, path string, schema int64, from Source) (err error) {
	if err := CheckEmpty(ctx, path); err != nil {
		return err
	}
	making := path + ".restoring"
	clear := func(name string) error {
		var errs []error
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(name + end); !errors.Is(err, os.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
	if err := clear(making); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, clear(making))
		}
	}()
	for _, step := range []func() error{
		func() error { return opened(ctx, making, func(d *DB) error { return d.migrateTo(ctx, schema) }) },
		func() error { return fillFile(ctx, making, from) },
		func() error { return opened(ctx, making, func(d *DB) error { return d.Migrate(ctx) }) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := clear(path); err != nil { // empty, as was checked
		return err
	}
	if err := os.Chmod(making, 0o600); err != nil {
		return err
	}
	return os.Rename(making, path)
}

func opened(ctx context.Context, dsn string, use func(*DB) error) error {
	d, err := Open(ctx, dsn, Options{Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(use(d), d.Close())
}

// fillFile writes without a log: a file that is not whole is thrown away.
func fillFile(ctx context.Context, path string, from Source) (err error) {
	pool, err := sql.Open("sqlite", liteDSN(path, Options{}, true))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1)
	for _, pragma := range []string{"foreign_keys = 0", "journal_mode = OFF", "synchronous = OFF", "cache_size = -262144"} {
		if _, err := pool.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit: nothing
	if err := fillAll(from, func(t Shape) error { return fillTable(ctx, tx, t, from) }, func(ask string) error {
		_, err := tx.ExecContext(ctx, ask)
		return err
	}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL")
	return errors.Join(err, onDisk(path))
}

// onDisk waits until a file is.
func onDisk(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
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

// together is how many rows go in one statement.
const together = 40

func fillTable(ctx context.Context, tx *sql.Tx, t Shape, from Source) error {
	insert := func(rows int) (*sql.Stmt, error) {
		one := "(?" + strings.Repeat(", ?", len(t.Columns)-1) + ")"
		return tx.PrepareContext(ctx, "INSERT INTO "+t.Table+" ("+strings.Join(t.Columns, ", ")+") VALUES "+one+strings.Repeat(", "+one, rows-1))
	}
	many, err := insert(together)
	if err != nil {
		return err
	}
	defer many.Close()
	var values []any
	for {
		row, err := from.NextRow()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if values = append(values, row...); len(values) == together*len(t.Columns) {
			if _, err := many.ExecContext(ctx, values...); err != nil {
				return err
			}
			values = values[:0]
		}
	}
	if len(values) == 0 {
		return nil
	}
	rest, err := insert(len(values) / len(t.Columns))
	if err != nil {
		return err
	}
	defer rest.Close()
	_, err = rest.ExecContext(ctx, values...)
	return err
}

func fillPostgres(ctx context.Context, dsn string, schema int64, from Source) error {
	if err := CheckEmpty(ctx, dsn); err != nil {
		return err
	}
	return opened(ctx, dsn, func(d *DB) error {
		if err := d.migrateTo(ctx, schema); err != nil {
			return err
		}
		if err := d.fillCopy(ctx, from); err != nil {
			return err
		}
		return d.Migrate(ctx)
	})
}

// fillCopy fills all tables in one transaction.
func (d *DB) fillCopy(ctx context.Context, from Source) (err error) {
	cfg, err := parsePostgres(d.dsn)
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// Tables are emptied from the last to the first: a row may be referred to.
		if err := emptyAll(ctx, tx); err != nil {
			return err
		}
		return fillAll(from, func(t Shape) error {
			var cause error // the driver keeps only its words
			_, err := tx.CopyFrom(ctx, pgx.Identifier{t.Table}, t.Columns, pgx.CopyFromFunc(func() (row []any, err error) {
				if row, err = from.NextRow(); errors.Is(err, io.EOF) {
					return nil, nil
				}
				cause = err
				return row, err
			}))
			return errors.Join(cause, err)
		}, func(string) error { return nil })
	})
}

func emptyAll(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	var all []Shape
	for _, n := range names {
		if !isPassing(n) {
			all = append(all, Shape{Table: n})
		}
	}
	all = referredFirst(all)
	slices.Reverse(all)
	for _, t := range all {
		if _, err := tx.Exec(ctx, "DELETE FROM "+pgx.Identifier{t.Table}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}

// migrateTo brings an empty database to an earlier step of the schema, at which
// something was copied.
func (d *DB) migrateTo(ctx context.Context, step int64) error {
	return d.migrating(ctx, func(p *goose.Provider, _ *sql.DB) error {
		_, err := p.UpTo(ctx, step)
		return err
	})
}
