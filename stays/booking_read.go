package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// Stay is one booking with all that belongs to it, as its reader may see it.
type Stay struct {
	*Booking
	Charges  []Charge
	Payments []Payment
	Shares   []Part           // the owners' parts; where owner-money shows for all owners
	Notes    []portfolio.Note // notes
	Next     calendar.Date    // when the next guests the reader may know of arrive at the place; zero if none
	Feed     id.ID            // source: the channel's calendar it came by, if the reader may know of that
	May      May
}

// May says what the reader may do to the booking as it is: for buttons. The
// call itself decides.
type May struct {
	Edit, Move, Confirm, Cancel bool
	Annotate                    bool
	AddCharge, RecordPayment    bool
	Refund                      bool
}

// Booking gives one booking; Missing if there is none that who may know of.
func (s *Store) Booking(ctx context.Context, who *access.Viewer, booking id.ID) (*Stay, error) {
	var st *Stay
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := readable(ctx, tx, who, booking, "stays.Booking")
		if err != nil {
			return err
		}
		st = &Stay{Booking: b, May: mayDo(who, b)}
		if st.Charges, err = chargesOf(ctx, tx, who, booking); err != nil {
			return err
		}
		if !who.Mask(b.record()).Has(access.GroupAllMoney) {
			for i := range st.Charges {
				st.Charges[i].ToOwner = false
			}
		}
		if st.Payments, err = paymentsOf(ctx, tx, who, booking); err != nil {
			return err
		}
		if st.Next, err = nextArrival(ctx, tx, who, b); err != nil {
			return err
		}
		if who.Mask(b.record()).Has(access.GroupNotes) {
			if st.Notes, err = s.portfolio.NotesIn(ctx, tx, who, access.Booking, booking); err != nil {
				return err
			}
		}
		e := eyesOf(who)
		if err := e.sees(ctx, tx, []*Booking{b}); err != nil {
			return err
		}
		if feed := b.of(access.Channel); !b.feed.IsZero() && b.Shown.Has(access.GroupSource) {
			if feed.ID = b.feed; who.Can(access.Read, feed) == access.Allowed {
				st.Feed = b.feed
			}
		}
		st.Shares, err = e.shares(ctx, tx, b)
		return err
	})
	return st, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Booking, ID: booking}, err)
}

// BookingByNumber finds the booking that people call number, for jumping to it.
func (s *Store) BookingByNumber(ctx context.Context, who *access.Viewer, number int64) (id.ID, error) {
	var found id.ID
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		found, err = db.One(ctx, tx, db.Select("b.id", "booking b").Visible(who, access.Read, access.Booking).And("b.number = ?", number), db.Scan1[id.ID])
		return err
	})
	return found, err
}

func mayDo(who *access.Viewer, b *Booking) May {
	r := b.record()
	edit := who.Can(access.Edit, r) == access.Allowed
	held := b.State != Cancelled
	return May{
		Edit: edit, Move: edit && held, Confirm: edit && b.State == Tentative, Cancel: edit && held,
		Annotate:      who.Can(access.Annotate, r) == access.Allowed,
		AddCharge:     who.Can(access.Add, b.of(access.Charge)) == access.Allowed,
		RecordPayment: who.Can(access.Add, b.of(access.Payment)) == access.Allowed,
		Refund:        who.Can(access.Refund, b.of(access.Payment)) == access.Allowed,
	}
}

// of is what the policy needs to know of something new that belongs to b.
func (b *Booking) of(t access.Thing) *access.Record {
	return &access.Record{Thing: t, Account: b.account, Business: b.Business, Property: b.Property}
}

// readable reads a booking that who may read, whole; mask it before it leaves.
func readable(ctx context.Context, tx *db.Tx, who *access.Viewer, booking id.ID, op string) (*Booking, error) {
	b, err := wholeBooking(ctx, tx, who.Account(), booking)
	if err != nil || who.Can(access.Read, b.record()) != access.Allowed {
		return nil, missing(err, op)
	}
	return b, nil
}

// missing gives not found in place of err, unless err is our own failure.
func missing(err error, op string) error {
	if err != nil && fault.KindOf(err) != fault.Missing {
		return err
	}
	return fault.NotFound(op)
}

// wholeBooking reads a booking whoever asks. It must not leave this package.
func wholeBooking(ctx context.Context, tx *db.Tx, account, booking id.ID) (*Booking, error) {
	q := db.Select(bookingColumns, "booking b").Everything(access.System("a command on one booking").In(account))
	return single(ctx, tx, account, q.And("b.id = ?", booking), scanBooking)
}

// forChange reads a booking whole for a command that needs verb on it.
func forChange(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, booking id.ID, op string) (*Booking, error) {
	b, err := wholeBooking(ctx, tx, who.Account(), booking)
	if err != nil {
		return nil, missing(err, op)
	}
	return b, who.Permit(op, verb, b.record())
}

// shown reads a booking as who may see it, after a command; nil if they may
// not even then.
func shown(ctx context.Context, tx *db.Tx, who *access.Viewer, booking id.ID) (*Booking, error) {
	b, err := wholeBooking(ctx, tx, who.Account(), booking)
	if err != nil {
		return nil, err
	}
	return b, eyesOf(who).sees(ctx, tx, []*Booking{b})
}

// stale is the conflict of an edit that began from an older version of b.
func stale(ctx context.Context, tx *db.Tx, who *access.Viewer, booking id.ID, op string) error {
	current, err := shown(ctx, tx, who, booking)
	if err != nil {
		return err
	}
	return fault.Outdated(op, current)
}

// nextArrival gives the day the next guests arrive after b, of those who may
// know of.
func nextArrival(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking) (calendar.Date, error) {
	q := db.Select("b.arrive", "booking b").Visible(who, access.Read, access.Booking).
		And("b.property_id = ? AND b.arrive >= ? AND b.id <> ? AND b.state <> ?", b.Property, b.Nights.Depart, b.ID, string(Cancelled)).
		AndIf(!b.Unit.IsZero(), "(b.unit_id = ? OR b.unit_id IS NULL)", b.Unit).
		Order("b.arrive, b.id")
	day, err := db.One(ctx, tx, q, db.Scan1[calendar.Date])
	if fault.KindOf(err) == fault.Missing {
		return 0, nil
	}
	return day, err
}

// spell gives nights as audit entries and last actions say them.
func spell(n calendar.Nights) string { return sayDay(n.Arrive) + " to " + sayDay(n.Depart) }
