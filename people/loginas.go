package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
	"keyhouse/mail"
	"keyhouse/words"
)

// LogInAs opens a session in which the holder of token sees and does exactly
// what a member sees and does, for an hour at most. Both names stand on
// whatever is recorded. It takes the right to, and never leads to somebody who
// may do anything that the holder may not: that is looked at again at every
// change of either's rights. The holder must have Proved who they are.
func (s *Store) LogInAs(ctx context.Context, token string, member id.ID, reason string, c Client) (string, Session, error) {
	const op = "people.LogInAs"
	f := fault.Fields{Op: op}
	reason = entry.Line(&f, "reason", reason, entry.MaxName)
	if err := f.Err(); err != nil {
		return "", Session{}, err
	}
	fresh, hash := NewToken()
	var ses Session
	var who *access.Viewer
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := s.standing(ctx, tx, token)
		if err != nil {
			return err
		}
		who = seat.actor.Viewer
		if err := seat.actor.self(op); err != nil {
			return err
		}
		if seat.actor.Weak {
			return tooWeak(op)
		}
		m, err := s.mayBecome(ctx, tx, seat, member, op)
		if err != nil {
			return err
		}
		if err := s.Proved(&seat.actor); err != nil {
			return err
		}
		if reason == "" {
			return fault.Bad(op, "reason", "Say why. The reason stands in the audit trail.")
		}
		c.Kind = seat.actor.Session.Kind
		ses = newSession(m.Person, m.Account, c, seat.actor.Session.Method, s.now(), ActingLife)
		ses.Factor = seat.actor.Session.Factor
		if err := s.openSession(ctx, tx, hash, ses, c, &seat.actor); err != nil {
			return err
		}
		if err := s.Audit(ctx, tx, seat.actor.Viewer, Entry{Verb: access.Impersonate, Thing: access.Member, Record: m.ID, Detail: reason}); err != nil {
			return err
		}
		return s.tellLoggedIn(ctx, tx, seat.actor.Viewer, m, reason)
	})
	if err != nil {
		return "", Session{}, s.Noted(ctx, who, attempt(op, access.Impersonate, member), err)
	}
	return fresh, ses, nil
}

// tellLoggedIn writes to a member that somebody is logged in as them, unless
// the account has switched that off.
func (s *Store) tellLoggedIn(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, reason string) error {
	var chosen Settings
	_, err := readSettings(ctx, tx, m.Account, &chosen)
	if err != nil || chosen.QuietLogInAs {
		return err
	}
	return s.tellMember(ctx, tx, m, func(t *words.Tongue, company string, at time.Time) mail.Letter {
		return mail.LoggedInAs(t, company, who.Who().Name, reason, at)
	})
}

// tellMember writes to a member, in their language, what was done in their
// account at this moment.
func (s *Store) tellMember(ctx context.Context, tx *db.Tx, m Member, letter func(t *words.Tongue, company string, at time.Time) mail.Letter) error {
	if s.mail == nil {
		return nil
	}
	a, err := AccountIn(ctx, tx, m.Account)
	if err != nil {
		return err
	}
	person, err := byID(ctx, tx, m.Person)
	if err != nil {
		return err
	}
	return s.mail.Enqueue(ctx, tx, letter(person.tongue(), a.Name, s.now().In(s.zone(a.Zone))).To(a.ID, m.Email, m.Name))
}

// mayBecome gives the member as whom the person in a seat may log in.
func (s *Store) mayBecome(ctx context.Context, tx *db.Tx, seat *seat, member id.ID, op string) (Member, error) {
	who, err := s.fresh(ctx, tx, seat.actor.Viewer, op)
	if err != nil {
		return Member{}, err
	}
	m, err := memberFor(ctx, tx, who, access.Impersonate, member, op)
	if err != nil {
		return m, err
	}
	if m.State == Inactive {
		return m, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This user is switched off and sees nothing."}
	}
	target, err := s.ViewerFor(ctx, tx, m.Account, m.ID, s.now())
	if err != nil {
		return m, err
	}
	if !who.Covers(target) {
		return m, &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "This user may do something here that you may not. You cannot log in as them."}
	}
	return m, nil
}

// Return ends a session opened by LogInAs and gives the token of the person's
// own again: a new one, since nobody kept the old; "" for a program, which has
// its own still. It works after the hour is over, as long as their own session
// stands.
func (s *Store) Return(ctx context.Context, token string) (string, error) {
	const op = "people.Return"
	fresh, hash := NewToken()
	browser := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := seatOf(ctx, tx, HashToken(token))
		if err != nil {
			return err
		}
		if seat.actingSession.IsZero() {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "You are not logged in as anybody else."}
		}
		if _, err := tx.Global("session").Delete(ctx, db.ByID(seat.actor.Session.ID)); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.EndSession(seat.actor.Session.ID)); err != nil {
			return err
		}
		if err := s.noteSignOut(ctx, tx, seat, ActReturn); err != nil {
			return err
		}
		browser = seat.actor.Session.Kind == Browser
		set := db.Set("used_at", s.now()).SetIf(browser, "token_hash", hash)
		n, err := tx.Global("session").Update(ctx, db.Where("id = ? AND expires_at > ?", seat.actingSession, s.now()), set)
		if err == nil && n == 0 {
			err = signedOut(op, sayEnded)
		}
		return err
	})
	if err != nil || !browser {
		return "", err
	}
	return fresh, nil
}
