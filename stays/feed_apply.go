package stays

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/words"
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

// held is what an earlier reading left: a booking or a block.
type held struct {
	booking *Booking
	block   *Block
}

func (h held) known() ical.Known {
	if h.block != nil {
		return ical.Known{UID: h.block.feedUID, Nights: h.block.Nights, Kind: ical.Block}
	}
	b := h.booking
	k := ical.Known{UID: b.feedUID, Nights: b.Nights, Kind: ical.Stay}
	if b.State == Tentative {
		k.Kind = ical.Tentative
	}
	// What a feed itself cancels loses its UID, so this was somebody here.
	k.Cancelled = b.State == Cancelled
	k.ByHand = k.Cancelled
	return k
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

// know reads what earlier readings left.
func (r *reading) know() ([]ical.Known, error) {
	q := db.Select(bookingColumns, "booking b").Everything(r.sys).And("b.feed_id = ? AND b.feed_uid <> ''", r.feed.ID).Order("b.id")
	bookings, err := db.All(r.ctx, r.tx, q, scanBooking)
	if err != nil {
		return nil, err
	}
	q = db.Select(blockColumns, "block b").Everything(r.sys).And("b.feed_id = ? AND b.feed_uid <> '' AND b.state = ?", r.feed.ID, BlockActive).Order("b.id")
	blocks, err := db.All(r.ctx, r.tx, q, scanBlock)
	if err != nil {
		return nil, err
	}
	r.held = map[string]held{}
	for _, b := range bookings {
		if was, there := r.held[b.feedUID]; !there || was.booking.State == Cancelled {
			r.held[b.feedUID] = held{booking: b}
		}
	}
	for _, b := range blocks {
		r.held[b.feedUID] = held{block: b}
	}
	var known []ical.Known
	for _, h := range r.held {
		known = append(known, h.known())
	}
	slices.SortFunc(known, func(a, b ical.Known) int { return strings.Compare(a.UID, b.UID) })
	return known, nil
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

// free looks whether an event can have its nights; if not it is a conflict.
// own is what the event's record holds already.
func (r *reading) free(e ical.Event, own *portfolio.Taking) (bool, error) {
	t := portfolio.Taking{Property: r.place.Property, Unit: r.place.Unit, Nights: e.Nights}
	free, day, err := portfolio.FreeFor(r.ctx, r.tx, r.feed.account, t, own)
	if err != nil || free {
		return free, err
	}
	r.report.Conflicts = append(r.report.Conflicts, FeedConflict{UID: e.UID, Nights: e.Nights, Summary: e.Summary, SeenAt: r.s.now(),
		Reason: fmt.Sprintf("Something else is there from %s already.", words.English.Day(day))})
	return false, nil
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

// cancel calls off what is no longer listed.
func (r *reading) cancel(h held) error {
	if h.block != nil {
		return r.s.cancelBlock(r.ctx, r.tx, r.sys, h.block)
	}
	if err := r.s.cancel(r.ctx, r.tx, r.sys, h.booking, false); err != nil {
		return err
	}
	_, err := r.tx.Update(r.ctx, r.feed.account, "booking", db.ByID(h.booking.ID), db.Set("feed_uid", ""))
	return err
}

// nights gives what the record takes.
func (h held) nights() *portfolio.Taking {
	t := portfolio.Taking{}
	switch {
	case h.block != nil:
		t = nightsOfBlock(h.block)
	case h.booking.State == Cancelled:
		return nil
	default:
		t = nightsOf(h.booking)
	}
	return &t
}

// move brings what we have in line with an event that changed.
func (r *reading) move(h held, s ical.Step) error {
	free, err := r.free(s.Event, h.nights())
	if err != nil || !free {
		return err
	}
	r.report.Moved++
	if (h.block != nil) != (s.Event.Kind == ical.Block) { // what was a block is a stay, or the other way round
		if err := r.cancel(h); err != nil {
			return err
		}
		return r.put(s.Event)
	}
	if h.block != nil {
		return r.moveBlock(h.block, s.Event)
	}
	return r.moveBooking(h.booking, s.Event)
}

func (r *reading) moveBlock(b *Block, e ical.Event) error {
	if b.Nights != e.Nights {
		if err := r.s.moveBlock(r.ctx, r.tx, r.sys, b, e.Nights); err != nil {
			return err
		}
	}
	_, err := r.tx.Update(r.ctx, r.feed.account, "block", db.ByID(b.ID), db.Set("feed_uid", e.UID))
	return err
}

func (r *reading) moveBooking(b *Booking, e ical.Event) error {
	if state := stateOf(e.Kind); b.State != state {
		if err := r.s.save(r.ctx, r.tx, b, db.Set("state", string(state))); err != nil {
			return err
		}
		was := b.fields()
		b.State = state
		if err := r.s.people.Wrote(r.ctx, r.tx, r.sys, access.Edit, b.record(), string(state), people.Diff(was, b.fields())...); err != nil {
			return err
		}
	}
	if b.Nights == e.Nights {
		return nil
	}
	to, err := placeOf(r.ctx, r.tx, r.sys, b.Property, b.Unit, "stays.apply")
	if err != nil {
		return err
	}
	return r.s.move(r.ctx, r.tx, r.sys, b, to, e.Nights)
}

// putConflicts keeps what clashes now; what was there already keeps the moment
// it was first seen.
func (r *reading) putConflicts() error {
	at := map[id.ID]*Feed{r.feed.ID: {}}
	if err := readConflicts(r.ctx, r.tx, r.sys, []any{r.feed.ID}, at); err != nil {
		return err
	}
	was := map[string]FeedConflict{}
	for _, c := range at[r.feed.ID].Conflicts {
		was[c.UID] = c
	}
	for i := range r.report.Conflicts {
		c := &r.report.Conflicts[i]
		old, there := was[c.UID]
		delete(was, c.UID)
		if there {
			c.SeenAt = old.SeenAt
		}
		if *c == old {
			continue
		}
		if err := r.putConflict(*c); err != nil {
			return err
		}
	}
	for uid := range was {
		if _, err := r.tx.Delete(r.ctx, r.feed.account, "feed_conflict", db.Where("feed_id = ? AND uid = ?", r.feed.ID, uid)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) putConflict(c FeedConflict) error {
	if _, err := r.tx.Delete(r.ctx, r.feed.account, "feed_conflict", db.Where("feed_id = ? AND uid = ?", r.feed.ID, c.UID)); err != nil {
		return err
	}
	return r.tx.Insert(r.ctx, r.feed.account, "feed_conflict", db.Set("id", id.New()).Set("feed_id", r.feed.ID).Set("property_id", r.feed.Property).
		Set("uid", c.UID).Set("arrive", c.Nights.Arrive).Set("depart", c.Nights.Depart).Set("summary", c.Summary).Set("reason", c.Reason).Set("seen_at", c.SeenAt))
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
