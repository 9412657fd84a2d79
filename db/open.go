package db

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"

	"keyhouse/access"
)

// Options are what an operator may choose. The zero Options are right.
type Options struct {
	// Synchronous is SQLite's: FULL (an acknowledged write is on the disk),
	// NORMAL, or OFF for a file that nobody uses until it is whole.
	Synchronous string
	Readers     int // readers at once; 0: by the number of cores
}

// DB is one open database. It is safe for concurrent use.
type DB struct {
	dialect access.Dialect
	dsn     string
	path    string // SQLite: the file
	options Options
	pool    *sql.DB // PostgreSQL: all; SQLite: the readers
	losers  losers  // PostgreSQL only
	lite    *lite   // SQLite only
	vetted  vetted
	memo    memo
	cleanup func()
}

// ErrClosed is what Read and Write give once the database is closed.
var ErrClosed = errors.New("db: closed")

// Open opens a PostgreSQL database ("postgres://…"), an SQLite file, or
// ":memory:", an SQLite database that is gone after Close. It migrates nothing.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Readers <= 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn, o)
	}
	return openLite(ctx, dsn, o)
}

// Dialect says which database this is.
func (d *DB) Dialect() access.Dialect { return d.dialect }

// DSN gives what Open was told: a file path or an address.
func (d *DB) DSN() string { return d.dsn }

// Close waits for writes under way and closes all connections.
func (d *DB) Close() error {
	var err error
	if d.lite != nil {
		err = d.lite.close()
	}
	err = errors.Join(err, d.pool.Close())
	if d.cleanup != nil {
		d.cleanup()
	}
	return err
}

// Read runs fn on one snapshot, which other people's writes do not disturb and
// which it cannot change.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		return settle(ctx, d.lite.read(ctx, d, fn))
	}
	return settle(ctx, d.readPostgres(ctx, fn))
}

// ReadOne is Read for a body that asks one query, for what every request asks:
// one query sees one snapshot without a transaction around it. A second one is
// refused.
func (d *DB) ReadOne(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		return settle(ctx, d.lite.readOne(ctx, d, fn))
	}
	return settle(ctx, d.readPostgres(ctx, func(tx *Tx) error {
		tx.single = true
		return fn(tx)
	}))
}

// Write runs fn and keeps what it changed if it returns nil: when Write
// returns nil, the change is on the disk. fn may run more than once. On SQLite
// writes that wait for the disk together are committed together.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		return settle(ctx, d.lite.write(ctx, newTurn(), fn))
	}
	return settle(ctx, d.writePostgres(ctx, fn))
}

// WriteLarge is Write for a body with very many changes. On SQLite it has a
// transaction for itself, which spares the log that would undo it alone, and
// memory for what it changes.
func (d *DB) WriteLarge(ctx context.Context, fn func(*Tx) error) error {
	if d.lite != nil {
		t := newTurn()
		t.large = true
		return settle(ctx, d.lite.write(ctx, t, fn))
	}
	return settle(ctx, d.writePostgres(ctx, fn))
}
