package stays

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// BookingPatch changes what is said about a booking; a nil field stays. Version
// is the one the edit began from.
type BookingPatch struct {
	Version           int64
	Guest             *string
	Email, Phone      *string
	Source, Reference *string
	Adults, Children  *int64
}

// touched are the groups the patch writes to.
func (p *BookingPatch) touched() access.Groups {
	groups := access.SetOf(access.GroupDates)
	if p.Guest != nil {
		groups = groups.With(access.GroupGuest)
	}
	if p.Email != nil || p.Phone != nil {
		groups = groups.With(access.GroupContact)
	}
	if p.Source != nil || p.Reference != nil {
		groups = groups.With(access.GroupSource)
	}
	return groups
}

// apply writes the patch into b, checked.
func (p *BookingPatch) apply(b *Booking, op string) error {
	f := fault.Fields{Op: op}
	g := Guest{b.Guest, b.Email, b.Phone, b.Adults, b.Children}
	put(&g.Name, p.Guest)
	put(&g.Email, p.Email)
	put(&g.Phone, p.Phone)
	put(&g.Adults, p.Adults)
	put(&g.Children, p.Children)
	g.check(&f)
	b.Guest, b.Email, b.Phone, b.Adults, b.Children = g.Name, g.Email, g.Phone, g.Adults, g.Children
	if p.Source != nil {
		b.Source = entry.Word(&f, "source", *p.Source, Sources...)
	}
	if p.Reference != nil {
		b.Reference = entry.Line(&f, "reference", *p.Reference, entry.MaxName)
	}
	return f.Err()
}

func put[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// EditBooking changes who comes and where the booking came from. An edit that
// began from an older version is a Conflict that carries the booking as it is.
func (s *Store) EditBooking(ctx context.Context, who *access.Viewer, booking id.ID, p BookingPatch) (*Booking, error) {
	const op = "stays.EditBooking"
	return s.change(ctx, who, booking, p.Version, op, func(tx *db.Tx, b *Booking) error {
		if !who.Mask(b.record()).Covers(p.touched()) {
			return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may not change what is not shown to you."}
		}
		was := *b
		if err := p.apply(b, op); err != nil {
			return err
		}
		set := db.Set("guest_name", b.Guest).Set("guest_key", entry.Fold(b.Guest)).Set("guest_email", b.Email).Set("guest_phone", b.Phone).
			Set("adults", b.Adults).Set("children", b.Children).Set("source", b.Source).Set("reference", b.Reference)
		if err := s.save(ctx, tx, b, set); err != nil {
			return err
		}
		if err := indexBooking(ctx, tx, b); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, b.record(), "edited "+strings.Join(names(p.touched()), ", "), people.Diff(was.fields(), b.fields())...)
	})
}

func names(groups access.Groups) []string {
	var out []string
	for g := range groups.All() {
		out = append(out, g.String())
	}
	return out
}

// change runs do on a booking that who may edit and that still has the version
// they saw. No version is none they can have seen.
func (s *Store) change(ctx context.Context, who *access.Viewer, booking id.ID, version int64, op string, do func(*db.Tx, *Booking) error) (*Booking, error) {
	var changed *Booking
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forChange(ctx, tx, who, access.Edit, booking, op)
		if err != nil {
			return err
		}
		if version != b.Version {
			return stale(ctx, tx, who, booking, op)
		}
		if err := do(tx, b); err != nil {
			return err
		}
		changed, err = shown(ctx, tx, who, booking)
		return err
	})
	return changed, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Booking, ID: booking}, err)
}

// save writes columns of b, whose version is known to be current.
func (s *Store) save(ctx context.Context, tx *db.Tx, b *Booking, set db.Values) error {
	if err := tx.UpdateVersion(ctx, b.account, "booking", b.ID, b.Version, set); err != nil {
		return err
	}
	b.Version++
	return nil
}

// ConfirmBooking makes a tentative booking firm.
func (s *Store) ConfirmBooking(ctx context.Context, who *access.Viewer, booking id.ID, version int64) (*Booking, error) {
	const op = "stays.ConfirmBooking"
	return s.change(ctx, who, booking, version, op, func(tx *db.Tx, b *Booking) error {
		switch b.State {
		case Confirmed:
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This booking is confirmed already."}
		case Cancelled:
			return isCancelled(op)
		}
		if err := s.save(ctx, tx, b, db.Set("state", string(Confirmed))); err != nil {
			return err
		}
		was := *b
		b.State = Confirmed
		return s.people.Wrote(ctx, tx, who, access.Edit, b.record(), "confirmed", people.Diff(was.fields(), b.fields())...)
	})
}

func isCancelled(op string) error {
	return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This booking was cancelled. Make a new one."}
}

// CancelForm is how a booking is cancelled: its charges are taken back unless
// they are kept.
type CancelForm struct {
	Version     int64
	KeepCharges bool
}

// CancelBooking gives the nights free and takes the charges back. What the
// guest has paid stays until it is refunded.
func (s *Store) CancelBooking(ctx context.Context, who *access.Viewer, booking id.ID, form CancelForm) (*Booking, error) {
	const op = "stays.CancelBooking"
	return s.change(ctx, who, booking, form.Version, op, func(tx *db.Tx, b *Booking) error {
		if b.State == Cancelled {
			return isCancelled(op)
		}
		return s.cancel(ctx, tx, who, b, form.KeepCharges)
	})
}

// cancel is CancelBooking without its questions; feeds use it too.
func (s *Store) cancel(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, keepCharges bool) error {
	was := *b
	if err := portfolio.FreeNights(ctx, tx, b.account, nightsOf(b)); err != nil {
		return err
	}
	if err := s.save(ctx, tx, b, db.Set("state", string(Cancelled)).Set("cancelled_at", s.now())); err != nil {
		return err
	}
	b.State = Cancelled
	if !keepCharges {
		if err := s.cancelCharges(ctx, tx, b, "1 = 1"); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, who, b, becauseReversed, b.Nights.Arrive); err != nil {
			return err
		}
	}
	return s.people.Wrote(ctx, tx, who, access.Edit, b.record(), "cancelled "+spell(b.Nights), people.Diff(was.fields(), b.fields())...)
}
