package stays

import (
	"context"
	"slices"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

// Feed is a channel's calendar that we read, as its reader may see it.
type Feed struct {
	// name: whoever may know of it
	ID, Property, Unit     id.ID
	PropertyName, UnitName string
	Channel                string // one of Channels
	State                  string // active, paused, failing
	Uploaded               bool   // it has no address: somebody brings the file
	CreatedAt              time.Time
	Version                int64

	// details
	Address                    string
	Error                      string   // why it is failing, in plain words
	Skipped                    []string // what could not be understood of it, a line each
	Failures                   int64    // in a row
	PolledAt, NextPollAt, OKAt time.Time
	Conflicts                  []FeedConflict

	May   FeedMay
	Shown access.Groups

	account, business    id.ID
	etag, lastModified   string
	zone                 string
	conflicts, wasFailed bool
}

// FeedMay says what the reader may do to a feed: for buttons.
type FeedMay struct{ Edit, Delete bool }

// FeedConflict is an event of a channel's calendar whose nights are taken by
// something else. It is tried again at each reading. Summary shows where the
// guests of the property do.
type FeedConflict struct {
	UID     string
	Nights  calendar.Nights
	Summary string
	Reason  string
	SeenAt  time.Time
}

// Hidden names the groups of f that its reader may not see.
func (f *Feed) Hidden() []string { return hidden(access.Channel, f.Shown) }

func (f *Feed) record() *access.Record {
	return &access.Record{Thing: access.Channel, ID: f.ID, Account: f.account, Business: f.business, Property: f.Property}
}

const feedColumns = "b.account_id, b.id, b.business_id, b.property_id, b.unit_id, p.name, p.zone, u.name, b.channel, b.url, b.state, b.etag, b.last_modified, " +
	"b.error, b.skipped, b.failures, b.polled_at, b.next_poll_at, b.ok_at, b.version, b.created_at"

// atPlace joins what a feed has to know of its place.
func atPlace(q db.Query) db.Query {
	return q.Join("LEFT JOIN property p ON p.account_id = b.account_id AND p.id = b.property_id").
		Join("LEFT JOIN unit u ON u.account_id = b.account_id AND u.id = b.unit_id")
}

func scanFeed(r db.Row) (*Feed, error) {
	f := &Feed{}
	var unit *string
	var skipped string
	err := r.Scan(&f.account, &f.ID, &f.business, &f.Property, &f.Unit, &f.PropertyName, &f.zone, &unit, &f.Channel, &f.Address, &f.State, &f.etag, &f.lastModified,
		&f.Error, &skipped, &f.Failures, db.ScanMoment(&f.PolledAt), db.ScanMoment(&f.NextPollAt), db.ScanMoment(&f.OKAt), &f.Version, db.ScanMoment(&f.CreatedAt))
	if unit != nil {
		f.UnitName = *unit
	}
	if skipped != "" {
		f.Skipped = strings.Split(skipped, "\n")
	}
	f.Uploaded = f.Address == ""
	f.wasFailed = f.State == FeedFailing
	return f, err
}

// mask empties what who may not see of f.
func (f *Feed) mask(who *access.Viewer) {
	f.Shown = who.Mask(f.record())
	if !f.Shown.Has(access.GroupDetails) {
		f.Address, f.Error, f.Skipped, f.Failures, f.Conflicts = "", "", nil, 0, nil
		f.PolledAt, f.NextPollAt, f.OKAt = time.Time{}, time.Time{}, time.Time{}
	}
	if !who.Mask(f.guests()).Has(access.GroupGuest) {
		for i := range f.Conflicts {
			f.Conflicts[i].Summary = ""
		}
	}
	f.May = FeedMay{Edit: who.Can(access.Edit, f.record()) == access.Allowed, Delete: who.Can(access.Delete, f.record()) == access.Allowed}
}

// guests stands for the bookings of f's property: summaries may name a guest.
func (f *Feed) guests() *access.Record {
	return &access.Record{Thing: access.Booking, Account: f.account, Business: f.business, Property: f.Property, Day: calendar.DateOf(f.CreatedAt), State: access.StateConfirmed}
}

// FeedsIn lists the channels' calendars that who may know of, those of one
// property or (zero) of all.
func (s *Store) FeedsIn(ctx context.Context, who *access.Viewer, property id.ID) ([]*Feed, error) {
	var list []*Feed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := atPlace(db.Select(feedColumns, "feed_in b").Visible(who, access.Read, access.Channel)).
			AndIf(!property.IsZero(), "b.property_id = ?", property)
		var err error
		if list, err = db.All(ctx, tx, q.Order("p.name_key, b.property_id, b.created_at, b.id"), scanFeed); err != nil {
			return err
		}
		return finishFeeds(ctx, tx, who, list)
	})
	return list, err
}

// FeedIn gives one channel's calendar; Missing if who may not know of it.
func (s *Store) FeedIn(ctx context.Context, who *access.Viewer, feed id.ID) (*Feed, error) {
	var f *Feed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if f, err = feedFor(ctx, tx, who, access.Read, feed, "stays.FeedIn"); err != nil {
			return err
		}
		return finishFeeds(ctx, tx, who, []*Feed{f})
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Channel, ID: feed}, err)
	}
	return f, nil
}

// finishFeeds adds the conflicts of feeds and masks them.
func finishFeeds(ctx context.Context, tx *db.Tx, who *access.Viewer, list []*Feed) error {
	at := map[id.ID]*Feed{}
	var ids []any
	for _, f := range list {
		at[f.ID] = f
		ids = append(ids, f.ID)
	}
	for part := range slices.Chunk(ids, 200) {
		if err := readConflicts(ctx, tx, who, part, at); err != nil {
			return err
		}
	}
	for _, f := range list {
		f.mask(who)
	}
	return nil
}

func readConflicts(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any, at map[id.ID]*Feed) error {
	q := db.Select("k.feed_id, k.uid, k.arrive, k.depart, k.summary, k.reason, k.seen_at", "feed_conflict k").
		Everything(who.Beyond("the conflicts of feeds they see")).AndIn("k.feed_id", ids...).Order("k.arrive, k.id")
	return db.Each(ctx, tx, q, func(r db.Row) error {
		var feed id.ID
		var c FeedConflict
		err := r.Scan(&feed, &c.UID, &c.Nights.Arrive, &c.Nights.Depart, &c.Summary, &c.Reason, db.ScanMoment(&c.SeenAt))
		at[feed].Conflicts = append(at[feed].Conflicts, c)
		return err
	})
}

// wholeFeed reads a feed whoever asks. It must not leave this package.
func wholeFeed(ctx context.Context, tx *db.Tx, account, feed id.ID) (*Feed, error) {
	q := db.Select(feedColumns, "feed_in b").Everything(access.System("a command on one calendar feed").In(account))
	return db.One(ctx, tx, atPlace(q).And("b.id = ?", feed), scanFeed)
}

// feedFor reads a feed whole for a command that needs verb on it.
func feedFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, feed id.ID, op string) (*Feed, error) {
	f, err := wholeFeed(ctx, tx, who.Account(), feed)
	if err != nil {
		return nil, missing(err, op)
	}
	return f, who.Permit(op, verb, f.record())
}
