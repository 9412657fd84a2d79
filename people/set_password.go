package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/passwords"
	"keyhouse/words"
)

// SetPassword gives a member of the account a password without knowing the one
// they have, and tells them by mail. Their sessions, links and other ways to
// sign in stay as they are. Who sets it must have Proved who they are, may
// reset that member, and holds all that the member holds.
//
// A password opens every account of its person. So that nobody becomes somebody
// elsewhere by it, it is not set for who belongs to another account too: they
// are sent a link instead.
func (s *Store) SetPassword(ctx context.Context, by *Actor, member id.ID, password string) error {
	const op = "people.SetPassword"
	if err := s.Proved(by); err != nil {
		return err
	}
	m, err := s.resettable(ctx, by.Viewer, member, op)
	if err != nil {
		return s.Noted(ctx, by.Viewer, attempt(op, access.Reset, member), err)
	}
	if err := passwords.Check("password", password, m.Name, m.Email); err != nil {
		return err
	}
	chosen, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, by.Viewer, access.Reset, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if err := s.mayReset(ctx, tx, who, m, op); err != nil {
			return err
		}
		if err := s.setPassword(ctx, tx, m.Person, chosen); err != nil {
			return err
		}
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Reset, Thing: access.Member, Record: m.ID, Detail: "password set"}); err != nil {
			return err
		}
		return s.tellPassword(ctx, tx, who, m)
	})
}

// resettable looks whether a password can be set, before one is hashed.
func (s *Store) resettable(ctx context.Context, who *access.Viewer, member id.ID, op string) (Member, error) {
	var m Member
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		if m, err = memberFor(ctx, tx, who, access.Reset, member, op); err != nil {
			return err
		}
		return s.mayReset(ctx, tx, who, m, op)
	})
	return m, err
}

// MaySetPassword says, as a fault, why a member's password cannot be set by by:
// for the page that asks for it.
func (s *Store) MaySetPassword(ctx context.Context, by *Actor, member id.ID) error {
	if err := s.Proved(by); err != nil {
		return err
	}
	_, err := s.resettable(ctx, by.Viewer, member, "people.SetPassword")
	return s.Noted(ctx, by.Viewer, attempt("people.SetPassword", access.Reset, member), err)
}

// mayReset refuses to set the password of oneself, of somebody who may do what
// who may not, and of somebody who belongs to other accounts.
func (s *Store) mayReset(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, op string) error {
	if m.Person == who.Who().Person {
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "This is you: change your own password in My account."}
	}
	if !who.Who().Home.IsZero() {
		return nil // a system admin: any member of any account (T10)
	}
	if err := s.covers(ctx, tx, who, m, op, "This user may do something here that you may not. You cannot set their password."); err != nil {
		return err
	}
	n, err := db.Count(ctx, tx, db.Select("m.id", "member m").OfPerson(m.Person).And("m.account_id <> ? AND m.state <> ?", m.Account, Deleted))
	if err == nil && n > 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op,
			Say: "This person's password opens more than this account, so only they themselves can choose it. Send them a link to do so."}
	}
	return err
}

// covers refuses what who may only do to somebody who holds no more than they.
func (s *Store) covers(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, op, say string) error {
	if who.IsSystem() {
		return nil
	}
	grants, err := grantsOf(ctx, tx, m.Account, m.ID, who.Who().Today)
	if err != nil {
		return err
	}
	about, err := aboutOf(ctx, tx, m.Account, grants...)
	if err == nil && !who.Covers(s.asMember(who, m, grants), about...) {
		err = &fault.Fault{Kind: fault.Forbidden, Op: op, Say: say}
	}
	if err == nil {
		err = s.withinReach(ctx, tx, who, m)
	}
	return err
}

// tellPassword writes to a member that who has set their password.
func (s *Store) tellPassword(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member) error {
	return s.tellMember(ctx, tx, m, func(t *words.Tongue, company string, at time.Time) mail.Letter {
		return mail.PasswordChanged(t, company, who.Who().Name, at)
	})
}
