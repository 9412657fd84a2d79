package portfolio

import (
	"context"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
)

// Options say what a Store needs from outside.
type Options struct {
	Now func() time.Time // the clock; time.Now if nil
}

// Store keeps clients, properties, units and shares. It is safe for concurrent
// use.
type Store struct {
	db     *db.DB
	people *people.Store
	now    func() time.Time

	mu         sync.RWMutex
	searchable []Searchable
}

// New makes a Store over d. It tells p how previews and whys read its records.
func New(d *db.DB, p *people.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: d, people: p, now: o.Now}
	s.registerKinds()
	s.RegisterSearch(clientSearch, propertySearch)
	return s
}

// accessChanged makes every cached viewer of the account be built anew: who
// owns what has changed, and with it who may see what.
func (s *Store) accessChanged(ctx context.Context, tx *db.Tx, account id.ID) error {
	if err := people.Bump(ctx, tx, account); err != nil {
		return err
	}
	return s.people.Changed(ctx, tx, &access.Record{Account: account, Thing: access.GrantThing})
}
