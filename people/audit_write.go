package people

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// lanes is how many chains an account has where several writers work at once.
// Each writer takes one for itself, so that they do not wait for one another.
const lanes = 64

// trail writes the audit trail of all accounts.
type trail struct {
	clock idClock

	mu    sync.Mutex
	order []int64 // the lanes, in this process's own order
	busy  [lanes]bool
	heads map[chain]db.Head // where chains were when last written here
}

type chain struct {
	account id.ID
	lane    int64
}

// maxHeads bounds what is remembered of heads; past it all are asked for again.
const maxHeads = 20_000

func newTrail() *trail {
	t := &trail{heads: map[chain]db.Head{}}
	for _, n := range rand.Perm(lanes) {
		t.order = append(t.order, int64(n)) // processes differ in which they take first
	}
	return t
}

// of gives the entries that a transaction is gathering.
func (t *trail) of(tx *db.Tx) *gathered {
	return tx.AtEnd(t, func() db.Ending { return &gathered{trail: t} }).(*gathered)
}

// take gives a lane that nobody else in this process writes to, and whether it
// found one. If all are taken, any will do: the database then lets one of two
// go first.
func (t *trail) take() (int64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range t.order {
		if !t.busy[n] {
			t.busy[n] = true
			return n, true
		}
	}
	return rand.Int64N(lanes), false
}

func (t *trail) give(lane int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.busy[lane] = false
}

func (t *trail) known(c chain) (db.Head, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h, ok := t.heads[c]
	return h, ok
}

// remember notes where a chain is if the transaction is kept. If it is not, or
// somebody else moves the chain, the next writer finds out.
func (t *trail) remember(c chain, h db.Head) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.heads) >= maxHeads {
		t.heads = map[chain]db.Head{}
	}
	t.heads[c] = h
}

// gathered are the entries of one transaction, linked and written at its end.
type gathered struct {
	trail *trail
	lane  int64
	held  bool // the lane is this transaction's own
	links []link
}

func (g *gathered) add(l link) { g.links = append(g.links, l) }

// Over gives the lane back.
func (g *gathered) Over() {
	if g.held {
		g.trail.give(g.lane)
	}
}

// EndAll links what several transactions gathered that share a commit: the head of
// a chain moves once for all of them.
func (g *gathered) EndAll(ctx context.Context, tx *db.Tx, all []db.Ending) error {
	whole := &gathered{trail: g.trail}
	for _, e := range all {
		whole.links = append(whole.links, e.(*gathered).links...)
	}
	slices.SortStableFunc(whole.links, func(a, b link) int { return bytes.Compare(a.account[:], b.account[:]) })
	return whole.End(ctx, tx)
}

// End links what was gathered to the chains of the accounts it is about.
func (g *gathered) End(ctx context.Context, tx *db.Tx) error {
	if len(g.links) == 0 {
		return nil
	}
	if tx.Dialect() != access.SQLite { // where only one writes at a time, one chain is enough
		g.lane, g.held = g.trail.take()
	}
	for from := 0; from < len(g.links); {
		to := from + 1
		for to < len(g.links) && g.links[to].account == g.links[from].account {
			to++
		}
		if err := g.extend(ctx, tx, g.links[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// extend seals links of one account and writes them.
func (g *gathered) extend(ctx context.Context, tx *db.Tx, links []link) error {
	c := chain{links[0].account, g.lane}
	was, known := g.trail.known(c)
	for {
		if !known {
			var err error
			if was, err = tx.TakeHead(ctx, c.account, c.lane); err != nil {
				return err
			}
		}
		is := was
		for i := range links {
			is = links[i].seal(c.lane, is)
		}
		moved, err := tx.Extend(ctx, c.account, c.lane, was, is)
		if err != nil {
			return err
		}
		if moved {
			g.trail.remember(c, is)
			return insertLinks(ctx, tx, c.account, links)
		}
		known = false // somebody else was here: ask
	}
}

var linkColumns = []string{"id", "at", "person_id", "acting_person_id", "person_name", "acting_name", "verb", "thing",
	"record_id", "property_id", "client_id", "outcome", "detail", "lane", "seq", "hash", "parts"}

func insertLinks(ctx context.Context, tx *db.Tx, account id.ID, links []link) error {
	rows := make([][]any, len(links))
	var values [][]any
	for i := range links {
		l := &links[i]
		rows[i] = []any{l.id, l.at, l.person, l.acting, l.name, l.actingName, l.act, l.thing,
			l.record, l.property, l.client, l.outcome, l.detail, l.lane, l.seq, l.hash[:], l.parts}
		for _, v := range l.values {
			values = append(values, []any{l.id, v.part, v.salt, string(v.content)})
		}
	}
	if err := tx.InsertMany(ctx, account, "audit_entry", linkColumns, rows); err != nil {
		return err
	}
	return tx.InsertMany(ctx, account, "audit_value", []string{"entry_id", "part", "salt", "content"}, values)
}
