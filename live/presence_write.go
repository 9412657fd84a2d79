package live

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// run writes down who comes and goes until ctx ends, and then that all have
// gone.
func (p *presence) run(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	p.sweep(ctx)
	for {
		select {
		case <-ctx.Done():
			p.goAway(context.WithoutCancel(ctx))
			return
		case <-tick.C:
			p.renew(ctx)
			p.sweep(ctx)
		case <-p.wake:
			pause(ctx, gather) // a burst becomes one transaction
			if next := p.write(ctx); next > 0 {
				time.AfterFunc(next, func() { poke(p.wake) })
			}
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// told says once that who is connected cannot be written down, and once that it can
// again, however often it is tried in between.
func (p *presence) told(ctx context.Context, err error) {
	if ctx.Err() != nil || (err != nil) == p.stuck {
		return
	}
	if p.stuck = err != nil; p.stuck {
		p.hub.hints.o.Log.Warn("live: cannot write who is connected; trying again until it works", "error", err)
	} else {
		p.hub.hints.o.Log.Info("live: who is connected can be written again")
	}
}

// write brings the table up to date and says in how long there may be more to
// do; 0 is never.
func (p *presence) write(ctx context.Context) time.Duration {
	come, gone, next := p.differences(time.Now())
	if len(come) == 0 && len(gone) == 0 {
		return next
	}
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) error { return p.put(ctx, tx, come, gone) })
	if p.told(ctx, err); err != nil {
		return time.Second
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for at, h := range come {
		h.written = true
		if h.pages == 0 && p.held[at] == h {
			next = linger
		}
	}
	for at, h := range gone {
		if p.held[at] != h {
			continue
		}
		if h.pages > 0 { // came back while it was being written
			h.row, h.written, h.since = id.New(), false, time.Now()
			next = gather
			continue
		}
		delete(p.held, at)
	}
	return next
}

// differences are who came and who went since the table was written.
func (p *presence) differences(now time.Time) (come, gone map[place]*holding, next time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	come, gone = map[place]*holding{}, map[place]*holding{}
	for at, h := range p.held {
		switch left := now.Sub(h.left); {
		case h.pages > 0 && !h.written:
			come[at] = h
		case h.pages == 0 && (h.forced || left >= linger):
			gone[at] = h
		case h.pages == 0 && (next == 0 || linger-left < next):
			next = linger - left
		}
	}
	return come, gone, next
}

func (p *presence) put(ctx context.Context, tx *db.Tx, come, gone map[place]*holding) error {
	told := map[id.ID]bool{}
	if len(come) > 0 {
		if err := p.lease(ctx, tx); err != nil {
			return err
		}
	}
	for at, h := range come {
		told[at.account] = true
		err := tx.Global("presence").Insert(ctx, db.Set("id", h.row).Set("node_id", p.node).Set("account_id", at.account).
			Set("person_id", at.person).Set("session_id", at.session).Set("ip", at.ip).Set("since_at", h.since))
		if err != nil {
			return err
		}
	}
	for at, h := range gone {
		told[at.account] = true
		if _, err := tx.Global("presence").Delete(ctx, db.ByID(h.row)); err != nil {
			return err
		}
	}
	return p.tell(ctx, tx, told)
}

func (p *presence) tell(ctx context.Context, tx *db.Tx, accounts map[id.ID]bool) error {
	for account := range accounts {
		if err := p.hub.Publish(ctx, tx, Changed(account, Present)); err != nil {
			return err
		}
	}
	return nil
}
