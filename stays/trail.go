package stays

import (
	"context"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
)

// What the audit trail keeps of each kind of record, part by part: who may not
// see a part of the record does not see it in the trail either.

func (b *Booking) fields() people.Fields {
	return people.Fields{}.Put(0, "Property", placeWords(b.PropertyName, b.UnitName)).Put(0, "Arrives", b.Nights.Arrive).Put(0, "Departs", b.Nights.Depart).
		Put(0, "State", b.State).Put(0, "Adults", b.Adults).Put(0, "Children", b.Children).
		Put(access.GroupGuest, "Guest", b.Guest).Put(access.GroupContact, "E-mail", b.Email).Put(access.GroupContact, "Phone", b.Phone).
		Put(access.GroupSource, "Source", b.Source).Put(access.GroupSource, "Reference", b.Reference).
		Put(access.GroupAllMoney, "Total", sumWords(b.Total, b.Currency)).Put(access.GroupAllMoney, "Paid", sumWords(b.Paid, b.Currency)).
		Put(access.GroupOwnerMoney, "Owners' part", sumWords(b.Owner, b.Currency))
}

// withCharges is what the trail keeps of a new booking.
func withCharges(b *Booking, charges []charge) people.Fields {
	f := b.fields()
	for i, c := range charges {
		f = f.Put(access.GroupAllMoney, "Charge "+strconv.Itoa(i+1), strings.TrimSpace(c.Kind+" "+c.description)+" "+sumWords(c.Minor, b.Currency))
	}
	return f
}

func (b *Block) fields() people.Fields {
	return people.Fields{}.Put(0, "Property", placeWords(b.PropertyName, b.UnitName)).Put(0, "Arrives", b.Nights.Arrive).Put(0, "Departs", b.Nights.Depart).
		Put(0, "Kind", b.Kind).Put(0, "State", b.State).Put(access.GroupNotes, "Label", b.Label)
}

func (q *Quote) fields() people.Fields {
	f := people.Fields{}.Put(0, "Property", placeWords(q.PropertyName, q.UnitName)).Put(0, "Arrives", q.Nights.Arrive).Put(0, "Departs", q.Nights.Depart).
		Put(0, "State", q.State).Put(0, "Adults", q.Adults).Put(0, "Children", q.Children).Put(0, "Good until", q.ValidUntil).
		Put(access.GroupGuest, "Guest", q.Guest).Put(access.GroupGuest, "E-mail", q.Email).Put(access.GroupGuest, "Phone", q.Phone).
		Put(access.GroupGuest, "Accepted by", q.AcceptedName).
		Put(access.GroupAmount, "Total", sumWords(q.Minor, q.Currency)).Put(access.GroupNotes, "Message", q.Message)
	var lines []string
	for _, l := range q.Lines {
		lines = append(lines, strings.TrimSpace(l.Kind+" "+l.Description)+" "+sumWords(l.Minor, q.Currency))
	}
	return f.Put(access.GroupAmount, "Lines", strings.Join(lines, "; "))
}

func (c *Charge) fields() people.Fields {
	return people.Fields{}.Put(access.GroupAmount, "For", c.Kind).Put(access.GroupAmount, "Sum", sumWords(c.Minor, c.Currency)).
		Put(access.GroupAmount, "Day", c.Day).Put(access.GroupAmount, "To the owners", c.ToOwner).Put(access.GroupAmount, "State", c.State).
		Put(access.GroupNotes, "Description", c.Description)
}

func (p *Payment) fields() people.Fields {
	return people.Fields{}.Put(access.GroupAmount, "Direction", p.Direction).Put(access.GroupAmount, "By", p.Method).
		Put(access.GroupAmount, "Sum", sumWords(p.Minor, p.Currency)).Put(access.GroupAmount, "Day", p.Day).Put(access.GroupAmount, "State", p.State).
		Put(access.GroupNotes, "Memo", p.Memo)
}

func (f *Feed) fields() people.Fields {
	return people.Fields{}.Put(0, "Property", placeWords(f.PropertyName, f.UnitName)).Put(0, "Channel", f.Channel).Put(0, "State", f.State).
		Put(access.GroupDetails, "Address", f.Address)
}

func (f *FeedOut) fields() people.Fields {
	return people.Fields{}.Put(0, "Property", f.PropertyName).Put(0, "For", f.MemberName).Put(0, "Ends in", f.Tail)
}

func placeWords(property, unit string) string {
	if unit == "" {
		return property
	}
	return property + ", " + unit
}

func sumWords(minor int64, c cash.Currency) string {
	if minor == 0 || c == "" {
		return ""
	}
	return cash.Amount{Minor: minor, Currency: c}.String()
}

// BookingTrail names the records whose trail is the story of a booking: itself,
// its charges and payments, and the quote it was. They are ids only; who may read the trail sees
// of each what they may.
func (s *Store) BookingTrail(ctx context.Context, who *access.Viewer, booking id.ID) ([]id.ID, error) {
	all := []id.ID{booking}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := readable(ctx, tx, who, booking, "stays.BookingTrail"); err != nil {
			return err
		}
		for _, q := range []db.Query{
			db.Select("c.id", "charge c").Visible(who, access.Read, access.Charge).And("c.booking_id = ?", booking),
			db.Select("y.id", "payment y").Visible(who, access.Read, access.Payment).And("y.booking_id = ?", booking),
			db.Select("q.id", "quote q").Visible(who, access.Read, access.Quote).And("q.booking_id = ?", booking),
		} {
			ids, err := db.All(ctx, tx, q.Limit(maxCharges), db.Scan1[id.ID])
			if err != nil {
				return err
			}
			all = append(all, ids...)
		}
		return nil
	})
	return all, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Booking, ID: booking}, err)
}
