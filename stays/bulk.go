package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// Past is a booking that comes in whole: from a file, or made up. Its state may
// be Cancelled; the charges are then what is kept. Without a CreatedAt it is
// made now.
type Past struct {
	BookingForm
	Payments  []PaymentForm
	CreatedAt time.Time
}

// CreateMany writes very many new bookings in few statements, with their
// nights, charges, payments, owners' parts, journal entries and words, and
// gives their ids in order. It is for imports and seeds: one line in the audit
// trail stands for all. Nights that are taken, or wanted twice, are a Conflict
// for all of them.
func (s *Store) CreateMany(ctx context.Context, tx *db.Tx, who *access.Viewer, all []Past) ([]id.ID, error) {
	b := s.Bulk(ctx, tx, who)
	ids, err := b.Bookings(all)
	if err != nil {
		return nil, err
	}
	return ids, b.Close()
}

// Bulk writes bookings and blocks that come in by the ten thousand. Their nights
// are taken together, by Close, since a table is written quickest from its first
// key to its last.
type Bulk struct {
	s        *Store
	ctx      context.Context
	tx       *db.Tx
	who      *access.Viewer
	now      time.Time
	places   map[[2]id.ID]*place
	mayBook  map[*place]bool
	mayBlock map[*place]bool
	takings  []portfolio.Taking
}

// Bulk begins one within tx. Without Close what it wrote is not whole.
func (s *Store) Bulk(ctx context.Context, tx *db.Tx, who *access.Viewer) *Bulk {
	return &Bulk{s: s, ctx: ctx, tx: tx, who: who, now: s.now(), places: map[[2]id.ID]*place{}, mayBook: map[*place]bool{}, mayBlock: map[*place]bool{}}
}

// Bookings writes bookings but for their nights; see CreateMany.
func (b *Bulk) Bookings(all []Past) ([]id.ID, error) {
	m := &many{Bulk: b, holdings: map[id.ID][]portfolio.Holding{}}
	if len(all) == 0 {
		return nil, nil
	}
	if err := m.prepare(all); err != nil {
		return nil, err
	}
	for i := range all {
		if err := m.add(&all[i]); err != nil {
			return nil, err
		}
	}
	return m.ids, m.write()
}

// Close takes the nights of everything written.
func (b *Bulk) Close() error {
	return portfolio.TakeMany(b.ctx, b.tx, b.who.Account(), b.takings)
}

// at gives the place of a form, where who may add each of things; may remembers
// where that was asked.
func (b *Bulk) at(property, unit id.ID, may map[*place]bool, op string, things ...access.Thing) (*place, error) {
	key := [2]id.ID{property, unit}
	at := b.places[key]
	if at == nil {
		var err error
		if at, err = placeFor(b.ctx, b.tx, b.who, property, unit, op); err != nil {
			return nil, err
		}
		b.places[key] = at
	}
	if may[at] {
		return at, nil
	}
	for _, t := range things {
		if err := b.who.Permit(op, access.Add, at.record(t, b.who.Account(), b.who.Who().Person)); err != nil {
			return nil, err
		}
	}
	may[at] = true
	return at, nil
}

// CheckPast tidies a form and says what is wrong with it, at its fields: for
// imports, which leave out one row rather than give up all. usual is the
// currency of its property.
func CheckPast(form *BookingForm, usual cash.Currency) error {
	const op = "stays.CheckPast"
	whole := *form
	if whole.State == Cancelled {
		whole.State = Confirmed
	}
	if err := whole.check(op); err != nil {
		return err
	}
	f := fault.Fields{Op: op}
	readCharges(&f, "charges", form.Charges, checkCurrency(&f, "currency", form.Currency, usual), form.Nights.Arrive)
	return f.Err()
}
