package people

import (
	"context"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// ViewAs gives the viewer of a member, to show any screen as they see it. It is
// read-only and opens no session. It takes the right to log in as them, and
// never shows what who does not hold.
func (s *Store) ViewAs(ctx context.Context, who *access.Viewer, member id.ID) (*access.Viewer, error) {
	_, as, err := s.viewAs(ctx, who, member)
	return as, s.Noted(ctx, who, attempt("people.ViewAs", access.Impersonate, member), err)
}

func (s *Store) viewAs(ctx context.Context, who *access.Viewer, member id.ID) (Member, *access.Viewer, error) {
	const op = "people.ViewAs"
	var m Member
	var as *access.Viewer
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if m, err = memberFor(ctx, tx, who, access.Impersonate, member, op); err != nil {
			return err
		}
		if m.State == Inactive {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This user is switched off and sees nothing."}
		}
		grants, err := grantsOf(ctx, tx, m.Account, m.ID, who.Who().Today)
		if err != nil {
			return err
		}
		about, err := aboutOf(ctx, tx, m.Account, grants...)
		if err != nil {
			return err
		}
		w := access.Who{Account: m.Account, Person: m.Person, Member: m.ID, Name: m.Name, Today: who.Who().Today,
			ActingPerson: who.Who().Person, ActingName: who.Who().Name, ReadOnly: true}
		as = access.NewViewer(access.Page, w, grants, s.now())
		if !who.Covers(as, about...) {
			return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "This user may see something here that you may not. You cannot look through their eyes."}
		}
		return nil
	})
	return m, as, err
}

// LookAs gives a as somebody who looks through a member's eyes: for one request
// that only reads. Looking is noted in the trail, once in a while for each
// session and member.
func (s *Store) LookAs(ctx context.Context, a *Actor, member id.ID) (*Actor, error) {
	const op = "people.LookAs"
	if a.Real != nil {
		return nil, acting(op)
	}
	m, as, err := s.viewAs(ctx, a.Viewer, member)
	if err != nil {
		return nil, s.Noted(ctx, a.Viewer, attempt(op, access.Impersonate, member), err)
	}
	if now := s.now(); s.looked.first(look{a.Session.ID, member}, now) {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			return s.Audit(ctx, tx, a.Viewer, Entry{Verb: access.Impersonate, Thing: access.Member, Record: member, Detail: "looked as them, changing nothing"})
		})
		if err != nil {
			s.looked.forget(look{a.Session.ID, member})
			return nil, err
		}
	}
	own := a.Person
	return &Actor{Session: a.Session, Account: a.Account, Member: m, Viewer: as, Real: &own, Looking: true,
		Person: Person{ID: m.Person, Name: m.Name, Email: m.Email, Zone: own.Zone, Locale: own.Locale}}, nil
}

// lookAgain is after how long looking on is noted again, and mostLooks how many
// are remembered: beyond that, too much is noted rather than too little.
const (
	lookAgain = 15 * time.Minute
	mostLooks = 10_000
)

type look struct{ session, member id.ID }

// looks remembers which looks were noted lately.
type looks struct {
	mu    sync.Mutex
	noted map[look]time.Time
}

func newLooks() *looks { return &looks{noted: map[look]time.Time{}} }

// first reports whether a look has to be noted now.
func (l *looks) first(k look, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.noted[k]; ok && now.Sub(at) < lookAgain {
		return false
	}
	if len(l.noted) >= mostLooks {
		clear(l.noted)
	}
	l.noted[k] = now
	return true
}

func (l *looks) forget(k look) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.noted, k)
}
