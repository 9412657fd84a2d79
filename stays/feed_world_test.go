package stays

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

const (
	reserved = "Reserved"
	closed   = "Airbnb (Not available)"
)

// feeds is a world with a channel whose calendar of quay is read.
type feeds struct {
	*world
	*channel
	feed *Feed
}

func eachFeeds(t *testing.T, test func(f *feeds)) {
	t.Helper()
	eachWorld(t, func(w *world) {
		f := &feeds{world: w, channel: newChannel(w.t)}
		f.fetcher = newFetcher(FeedOptions{AllowPrivate: true, Timeout: 400 * time.Millisecond})
		f.has()
		f.feed = f.add(w.quay, "/quay.ics")
		test(f)
	})
}

func (f *feeds) add(property id.ID, path string) *Feed {
	f.t.Helper()
	made, err := f.AddFeed(ctx, f.boss, FeedForm{Property: property, Channel: SourceAirbnb, Address: f.URL + path})
	f.must(err)
	return made
}

// read polls and demands that it went well.
func (f *feeds) read() FeedReport {
	f.t.Helper()
	r, err := f.PollNow(ctx, f.boss, f.feed.ID)
	f.must(err)
	return r
}

func (f *feeds) now() *Feed {
	f.t.Helper()
	feed, err := f.FeedIn(ctx, f.boss, f.feed.ID)
	f.must(err)
	return feed
}

// nights lists what is on quay's nights: state or kind, first day to last.
func (f *feeds) nights() string {
	f.t.Helper()
	var out []string
	p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
	f.must(err)
	for _, b := range p.Rows {
		out = append(out, fmt.Sprintf("%s %d-%d", b.State, b.Nights.Arrive.Time().Day(), b.Nights.Depart.Time().Day()))
	}
	f.must(f.world.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select(blockColumns, "block b").Everything(access.System("test").In(f.account)).And("b.property_id = ?", f.quay).Order("b.arrive, b.id")
		list, err := db.All(ctx, tx, q, scanBlock)
		for _, b := range list {
			out = append(out, fmt.Sprintf("%s %d-%d", b.State, b.Nights.Arrive.Time().Day(), b.Nights.Depart.Time().Day()))
		}
		return err
	}))
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func (f *feeds) isThere(name, want string) {
	f.t.Helper()
	if got := f.nights(); got != want {
		f.t.Errorf("%s: %s, want %s", name, got, want)
	}
}

// trail counts what the audit trail has.
func (f *feeds) trail() (n int64) {
	f.t.Helper()
	f.must(f.world.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, db.Select("e.id", "audit_entry e").Everything(access.System("test").In(f.account)))
		return err
	}))
	return n
}
