package live

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// room is the PostgreSQL notification channel. It says only "look": what to
// see is in change_hint, so a lost notification costs one poll interval.
const room = "keyhouse_hint"

// listen keeps one connection that wakes this node when another rings, and
// rings when this one publishes. It rings after the commit and not inside the
// transaction, because PostgreSQL lets committers with notifications pass one
// at a time.
func (h *Hub) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if err := h.listenOnce(ctx); err != nil && ctx.Err() == nil {
			h.hints.o.Log.Warn("live: listening again after a fault", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

func (h *Hub) listenOnce(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, h.hints.o.Listen)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+room); err != nil {
		return err
	}
	for {
		heard, err := h.wait(ctx, conn)
		switch {
		case err != nil:
			return err
		case heard:
			poke(h.hints.wake)
		default:
			if _, err := conn.Exec(ctx, "SELECT pg_notify($1, '')", room); err != nil {
				return err
			}
		}
	}
}

// wait gives true when another node rang and false when this one wants to. A
// connection can do one thing at a time, so wanting to ring ends the waiting;
// pgx keeps the connection whole when a wait is cut short.
func (h *Hub) wait(ctx context.Context, conn *pgx.Conn) (heard bool, err error) {
	waiting, stop := context.WithCancel(ctx)
	ended := make(chan bool, 1)
	go func() {
		select {
		case <-h.hints.ring:
			ended <- true
			stop()
		case <-waiting.Done():
			ended <- false
		}
	}()
	_, err = conn.WaitForNotification(waiting)
	stop()
	if rang := <-ended; rang {
		if err == nil {
			poke(h.hints.wake)
		}
		return false, ctx.Err()
	}
	return err == nil, err
}
