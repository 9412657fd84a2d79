package stays

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"keyhouse/fault"
	"keyhouse/requiretest"
)

// realFeeds lists the channels' own calendars, or ends the test.
func realFeeds(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(requiretest.Data(t, "ical-feeds"), "*.ics"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	return files
}

func TestRealCalendarsTwiceChangeNothing(t *testing.T) {
	files := realFeeds(t)
	eachWorld(t, func(w *world) {
		for _, file := range files {
			content, err := os.ReadFile(file)
			w.must(err)
			property := w.property(w.boss, filepath.Base(file))
			form := FeedForm{Property: property, Channel: SourceAirbnb}
			_, first, err := w.UploadFeed(ctx, w.boss, form, bytes.NewReader(content))
			if err != nil {
				w.t.Errorf("%s: %v", filepath.Base(file), fault.Of(err))
				continue
			}
			_, again, err := w.UploadFeed(ctx, w.boss, form, bytes.NewReader(content))
			w.must(err)
			if first.Added == 0 || !again.Nothing() || len(again.Conflicts) != len(first.Conflicts) {
				w.t.Errorf("%s: first %d added, %d conflicts; then %+v", filepath.Base(file), first.Added, len(first.Conflicts), again)
			}
		}
	})
}

// The first was taken in September 2022, the second some days later.
func TestALaterSnapshotOfARealCalendarMovesOn(t *testing.T) {
	files := realFeeds(t)
	eachWorld(t, func(w *world) {
		form := FeedForm{Property: w.loft, Channel: SourceAirbnb}
		for i, file := range files[:2] {
			w.at = time.Date(2022, 9, 20+8*i, 9, 0, 0, 0, time.UTC)
			content, err := os.ReadFile(file)
			w.must(err)
			_, r, err := w.UploadFeed(ctx, w.boss, form, bytes.NewReader(content))
			w.must(err)
			if len(r.Conflicts) > 0 {
				w.t.Errorf("%s clashes with itself: %+v", filepath.Base(file), r.Conflicts)
			}
		}
	})
}
