package db

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"keyhouse/access"
)

// Bell is how the processes on one PostgreSQL wake each other: it calls heard
// when another process rings the bell called name, and rings it when ring
// receives. It says only "look": a notification that is lost must cost nothing
// but the wait for the next regular look. Bell returns when ctx ends or the
// connection breaks, and at once with an error on SQLite, which has no bell.
//
// It rings outside the transactions it is about, because PostgreSQL lets
// committers with notifications pass one at a time.
func (d *DB) Bell(ctx context.Context, name string, ring <-chan struct{}, heard func()) error {
	if d.dialect != access.Postgres {
		return errors.New("db: SQLite has no bell")
	}
	conn, err := pgx.Connect(ctx, d.dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{name}.Sanitize()); err != nil {
		return err
	}
	for {
		rang, err := await(ctx, conn, ring)
		if err != nil {
			return err
		}
		if !rang {
			heard()
			continue
		}
		if _, err := conn.Exec(ctx, "SELECT pg_notify($1, '')", name); err != nil {
			return err
		}
	}
}

// await gives false when another process rang and true when this one wants to.
// A connection does one thing at a time, so wanting to ring ends the waiting;
// pgx keeps the connection whole when a wait is cut short. What was heard in
// that instant is not lost on anyone: ringing wakes this process too.
func await(ctx context.Context, conn *pgx.Conn, ring <-chan struct{}) (rang bool, err error) {
	waiting, stop := context.WithCancel(ctx)
	ended := make(chan bool, 1)
	go func() {
		select {
		case <-ring:
			ended <- true
			stop()
		case <-waiting.Done():
			ended <- false
		}
	}()
	_, err = conn.WaitForNotification(waiting)
	stop()
	if <-ended {
		return true, ctx.Err()
	}
	return false, err
}
