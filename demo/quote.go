package demo

import (
	"fmt"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/stays"
)

// offer is a quote to be: made so many days ago, and how far it has come.
type offer struct {
	home, guest, email string
	ago, from, nights  int
	state              stays.QuoteState
	message            string
}

var offers = []offer{
	{"Villa Zeemansrust", "Familie Verstraete", "verstraete@example.com", 0, 64, 7, stays.QuoteDraft, "Beste, zoals gevraagd een voorstel voor de krokusvakantie."},
	{"Herenhuis Eilandje", "Studio Nachtegaal bv", "hello@example.net", 1, 30, 3, stays.QuoteDraft, ""},
	{"Villa Rietmus", "Charlotte Whitfield", "c.whitfield@example.com", 2, 150, 10, stays.QuoteSent, "Dear Charlotte, the pool opens on 1 May; the price includes heating it."},
	{"Residentie Albatros", "Łucja Zielińska", "lucja@example.com", 4, 120, 5, stays.QuoteSent, "All three apartments together, for eleven people."},
	{"Penthouse Belvédère", "Dr. Matthias Groß", "gross@example.com", 6, 50, 4, stays.QuoteSent, "Sehr geehrter Herr Dr. Groß, gern reservieren wir beide Stellplätze."},
	{"Duinhuis Helmgras", "Océane Mercier", "oceane@example.com", 12, 80, 7, stays.QuoteAccepted, "Bonjour, voici notre proposition. Les chiens sont les bienvenus."},
	{"Huis Kantklos", "田中 陽子", "tanaka@example.com", 20, 45, 3, stays.QuoteAccepted, ""},
	{"Villa Les Zéphyrs", "Rugbyclub Oostende", "kas@example.com", 25, 70, 2, stays.QuoteDeclined, "The neighbours ask for quiet after ten."},
	{"Appartement Graslei", "Íñigo Muñoz", "inigo@example.com", 40, 20, 4, stays.QuoteExpired, ""},
}

// quotes makes offers in every state there is.
func (f *firm) quotes() []event {
	var all []event
	for _, o := range offers {
		all = append(all, event{o.ago, f.email, func(who *access.Viewer) error { return f.offer(who, o) }})
	}
	return all
}

func (f *firm) offer(who *access.Viewer, o offer) error {
	nights, err := f.gap(who, o)
	if err != nil {
		return err
	}
	q, err := f.Stays.CreateQuote(f.ctx, who, f.quoteForm(o, nights))
	if err != nil || o.state == stays.QuoteDraft {
		return err
	}
	if q, err = f.Stays.SendQuote(f.ctx, who, q.ID, q.Version); err != nil {
		return err
	}
	switch o.state {
	case stays.QuoteAccepted:
		_, err = f.Stays.AcceptQuote(f.ctx, who, q.ID, q.Version)
	case stays.QuoteDeclined:
		_, err = f.Stays.DeclineQuote(f.ctx, who, q.ID, q.Version)
	}
	return err
}

func (f *firm) quoteForm(o offer, nights calendar.Nights) stays.QuoteForm {
	h := f.home(o.home)
	var rent int64
	for d := range nights.All() {
		rent += h.nightly * priceOn(d)
	}
	return stays.QuoteForm{Property: f.properties[o.home], Nights: nights, Message: o.message, ValidUntil: f.day(-o.ago).Add(21),
		Guest: stays.Guest{Name: o.guest, Email: o.email, Phone: "+33 6 39 98 61 07", Adults: min(4, h.sleeps)},
		Lines: []stays.ChargeForm{
			{Kind: stays.Rent, Description: fmt.Sprintf("%d nights", nights.Count()), Amount: euros(rent)},
			{Kind: stays.Cleaning, Description: "Final cleaning", Amount: euros((45 + h.sleeps*8) * 100)},
			{Kind: stays.Tax, Description: "Tourist tax", Amount: euros(min(4, h.sleeps) * int64(nights.Count()) * 2_65)},
		}}
}

// gap finds free nights for an offer.
func (f *firm) gap(who *access.Viewer, o offer) (calendar.Nights, error) {
	property := f.properties[o.home]
	for d := f.day(o.from); ; d++ {
		n := calendar.Nights{Arrive: d, Depart: d.Add(o.nights)}
		free, err := f.Stays.Free(f.ctx, who, property, id.ID{}, n, id.ID{})
		if err != nil || free {
			return n, err
		}
	}
}

func (f *firm) home(name string) home {
	for _, h := range f.homes {
		if h.name == name {
			return h
		}
	}
	return home{}
}
