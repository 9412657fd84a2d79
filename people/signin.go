package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/throttle"
)

// The ways to sign in so far, as the Login column shows them.
const (
	ByPassword = "password"
	ByLink     = "link"
	ByPasskey  = "passkey"
)

func wrong(op string) error {
	return &fault.Fault{Kind: fault.SignedOut, Op: op, Field: "password", Say: sayWrong}
}

// SignIn opens a session for whoever has this address and password. Unknown
// addresses, wrong passwords and those who have to wait after several wrong
// tries get the same words after the same time. A person who may enter no
// account any more is told so, but only with the right password.
//
// Whoever has signed in with this browser before has tries of their own, so that
// nobody can keep them out by trying; anybody else shares those of their network
// for this address, and all networks together a larger number. Signing in by link
// is open all the while.
func (s *Store) SignIn(ctx context.Context, email, password string, c Client) (string, Session, error) {
	const op = "people.SignIn"
	now, network := s.now(), throttle.Network(c.IP)
	if !s.failing.Take(network, now) {
		return "", Session{}, &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyTries}
	}
	who, known, err := s.find(ctx, email, c)
	if err != nil {
		s.failing.GiveBack(network) // it was no try
		return "", Session{}, err
	}
	own := "try " + foldedOrNone(email) + " " + network
	if known {
		own = "try " + who.ID.String() + string(c.deviceHash())
	}
	waits := !s.guessing.Take(own, now) || !known && who.waitsUntil(now).After(now)
	stored := who.hash
	if waits {
		stored = ""
	}
	right, err := s.hasher.Matches(ctx, stored, password)
	if err != nil {
		return "", Session{}, err
	}
	if !right {
		if who.known() && !waits {
			s.background(func(ctx context.Context) { _ = s.noteFailure(ctx, who.ID, c, known) })
		}
		return "", Session{}, wrong(op)
	}
	s.failing.GiveBack(network)
	s.guessing.GiveBack(own)
	return s.enter(ctx, who, c, ByPassword)
}

// find looks for the person with an address, and whether they have signed in
// from where c is. One that is no address belongs to nobody.
func (s *Store) find(ctx context.Context, email string, c Client) (who identity, known bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		who, err = byEmail(ctx, tx, foldedOrNone(email))
		if err == nil {
			known, err = c.knows(ctx, tx, who.ID)
		}
		return err
	})
	return who, known, err
}

func foldedOrNone(email string) string {
	key, err := FoldEmail("email", email)
	if err != nil {
		return ""
	}
	return key
}

// enter opens the session of somebody who has shown who they are.
func (s *Store) enter(ctx context.Context, who identity, c Client, method string) (string, Session, error) {
	token, hash := NewToken()
	var ses Session
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		still, err := byID(ctx, tx, who.ID)
		if err != nil && fault.KindOf(err) != fault.Missing {
			return err
		}
		if err != nil || still.hash != who.hash {
			return wrong("people.SignIn") // deleted, or given another password, since the hash was compared
		}
		ses, err = s.admit(ctx, tx, hash, who.ID, c, method)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return token, ses, nil
}

// admit opens a session in tx and notes it with the member and the person.
func (s *Store) admit(ctx context.Context, tx *db.Tx, hash []byte, person id.ID, c Client, method string) (Session, error) {
	all, err := membershipsOf(ctx, tx, person)
	if err != nil {
		return Session{}, err
	}
	if len(all) == 0 {
		return Session{}, signedOut("people.SignIn", sayOff)
	}
	at := pick(all, c.Slug)
	ses := newSession(person, at.Account, c, method, s.now(), SessionLife)
	if ses.Pending, err = waits(ctx, tx, person, method); err != nil {
		return Session{}, err
	}
	if method == ByPasskey {
		ses.Factor = ByPasskey
	}
	if ses.ProvedAt = ses.CreatedAt; ses.Pending != "" { // signing in is proof, once it is complete
		ses.ProvedAt, ses.ExpiresAt = time.Time{}, ses.CreatedAt.Add(PendingLife)
	}
	if err := s.openSession(ctx, tx, hash, ses, c, nil); err != nil {
		return Session{}, err
	}
	if _, err := tx.Global("person").Update(ctx, db.Where("id = ? AND failed_count > 0", person), db.Set("failed_count", 0).Set("failed_at", nil)); err != nil {
		return Session{}, err
	}
	if ses.Pending != "" {
		return ses, nil
	}
	if err := s.meet(ctx, tx, ses, c); err != nil {
		return Session{}, err
	}
	if err := s.arrive(ctx, tx, at, method); err != nil {
		return Session{}, err
	}
	return ses, s.noteSignIn(ctx, tx, at, c, method)
}

// How often a password may be tried. One network has a few tries at one address
// and then one a minute; all strangers together have freeTries, after which each
// doubles the wait of strangers up to longestWait. A try is forgotten every
// forgetTry: one guesser in one network never makes anybody else wait.
const (
	guesses     = 5
	guessEvery  = time.Minute
	freeTries   = 20
	forgetTry   = time.Minute
	longestWait = 5 * time.Minute
)

// triesAt gives how many wrong tries of strangers count at now.
func (i identity) triesAt(now time.Time) int64 {
	if i.failedAt.IsZero() {
		return 0
	}
	return max(0, i.failedCount-int64(now.Sub(i.failedAt)/forgetTry))
}

// waitsUntil gives when the next try of a stranger counts again.
func (i identity) waitsUntil(now time.Time) time.Time {
	beyond := i.triesAt(now) - freeTries
	if beyond < 0 {
		return time.Time{}
	}
	wait := longestWait
	if beyond < 8 {
		wait = min(longestWait, 2*time.Second<<beyond)
	}
	return i.failedAt.Add(wait)
}

// noteFailure notes a wrong password in the accounts of the person – so many a
// day at most, since tries are limited – and counts it among those of strangers
// unless known: from a browser they have signed in with.
func (s *Store) noteFailure(ctx context.Context, person id.ID, c Client, known bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !known {
			who, err := byID(ctx, tx, person)
			if err != nil {
				return err
			}
			now := s.now()
			if _, err = tx.Global("person").Update(ctx, db.ByID(person), db.Set("failed_count", who.triesAt(now)+1).Set("failed_at", now)); err != nil {
				return err
			}
		}
		e := Entry{Act: ActSignIn, Thing: access.Member, Outcome: Denied, Detail: "wrong password", Changes: Diff(nil, c.fields())}
		return s.noteEverywhere(ctx, tx, person, e)
	})
}

// background does what must not show in how long an answer takes. Close waits
// for it.
func (s *Store) background(do func(context.Context)) {
	s.later.Add(1)
	go func() {
		defer s.later.Done()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		do(ctx)
	}()
}
