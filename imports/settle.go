package imports

import (
	"context"
	"fmt"
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// found is a record by what a file calls it: one that is there, or the
// fresh-th (from 1) of those to be made.
type found struct {
	id    id.ID
	fresh int
}

// is gives the id, once those to be made have been.
func (f found) is(made []id.ID) id.ID {
	if f.fresh > 0 {
		return made[f.fresh-1]
	}
	return f.id
}

// names finds records by reference, else by name.
type names struct{ byReference, byName map[string]found }

func newNames() names { return names{map[string]found{}, map[string]found{}} }

func (n names) put(reference, key string, f found) {
	if _, there := n.byReference[reference]; reference != "" && !there {
		n.byReference[reference] = f
	}
	if _, there := n.byName[key]; !there {
		n.byName[key] = f
	}
}

func (n names) find(text string) (found, bool) {
	if f, there := n.byReference[text]; there {
		return f, true
	}
	f, there := n.byName[entry.Fold(text)]
	return f, there
}

// like finds the record that a row describes: by its reference if it has one.
func (n names) like(reference, name string) (found, bool) {
	if reference != "" {
		f, there := n.byReference[reference]
		return f, there
	}
	f, there := n.byName[entry.Fold(name)]
	return f, there
}

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

// place is a property that is there.
type place struct {
	business id.ID
	archived bool
	asked    bool
	mayBook  bool
	mayBlock bool
}

// span is a booking or block that is there, or will be.
type span struct {
	calendar.Nights
	live             bool
	booking          bool
	reference, guest string
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

func (s *settler) owner(o *owner) {
	if _, there := s.clients.like(o.form.Reference, o.form.Name); there {
		s.do.Unchanged++
		return
	}
	s.addOwner(o.form)
}

func (s *settler) addOwner(form portfolio.ClientForm) found {
	form.Business = s.business
	s.do.clients = append(s.do.clients, form)
	f := found{fresh: len(s.do.clients)}
	s.clients.put(form.Reference, entry.Fold(form.Name), f)
	return f
}

func (s *settler) property(p *property) {
	if _, there := s.properties.like(p.form.Reference, p.form.Name); there {
		s.do.Unchanged++
		return
	}
	parts, ok := s.parts(p)
	if !ok {
		return
	}
	p.form.Business = s.business
	s.do.properties = append(s.do.properties, newProperty{p.form, parts})
	s.properties.put(p.form.Reference, entry.Fold(p.form.Name), found{fresh: len(s.do.properties)})
}

// parts finds the owners of a property; those nobody has heard of are made.
func (s *settler) parts(p *property) ([]newPart, bool) {
	var parts []newPart
	var sum int64
	for _, o := range p.owners {
		sum += o.bps
	}
	if sum != wholeBPS && len(p.owners) > 0 {
		s.b.leave(p.at, "share", fmt.Sprintf("%d.%02d %%", sum/100, sum%100), "the shares of a property must make 100 %")
		return nil, false
	}
	for _, o := range p.owners {
		c, there := s.clients.find(o.name)
		if !there {
			c = s.addOwner(portfolio.ClientForm{Kind: portfolio.Owner, Name: clip(o.name, entry.MaxName)})
		}
		if slices.ContainsFunc(parts, func(q newPart) bool { return q.client == c }) {
			s.b.leave(p.at, "owner", o.name, "this owner is named twice for the property")
			return nil, false
		}
		parts = append(parts, newPart{c, o.bps})
	}
	return parts, true
}

// spansAtOnce bounds the ids of one look-up.
const spansAtOnce = 500

// readSpans reads what is on the nights of the properties that are there.
func (s *settler) readSpans() error {
	var ids []any
	seen := map[id.ID]bool{}
	for _, st := range s.b.stays {
		if f, there := s.properties.find(st.property); there && f.fresh == 0 && !seen[f.id] {
			seen[f.id] = true
			ids = append(ids, f.id)
		}
	}
	for some := range slices.Chunk(ids, spansAtOnce) {
		for _, q := range []db.Unscoped{
			db.Select("b.property_id, b.arrive, b.depart, b.state <> 'cancelled', b.reference, b.guest_key, 1", "booking b"),
			db.Select("b.property_id, b.arrive, b.depart, b.state = 'active', '', '', 0", "block b"),
		} {
			if err := s.readSome(q.Everything(s.who.Beyond("what is on the nights an import wants")).AndIn("b.property_id", some...)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *settler) readSome(q db.Query) error {
	return db.Each(s.ctx, s.tx, q, func(r db.Row) error {
		var property id.ID
		var booking int64
		p := &span{}
		err := r.Scan(&property, &p.Arrive, &p.Depart, &p.live, &p.reference, &p.guest, &booking)
		p.booking = booking == 1
		s.spans[found{id: property}] = append(s.spans[found{id: property}], p)
		return err
	})
}

func (s *settler) stay(st *stay) {
	f, there := s.properties.find(st.property)
	if !there {
		s.b.leave(st.at, "property", st.property, "there is no property of that name or reference")
		return
	}
	if reason := s.refuses(f, st.block); reason != "" {
		s.b.leave(st.at, "property", st.property, reason)
		return
	}
	live := st.form.State != stays.Cancelled
	clash := false
	for _, p := range s.spans[f] {
		if s.same(p, st) {
			s.do.Unchanged++
			return
		}
		clash = clash || live && p.live && p.Arrive < st.form.Nights.Depart && st.form.Nights.Arrive < p.Depart
	}
	if clash {
		s.b.leave(st.at, "arrive", spell(st.form.Nights), "some of these nights are taken at "+st.property+" already")
		return
	}
	s.spans[f] = append(s.spans[f], &span{st.form.Nights, live, !st.block, st.form.Reference, entry.Fold(st.form.Guest.Name)})
	n := newPast{f, st.property, st.form, st.note}
	if st.block {
		s.do.blocks = append(s.do.blocks, n)
		return
	}
	s.do.pasts = append(s.do.pasts, n)
	if len(st.form.Charges) > 0 {
		s.do.Priced++
	}
}

// same tells whether what is there is what a row describes.
func (s *settler) same(p *span, st *stay) bool {
	if st.form.Reference != "" && p.reference != "" {
		return p.booking && p.reference == st.form.Reference
	}
	return p.Nights == st.form.Nights && (st.exact || p.booking && p.guest == entry.Fold(st.form.Guest.Name))
}

// refuses says why nothing can be booked at a property that is there.
func (s *settler) refuses(f found, block bool) string {
	p := s.places[f.id]
	if f.fresh > 0 {
		p = &place{business: s.business}
	}
	if !p.asked {
		r := access.Record{Account: s.who.Account(), Business: p.business, Property: f.id, Person: s.who.Who().Person}
		may := func(t access.Thing) bool {
			r.Thing = t
			return s.who.Can(access.Add, &r) == access.Allowed
		}
		p.mayBook, p.mayBlock = may(access.Booking) && may(access.Charge) && may(access.Payment), may(access.Block)
		p.asked = true
	}
	switch {
	case p.archived:
		return "this property is archived"
	case block && !p.mayBlock, !block && !p.mayBook:
		return "you may not do this at that property"
	}
	return ""
}
