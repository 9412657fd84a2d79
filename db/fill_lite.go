package db

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"strings"
)

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
