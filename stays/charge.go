package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Charge is one thing the guest of a booking owes money for. A cancelled one
// stays listed and counts for nothing.
type Charge struct {
	ID, Booking id.ID
	Kind        string
	Description string
	cash.Amount      // amount
	ToOwner     bool // amount: counts toward the owners
	Day         calendar.Date
	State       string // due, paid, cancelled
	CreatedAt   time.Time
	Removable   bool // the reader may take it back
	Shown       access.Groups

	account, business, property id.ID
}

// The states of a charge.
const (
	Due             = "due"
	Paid            = "paid"
	ChargeCancelled = "cancelled"
)

// Hidden names the groups of c that its reader may not see.
func (c *Charge) Hidden() []string { return hidden(access.Charge, c.Shown) }

func (c *Charge) record() *access.Record {
	r := &access.Record{Thing: access.Charge, ID: c.ID, Account: c.account, Business: c.business, Property: c.property, Day: c.Day}
	r.State, _ = access.ParseState(c.State)
	return r
}

const chargeColumns = "c.account_id, c.id, c.booking_id, c.business_id, c.property_id, c.kind, c.description, c.amount_minor, c.currency, c.to_owner, c.day, c.state, c.created_at"

func scanCharge(r db.Row) (Charge, error) {
	var c Charge
	var currency string
	var toOwner int64
	err := r.Scan(&c.account, &c.ID, &c.Booking, &c.business, &c.property, &c.Kind, &c.Description, &c.Minor, &currency, &toOwner, &c.Day, &c.State, db.ScanMoment(&c.CreatedAt))
	c.Currency, c.ToOwner = cash.Currency(currency), toOwner == 1
	return c, err
}

// mask empties what who may not see of c.
func (c *Charge) mask(who *access.Viewer) {
	c.Shown = who.Mask(c.record())
	c.Removable = c.State != ChargeCancelled && who.Can(access.Delete, c.record()) == access.Allowed
	if !c.Shown.Has(access.GroupNotes) {
		c.Description = ""
	}
}

// chargesOf lists the charges of a booking that who may read, in the order
// they were made.
func chargesOf(ctx context.Context, tx *db.Tx, who *access.Viewer, booking id.ID) ([]Charge, error) {
	q := db.Select(chargeColumns, "charge c").Visible(who, access.Read, access.Charge, access.GroupAmount).And("c.booking_id = ?", booking).Order("c.id")
	list, err := db.All(ctx, tx, q, scanCharge)
	for i := range list {
		list[i].mask(who)
	}
	return list, err
}

// allCharges reads the charges that count, for working out sums.
func allCharges(ctx context.Context, tx *db.Tx, b *Booking) ([]Charge, error) {
	q := db.Select(chargeColumns, "charge c").Everything(access.System("the sums of a booking").In(b.account)).
		And("c.booking_id = ? AND c.state <> ?", b.ID, ChargeCancelled).Order("c.id")
	return db.All(ctx, tx, q, scanCharge)
}

// AddCharge charges something to a booking, cancelled ones included: there it
// is what is kept.
func (s *Store) AddCharge(ctx context.Context, who *access.Viewer, booking id.ID, form ChargeForm) error {
	const op = "stays.AddCharge"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := readable(ctx, tx, who, booking, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, b.of(access.Charge)); err != nil {
			return err
		}
		f := fault.Fields{Op: op}
		c := form.read(&f, "", b.Currency, b.Nights.Arrive)
		if err := f.Err(); err != nil {
			return err
		}
		c.id = id.New()
		if err := s.addCharges(ctx, tx, who, b, []charge{c}); err != nil {
			return err
		}
		made := c.made(b)
		return s.people.Wrote(ctx, tx, who, access.Add, made.record(), "charged "+c.Kind, people.Diff(nil, made.fields())...)
	})
	return s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Charge, ID: booking}, err)
}

// RemoveCharge takes a charge back: it stays listed as cancelled, and the
// journal gets the reverse.
func (s *Store) RemoveCharge(ctx context.Context, who *access.Viewer, booking, charge id.ID) error {
	const op = "stays.RemoveCharge"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := readable(ctx, tx, who, booking, op)
		if err != nil {
			return err
		}
		q := db.Select(chargeColumns, "charge c").Everything(who.Beyond("a command on one charge")).And("c.id = ? AND c.booking_id = ?", charge, booking)
		c, err := db.One(ctx, tx, q, scanCharge)
		if err != nil {
			return missing(err, op)
		}
		if err := who.Permit(op, access.Delete, c.record()); err != nil {
			return err
		}
		if c.State == ChargeCancelled {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This charge was taken back already."}
		}
		gone := c
		gone.State = ChargeCancelled
		if err := s.cancelCharges(ctx, tx, b, "id = ?", charge); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, who, b, becauseReversed, c.Day); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Delete, c.record(), "took back "+c.Kind, people.Diff(c.fields(), gone.fields())...)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Charge, ID: charge}, err)
}

// addCharges writes charges and settles them, those of one day together.
func (s *Store) addCharges(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, charges []charge) error {
	for i, c := range charges {
		if err := s.insertCharge(ctx, tx, who, b, c); err != nil {
			return err
		}
		if i+1 < len(charges) && charges[i+1].day == c.day {
			continue
		}
		if err := s.settle(ctx, tx, who, b, becauseCharged, c.day); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) insertCharge(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, c charge) error {
	n, err := db.Count(ctx, tx, db.Select("c.id", "charge c").Everything(who.Beyond("how many charges a booking has")).And("c.booking_id = ?", b.ID))
	if err != nil {
		return err
	}
	if n >= maxCharges {
		return fault.Bad("stays.AddCharge", "amount", "This booking has as many charges as one can have, those taken back among them. Make another booking for the rest.")
	}
	if c.id.IsZero() {
		c.id = id.New()
	}
	return tx.Insert(ctx, b.account, "charge", db.Set("id", c.id).Set("business_id", b.Business).Set("booking_id", b.ID).Set("property_id", b.Property).
		Set("kind", c.Kind).Set("description", c.description).Set("amount_minor", c.Minor).Set("currency", string(b.Currency)).Set("to_owner", c.ToOwner).
		Set("day", c.day).Set("state", Due).Set("created_at", s.now()).Set("person_id", who.Who().Person))
}

// made is a charge as it has just been written.
func (c charge) made(b *Booking) *Charge {
	return &Charge{ID: c.id, Booking: b.ID, Kind: c.Kind, Description: c.description, Amount: cash.Amount{Minor: c.Minor, Currency: b.Currency},
		ToOwner: c.ToOwner, Day: c.day, State: Due, account: b.account, business: b.Business, property: b.Property}
}

// cancelCharges marks charges of b as taken back.
func (s *Store) cancelCharges(ctx context.Context, tx *db.Tx, b *Booking, where string, args ...any) error {
	all := append([]any{b.ID, ChargeCancelled}, args...)
	_, err := tx.Update(ctx, b.account, "charge", db.Where("booking_id = ? AND state <> ? AND "+where, all...),
		db.Set("state", ChargeCancelled).Set("cancelled_at", s.now()))
	return err
}
