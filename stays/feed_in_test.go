package stays

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
)

func TestWhoMayHaveCalendarsRead(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		form := FeedForm{Property: f.quay, Address: "https://x.example/a.ics"}
		for name, who := range map[string]*access.Viewer{
			"an owner":          f.owner("Ana Lindqvist", f.ana, "calendar", "guest-name", "all-money", "block-off", "move-blocks"),
			"the front desk":    f.staff("Frida Front", "front-desk"),
			"a technician":      f.staff("Tom Tech", "technician"),
			"the other account": f.rival,
			"nobody":            nil,
		} {
			if _, err := f.AddFeed(ctx, who, form); err == nil {
				f.t.Errorf("%s adds a feed", name)
			}
			list, err := f.FeedsIn(ctx, who, id.ID{})
			if err != nil || len(list) > 0 {
				f.t.Errorf("%s lists %d feeds, %v", name, len(list), err)
			}
			_, err = f.FeedIn(ctx, who, f.feed.ID)
			f.missing(name+" reads one", err)
			_, err = f.PollNow(ctx, who, f.feed.ID)
			f.missing(name+" polls one", err)
			_, err = f.PauseFeed(ctx, who, f.feed.ID, true)
			f.missing(name+" pauses one", err)
			f.missing(name+" deletes one", f.DeleteFeed(ctx, who, f.feed.ID))
			_, _, err = f.UploadFeed(ctx, who, FeedForm{Property: f.quay}, strings.NewReader(ics()))
			if err == nil {
				f.t.Errorf("%s uploads a calendar", name)
			}
		}
		boss := f.staff("Mona Manager", "manager")
		list, err := f.FeedsIn(ctx, boss, f.quay)
		if err != nil || len(list) != 1 || list[0].Address == "" || !list[0].May.Delete {
			f.t.Errorf("a manager lists %v, %v", list, err)
		}
		_, err = f.AddFeed(ctx, boss, FeedForm{Property: f.far, Address: "https://x.example/a.ics"})
		f.refused("a property of another account", err, fault.Invalid, "property")
	})
}

func TestPausingAndDeletingAFeed(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("s", reserved, 10, 14), event("b", closed, 14, 16))
		f.read()
		_, err := f.PauseFeed(ctx, f.boss, f.feed.ID, true)
		f.must(err)
		_, err = f.PollNow(ctx, f.boss, f.feed.ID)
		f.refused("a paused one", err, fault.Conflict, "")
		resumed, err := f.PauseFeed(ctx, f.boss, f.feed.ID, false)
		f.must(err)
		if resumed.State != FeedActive {
			f.t.Errorf("resumed as %s", resumed.State)
		}
		f.must(f.DeleteFeed(ctx, f.boss, f.feed.ID))
		f.isThere("its blocks are lifted, its bookings stay", "cancelled 14-16, confirmed 10-14")
		_, err = f.FeedIn(ctx, f.boss, f.feed.ID)
		f.missing("afterwards", err)
		f.feed = f.add(f.quay, "/again.ics")
		f.read()
		f.isThere("and are found again by the next", "active 14-16, cancelled 14-16, confirmed 10-14")
	})
}

func TestCalendarsAreReadWhenTheyAreDue(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		q := jobs.New(f.world.db, jobs.Options{Now: f.clock})
		f.jobs = q
		f.registerJobs()
		work := func() {
			f.t.Helper()
			f.must(f.world.db.Write(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, dueArgs{}, jobs.Opts{Once: "now"}) }))
			_, err := q.Work(ctx)
			f.must(err)
		}
		f.has(event("a", reserved, 10, 14))
		work()
		f.isThere("at once", "confirmed 10-14")
		asked := len(f.asked)
		work()
		if len(f.asked) != asked {
			f.t.Error("read again before it was due")
		}
		next := f.now().NextPollAt
		if d := next.Sub(f.at); d < pollEvery*9/10 || d > pollEvery*11/10 {
			f.t.Errorf("the next reading is in %s", d)
		}
		f.at = next
		f.does(status(500))
		work()
		if d := f.now().NextPollAt.Sub(f.at); d < 2*pollEvery*9/10 {
			f.t.Errorf("after a failure it waits %s", d)
		}
		for range 12 {
			f.at = f.now().NextPollAt
			work()
		}
		if d := f.now().NextPollAt.Sub(f.at); d > longestWait*11/10 || d < longestWait*8/10 {
			f.t.Errorf("after many failures it waits %s", d)
		}
		f.at = f.now().NextPollAt
		f.does(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "999999")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		work()
		if d := f.now().NextPollAt.Sub(f.at); d != longestWait && d > longestWait*11/10 {
			f.t.Errorf("asked to wait eleven days it waits %s", d)
		}
		_, err := f.PauseFeed(ctx, f.boss, f.feed.ID, true)
		f.must(err)
		f.at, asked = f.at.AddDate(0, 1, 0), len(f.asked)
		work()
		if len(f.asked) != asked {
			f.t.Error("a paused calendar was read")
		}
	})
}

func TestFeedChangesAreAuditedAsTheProgramsOwn(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		var names []string
		f.must(f.world.db.Read(ctx, func(tx *db.Tx) error {
			q := db.Select("e.person_name", "audit_entry e").Everything(access.System("test").In(f.account)).And("e.thing = 'booking'")
			var err error
			names, err = db.All(ctx, tx, q, db.Scan1[string])
			return err
		}))
		if !slices.Equal(names, []string{"calendar feed of airbnb"}) {
			f.t.Errorf("the trail names %v", names)
		}
	})
}
