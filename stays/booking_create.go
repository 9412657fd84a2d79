package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"

	"keyhouse/calendar"
)

// BookingForm is a new booking as typed. Without a State it is confirmed, with-
// out a Source direct, without a Currency in that of the property.
type BookingForm struct {
	Property, Unit    id.ID
	Nights            calendar.Nights
	State             State
	Source, Reference string
	Guest             Guest
	Currency          string
	Charges           []ChargeForm
}

// CreateBooking makes a booking, takes its nights and charges what the form
// says, all or nothing. Nights that are taken are a Conflict that names no one.
func (s *Store) CreateBooking(ctx context.Context, who *access.Viewer, form BookingForm) (*Booking, error) {
	const op = "stays.CreateBooking"
	if err := form.check(op); err != nil {
		return nil, err
	}
	var made *Booking
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := placeFor(ctx, tx, who, form.Property, form.Unit, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, at.record(access.Booking, who.Account(), who.Who().Person)); err != nil {
			return err
		}
		b, charges, err := form.booking(who, at, op)
		if err != nil {
			return err
		}
		if len(charges) > 0 {
			if err := who.Permit(op, access.Add, at.record(access.Charge, who.Account(), id.ID{})); err != nil {
				return err
			}
		}
		if err := s.insert(ctx, tx, who, at, b, charges); err != nil {
			return err
		}
		made, err = shown(ctx, tx, who, b.ID)
		return err
	})
	return made, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Booking, Property: form.Property}, err)
}

// check tidies what needs no look at the property.
func (form *BookingForm) check(op string) error {
	f := fault.Fields{Op: op}
	if form.Property.IsZero() {
		f.Bad("property", sayPlace)
	}
	checkNights(&f, form.Nights)
	form.State = State(entry.Word(&f, "state", string(form.State), string(Confirmed), string(Tentative)))
	form.Source = entry.Word(&f, "source", form.Source, Sources...)
	form.Reference = entry.Line(&f, "reference", form.Reference, entry.MaxName)
	form.Guest.check(&f)
	return f.Err()
}

// booking gives the record and its charges, checked in the currency they are in.
func (form *BookingForm) booking(who *access.Viewer, at *place, op string) (*Booking, []charge, error) {
	f := fault.Fields{Op: op}
	currency := checkCurrency(&f, "currency", form.Currency, at.Currency)
	charges := readCharges(&f, "charges", form.Charges, currency, form.Nights.Arrive)
	return form.record(who, at, currency), charges, f.Err()
}

func (form *BookingForm) record(who *access.Viewer, at *place, currency cash.Currency) *Booking {
	g := form.Guest
	return &Booking{ID: id.New(), account: who.Account(), person: who.Who().Person,
		Business: at.Business, Property: at.Property, Unit: at.Unit, PropertyName: at.Name, UnitName: at.UnitName,
		Nights: form.Nights, State: form.State, Source: form.Source, Reference: form.Reference, Currency: currency,
		Guest: g.Name, Email: g.Email, Phone: g.Phone, Adults: g.Adults, Children: g.Children, Version: 1}
}

// insert writes a new booking with its nights, owners, charges and words.
func (s *Store) insert(ctx context.Context, tx *db.Tx, who *access.Viewer, at *place, b *Booking, charges []charge) error {
	if err := takeNights(ctx, tx, b.account, at, b.Nights); err != nil {
		return err
	}
	var err error
	if b.Number, err = tx.Next(ctx, b.account, "booking"); err != nil {
		return err
	}
	b.CreatedAt = s.now()
	if err := tx.Insert(ctx, b.account, "booking", b.values()); err != nil {
		return err
	}
	shares, err := at.sharesOn(ctx, tx, who, b.Nights.Arrive)
	if err != nil {
		return err
	}
	if err := insertShares(ctx, tx, b, shares); err != nil {
		return err
	}
	if err := s.addCharges(ctx, tx, who, b, charges); err != nil {
		return err
	}
	if err := indexBooking(ctx, tx, b); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Add, b.record(), "booked "+spell(b.Nights), people.Diff(nil, withCharges(b, charges))...)
}

func (b *Booking) values() db.Values {
	return db.Set("id", b.ID).Set("business_id", b.Business).Set("property_id", b.Property).Set("unit_id", b.Unit).
		Set("number", b.Number).Set("arrive", b.Nights.Arrive).Set("depart", b.Nights.Depart).Set("state", string(b.State)).
		Set("source", b.Source).Set("reference", b.Reference).
		Set("guest_name", b.Guest).Set("guest_key", entry.Fold(b.Guest)).Set("guest_email", b.Email).Set("guest_phone", b.Phone).
		Set("adults", b.Adults).Set("children", b.Children).Set("currency", string(b.Currency)).
		Set("total_minor", 0).Set("tax_minor", 0).Set("paid_minor", 0).Set("commission_minor", 0).Set("owner_minor", 0).
		Set("feed_id", b.feed).Set("feed_uid", b.feedUID).Set("person_id", b.person).
		Set("version", b.Version).Set("created_at", b.CreatedAt).Set("cancelled_at", b.CancelledAt)
}

func insertShares(ctx context.Context, tx *db.Tx, b *Booking, shares []Share) error {
	rows := make([][]any, len(shares))
	for i, s := range shares {
		rows[i] = []any{b.ID, s.Client, s.ShareBPS, s.CommissionBPS, s.Minor}
	}
	return tx.InsertMany(ctx, b.account, "booking_share", []string{"booking_id", "client_id", "share_bps", "commission_bps", "amount_minor"}, rows)
}
