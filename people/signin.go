package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// The ways to sign in so far, as the Login column shows them.
const (
	ByPassword = "password"
	ByLink     = "link"
)

const (
	sayWrong = "This e-mail address and password do not belong together. Check both, or ask for a link to set a new password. " +
		"After several tries in a row, wait a few minutes."
	sayManyTries = "There were too many wrong tries from your network. Wait a minute, then try again."
)

func wrong(op string) error {
	return &fault.Fault{Kind: fault.SignedOut, Op: op, Field: "password", Say: sayWrong}
}

// SignIn opens a session for whoever has this address and password. Unknown
// addresses, wrong passwords and persons who have to wait after several wrong
// tries get the same words after the same time. A person who may enter no
// account any more is told so, but only with the right password.
func (s *Store) SignIn(ctx context.Context, email, password string, c Client) (string, Session, error) {
	const op = "people.SignIn"
	now, network := s.now(), networkOf(c.IP)
	if !s.failing.take(network, now) {
		return "", Session{}, &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyTries}
	}
	who, err := s.find(ctx, email)
	if err != nil {
		return "", Session{}, err
	}
	waits := who.waitsUntil().After(now)
	stored := who.hash
	if waits {
		stored = ""
	}
	right, err := s.hasher.matches(ctx, stored, password)
	if err != nil {
		return "", Session{}, err
	}
	if !right {
		if who.known() && !waits {
			s.background(func(ctx context.Context) { _ = s.noteFailure(ctx, who.ID, c) })
		}
		return "", Session{}, wrong(op)
	}
	s.failing.giveBack(network)
	return s.enter(ctx, who, c, ByPassword)
}

// find looks for the person with an address. One that is no address belongs to
// nobody.
func (s *Store) find(ctx context.Context, email string) (identity, error) {
	key, err := FoldEmail("email", email)
	if err != nil {
		key = ""
	}
	var who identity
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		who, err = byEmail(ctx, tx, key)
		return err
	})
	return who, err
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
	ses.ProvedAt = ses.CreatedAt // signing in is proof
	if err := s.openSession(ctx, tx, hash, ses, c, nil); err != nil {
		return Session{}, err
	}
	if _, err := tx.Global("person").Update(ctx, db.Where("id = ? AND failed_count > 0", person), db.Set("failed_count", 0).Set("failed_at", nil)); err != nil {
		return Session{}, err
	}
	if err := s.arrive(ctx, tx, at, method); err != nil {
		return Session{}, err
	}
	return ses, s.noteSignIn(ctx, tx, at, c, method)
}

// freeTries wrong passwords cost nothing; each further one doubles the wait, up
// to longestWait, which keeps a guesser to a few hundred tries a day and the
// person themselves out for minutes at most.
const (
	freeTries   = 5
	longestWait = 5 * time.Minute
)

// waitsUntil gives when the next try of a password counts again.
func (i identity) waitsUntil() time.Time {
	beyond := i.failedCount - freeTries
	if beyond < 0 || i.failedAt.IsZero() {
		return time.Time{}
	}
	wait := longestWait
	if beyond < 8 {
		wait = min(longestWait, 2*time.Second<<beyond)
	}
	return i.failedAt.Add(wait)
}

// noteFailure counts a wrong password and notes it in the accounts of the
// person: a few hundred a day at most, since the waits grow.
func (s *Store) noteFailure(ctx context.Context, person id.ID, c Client) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("person").Update(ctx, db.ByID(person),
			db.Set("failed_count", db.Expr("failed_count + 1")).Set("failed_at", s.now()))
		if err != nil {
			return err
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
