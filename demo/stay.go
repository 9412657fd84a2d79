package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/stays"
)

// place is where stays are made up: a property, or one unit of it.
type place struct {
	property, unit id.ID
	nightly        int64 // euro
	sleeps         int64
}

// world is what a story needs to know of its day.
type world struct {
	today calendar.Date
	now   time.Time
}

// stay makes up what happened between booking and today.
func (w world) stay(r *rand.Rand, p place, n calendar.Nights) stays.Past {
	past := stays.Past{}
	past.Property, past.Unit, past.Nights = p.property, p.unit, n
	past.State, past.Source = stays.Confirmed, pick(r, sources...)
	lead := 3 + r.IntN(40) + r.IntN(70)
	booked := min(n.Arrive.Add(-lead), w.today)
	past.CreatedAt = w.moment(r, booked)
	g := someGuest(r)
	past.Guest = stays.Guest{Name: g.name, Phone: g.phone, Email: g.email, Adults: 1 + r.Int64N(max(1, p.sleeps)), Children: 0}
	if p.sleeps > 3 && r.IntN(3) == 0 {
		past.Guest.Adults = 2
		past.Guest.Children = 1 + r.Int64N(p.sleeps-2)
	}
	w.dress(r, &past)
	total := w.charge(r, &past, p)
	w.fate(r, &past, total, booked)
	return past
}

var sources = []string{stays.SourceDirect, stays.SourceDirect, stays.SourceDirect, stays.SourceAirbnb, stays.SourceAirbnb, stays.SourceAirbnb,
	stays.SourceBooking, stays.SourceBooking, stays.SourceBooking, stays.SourceVrbo}

// dress makes the booking look as its channel sends them.
func (w world) dress(r *rand.Rand, p *stays.Past) {
	switch p.Source {
	case stays.SourceAirbnb:
		p.Reference, p.Guest.Email = "HM"+letters(r, 8), "" // this channel keeps addresses to itself
	case stays.SourceBooking:
		p.Reference = fmt.Sprint(3_000_000_000 + r.Int64N(1_000_000_000))
	case stays.SourceVrbo:
		p.Reference = "HA-" + letters(r, 6)
	}
}

func letters(r *rand.Rand, n int) string {
	const from = "ABCDEFHJKMNPQRSTWXYZ23589"
	b := make([]byte, n)
	for i := range b {
		b[i] = from[r.IntN(len(from))]
	}
	return string(b)
}

// charge adds what the stay costs and gives the sum in cents.
func (w world) charge(r *rand.Rand, p *stays.Past, at place) int64 {
	n := int64(p.Nights.Count())
	var rent int64
	for d := range p.Nights.All() {
		rent += at.nightly * priceOn(d) / 100
	}
	total := int64(0)
	add := func(kind, text string, cents int64) {
		p.Charges = append(p.Charges, stays.ChargeForm{Kind: kind, Description: text, Amount: euros(cents)})
		total += cents
	}
	add(stays.Rent, fmt.Sprintf("%d nights", n), rent*100)
	if n >= 7 && p.Source == stays.SourceDirect {
		add(stays.Discount, "Weekly discount", -rent*10)
	}
	add(stays.Cleaning, "Final cleaning", (45+at.sleeps*8)*100)
	if r.IntN(9) == 0 {
		add(stays.Fee, "Dog", 30_00)
	}
	add(stays.Tax, "Tourist tax", p.Guest.Adults*n*2_65)
	return total
}

func euros(cents int64) string {
	if cents < 0 {
		return "-" + euros(-cents)
	}
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// fate decides how firm the booking is and what has been paid.
func (w world) fate(r *rand.Rand, p *stays.Past, total int64, booked calendar.Date) {
	switch n := r.IntN(100); {
	case n < 15 && p.Nights.Arrive > w.today.Add(20) && p.Source == stays.SourceDirect:
		p.State = stays.Tentative
		return
	case n >= 94 && p.Nights.Arrive != w.today:
		p.State, p.Charges = stays.Cancelled, nil
		if r.IntN(3) == 0 {
			p.Charges = []stays.ChargeForm{{Kind: stays.Fee, Description: "Cancellation fee", Amount: "75.00"}}
		}
		return
	}
	pay := func(day calendar.Date, cents int64, method, memo string) {
		if day <= w.today && cents > 0 {
			p.Payments = append(p.Payments, stays.PaymentForm{Amount: euros(cents), Method: method, Memo: memo, Day: day})
		}
	}
	switch p.Source {
	case stays.SourceAirbnb, stays.SourceVrbo:
		pay(p.Nights.Arrive.Add(1), total, "channel", "")
	case stays.SourceBooking:
		pay(p.Nights.Arrive, total, "card", "")
	default:
		deposit := total * 3 / 10 / 100 * 100
		pay(booked.Add(2), deposit, "bank", "Deposit")
		if r.IntN(14) > 0 {
			pay(max(booked.Add(2), p.Nights.Arrive.Add(-28)), total-deposit, "bank", "Balance")
		}
	}
}

// moment gives a time of a day, in office hours of the world's booking sites,
// that is not to come.
func (w world) moment(r *rand.Rand, d calendar.Date) time.Time {
	at := d.Time().Add(7*time.Hour + time.Duration(r.IntN(15*60))*time.Minute)
	if at.After(w.now) {
		at = w.now.Add(-time.Duration(1+r.IntN(50)) * time.Minute)
	}
	return at
}
