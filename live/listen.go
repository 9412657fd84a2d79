package live

import (
	"context"

	"keyhouse/db"
)

// room is the PostgreSQL notification channel. It says only "look": what to
// see is in change_hint, so a lost notification costs one poll interval.
const room = "keyhouse_hint"

// listen wakes this node when another rings, and rings when this one publishes.
func (h *Hub) listen(ctx context.Context) {
	db.Listen(ctx, h.hints.o.Listen, room, h.hints.ring,
		func() { poke(h.hints.wake) },
		func(err error) { h.hints.o.Log.Warn("live: listening again after a fault", "error", err) })
}
