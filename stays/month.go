package stays

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Month is one month of one property: First to before Until, in whole weeks
// from the day that weeks begin with, so that it can be drawn as it is.
type Month struct {
	Row
	Month        calendar.Date // its first day
	First, Until calendar.Date
	Today        calendar.Date
}

// Month shows the month in which day lies at a property, with the bookings and
// blocks that who may read; Missing if who may not know of the property.
func (s *Store) Month(ctx context.Context, who *access.Viewer, property id.ID, day calendar.Date, begins time.Weekday) (*Month, error) {
	const op = "stays.Month"
	if day.IsZero() {
		day = s.today(who)
	}
	if day < earliest || day > latest {
		return nil, fault.Bad(op, "month", "This month is too far away.")
	}
	m := &Month{Month: day.FirstOfMonth(), Today: s.today(who)}
	m.First, m.Until = weekOf(m.Month, begins), weekOf(m.Month.AddMonths(1).Add(6), begins)
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(rowColumns, "property p").Visible(who, access.Read, access.Property).And("p.id = ?", property)
		row, err := db.One(ctx, tx, q, scanRow)
		if err != nil {
			return missing(err, op)
		}
		err = s.fill(ctx, tx, who, []*Row{row}, m.First, m.Until)
		m.Row = *row
		return err
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Property, ID: property}, err)
	}
	return m, nil
}

// weekOf is the last day up to d with which a week begins.
func weekOf(d calendar.Date, begins time.Weekday) calendar.Date {
	return d.Add(-(int(d.Weekday()-begins) + 7) % 7)
}

func sortBars(bars []Bar) {
	slices.SortFunc(bars, func(a, b Bar) int {
		return cmp.Or(cmp.Compare(a.Nights.Arrive, b.Nights.Arrive), cmp.Compare(a.Nights.Depart, b.Nights.Depart), a.id().Compare(b.id()))
	})
}

func (b *Bar) id() id.ID {
	if b.Block != nil {
		return b.Block.ID
	}
	return b.Booking.ID
}

func itoa(n int) string { return strconv.Itoa(n) }
