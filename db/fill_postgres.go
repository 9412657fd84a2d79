package db

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

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
