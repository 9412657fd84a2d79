package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Options of a Hub. The zero Options are right for one node.
type Options struct {
	Poll   time.Duration // how often to look for other nodes' hints; 0 means 200 ms on PostgreSQL, 1 s on SQLite
	Listen bool          // on PostgreSQL, have other nodes wake this one, so that hints are seen at once
	Now    func() time.Time
	Log    *slog.Logger
}

const (
	// window is how far back each look reaches: it covers transactions that
	// commit after a younger one and clocks that differ between nodes.
	window = 10 * time.Second
	// kept is how long a hint stays in the table.
	kept = 2 * time.Minute
	// gap is how long hints may go unread before pages are asked about anew: a
	// database or a node that stood still may have held one back beyond window.
	gap = window / 2
)

// hints is what the hub needs to speak with other nodes.
type hints struct {
	db   *db.DB
	o    Options
	seen map[id.ID]int64 // hints acted on, and when they were written; touched by Run only
	last time.Time       // when hints were last read; touched by Run only
	deaf bool            // they could not be read since; touched by Run only
	own  chan id.ID      // hints of this node, acted on at the commit
	ring chan struct{}   // something was published here: wake the others
	wake chan struct{}   // somebody else published: look now
}

// NewHub gives a hub over d. Until Run is called it hears only this node.
func NewHub(d *db.DB, o Options) *Hub {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Poll == 0 {
		o.Poll = time.Second
		if d != nil && d.Dialect() == access.Postgres {
			o.Poll = 200 * time.Millisecond
		}
	}
	h := &Hub{channels: set{}, sessions: map[id.ID]set{}, accounts: map[id.ID]set{},
		hints: hints{db: d, o: o, seen: map[id.ID]int64{}, own: make(chan id.ID, 256),
			ring: make(chan struct{}, 1), wake: make(chan struct{}, 1)}}
	h.presence = newPresence(h)
	return h
}

// Publish makes topics part of the transaction: if it commits, this node acts
// at once and every other within a poll; if not, nobody hears of it.
func (h *Hub) Publish(ctx context.Context, tx *db.Tx, topics ...Topic) error {
	for _, t := range topics {
		hint := id.New()
		err := tx.Global("change_hint").Insert(ctx,
			db.Set("id", hint).Set("topic", string(t)).Set("at", db.Moment(h.hints.o.Now())))
		if err != nil {
			return err
		}
		tx.OnCommit(func() { h.committed(hint, t) })
	}
	return nil
}

func (h *Hub) committed(hint id.ID, t Topic) {
	h.Deliver(t)
	select {
	case h.hints.own <- hint:
	default: // Run is behind or not running: it will deliver t a second time, which is harmless
	}
	poke(h.hints.ring)
}

// Run looks for the hints of other nodes, and tells them who is connected to
// this one, until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	var behind sync.WaitGroup
	defer behind.Wait()
	behind.Go(func() { h.presence.run(ctx) })
	if h.hints.o.Listen && h.hints.db.Dialect() == access.Postgres {
		go h.listen(ctx)
	}
	poll, sweep := time.NewTicker(h.hints.o.Poll), time.NewTicker(time.Minute)
	defer poll.Stop()
	defer sweep.Stop()
	since := db.Moment(h.hints.o.Now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
			since = h.look(ctx, since)
		case <-h.hints.wake:
			since = h.look(ctx, since)
		case hint := <-h.hints.own:
			h.hints.seen[hint] = db.Moment(h.hints.o.Now())
		case <-sweep.C:
			h.sweep(ctx)
		}
	}
}

// listen has other nodes wake this one, and begins anew when the connection
// breaks; until then polling does.
func (h *Hub) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := h.hints.db.Bell(ctx, "keyhouse_hint", h.hints.ring, func() { poke(h.hints.wake) })
		if ctx.Err() == nil {
			h.hints.o.Log.Debug("live: listening again after a fault", "error", err)
		}
		pause(ctx, time.Second)
		poke(h.hints.wake)
	}
}

type hint struct {
	id    id.ID
	topic Topic
	at    int64
}

// look delivers what was written since the newest hint seen, less the window,
// and gives the new newest.
func (h *Hub) look(ctx context.Context, since int64) int64 {
	h.drainOwn()
	// A hint from the future – a clock ran ahead, or this one was set back – must not
	// hide those of today.
	since = min(since, db.Moment(h.hints.o.Now()))
	q := db.Global("c.id, c.topic, c.at", "change_hint c").
		And("c.at > ?", since-window.Microseconds()).Order("c.at, c.id")
	var found []hint
	err := h.hints.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, q, scanHint)
		return err
	})
	h.heard(ctx, err)
	for _, one := range found {
		if _, done := h.hints.seen[one.id]; !done {
			h.hints.seen[one.id] = one.at
			h.Deliver(one.topic)
		}
		since = max(since, one.at)
	}
	return since
}

// heard notes whether hints could be read. After a time in which they could not
// somebody's end may have been missed, so every open page is asked about anew.
func (h *Hub) heard(ctx context.Context, err error) {
	s, now := &h.hints, time.Now().Round(0) // the wall's clock, which goes on while a machine sleeps
	switch {
	case ctx.Err() != nil:
	case err != nil && !s.deaf:
		s.deaf = true
		s.o.Log.Warn("live: cannot read hints; trying again until it works", "error", err)
	case err != nil:
	default:
		if s.deaf {
			s.o.Log.Info("live: hints can be read again", "seconds", int(now.Sub(s.last).Seconds()))
		}
		if s.deaf || now.Sub(s.last) > gap && !s.last.IsZero() {
			h.doubtAll()
		}
		s.deaf, s.last = false, now
	}
}

// drainOwn notes the hints that were acted on at their commit before the rows
// are read, so that they are not delivered again.
func (h *Hub) drainOwn() {
	for {
		select {
		case hint := <-h.hints.own:
			h.hints.seen[hint] = db.Moment(h.hints.o.Now())
		default:
			return
		}
	}
}

// sweep forgets what is too old to be seen again, here and in the table.
func (h *Hub) sweep(ctx context.Context) {
	old := db.Moment(h.hints.o.Now().Add(-kept))
	for hint, at := range h.hints.seen {
		if at < old {
			delete(h.hints.seen, hint)
		}
	}
	err := h.hints.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("change_hint").Delete(ctx, db.Where("at < ?", old))
		return err
	})
	if err != nil && ctx.Err() == nil {
		h.hints.o.Log.Warn("live: cannot clear old hints", "error", err)
	}
}

func scanHint(r db.Row) (h hint, err error) {
	err = r.Scan(&h.id, &h.topic, &h.at)
	return h, err
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
