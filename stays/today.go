package stays

import (
	"cmp"
	"context"
	"slices"
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
		q := r.live()
		if t.Arrivals, t.Counts.Arrivals, err = r.bookings(sorted, q.And("b.arrive = ?", day)); err != nil {
			return err
		}
		if t.Departures, t.Counts.Departures, err = r.bookings(r.walked(), q.And("b.depart = ?", day)); err != nil {
			return err
		}
		if t.InHouse, t.Counts.InHouse, err = r.bookings(r.walked(), inHouseParts(q, who, day)...); err != nil {
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

// live are the bookings that hold their nights, by what the indexes hold: their
// rows are read once it is known which are shown.
func (r todayReader) live() db.Query {
	return db.Select("b.id, b.depart", "booking b").Visible(r.who, access.Read, access.Booking).And("b.state <> ?", string(Cancelled))
}

// The orders of a day's bookings: who leaves first comes first. SQLite is kept
// from walking the index of departures where it would have to look far.
const (
	sorted  = "b.depart + 0, b.id"
	walking = "b.depart, b.id"
)

// walked is the order of bookings that leave on a day or soon after it.
func (r todayReader) walked() string {
	if little(r.who) {
		return sorted
	}
	return walking
}

// leaver is a booking by what it is sorted by.
type leaver struct {
	id     id.ID
	depart calendar.Date
}

// bookings gives the first bookings of several queries that have none in common,
// and how many there are in all.
func (r todayReader) bookings(order string, parts ...db.Query) ([]*Booking, int64, error) {
	var first []leaver
	var n int64
	for _, q := range parts {
		list, err := db.All(r.ctx, r.tx, q.Order(order).Limit(perList), func(row db.Row) (l leaver, err error) { return l, row.Scan(&l.id, &l.depart) })
		if err != nil {
			return nil, 0, err
		}
		all, err := r.count(q, len(list))
		if err != nil {
			return nil, 0, err
		}
		first, n = append(first, list...), n+all
	}
	slices.SortFunc(first, func(a, b leaver) int { return cmp.Or(cmp.Compare(a.depart, b.depart), a.id.Compare(b.id)) })
	rows, err := r.rows(first[:min(len(first), perList)])
	return rows, n, err
}

// rows reads bookings that were found as the person sees them, in that order.
func (r todayReader) rows(found []leaver) ([]*Booking, error) {
	if len(found) == 0 {
		return nil, nil
	}
	place, keys := map[id.ID]int{}, make([]any, len(found))
	for i, l := range found {
		place[l.id], keys[i] = i, l.id
	}
	q := db.Select(bookingColumns, "booking b").Everything(r.who.Beyond("the rows of a day that was found as the person sees")).AndIn("b.id", keys...)
	rows, err := listed(r.ctx, r.tx, r.who.Account(), q, scanBooking)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b *Booking) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	return rows, eyesOf(r.who).sees(r.ctx, r.tx, rows)
}

// count gives the full number behind a list that may have been cut. A day is
// little: its entries are each asked for the person's access, where db.Count would
// gather all that they may see.
func (r todayReader) count(q db.Query, listed int) (int64, error) {
	if listed < perList {
		return int64(listed), nil
	}
	return db.One(r.ctx, r.tx, q.Only("COUNT(*)"), db.Scan1[int64])
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
