package portfolio

import (
	"context"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
	"keyhouse/people"
)

// Options say what a Store needs from outside.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Live people.Publisher // is told what changed; nil tells nobody
}

// Store keeps clients, properties, units and shares. It is safe for concurrent
// use.
type Store struct {
	db     *db.DB
	people *people.Store
	now    func() time.Time
	live   people.Publisher

	mu         sync.RWMutex
	searchable []Searchable
}

// New makes a Store over d. It tells p how previews and whys read its records.
func New(d *db.DB, p *people.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: d, people: p, now: o.Now, live: o.Live}
	s.registerKinds()
	s.RegisterSearch(clientSearch, propertySearch)
	return s
}

// changed tells the open pages of an account.
func (s *Store) changed(ctx context.Context, tx *db.Tx, account id.ID, what access.Thing) error {
	if s.live == nil {
		return nil
	}
	return s.live.Publish(ctx, tx, live.Changed(account, what.String()))
}

// accessChanged makes every cached viewer of the account be built anew: who
// owns what has changed, and with it who may see what.
func (s *Store) accessChanged(ctx context.Context, tx *db.Tx, account id.ID) error {
	_, err := tx.Global("account").Update(ctx, db.ByID(account), db.Set("version", db.Expr("version + 1")))
	if err != nil {
		return err
	}
	return s.changed(ctx, tx, account, access.GrantThing)
}

// everything is the program's own view of who's account, for what a command
// has to read beyond what the person sees. What it reads is masked or checked
// before it leaves this package.
func everything(who *access.Viewer, why string) *access.Viewer {
	return access.System(why).In(who.Account())
}

// Permit turns a decision into a fault: what the person may not know of is not
// found.
func Permit(op string, who *access.Viewer, verb access.Verb, r *access.Record) error {
	switch who.Can(verb, r) {
	case access.Allowed:
		return nil
	case access.Missing:
		return fault.NotFound(op)
	case access.Ask:
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "This needs a manager's approval. Ask one to allow it."}
	}
	if !who.May(access.Read, r.Thing) {
		return fault.NotFound(op) // whoever sees none of a kind is not told that the kind exists
	}
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may see this, but not do that to it. Ask whoever looks after access here."}
}
