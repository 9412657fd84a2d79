package stays

import (
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/jobs"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// Options say what a Store needs from outside.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Mail people.Mailer    // takes quotes and notices of block-offs; nil drops them

	Jobs  *jobs.Queue // reads channels' calendars as they are due; nil leaves that to PollNow
	Feeds FeedOptions // how channels' calendars are fetched
}

// Store keeps bookings, blocks and quotes. It is safe for concurrent use.
type Store struct {
	db        *db.DB
	people    *people.Store
	portfolio *portfolio.Store
	now       func() time.Time
	mail      people.Mailer
	jobs      *jobs.Queue
	fetcher   *fetcher
}

// New makes a Store over d. It tells p how previews and whys read its records,
// and f how a search finds them.
func New(d *db.DB, p *people.Store, f *portfolio.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: d, people: p, portfolio: f, now: o.Now, mail: o.Mail, jobs: o.Jobs, fetcher: newFetcher(o.Feeds)}
	s.register()
	s.registerJobs()
	return s
}

// today is the day it is for who; for the program itself, in UTC.
func (s *Store) today(who *access.Viewer) calendar.Date {
	if day := who.Who().Today; !day.IsZero() {
		return day
	}
	return calendar.DateOf(s.now().UTC())
}

// hidden names the groups of a thing that are not among shown.
func hidden(t access.Thing, shown access.Groups) []string {
	return names(access.Page.Holds(t) &^ shown)
}
