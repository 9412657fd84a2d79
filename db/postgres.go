package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"keyhouse/access"
)

func openPostgres(ctx context.Context, dsn string, o Options) (*DB, error) {
	cfg, err := parsePostgres(dsn)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(max(10, 4*runtime.GOMAXPROCS(0)))
	pool.SetMaxIdleConns(max(10, 4*runtime.GOMAXPROCS(0)))
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening PostgreSQL: %w", err), pool.Close())
	}
	return &DB{dialect: access.Postgres, dsn: dsn, options: o, pool: pool, losers: make(losers, 1)}, nil
}

func parsePostgres(dsn string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("opening PostgreSQL: %w", err)
	}
	// A machine that vanished answers nothing: that is noticed sooner than by default.
	cfg.DialFunc = (&net.Dialer{KeepAlive: 15 * time.Second}).DialContext
	return cfg, nil
}

func (d *DB) readPostgres(ctx context.Context, fn func(*Tx) error) error {
	opts := sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	return d.attempt(ctx, &opts, &Tx{db: d}, fn)
}

// patience is how long anybody waits for a connection: for one of the pool's to be
// free, and for the server to answer a new one. Whoever waits longer is told to try
// again, rather than wait beside ever more others.
const patience = 10 * time.Second

var errCrowded = errors.New("db: no connection became free in time")

// maxTries bounds how often a body runs again after losing against another.
const maxTries = 30

// writePostgres runs fn serializably: two writes that could not have happened
// one after the other do not both happen; one of them runs again. Whoever has lost
// queues: a crowd that wants the same rows, such as the last seat of a plan, would
// else begin together each time, and all but one lose together.
func (d *DB) writePostgres(ctx context.Context, fn func(*Tx) error) error {
	opts := sql.TxOptions{Isolation: sql.LevelSerializable}
	leave := func() {}
	defer func() { leave() }()
	for try := 1; ; try++ {
		tx := &Tx{db: d, write: true}
		err := d.attempt(ctx, &opts, tx, fn)
		if err == nil {
			tx.committed()
			return nil
		}
		if !again(err) || try == maxTries {
			return err
		}
		if try == 1 {
			leave, err = d.losers.queue(ctx)
		} else {
			err = pause(ctx, try)
		}
		if err != nil {
			return err
		}
	}
}

func (d *DB) attempt(ctx context.Context, opts *sql.TxOptions, tx *Tx, fn func(*Tx) error) error {
	within, end := context.WithCancelCause(ctx)
	defer end(nil)
	begun, err := d.begin(within, end, opts)
	if err != nil {
		return err
	}
	defer tx.over()
	defer begun.Rollback() // after a commit: nothing; after a panic: needed
	tx.sql = begun
	if err := tx.run(ctx, fn); err != nil {
		return err
	}
	return lost(begun.Commit())
}

// begin passes over connections that broke while they lay in the pool: after a
// restart of the database that may be all of them. It waits for one no longer than
// patience; the transaction itself may then take as long as it needs.
func (d *DB) begin(ctx context.Context, end context.CancelCauseFunc, opts *sql.TxOptions) (*sql.Tx, error) {
	late := time.AfterFunc(patience, func() { end(errCrowded) })
	tx, err := d.beginAny(ctx, opts)
	if !late.Stop() {
		return nil, fmt.Errorf("%w: %v", errCrowded, err) //nolint:errorlint // that it was cut short is not the caller's doing
	}
	return tx, err
}

func (d *DB) beginAny(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error) {
	for left := d.pool.Stats().MaxOpenConnections; ; left-- {
		tx, err := d.pool.BeginTx(ctx, opts)
		if err == nil || ctx.Err() != nil || left == 0 || !broke(err) {
			return tx, err
		}
	}
}

// broke reports whether err says that a connection is no more, and not that
// none can be made.
func broke(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "57P01" || pg.Code == "57P02" // shut down in order, and after a crash
	}
	return !errors.As(err, new(*pgconn.ConnectError))
}

// again reports whether err says that the transaction lost a race and may be
// tried again: serialization failure or deadlock.
func again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// pause waits a little longer each time, by chance, so that losers part.
func pause(ctx context.Context, try int) error {
	longest := min(100*time.Millisecond, time.Millisecond<<min(try, 7))
	select {
	case <-time.After(rand.N(longest) + time.Millisecond/2):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
