package stays

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyhouse/fault"
)

func TestWhatCannotBeUnderstoodIsNamed(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 14, 10), event("b", reserved, 20, 22))
		if r := f.read(); r.Added != 1 || len(r.Skipped) != 1 || !strings.Contains(r.Skipped[0], "before it begins") || !strings.HasPrefix(r.Skipped[0], "line ") {
			f.t.Errorf("%+v", r)
		}
		if got := f.now().Skipped; len(got) != 1 {
			f.t.Errorf("on the feed: %v", got)
		}
	})
}

func TestWhatChannelsSendInsteadOfACalendar(t *testing.T) {
	block := make(chan struct{})
	defer close(block)
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		say    string
	}{
		{"not found", http.NotFound, "any more (404)"},
		{"gone", status(410), "any more (410)"},
		{"forbidden", status(403), "does not let us"},
		{"too many requests", status(429), "less often"},
		{"a fault of its own", status(503), "fault of its own (503)"},
		{"no content", status(204), "no calendar (204)"},
		{"a web page", says("<!doctype html><html><body>Log in</body></html>"), "page"},
		{"nothing", says(""), "empty"},
		{"garbage", says("\x00\x01\x02 what is this"), "calendar"},
		{"larger than any feed", endless(8<<20, block), "larger than"},
		{"larger only once unpacked", bomb(64 << 20), "larger than"},
		{"slow to answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "did not answer within"},
		{"slow to end", endless(1<<10, nil), "did not come to an end"},
		{"breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			fmt.Fprint(w, "BEGIN:VCALENDAR\r\n")
		}, "broke off"},
		{"round and round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, "one to the next"},
		{"away from the web", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, "no web page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFeeds(t, func(f *feeds) {
				f.has(event("a", reserved, 10, 14))
				f.read()
				f.does(c.answer)
				f.at = f.at.Add(time.Hour)
				_, err := f.PollNow(ctx, f.boss, f.feed.ID)
				if k := fault.KindOf(err); err == nil || k != fault.Invalid && k != fault.TooLarge {
					f.t.Fatalf("%v", err)
				}
				feed := f.now()
				if feed.State != FeedFailing || !strings.Contains(feed.Error, c.say) || feed.Error != fault.Of(err).Say || feed.Failures != 1 {
					f.t.Errorf("the feed is %s: %q (%d), want …%s…", feed.State, feed.Error, feed.Failures, c.say)
				}
				f.isThere("nothing is lost", "confirmed 10-14")
				f.has(event("a", reserved, 10, 14))
				f.read()
				if feed := f.now(); feed.State != FeedActive || feed.Error != "" || feed.Failures != 0 {
					f.t.Errorf("once it works again: %+v", feed)
				}
			})
		})
	}
}

func TestUploadedCalendars(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		form := FeedForm{Property: f.quay, Channel: SourceVrbo}
		feed, r, err := f.UploadFeed(ctx, f.boss, form, strings.NewReader(ics(event("a", reserved, 10, 14))))
		f.must(err)
		if !feed.Uploaded || r.Added != 1 {
			f.t.Errorf("%+v %+v", feed, r)
		}
		again, r, err := f.UploadFeed(ctx, f.boss, form, strings.NewReader(ics()))
		f.must(err)
		if again.ID != feed.ID || r.Cancelled != 1 {
			f.t.Errorf("a second file is the same calendar: %+v %+v", again, r)
		}
		for name, file := range map[string]string{"a web page": "<html></html>", "nothing": "", "garbage": "PK\x03\x04"} {
			_, _, err := f.UploadFeed(ctx, f.boss, FeedForm{Property: f.lake}, strings.NewReader(file))
			f.refused(name, err, fault.Invalid, "file")
		}
		_, _, err = f.UploadFeed(ctx, f.boss, FeedForm{Property: f.lake}, &endlessFile{})
		f.refused("a file without end", err, fault.TooLarge, "file")
		list, err := f.FeedsIn(ctx, f.boss, f.lake)
		if err != nil || len(list) > 0 {
			f.t.Errorf("a broken file leaves %v behind", list)
		}
		_, err = f.PollNow(ctx, f.boss, feed.ID)
		f.refused("there is nothing to poll", err, fault.Invalid, "file")
	})
}

// endlessFile is a calendar without end.
type endlessFile struct{ begun bool }

func (e *endlessFile) Read(p []byte) (int, error) {
	text := "X-NOISE:0\r\n"
	if !e.begun {
		text, e.begun = "BEGIN:VCALENDAR\r\n", true
	}
	return copy(p, text), nil
}
