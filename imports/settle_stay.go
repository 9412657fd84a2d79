package imports

import (
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/id"
	"keyhouse/stays"
)

// span is a booking or block that is there, or will be.
type span struct {
	calendar.Nights
	live             bool
	booking          bool
	reference, guest string
}

// place is a property that is there.
type place struct {
	business id.ID
	archived bool
	asked    bool
	mayBook  bool
	mayBlock bool
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
