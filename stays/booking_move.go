package stays

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// MoveForm is where and when a booking goes. Without a Property it stays where
// it is, unit included.
type MoveForm struct {
	Version        int64
	Nights         calendar.Nights
	Property, Unit id.ID
}

// MoveBooking gives a booking other nights, another place, or both. Taken
// nights are a Conflict that names no one, and nothing has changed then. What
// is still to be earned on the old arrival is earned on the new one, by whoever
// owns the place that day. A move to where it is already changes nothing.
func (s *Store) MoveBooking(ctx context.Context, who *access.Viewer, booking id.ID, form MoveForm) (*Booking, error) {
	const op = "stays.MoveBooking"
	f := fault.Fields{Op: op}
	checkNights(&f, form.Nights)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return s.change(ctx, who, booking, form.Version, op, func(tx *db.Tx, b *Booking) error {
		if b.State == Cancelled {
			return isCancelled(op)
		}
		to, err := s.destination(ctx, tx, who, b, &form, op)
		if err != nil {
			return err
		}
		if b.Nights == form.Nights && b.Property == to.Property && b.Unit == to.Unit {
			return nil
		}
		return s.move(ctx, tx, who, b, to, form.Nights)
	})
}

// destination reads the place a booking moves to. Moving to another property
// needs the right to make bookings there, and the same currency.
func (s *Store) destination(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, form *MoveForm, op string) (*place, error) {
	property, unit := form.Property, form.Unit
	if property.IsZero() {
		property, unit = b.Property, b.Unit
	}
	if property == b.Property {
		return placeOf(ctx, tx, who, property, unit, op)
	}
	to, err := placeFor(ctx, tx, who, property, unit, op)
	if err != nil {
		return nil, err
	}
	if err := who.Permit(op, access.Add, to.record(access.Booking, b.account, b.person)); err != nil {
		return nil, err
	}
	if to.Currency != b.Currency || to.Business != b.Business {
		return nil, fault.Bad(op, "property", "That property is charged in another currency or kept in other books. Cancel this booking and make a new one there.")
	}
	return to, nil
}

// move is MoveBooking without its questions; feeds use it too.
func (s *Store) move(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, to *place, n calendar.Nights) error {
	was := *b
	b.Nights, b.Property, b.Unit = n, to.Property, to.Unit
	if to.Name != "" {
		b.PropertyName, b.UnitName = to.Name, to.UnitName
	}
	if err := portfolio.MoveNights(ctx, tx, b.account, nightsOf(&was), nightsOf(b)); err != nil {
		return err
	}
	set := db.Set("arrive", n.Arrive).Set("depart", n.Depart).Set("property_id", to.Property).Set("unit_id", to.Unit)
	if err := s.save(ctx, tx, b, set); err != nil {
		return err
	}
	if err := s.moveMoney(ctx, tx, who, &was, b, to); err != nil {
		return err
	}
	if was.Property != b.Property { // it leaves the pages of who sees only where it was
		if err := s.people.Changed(ctx, tx, was.record()); err != nil {
			return err
		}
	}
	return s.people.Wrote(ctx, tx, who, access.Edit, b.record(), "moved from "+spell(was.Nights)+" to "+spell(n), people.Diff(was.fields(), b.fields())...)
}

// moveMoney keeps charges and payments at the booking's property, and has the
// charges that were due to be earned on the old arrival earned on the new one.
func (s *Store) moveMoney(ctx context.Context, tx *db.Tx, who *access.Viewer, was, b *Booking, to *place) error {
	if was.Property != b.Property {
		for _, table := range []string{"charge", "payment"} {
			if _, err := tx.Update(ctx, b.account, table, db.Where("booking_id = ?", b.ID), db.Set("property_id", b.Property)); err != nil {
				return err
			}
		}
	}
	owners, err := s.ownersAfter(ctx, tx, who, was, b, to)
	if err != nil {
		return err
	}
	old, err := sharesOf(ctx, tx, b)
	if err != nil {
		return err
	}
	if was.Nights.Arrive == b.Nights.Arrive && sameOwners(old, owners) {
		return nil
	}
	return s.rebook(ctx, tx, who, was, b, old, owners)
}

// rebook takes all of b's sums back on the old arrival and earns them anew on
// the new one, for its new owners.
func (s *Store) rebook(ctx context.Context, tx *db.Tx, who *access.Viewer, was, b *Booking, old, owners []Share) error {
	none := slices.Clone(old)
	for i := range none {
		none[i].Minor = 0
	}
	back := Sums{}.minus(b.sums())
	b.Total, b.Tax, b.Commission, b.Owner = 0, 0, 0, 0
	was.Total = 0
	if err := s.earn(ctx, tx, who, was, becauseReversed, was.Nights.Arrive, back, partChanges(old, none)); err != nil {
		return err
	}
	_, err := tx.Update(ctx, b.account, "charge", db.Where("booking_id = ? AND state <> ? AND day = ?", b.ID, ChargeCancelled, was.Nights.Arrive), db.Set("day", b.Nights.Arrive))
	if err != nil {
		return err
	}
	return s.resettle(ctx, tx, who, b, none, owners, becauseCharged, b.Nights.Arrive)
}

// ownersAfter gives who owns b now that it moved. While that is the same
// people, what was agreed with them when it was made still holds.
func (s *Store) ownersAfter(ctx context.Context, tx *db.Tx, who *access.Viewer, was, b *Booking, to *place) ([]Share, error) {
	old, err := sharesOf(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	owners, err := to.sharesOn(ctx, tx, who, b.Nights.Arrive)
	if err != nil || was.Property == b.Property && sameOwners(old, owners) {
		return old, err
	}
	return owners, nil
}
