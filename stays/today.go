package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

// perList is how many records each list of Today shows; Counts say how many
// there are.
const perList = 100

// Today is what happens on one day.
type Today struct {
	Day                           calendar.Date
	Arrivals, Departures, InHouse []*Booking
	Blocks                        []*Block
	Quotes                        []*Quote       // sent and still open
	Feeds                         []FailingFeed  // calendars that could not be read
	Turnovers                     map[id.ID]bool // properties that one leaves and another enters
	Counts                        TodayCounts
}

// TodayCounts are the full numbers behind the lists.
type TodayCounts struct{ Arrivals, Departures, InHouse, Blocks, Quotes int64 }

// FailingFeed is a channel's calendar that could not be read.
type FailingFeed struct {
	ID, Property id.ID
	PropertyName string
	Channel      string
	Error        string // details
	Since        time.Time
}

// Today shows who's day, each list as far as they may see it. Without a day it
// is today's.
func (s *Store) Today(ctx context.Context, who *access.Viewer, day calendar.Date) (*Today, error) {
	if day.IsZero() {
		day = s.today(who)
	}
	t := &Today{Day: day, Turnovers: map[id.ID]bool{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r := todayReader{ctx, tx, who, day}
		var err error
		q := db.Select(bookingColumns, "booking b").Visible(who, access.Read, access.Booking).And("b.state <> ?", string(Cancelled))
		if t.Arrivals, t.Counts.Arrivals, err = r.bookings(q.And("b.arrive = ?", day)); err != nil {
			return err
		}
		if t.Departures, t.Counts.Departures, err = r.bookings(q.And("b.depart = ?", day)); err != nil {
			return err
		}
		if t.InHouse, t.Counts.InHouse, err = r.bookings(inHouse(tx, q, who, day)); err != nil {
			return err
		}
		if t.Blocks, t.Counts.Blocks, err = r.blocks(); err != nil {
			return err
		}
		if t.Quotes, t.Counts.Quotes, err = r.quotes(); err != nil {
			return err
		}
		t.Feeds, err = r.feeds()
		return err
	})
	t.turnovers()
	return t, err
}

// turnovers notes where one leaves and another enters, of those who shows.
func (t *Today) turnovers() {
	leaves := map[id.ID]bool{}
	for _, b := range t.Departures {
		leaves[b.Property] = true
	}
	for _, b := range t.Arrivals {
		if leaves[b.Property] {
			t.Turnovers[b.Property] = true
		}
	}
}

type todayReader struct {
	ctx context.Context
	tx  *db.Tx
	who *access.Viewer
	day calendar.Date
}

func (r todayReader) bookings(q db.Query) ([]*Booking, int64, error) {
	rows, err := listed(r.ctx, r.tx, r.who.Account(), q.Order("b.depart + 0, b.id").Limit(perList), scanBooking)
	if err != nil {
		return nil, 0, err
	}
	n, err := r.count(q, len(rows))
	if err != nil {
		return nil, 0, err
	}
	return rows, n, eyesOf(r.who).sees(r.ctx, r.tx, rows)
}

// count gives the full number behind a list that may have been cut.
func (r todayReader) count(q db.Query, listed int) (int64, error) {
	if listed < perList {
		return int64(listed), nil
	}
	return db.Count(r.ctx, r.tx, q)
}

func (r todayReader) blocks() ([]*Block, int64, error) {
	q := overlapping(db.Select(blockColumns, "block b").Visible(r.who, access.Read, access.Block).And("b.state = ?", BlockActive), "b", r.day, r.day+1)
	rows, err := listed(r.ctx, r.tx, r.who.Account(), q.Order("b.arrive, b.id").Limit(perList), scanBlock)
	for _, b := range rows {
		b.mask(r.who)
	}
	if err != nil {
		return nil, 0, err
	}
	n, err := r.count(q, len(rows))
	return rows, n, err
}

func (r todayReader) quotes() ([]*Quote, int64, error) {
	f := QuoteFilter{State: QuoteSent}
	q := f.over(r.tx, quoteColumns, r.who, r.day)
	rows, err := listed(r.ctx, r.tx, r.who.Account(), q.Order("b.created_at DESC, b.id DESC").Limit(perList), scanQuote)
	for _, q := range rows {
		q.mask(r.who, r.day)
	}
	if err != nil {
		return nil, 0, err
	}
	n, err := r.count(q, len(rows))
	return rows, n, err
}

// feeds lists the calendars that fail, for who may look into them.
func (r todayReader) feeds() ([]FailingFeed, error) {
	q := db.Select("f.id, f.property_id, p.name, f.channel, f.error, f.ok_at", "feed_in f").
		Visible(r.who, access.Read, access.Channel, access.GroupDetails).
		Join("LEFT JOIN property p ON p.account_id = f.account_id AND p.id = f.property_id").
		And("f.state = 'failing'").Order("f.id").Limit(perList)
	return db.All(r.ctx, r.tx, q, func(row db.Row) (FailingFeed, error) {
		var f FailingFeed
		err := row.Scan(&f.ID, &f.Property, &f.PropertyName, &f.Channel, &f.Error, db.ScanMoment(&f.Since))
		return f, err
	})
}
