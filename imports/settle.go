package imports

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// todo is what is to be written, and what of the files is there already.
type todo struct {
	Counts
	clients    []portfolio.ClientForm
	properties []newProperty
	pasts      []newPast
	blocks     []newPast
}

type newProperty struct {
	form  portfolio.PropertyForm
	parts []newPart
}

type newPart struct {
	client found
	bps    int64
}

type newPast struct {
	at       found
	property string
	form     stays.BookingForm
	note     string
}

// settler compares a batch with what is there. It changes nothing.
type settler struct {
	ctx        context.Context
	tx         *db.Tx
	who        *access.Viewer
	business   id.ID
	b          *batch
	clients    names
	properties names
	places     map[id.ID]*place  // those that are there
	spans      map[found][]*span // what is on the nights of each
	do         todo
}

// settle works out what a batch asks for. It is given the names of what who
// sees only: what they may not know of, a file of theirs cannot find.
func settle(ctx context.Context, tx *db.Tx, who *access.Viewer, business id.ID, b *batch) (*todo, error) {
	s := &settler{ctx: ctx, tx: tx, who: who, business: business, b: b, clients: newNames(), properties: newNames(),
		places: map[id.ID]*place{}, spans: map[found][]*span{}}
	if err := s.read(); err != nil {
		return nil, err
	}
	for i := range b.owners {
		s.owner(&b.owners[i])
	}
	for i := range b.properties {
		s.property(&b.properties[i])
	}
	if err := s.readSpans(); err != nil {
		return nil, err
	}
	for i := range b.stays {
		s.stay(&b.stays[i])
	}
	s.do.Owners, s.do.Properties = int64(len(s.do.clients)), int64(len(s.do.properties))
	s.do.Bookings, s.do.Blocks = int64(len(s.do.pasts)), int64(len(s.do.blocks))
	s.do.Skipped = b.skipped
	return &s.do, nil
}

func (s *settler) read() error {
	q := db.Select("c.id, c.reference, c.name_key", "client c").Visible(s.who, access.Read, access.Client).And("c.archived_at IS NULL").Order("c.created_at, c.id")
	err := db.Each(s.ctx, s.tx, q, func(r db.Row) error {
		var i id.ID
		var reference, key string
		err := r.Scan(&i, &reference, &key)
		s.clients.put(reference, key, found{id: i})
		return err
	})
	if err != nil {
		return err
	}
	q = db.Select("p.id, p.business_id, p.reference, p.name_key, p.archived_at IS NOT NULL", "property p").Visible(s.who, access.Read, access.Property).Order("p.created_at, p.id")
	return db.Each(s.ctx, s.tx, q, func(r db.Row) error {
		var i id.ID
		p := &place{}
		var reference, key string
		err := r.Scan(&i, &p.business, &reference, &key, &p.archived)
		s.places[i] = p
		s.properties.put(reference, key, found{id: i})
		return err
	})
}
