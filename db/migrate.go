package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"keyhouse/access"
)

// Migration says whether one step of the schema has been applied.
type Migration struct {
	Version int64
	Name    string
	Applied time.Time // zero: still to come
}

// Migrate brings the schema up to date. Processes that start together take
// turns; a step that was cut off is taken up again.
func (d *DB) Migrate(ctx context.Context) error {
	err := d.migrating(ctx, func(p *goose.Provider, pool *sql.DB) error {
		release, err := lockSchema(ctx, pool)
		if err != nil {
			return err
		}
		defer release()
		if _, err = p.Up(ctx); err != nil || d.lite == nil {
			return err
		}
		return tellPlanner(ctx, pool)
	})
	if err != nil || d.lite == nil {
		return err
	}
	return d.rereadSizes(ctx)
}

// Status lists the schema's steps, oldest first.
func (d *DB) Status(ctx context.Context) ([]Migration, error) {
	var out []Migration
	err := d.migrating(ctx, func(p *goose.Provider, _ *sql.DB) error {
		all, err := p.Status(ctx)
		for _, s := range all {
			out = append(out, Migration{s.Source.Version, s.Source.Path, s.AppliedAt})
		}
		return err
	})
	return out, err
}

// migrating opens connections of its own: the writer's is taken, and prepared
// statements should not see tables change.
func (d *DB) migrating(ctx context.Context, fn func(*goose.Provider, *sql.DB) error) (err error) {
	pool, dialect, err := d.schemaPool()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	p, err := goose.NewProvider(dialect, pool, migrations(d.dialect), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	if err := fn(p, pool); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

func (d *DB) schemaPool() (*sql.DB, database.Dialect, error) {
	if d.dialect == access.Postgres {
		cfg, err := parsePostgres(d.dsn)
		if err != nil {
			return nil, "", err
		}
		return stdlib.OpenDB(*cfg), database.DialectPostgres, nil
	}
	pool, err := sql.Open("sqlite", liteDSN(d.path, d.options, true))
	if err == nil {
		pool.SetMaxOpenConns(1)
	}
	return pool, database.DialectSQLite3, err
}
