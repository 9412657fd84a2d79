package stays

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/people"
)

// apply brings bookings and blocks in line with a calendar. One that agrees
// with what we have changes nothing.
func (s *Store) apply(ctx context.Context, f *Feed, read ical.Feed, got fetched) (FeedReport, error) {
	var report FeedReport
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r := &reading{s: s, ctx: ctx, tx: tx, feed: f, sys: access.System("calendar feed of " + f.Channel).In(f.account)}
		now, err := wholeFeed(ctx, tx, f.account, f.ID)
		if err != nil || now.State == FeedPaused {
			report = FeedReport{}
			return err // paused meanwhile, or gone
		}
		if err := r.all(read, calendar.DateOf(s.now().In(zoneOf(f)))); err != nil {
			return err
		}
		r.report.Skipped = skippedLines(read.Skipped)
		report = r.report
		return r.end(now, got)
	})
	return report, err
}

// reading is one calendar being applied.
type reading struct {
	s      *Store
	ctx    context.Context
	tx     *db.Tx
	sys    *access.Viewer
	feed   *Feed
	place  *place
	held   map[string]held // by UID
	report FeedReport
}

func (r *reading) all(read ical.Feed, today calendar.Date) error {
	var err error
	if r.place, err = placeOf(r.ctx, r.tx, r.sys, r.feed.Property, r.feed.Unit, "stays.apply"); err != nil {
		return err
	}
	known, err := r.know()
	if err != nil {
		return err
	}
	for _, step := range ical.Plan(known, read, today) {
		if err := r.step(step); err != nil {
			return err
		}
	}
	return r.putConflicts()
}

func (r *reading) step(s ical.Step) error {
	switch s.Do {
	case ical.Cancel:
		r.report.Cancelled++
		return r.cancel(r.held[s.Was.UID])
	case ical.Move:
		return r.move(r.held[s.Was.UID], s)
	}
	return r.add(s.Event)
}

func (r *reading) add(e ical.Event) error {
	if adopted, err := r.adopt(e); err != nil || adopted {
		return err
	}
	free, err := r.free(e, nil)
	if err != nil || !free {
		return err
	}
	r.report.Added++
	return r.put(e)
}

// put makes the booking or block of an event whose nights are free.
func (r *reading) put(e ical.Event) error {
	if e.Kind == ical.Block {
		b := &Block{ID: id.New(), account: r.feed.account, Business: r.place.Business, Property: r.place.Property, Unit: r.place.Unit,
			Nights: e.Nights, Kind: FeedBlock, Label: e.Summary, Maker: r.feed.Channel, State: BlockActive, Version: 1,
			feed: r.feed.ID, feedUID: e.UID, CreatedAt: r.s.now()}
		return r.s.insertBlock(r.ctx, r.tx, r.sys, r.place, b)
	}
	b := &Booking{ID: id.New(), account: r.feed.account, Business: r.place.Business, Property: r.place.Property, Unit: r.place.Unit,
		Nights: e.Nights, State: stateOf(e.Kind), Source: r.source(e), Reference: e.Code, Currency: r.place.Currency,
		Guest: e.GuestName, Version: 1, feed: r.feed.ID, feedUID: e.UID}
	return r.s.insert(r.ctx, r.tx, r.sys, r.place, b, nil)
}

func stateOf(k ical.Kind) State {
	if k == ical.Tentative {
		return Tentative
	}
	return Confirmed
}

// source goes by the event where it says more than the feed.
func (r *reading) source(e ical.Event) string {
	if e.Channel != ical.ICal {
		return string(e.Channel)
	}
	return r.feed.Channel
}

// adopt takes a booking of the same channel over the same nights, which came by
// another way – an import, a feed since deleted –, for the event's.
func (r *reading) adopt(e ical.Event) (bool, error) {
	if e.Kind == ical.Block {
		return false, nil
	}
	q := db.Select(bookingColumns, "booking b").Everything(r.sys).
		And("b.property_id = ? AND b.arrive = ? AND b.depart = ? AND b.source = ?", r.place.Property, e.Nights.Arrive, e.Nights.Depart, r.source(e)).
		And("b.state <> ? AND b.feed_id IS NULL", string(Cancelled)).
		AndIf(r.place.Unit.IsZero(), "b.unit_id IS NULL").AndIf(!r.place.Unit.IsZero(), "b.unit_id = ?", r.place.Unit)
	found, err := db.All(r.ctx, r.tx, q.Order("b.id").Limit(1), scanBooking)
	if err != nil || len(found) == 0 {
		return false, err
	}
	b := found[0]
	if e.Code != "" && b.Reference != "" && e.Code != b.Reference {
		return false, nil
	}
	r.report.Moved++
	was := b.fields()
	set := db.Set("feed_id", r.feed.ID).Set("feed_uid", e.UID).Set("state", string(stateOf(e.Kind))).SetIf(b.Reference == "", "reference", e.Code)
	if err := r.s.save(r.ctx, r.tx, b, set); err != nil {
		return false, err
	}
	b.State = stateOf(e.Kind)
	if b.Reference == "" {
		b.Reference = e.Code
	}
	if err := indexBooking(r.ctx, r.tx, b); err != nil {
		return false, err
	}
	return true, r.s.people.Wrote(r.ctx, r.tx, r.sys, access.Edit, b.record(), "found again in a calendar", people.Diff(was, b.fields())...)
}

// end notes on the feed that it was read.
func (r *reading) end(now *Feed, got fetched) error {
	skipped := strings.Join(r.report.Skipped, "\n")
	set := db.Set("etag", got.etag).Set("last_modified", got.lastModified).Set("skipped", skipped)
	if err := r.s.polled(r.ctx, r.tx, now, set); err != nil {
		return err
	}
	if skipped == strings.Join(now.Skipped, "\n") && r.report.Nothing() && len(r.report.Conflicts) == 0 {
		return nil
	}
	return r.s.people.Changed(r.ctx, r.tx, r.feed.record())
}
