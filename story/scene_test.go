package story

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// harbour is the company most stories play at. Ana has Quay House, and half of
// Lake Cottage with Ben; Carla has the Loft. Ines is the admin, Mo the manager,
// Fay at the front desk.
type harbour struct {
	*company
	ana, ben, carla  portfolio.Client
	quay, lake, loft portfolio.Property

	// Gerda stays at Quay House, Hugo at Lake Cottage, Iris in the Loft.
	gerda, hugo, iris *stays.Booking
}

// harbour opens the company and gives it its first bookings, all of them ahead.
func (w *town) harbour() *harbour {
	w.t.Helper()
	h := &harbour{company: w.company("harbour", "Harbour Homes", "Ines Alvarez")}
	h.ana, h.ben, h.carla = h.client("Ana Peeters"), h.client("Ben Maes"), h.client("Carla Stranger")
	h.quay = h.property("Quay House", portfolio.Part{Client: h.ana.ID, BPS: 10_000})
	h.lake = h.property("Lake Cottage", portfolio.Part{Client: h.ana.ID, BPS: 5_000}, portfolio.Part{Client: h.ben.ID, BPS: 5_000})
	h.loft = h.property("Loft", portfolio.Part{Client: h.carla.ID, BPS: 10_000})
	h.gerda = h.booking(h.quay.ID, "Gerda Gast", 10, 4, "1000", "60", "75.50")
	h.hugo = h.booking(h.lake.ID, "Hugo Hold", 12, 5, "3400", "120", "80")
	h.iris = h.booking(h.loft.ID, "Iris Inn", 11, 3, "3000", "180", "90")
	h.note(access.Booking, h.gerda.ID, "Gerda brings a parrot")
	h.note(access.Booking, h.iris.ID, "Iris is allergic to wool")
	h.join("Mo Manager", people.Staff, as("manager"))
	h.join("Fay Desk", people.Staff, as("front-desk"))
	return h
}

func (c *company) client(name string) portfolio.Client {
	c.w.t.Helper()
	made, err := c.w.Portfolio.CreateClient(context.Background(), c.boss, portfolio.ClientForm{Name: name,
		Email: address(name), Phone: "+32 3 555 01 01", Address: "1 Harbour Street, Antwerp", CommissionBPS: 2_000, Note: name + " prefers letters"})
	c.w.must(err)
	return made
}

func (c *company) property(name string, owners ...portfolio.Part) portfolio.Property {
	c.w.t.Helper()
	p, err := c.w.Portfolio.CreateProperty(context.Background(), c.boss, portfolio.PropertyForm{Name: name, City: "Antwerp", Street: "Scheldekaai 7", Sleeps: 4})
	c.w.must(err)
	c.shares(p.ID, 0, owners...)
	return p
}

// shares says whose a property is from a day on.
func (c *company) shares(property id.ID, from calendar.Date, owners ...portfolio.Part) {
	c.w.t.Helper()
	if len(owners) > 0 {
		c.w.must(c.w.Portfolio.SetShares(context.Background(), c.boss, property, owners, from))
	}
}

// booking is a confirmed one with rent, tax and cleaning; arrive counts from today.
func (c *company) booking(property id.ID, guest string, arrive, nights int, rent, tax, cleaning string) *stays.Booking {
	c.w.t.Helper()
	b, err := c.w.Stays.CreateBooking(context.Background(), c.boss, stays.BookingForm{Property: property,
		Nights: calendar.Nights{Arrive: day(arrive), Depart: day(arrive + nights)}, Source: stays.SourceAirbnb, Reference: "HM" + guest[:3],
		Guest:   stays.Guest{Name: guest, Email: address(guest), Phone: "+49 170 55 55", Adults: 2, Children: 1},
		Charges: []stays.ChargeForm{{Kind: stays.Rent, Amount: rent}, {Kind: stays.Tax, Amount: tax}, {Kind: stays.Cleaning, Amount: cleaning}}})
	c.w.must(err)
	return b
}

func (c *company) note(t access.Thing, record id.ID, body string) {
	c.w.t.Helper()
	_, err := c.w.Portfolio.AddNote(context.Background(), c.boss, t, record, body)
	c.w.must(err)
}

// portfolioAll is the share of somebody who has all of it.
func portfolioAll(client id.ID) []portfolio.Part {
	return []portfolio.Part{{Client: client, BPS: 10_000}}
}
