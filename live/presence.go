package live

import (
	"context"
	"sync"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// How the nodes tell one another who holds an open page. A page that is left
// for the next one of the same person closes its channel and opens another:
// that is no coming and going, so an end is written down only after linger.
// What a node wrote counts for lease after its last beat: the people of a node
// that was killed vanish within lease and beat together, twelve seconds.
const (
	gather = 100 * time.Millisecond
	linger = 800 * time.Millisecond
	beat   = 3 * time.Second
	lease  = 3 * beat
)

// Present is the word of the Changed topic that says that somebody came or went.
const Present = "presence"

// presence is who holds open pages at this node.
type presence struct {
	hub  *Hub
	node id.ID
	wake chan struct{}

	mu   sync.Mutex
	held map[place]*holding
}

// place is whose page it is and where it is open.
type place struct {
	session, person, account id.ID
	ip                       string
}

type holding struct {
	row     id.ID
	pages   int
	since   time.Time
	left    time.Time // when the last page closed
	written bool
	forced  bool // the last page was ended, so none will follow it
}

func newPresence(h *Hub) *presence {
	return &presence{hub: h, node: id.New(), wake: make(chan struct{}, 1), held: map[place]*holding{}}
}

// placeOf says where a channel's owner is. Somebody of the office who is logged
// in as another person is there themselves; the other one is not.
func placeOf(o Owner) place {
	p := place{session: o.Session, person: o.Person, account: o.Account, ip: o.IP}
	if !o.Real.IsZero() {
		p.person = o.Real
	}
	return p
}

// come notes one more open page.
func (p *presence) come(o Owner) {
	if o.Account.IsZero() || p.hub.hints.db == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(o)
	h := p.held[at]
	if h == nil {
		h = &holding{row: id.New(), since: time.Now()}
		p.held[at] = h
	}
	h.pages++
	if !h.written {
		poke(p.wake)
	}
}

// leave notes one page less.
func (p *presence) leave(o Owner, forced bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(o)
	h := p.held[at]
	if h == nil {
		return
	}
	h.pages--
	if h.pages > 0 {
		return
	}
	h.left, h.forced = time.Now(), forced
	if !h.written {
		delete(p.held, at)
		return
	}
	poke(p.wake)
}

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

// write brings the table up to date and says in how long there may be more to
// do; 0 is never.
func (p *presence) write(ctx context.Context) time.Duration {
	come, gone, next := p.differences(time.Now())
	if len(come) == 0 && len(gone) == 0 {
		return next
	}
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) error { return p.put(ctx, tx, come, gone) })
	if err != nil {
		if ctx.Err() == nil {
			p.hub.hints.o.Log.Warn("live: cannot write who is connected", "error", err)
		}
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

// lease says that this node lives.
func (p *presence) lease(ctx context.Context, tx *db.Tx) error {
	return tx.Global("node").Upsert(ctx, db.Set("id", p.node), db.Set("until_at", time.Now().Add(lease)))
}

// renew lengthens the lease while somebody is here. A node that was away so
// long that others took it for dead writes everybody down again.
func (p *presence) renew(ctx context.Context) {
	p.mu.Lock()
	anybody := len(p.held) > 0
	p.mu.Unlock()
	if !anybody {
		return
	}
	var n int64
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Global("node").Update(ctx, db.ByID(p.node), db.Set("until_at", time.Now().Add(lease)))
		return err
	})
	if err != nil || n > 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for at, h := range p.held {
		if h.pages == 0 {
			delete(p.held, at)
			continue
		}
		h.row, h.written = id.New(), false
	}
	poke(p.wake)
}

// sweep removes what dead nodes wrote.
func (p *presence) sweep(ctx context.Context) {
	dead, err := p.dead(ctx)
	if err == nil && len(dead) > 0 {
		err = p.hub.hints.db.Write(ctx, func(tx *db.Tx) error {
			for _, node := range dead {
				if err := p.bury(ctx, tx, node); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil && ctx.Err() == nil {
		p.hub.hints.o.Log.Warn("live: cannot clear who was connected to other nodes", "error", err)
	}
}

func (p *presence) dead(ctx context.Context) ([]id.ID, error) {
	var dead []id.ID
	err := p.hub.hints.db.Read(ctx, func(tx *db.Tx) (err error) {
		dead, err = db.All(ctx, tx, db.Global("n.id", "node n").And("n.until_at < ? AND n.id <> ?", time.Now(), p.node), db.Scan1[id.ID])
		return err
	})
	return dead, err
}

// bury removes a node and everybody who was at it.
func (p *presence) bury(ctx context.Context, tx *db.Tx, node id.ID) error {
	accounts, err := db.All(ctx, tx, db.Global("pr.account_id", "presence pr").And("pr.node_id = ?", node), db.Scan1[id.ID])
	if err != nil {
		return err
	}
	if _, err := tx.Global("presence").Delete(ctx, db.Where("node_id = ?", node)); err != nil {
		return err
	}
	if _, err := tx.Global("node").Delete(ctx, db.ByID(node)); err != nil {
		return err
	}
	told := map[id.ID]bool{}
	for _, a := range accounts {
		told[a] = true
	}
	return p.tell(ctx, tx, told)
}

// goAway is the last thing a node does that is shut down in order.
func (p *presence) goAway(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := p.hub.hints.db.Write(ctx, func(tx *db.Tx) error { return p.bury(ctx, tx, p.node) })
	if err != nil {
		p.hub.hints.o.Log.Warn("live: cannot write that this node goes away", "error", err)
	}
}
