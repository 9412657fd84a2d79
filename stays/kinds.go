package stays

import (
	"keyhouse/access"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// register tells people how records of this room are stored, for previews and
// whys, and portfolio how a search over everything finds them.
func (s *Store) register() {
	of := func(alias string) people.Columns {
		return people.Columns{Business: alias + ".business_id", Property: alias + ".property_id"}
	}
	// a stay's place is part of its face
	at := func(alias string) string {
		return " || COALESCE((SELECT ', ' || p.name FROM property p WHERE p.account_id = " + alias + ".account_id AND p.id = " + alias + ".property_id), '')"
	}
	booking, block, quote, charge, payment := of("b"), of("b"), of("b"), of("c"), of("y")
	booking.Person, booking.Day, booking.State = "b.person_id", "b.arrive", "b.state"
	block.Person, block.Day = "b.person_id", "b.arrive"
	quote.Client, quote.Person, quote.State = "b.client_id", "b.person_id", "b.state"
	charge.Day, charge.State = "c.day", "c.state"
	payment.Day, payment.State = "y.day", "y.state"
	channel := of("f")
	s.people.Register(
		people.Kind{Thing: access.Channel, From: "feed_in f", Title: "f.channel", Columns: channel},
		people.Kind{Thing: access.Booking, From: "booking b", Title: "'Booking ' || CAST(b.number AS TEXT)" + at("b"), Day: "b.arrive", Order: "b.arrive, b.id", Columns: booking, By: "b.person_id", At: "b.created_at"},
		people.Kind{Thing: access.Block, From: "block b", Title: "'Block'" + at("b"), Day: "b.arrive", Order: "b.arrive, b.id", Columns: block, By: "b.person_id", At: "b.created_at"},
		people.Kind{Thing: access.Quote, From: "quote b", Title: "'Quote ' || CAST(b.number AS TEXT)" + at("b"), Day: "b.arrive", Order: "b.created_at, b.id", Columns: quote},
		people.Kind{Thing: access.Charge, From: "charge c", Title: "c.kind" + at("c"), Day: "c.day", Columns: charge},
		people.Kind{Thing: access.Payment, From: "payment y", Title: "y.method" + at("y"), Day: "y.day", Columns: payment},
	)
	s.portfolio.RegisterSearch(
		portfolio.Searchable{Thing: access.Booking, Table: "booking", Hits: bookingHits},
		portfolio.Searchable{Thing: access.Quote, Table: "quote", Hits: s.quoteHits},
	)
}
