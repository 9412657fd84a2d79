package stays

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/jobs"
)

// How often calendars are read: each after pollEvery, give or take a tenth so
// that those added together do not come together, and after failures longer
// each time.
const (
	pollEvery   = 20 * time.Minute
	longestWait = 24 * time.Hour
)

// FeedReport says what one reading of a calendar changed. What clashes or could
// not be understood is listed each time, also when nothing changed.
type FeedReport struct {
	Added, Moved, Cancelled int
	Conflicts               []FeedConflict
	Skipped                 []string
}

// Nothing reports whether the reading changed nothing.
func (r *FeedReport) Nothing() bool { return r.Added+r.Moved+r.Cancelled == 0 }

type (
	pollArgs struct{ Account, Feed id.ID }
	dueArgs  struct{}
)

// registerJobs has calendars read as they are due.
func (s *Store) registerJobs() {
	if s.jobs == nil {
		return
	}
	jobs.Register(s.jobs, "feed.poll", s.pollJob, jobs.Rules{Limit: 2, Timeout: 2 * time.Minute})
	jobs.Register(s.jobs, "feed.due", s.dueJob)
	s.jobs.Every(time.Minute, dueArgs{})
}

func (s *Store) enqueuePoll(ctx context.Context, tx *db.Tx, account, feed id.ID) error {
	return s.jobs.Enqueue(ctx, tx, pollArgs{account, feed}, jobs.Opts{Once: "feed.poll:" + feed.String()})
}

// dueJob gives each calendar that is due a job of its own.
func (s *Store) dueJob(ctx context.Context, _ dueArgs) error {
	accounts, err := s.people.AllAccounts(ctx)
	if err != nil {
		return err
	}
	var due []pollArgs
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		due = nil
		for _, a := range accounts {
			q := db.Select("b.id", "feed_in b").Everything(access.System("which calendar feeds are due").In(a.ID)).
				And("b.next_poll_at <= ? AND b.state <> ? AND b.url <> ''", s.now(), FeedPaused).Order("b.next_poll_at, b.id")
			if a.State != "active" {
				continue
			}
			feeds, err := db.All(ctx, tx, q, db.Scan1[id.ID])
			if err != nil {
				return err
			}
			for _, f := range feeds {
				due = append(due, pollArgs{a.ID, f})
			}
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, d := range due {
			if err := s.enqueuePoll(ctx, tx, d.Account, d.Feed); err != nil {
				return err
			}
		}
		return nil
	})
}

// pollJob reads one calendar. What is the channel's fault is written on the
// feed; only our own makes the job try again.
func (s *Store) pollJob(ctx context.Context, a pollArgs) error {
	_, err := s.poll(ctx, a.Account, a.Feed)
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooLarge || k == fault.Missing) {
		return nil
	}
	return err
}

// PollNow reads a calendar at once and says what changed. A calendar that
// cannot be read is an Invalid fault in the words that also stand on the feed.
func (s *Store) PollNow(ctx context.Context, who *access.Viewer, feed id.ID) (FeedReport, error) {
	const op = "stays.PollNow"
	var f *Feed
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = feedFor(ctx, tx, who, access.Edit, feed, op)
		return err
	})
	switch {
	case err != nil:
		return FeedReport{}, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Channel, ID: feed}, err)
	case f.Uploaded:
		return FeedReport{}, fault.Bad(op, "file", "This calendar has no address to read it from. Upload its file again.")
	case f.State == FeedPaused:
		return FeedReport{}, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This calendar is paused. Take it up again first."}
	}
	report, err := s.poll(ctx, who.Account(), feed)
	return report.readBy(who, f), err
}

// for_ leaves of r what who may see.
func (r FeedReport) readBy(who *access.Viewer, f *Feed) FeedReport {
	if !who.Mask(f.guests()).Has(access.GroupGuest) {
		r.Conflicts = slices.Clone(r.Conflicts)
		for i := range r.Conflicts {
			r.Conflicts[i].Summary = ""
		}
	}
	return r
}

// poll fetches a calendar and applies it; what goes wrong stands on the feed.
func (s *Store) poll(ctx context.Context, account, feed id.ID) (FeedReport, error) {
	f, err := s.feedToPoll(ctx, account, feed)
	if err != nil || f.State == FeedPaused || f.Uploaded {
		return FeedReport{}, err
	}
	etag, lastModified := f.etag, f.lastModified
	if f.conflicts {
		etag, lastModified = "", "" // what clashes is tried again: ask for all of it
	}
	got, err := s.fetcher.fetch(ctx, f.Address, etag, lastModified)
	if ctx.Err() != nil {
		return FeedReport{}, ctx.Err() // it is we who stop
	}
	if err == nil && got.same {
		return FeedReport{Skipped: f.Skipped}, s.unchanged(ctx, f)
	}
	var read ical.Feed
	if err == nil {
		read, err = s.readCalendar(f, bytes.NewReader(got.body))
	}
	if err != nil {
		return FeedReport{}, s.failed(ctx, f, got.wait, err)
	}
	return s.apply(ctx, f, read, got)
}

func (s *Store) feedToPoll(ctx context.Context, account, feed id.ID) (*Feed, error) {
	var f *Feed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if f, err = wholeFeed(ctx, tx, account, feed); err != nil {
			return err
		}
		q := db.Select("k.id", "feed_conflict k").Everything(access.System("whether a feed has conflicts to try again").In(account)).And("k.feed_id = ?", feed)
		n, err := db.CountTo(ctx, tx, q, 1)
		f.conflicts = n > 0
		return err
	})
	return f, err
}

// readCalendar takes a calendar apart in the zone of the property.
func (s *Store) readCalendar(f *Feed, r io.Reader) (ical.Feed, error) {
	zone := zoneOf(f)
	return ical.Read(r, ical.Limits{Bytes: maxFeedBytes, Zone: zone, Today: calendar.DateOf(s.now().In(zone))})
}

func zoneOf(f *Feed) *time.Location {
	zone, err := time.LoadLocation(f.zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// next gives the moment of the next reading after some failures in a row.
func (f *Feed) next(now time.Time, failures int64, wait time.Duration) time.Time {
	after := min(pollEvery<<min(failures, 7), longestWait)
	spread := after / 5 * time.Duration(f.ID[15]) / 255
	return now.Add(max(after-after/10+spread, wait))
}

// unchanged notes that the channel has nothing new.
func (s *Store) unchanged(ctx context.Context, f *Feed) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.polled(ctx, tx, f, db.Values{}) })
}

// polled notes a reading that went well. The feed's version stays: nobody's
// edit is disturbed by it.
func (s *Store) polled(ctx context.Context, tx *db.Tx, f *Feed, set db.Values) error {
	now := s.now()
	set = set.Set("polled_at", now).Set("ok_at", now).Set("next_poll_at", f.next(now, 0, 0)).Set("error", "").Set("failures", 0).Set("state", FeedActive)
	if _, err := tx.Update(ctx, f.account, "feed_in", db.Where("id = ? AND state <> ?", f.ID, FeedPaused), set); err != nil || !f.wasFailed {
		return err
	}
	return s.people.Changed(ctx, tx, f.record())
}

// failed writes on the feed why it could not be read, and gives cause back.
func (s *Store) failed(ctx context.Context, f *Feed, wait time.Duration, cause error) error {
	say := "The calendar could not be read."
	if of := fault.Of(cause); of != nil && of.Say != "" {
		say = of.Say
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		now := s.now()
		n, err := tx.Update(ctx, f.account, "feed_in", db.Where("id = ? AND state <> ?", f.ID, FeedPaused),
			db.Set("polled_at", now).Set("next_poll_at", f.next(now, f.Failures+1, wait)).Set("error", say).
				Set("failures", db.Expr("failures + 1")).Set("state", FeedFailing))
		if err != nil || n == 0 {
			return err
		}
		return s.people.Changed(ctx, tx, f.record())
	})
	return firstError(err, cause)
}

// maxSkipped bounds what is kept of what could not be understood.
const maxSkipped = 50

func skippedLines(list []ical.Skip) []string {
	var out []string
	for _, k := range list {
		if !k.Cancelled && len(out) < maxSkipped {
			out = append(out, k.String())
		}
	}
	return out
}
