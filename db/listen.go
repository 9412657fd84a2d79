package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Listen keeps one PostgreSQL connection that calls heard when another process
// rings room, and rings it each time something comes in on ring. It is a hint
// only, for whoever polls anyway: what happens while the connection is down is
// not heard, and rings carry nothing. It ends with ctx; failed is told of each
// fault before it connects again.
//
// It rings after the commit and not inside the transaction, because PostgreSQL
// lets committers with notifications pass one at a time.
func Listen(ctx context.Context, dsn, room string, ring <-chan struct{}, heard func(), failed func(error)) {
	for ctx.Err() == nil {
		if err := listenOnce(ctx, dsn, room, ring, heard); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

func listenOnce(ctx context.Context, dsn, room string, ring <-chan struct{}, heard func()) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{room}.Sanitize()); err != nil {
		return err
	}
	for {
		rung, err := waitFor(ctx, conn, ring, heard)
		if err != nil {
			return err
		}
		if !rung {
			continue
		}
		if _, err := conn.Exec(ctx, "SELECT pg_notify($1, '')", room); err != nil {
			return err
		}
	}
}

// waitFor waits until another process rings (then it calls heard) or this one
// wants to (then rung is true). A connection does one thing at a time, so
// wanting to ring cuts the waiting short; pgx keeps the connection whole.
func waitFor(ctx context.Context, conn *pgx.Conn, ring <-chan struct{}, heard func()) (rung bool, err error) {
	waiting, stop := context.WithCancel(ctx)
	ended := make(chan bool, 1)
	go func() {
		select {
		case <-ring:
			stop()
			ended <- true
		case <-waiting.Done():
			ended <- false
		}
	}()
	_, err = conn.WaitForNotification(waiting)
	stop()
	rung = <-ended
	if err == nil {
		heard()
	}
	if rung {
		return true, ctx.Err()
	}
	return false, err
}
