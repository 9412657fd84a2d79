package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"keyhouse/id"
)

// The schema's lock is a row with an owner and an end, not an advisory lock:
// it works on every engine and behind every connection pool, and a process that
// dies holding it blocks the others only until it runs out.
const (
	leaseTable = `CREATE TABLE IF NOT EXISTS schema_lease (name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, until_at BIGINT NOT NULL)`
	leaseTake  = `INSERT INTO schema_lease (name, owner, until_at) VALUES ('schema', '%[1]s', %[2]d)
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until_at = excluded.until_at
		WHERE schema_lease.until_at < %[3]d OR schema_lease.owner = excluded.owner`
	leaseDrop = `DELETE FROM schema_lease WHERE name = 'schema' AND owner = '%s'`
	leaseTerm = 30 * time.Second
)

// lockSchema waits until this process may change the schema, and keeps the
// lease alive until release is called.
func lockSchema(ctx context.Context, pool *sql.DB) (release func(), err error) {
	owner := id.New().String()
	for {
		got, err := takeLease(ctx, pool, owner)
		if err != nil && !again(err) && !racedTable(err) {
			return nil, fmt.Errorf("taking the schema's lease: %w", err)
		}
		if got {
			break
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return keepLease(context.WithoutCancel(ctx), pool, owner), nil
}

func takeLease(ctx context.Context, pool *sql.DB, owner string) (bool, error) {
	if _, err := pool.ExecContext(ctx, leaseTable); err != nil {
		return false, err
	}
	now := time.Now()
	res, err := pool.ExecContext(ctx, fmt.Sprintf(leaseTake, owner, Moment(now.Add(leaseTerm)), Moment(now)))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// racedTable: two processes made the same table at the same instant, which
// PostgreSQL reports as a duplicate in its catalogue in spite of IF NOT EXISTS,
// or, a moment later, as a table that is there already.
func racedTable(err error) bool {
	const duplicateTable = "42P07"
	var pg *pgconn.PgError
	return IsUnique(err, "") || errors.As(err, &pg) && pg.Code == duplicateTable
}

// keepLease renews the lease while long steps run.
func keepLease(ctx context.Context, pool *sql.DB, owner string) (release func()) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(leaseTerm / 3):
				_, _ = takeLease(ctx, pool, owner) // a failure shortens the lease; the steps may run twice
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		_, _ = pool.ExecContext(ctx, fmt.Sprintf(leaseDrop, owner)) // else it runs out
	}
}
