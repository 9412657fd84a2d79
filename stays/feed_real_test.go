package stays

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"keyhouse/fault"
)

// realFeeds lists the channels' own calendars beside the project, or skips.
func realFeeds(t *testing.T) []string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		if files, _ := filepath.Glob(filepath.Join(at, "shared", "data", "ical-feeds", "*.ics")); len(files) > 0 {
			return files
		}
	}
	t.Skip("no real input here: there is no shared/data/ical-feeds beside the project")
	return nil
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
