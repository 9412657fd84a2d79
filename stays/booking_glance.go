package stays

import (
	"context"
	"errors"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Glance gives one booking without what belongs to it, by one query as a rule:
// for programs, which ask for a booking more often than for all of it. Missing
// if there is none that who may know of.
func (s *Store) Glance(ctx context.Context, who *access.Viewer, booking id.ID) (*Booking, error) {
	g := glance{eyes: eyesOf(who)}
	err := s.db.ReadOne(ctx, func(tx *db.Tx) error { return g.read(ctx, tx, booking) })
	if errors.Is(err, errSeveral) {
		err = s.db.Read(ctx, func(tx *db.Tx) error { return g.readAll(ctx, tx, booking) })
	}
	return g.found, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Booking, ID: booking}, err)
}

// glance is one look at a booking.
type glance struct {
	eyes
	found *Booking
	own   int64 // what is the reader's only owner's
}

// errSeveral says that the reader's part of a booking is several owners'
// together, which takes a query of its own.
var errSeveral = errors.New("stays: several owners' parts")

const glanceColumns = bookingColumns + ", COALESCE(p.name, ''), COALESCE(u.name, '')"

// read reads and masks by one query.
func (g *glance) read(ctx context.Context, tx *db.Tx, booking id.ID) error {
	one := len(g.clients) == 1
	columns := glanceColumns + ", 0"
	if one {
		columns = glanceColumns + ", COALESCE(s.amount_minor, 0)"
	}
	q := db.Select(columns, "booking b").Everything(g.who.Beyond("a look at one booking")).And("b.id = ?", booking).
		Join("LEFT JOIN property p ON p.account_id = b.account_id AND p.id = b.property_id").
		Join("LEFT JOIN unit u ON u.account_id = b.account_id AND u.id = b.unit_id")
	if one {
		q = q.Join("LEFT JOIN booking_share s ON s.account_id = b.account_id AND s.booking_id = b.id AND s.client_id = ?", g.clients[0])
	}
	b, err := db.One(ctx, tx, q, g.scan)
	if err != nil || g.who.Can(access.Read, b.record()) != access.Allowed {
		return missing(err, "stays.Glance")
	}
	maskBooking(g.who, b)
	if g.inPart(b) {
		if !one {
			return errSeveral
		}
		b.Owner = g.own
	}
	g.found = b
	return nil
}

func (g *glance) scan(r db.Row) (*Booking, error) {
	var property, unit string
	b, err := scanBooking(further{r, []any{&property, &unit, &g.own}})
	b.called(property, unit)
	return b, err
}

// further scans more columns after those that are asked for.
type further struct {
	db.Row
	more []any
}

// Scan fills to and then more.
func (f further) Scan(to ...any) error { return f.Row.Scan(append(to, f.more...)...) }

// readAll is read for who sees the parts of several owners.
func (g *glance) readAll(ctx context.Context, tx *db.Tx, booking id.ID) error {
	b, err := readable(ctx, tx, g.who, booking, "stays.Glance")
	if err != nil {
		return err
	}
	g.found = b
	return g.sees(ctx, tx, []*Booking{b})
}
