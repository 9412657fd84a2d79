package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// Options say what a Store needs from outside.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Mail people.Mailer    // takes quotes and notices of block-offs; nil drops them
	Live people.Publisher // is told what changed; nil tells nobody

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
	live      people.Publisher
	jobs      *jobs.Queue
	fetcher   *fetcher
}

// New makes a Store over d. It tells p how previews and whys read its records,
// and f how a search finds them.
func New(d *db.DB, p *people.Store, f *portfolio.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{db: d, people: p, portfolio: f, now: o.Now, mail: o.Mail, live: o.Live, jobs: o.Jobs, fetcher: newFetcher(o.Feeds)}
	s.register()
	s.registerJobs()
	return s
}

// changed tells the open pages of an account.
func (s *Store) changed(ctx context.Context, tx *db.Tx, account id.ID, what access.Thing) error {
	if s.live == nil {
		return nil
	}
	return s.live.Publish(ctx, tx, live.Changed(account, what.String()))
}

// everything is the system's view of the account of who, for reading what a
// command needs beyond what the person sees. It never leaves this package.
func everything(who *access.Viewer, why string) *access.Viewer {
	return access.System(why).In(who.Account())
}

// permit turns a decision into a fault: what the person may not know of is not
// found.
func permit(who *access.Viewer, verb access.Verb, r *access.Record, op string) error {
	return portfolio.Permit(op, who, verb, r)
}

// today is the day it is for who; for the program itself, in UTC.
func (s *Store) today(who *access.Viewer) calendar.Date {
	if day := who.Who().Today; !day.IsZero() {
		return day
	}
	return calendar.DateOf(s.now().UTC())
}

// note adds to the audit trail and tells the open pages.
func (s *Store) note(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, r *access.Record, detail string, changes ...people.FieldChange) error {
	e := people.Entry{Verb: verb, Thing: r.Thing, Record: r.ID, Property: r.Property, Client: r.Client, Detail: detail, Changes: changes}
	if err := s.people.Audit(ctx, tx, who, e); err != nil {
		return err
	}
	return s.changed(ctx, tx, r.Account, r.Thing)
}

// refused gives err back, and writes down an attempt that was not allowed.
func (s *Store) refused(ctx context.Context, who *access.Viewer, verb access.Verb, r *access.Record, err error) error {
	return s.people.Noted(ctx, who, people.Entry{Verb: verb, Thing: r.Thing, Record: r.ID, Property: r.Property}, err)
}

// hidden names the groups of a thing that are not among shown.
func hidden(t access.Thing, shown access.Groups) []string {
	return names(access.Page.Holds(t) &^ shown)
}
