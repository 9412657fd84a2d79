package stays

import (
	"strings"
	"testing"

	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
)

func nights(from, to int) calendar.Nights {
	return calendar.Nights{Arrive: march(from), Depart: march(to)}
}

func TestABookingComesToLifeWhole(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		if b.Number != 1 || b.Total != 113_550 || b.Tax != 6_000 || b.Commission != 20_000 || b.Owner != 80_000 || b.Paid != 0 {
			w.t.Errorf("made %+v", b)
		}
		st, err := w.Booking(ctx, w.boss, b.ID)
		w.must(err)
		if len(st.Charges) != 3 || len(st.Shares) != 1 || st.Shares[0].Minor != 80_000 || st.Guest != "Gerda Gast" || !st.May.Move {
			w.t.Errorf("read %+v", st)
		}
	})
}

func TestNoNightIsTakenTwice(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.stay(w.quay, 10, 4)
		for _, c := range []struct {
			name     string
			from, to int
			property id.ID
			ok       bool
		}{
			{"the same nights", 10, 14, w.quay, false},
			{"the last of them", 13, 20, w.quay, false},
			{"around them", 9, 15, w.quay, false},
			{"from the day they leave", 14, 15, w.quay, true},
			{"until the day they come", 9, 10, w.quay, true},
			{"the same nights elsewhere", 10, 14, w.lake, true},
		} {
			_, err := w.CreateBooking(ctx, w.boss, BookingForm{Property: c.property, Nights: nights(c.from, c.to), State: Tentative})
			if c.ok {
				if err != nil {
					w.t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			w.refused(c.name, err, fault.Conflict, "")
			if say := fault.Of(err).Say; strings.Contains(say, "Gerda") || strings.Contains(say, "1") && strings.Contains(say, "ooking") {
				w.t.Errorf("%s: %q gives away who is there", c.name, say)
			}
		}
	})
}

func TestBookingFormRefuses(t *testing.T) {
	eachWorld(t, func(w *world) {
		good := BookingForm{Property: w.quay, Nights: nights(10, 14)}
		for _, c := range []struct {
			name, field string
			break_      func(*BookingForm)
		}{
			{"no property", "property", func(f *BookingForm) { f.Property = id.ID{} }},
			{"a property nobody knows", "property", func(f *BookingForm) { f.Property = id.New() }},
			{"somebody else's property", "property", func(f *BookingForm) { f.Property = w.far }},
			{"a unit of nowhere", "unit", func(f *BookingForm) { f.Unit = id.New() }},
			{"no arrival", "arrive", func(f *BookingForm) { f.Nights.Arrive = 0 }},
			{"no departure", "depart", func(f *BookingForm) { f.Nights.Depart = 0 }},
			{"departure before arrival", "depart", func(f *BookingForm) { f.Nights = nights(14, 10) }},
			{"no night at all", "depart", func(f *BookingForm) { f.Nights = nights(10, 10) }},
			{"more than five years", "depart", func(f *BookingForm) { f.Nights.Depart = f.Nights.Arrive.Add(calendar.MaxNights + 1) }},
			{"the year 9999", "depart", func(f *BookingForm) { f.Nights.Depart = calendar.Day(9999, 1, 1) }},
			{"long ago", "arrive", func(f *BookingForm) { f.Nights.Arrive = calendar.Day(1812, 1, 1) }},
			{"a source nobody knows", "source", func(f *BookingForm) { f.Source = "carrier pigeon" }},
			{"a state that is made otherwise", "state", func(f *BookingForm) { f.State = Cancelled }},
			{"a crowd", "adults", func(f *BookingForm) { f.Guest.Adults = 501 }},
			{"fewer than none", "children", func(f *BookingForm) { f.Guest.Children = -1 }},
			{"no address", "email", func(f *BookingForm) { f.Guest.Email = "gerda" }},
			{"a control character", "guest", func(f *BookingForm) { f.Guest.Name = "Ger\x00da" }},
			{"a name without end", "guest", func(f *BookingForm) { f.Guest.Name = strings.Repeat("a", 201) }},
			{"an unknown currency", "currency", func(f *BookingForm) { f.Currency = "XQQ" }},
			{"rent below zero", "charges.0.amount", func(f *BookingForm) { f.Charges = []ChargeForm{{Kind: Rent, Amount: "-5"}} }},
			{"nothing charged", "charges.0.amount", func(f *BookingForm) { f.Charges = []ChargeForm{{Kind: Rent, Amount: "0"}} }},
			{"more money than there is", "charges.0.amount", func(f *BookingForm) { f.Charges = []ChargeForm{{Kind: Rent, Amount: "99999999999999"}} }},
			{"letters for a sum", "charges.1.amount", func(f *BookingForm) { f.Charges = []ChargeForm{{Amount: "5"}, {Amount: "much"}} }},
			{"a kind of charge nobody knows", "charges.0.kind", func(f *BookingForm) { f.Charges = []ChargeForm{{Kind: "bribe", Amount: "5"}} }},
			{"a charge in the year 9999", "charges.0.day", func(f *BookingForm) { f.Charges = []ChargeForm{{Amount: "5", Day: calendar.Day(9999, 1, 1)}} }},
		} {
			f := good
			c.break_(&f)
			_, err := w.CreateBooking(ctx, w.boss, f)
			w.refused(c.name, err, fault.Invalid, c.field)
		}
		if n, err := w.CountBookings(ctx, w.boss, BookingFilter{}); n != 0 || err != nil {
			w.t.Errorf("%d bookings were made all the same, %v", n, err)
		}
	})
}

func TestMovingKeepsNightsAndMoney(t *testing.T) {
	eachWorld(t, func(w *world) {
		b, other := w.stay(w.quay, 10, 4), w.stay(w.quay, 20, 2)
		_, err := w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Version: b.Version, Nights: nights(18, 21)})
		w.refused("onto somebody", err, fault.Conflict, "")
		moved, err := w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Version: b.Version, Nights: nights(11, 16)})
		w.must(err)
		if moved.Nights != nights(11, 16) || moved.Total != b.Total || moved.Owner != b.Owner {
			w.t.Errorf("moved to %+v", moved)
		}
		again, err := w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Version: moved.Version, Nights: nights(11, 16)})
		w.must(err)
		if again.Version != moved.Version {
			w.t.Error("a move to where it is counts as a change")
		}
		w.book(w.boss, w.quay, march(10), 1)
		moved, err = w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Nights: nights(11, 16), Property: w.lake})
		w.must(err)
		if moved.Property != w.lake || moved.Owner != 40_000+45_000 || moved.Commission != 15_000 {
			w.t.Errorf("at the lake it is worth %+v", moved)
		}
		_, err = w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Nights: nights(11, 16), Property: w.far})
		w.refused("to somebody else's property", err, fault.Invalid, "property")
		_, err = w.MoveBooking(ctx, w.rival, other.ID, MoveForm{Nights: nights(1, 2)})
		w.missing("by another account", err)
		_, err = w.MoveBooking(ctx, w.boss, b.ID, MoveForm{Nights: nights(16, 11)})
		w.refused("backwards", err, fault.Invalid, "depart")
	})
}

func TestCancellingFreesNightsAndTakesChargesBack(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		_, err := w.RecordPayment(ctx, w.boss, b.ID, PaymentForm{Amount: "500", Method: "card"})
		w.must(err)
		gone, err := w.CancelBooking(ctx, w.boss, b.ID, CancelForm{})
		w.must(err)
		if gone.State != Cancelled || gone.Total != 0 || gone.Owner != 0 || gone.Paid != 50_000 || gone.CancelledAt.IsZero() {
			w.t.Errorf("cancelled to %+v", gone)
		}
		w.stay(w.quay, 10, 4)
		_, err = w.CancelBooking(ctx, w.boss, b.ID, CancelForm{})
		w.refused("twice", err, fault.Conflict, "")
		_, err = w.ConfirmBooking(ctx, w.boss, b.ID, 0)
		w.refused("confirming what is cancelled", err, fault.Conflict, "")
		_, err = w.Refund(ctx, w.boss, b.ID, PaymentForm{Amount: "500.01"})
		w.refused("refunding more than was paid", err, fault.Invalid, "amount")
		_, err = w.Refund(ctx, w.boss, b.ID, PaymentForm{Amount: "500"})
		w.must(err)
		kept := w.stay(w.lake, 1, 2)
		kept, err = w.CancelBooking(ctx, w.boss, kept.ID, CancelForm{KeepCharges: true})
		w.must(err)
		if kept.Total != 113_550 {
			w.t.Errorf("the charges were to be kept: %+v", kept)
		}
	})
}

func TestStaleEditsShowBothValues(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		_, err := w.EditBooking(ctx, w.boss, b.ID, BookingPatch{Version: b.Version, Guest: ptr("Gerda Gast-Wirt")})
		w.must(err)
		_, err = w.EditBooking(ctx, w.boss, b.ID, BookingPatch{Version: b.Version, Guest: ptr("Someone Else")})
		w.refused("from an older version", err, fault.Conflict, "")
		if now := current[*Booking](err); now == nil || now.Guest != "Gerda Gast-Wirt" {
			w.t.Errorf("the conflict carries %+v", now)
		}
		front := w.staff("Fred Front", "front-desk")
		_, err = w.MoveBooking(ctx, front, b.ID, MoveForm{Version: b.Version, Nights: nights(1, 2)})
		if now := current[*Booking](err); now == nil || now.Total != 0 || now.Owner != 0 || now.Guest == "" {
			w.t.Errorf("the front desk's conflict carries %+v", now)
		}
	})
}

func TestChargesAndPaymentsBalance(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.lake, 10, 4)
		w.must(w.AddCharge(ctx, w.boss, b.ID, ChargeForm{Kind: Discount, Amount: "100.01", Description: "Late reply"}))
		st, err := w.Booking(ctx, w.boss, b.ID)
		w.must(err)
		if st.Total != 103_549 || st.Commission != 13_500 || st.Owner != 76_499 {
			w.t.Errorf("after a discount %+v", st.Booking)
		}
		discount := st.Charges[3]
		if discount.Minor != -10_001 || !discount.ToOwner || discount.State != Due {
			w.t.Errorf("the discount is %+v", discount)
		}
		w.must(w.RemoveCharge(ctx, w.boss, b.ID, discount.ID))
		w.refused("taking it back twice", w.RemoveCharge(ctx, w.boss, b.ID, discount.ID), fault.Conflict, "")
		_, err = w.RecordPayment(ctx, w.boss, b.ID, PaymentForm{Amount: "1,135.50", Method: "bank"})
		w.must(err)
		st, err = w.Booking(ctx, w.boss, b.ID)
		w.must(err)
		if st.Booking.Total != b.Total || st.Booking.Owner != b.Owner || st.Owed().Minor != 0 || st.Charges[0].State != Paid || st.Charges[3].State != ChargeCancelled {
			w.t.Errorf("back where it began: %+v %+v", st.Booking, st.Charges)
		}
		w.must(w.ClearPayment(ctx, w.boss, st.Payments[0].ID))
		for name, f := range map[string]PaymentForm{"nothing": {Amount: "0"}, "less than nothing": {Amount: "-5"}, "too much": {Amount: "10000000000000000"},
			"half a cent": {Amount: "0.005"}, "words": {Amount: "lots"}} {
			_, err := w.RecordPayment(ctx, w.boss, b.ID, f)
			w.refused(name, err, fault.Invalid, "amount")
		}
		w.balanced(b.ID)
	})
}
