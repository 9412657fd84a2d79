package people

import (
	"context"
	"errors"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/seal"
)

// PendingLife is how long a sign-in may wait for its second factor.
const PendingLife = 15 * time.Minute

// wrongCodes is how many wrong codes end a sign-in that waits: whoever goes on
// has to begin with the password again.
const wrongCodes = 5

const (
	sayWrongAppCode = "This code is not right, or was used already. The app shows a new one every half minute."
	sayWaitCode     = "There were several wrong codes in a row. Wait a few minutes, or use a recovery code then."
	sayBeginAgain   = "There were too many wrong codes. Sign in again from the start."
	sayNoKey        = "The code cannot be checked: this server lost the key that authenticator apps are kept under. Use a recovery code, or ask the office to reset your second factor."
)

// waits says what a sign-in of person by method waits for. A passkey is two
// factors by itself.
func waits(ctx context.Context, tx *db.Tx, person id.ID, method string) (string, error) {
	if method == ByPasskey {
		return "", nil
	}
	t, err := appOf(ctx, tx, person)
	if err != nil || !t.on() {
		return "", err
	}
	return PendingCode, nil
}

// SecondFactor finishes the sign-in that token waits for with a code of the
// person's authenticator app, or one of their recovery codes. It gives a new
// token; the old one opens nothing any more. Wrong codes are slowed down, and
// end the sign-in after a few.
func (s *Store) SecondFactor(ctx context.Context, token, code string, c Client) (string, Session, error) {
	const op = "people.SecondFactor"
	if !looksLikeToken(token) {
		return "", Session{}, signedOut(op, saySignIn)
	}
	hash := HashToken(token)
	var waiting *seat
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		waiting, err = s.waitingSeat(ctx, tx, hash, op)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	recovery, err := s.recoveryHash(ctx, waiting.actor.Person.ID, code)
	if err != nil {
		return "", Session{}, err
	}
	fresh, freshHash := NewToken()
	var ses Session
	err = s.trying(ctx, waiting.actor.Session.ID, func(tx *db.Tx) error {
		seat, err := s.waitingSeat(ctx, tx, hash, op)
		if err != nil {
			return err
		}
		if err := s.takeCode(ctx, tx, &seat.actor, "code", code, recovery, op); err != nil {
			return err
		}
		ses, err = s.finish(ctx, tx, &seat.actor, freshHash, c)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return fresh, ses, nil
}

// waitingSeat reads the seat of a token that waits for a code.
func (s *Store) waitingSeat(ctx context.Context, tx *db.Tx, hash []byte, op string) (*seat, error) {
	seat, err := seatAlone(ctx, tx, hash)
	if err != nil {
		return nil, err
	}
	ses := seat.actor.Session
	switch {
	case seat.personGone != 0 || !s.now().Before(ses.ExpiresAt):
		return nil, signedOut(op, sayEnded)
	case ses.Pending != PendingCode:
		return nil, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "Nothing waits for a code here: you are signed in."}
	}
	return seat, nil
}

// wrongTry is what takeCode gives for a code that is not right: the try is
// written down although it failed.
type wrongTry struct{ fault.Fault }

func (w *wrongTry) Unwrap() error { return &w.Fault }

// trying is a Write in which a wrong code is written down: against the person,
// whose next tries are slowed down, and against the session.
func (s *Store) trying(ctx context.Context, session id.ID, do func(*db.Tx) error) error {
	var refusal error
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		// Counting first makes others who try at this moment wait for the outcome.
		if _, err := tx.Global("session").Update(ctx, db.ByID(session), db.Set("wrong_count", db.Expr("wrong_count + 1"))); err != nil {
			return err
		}
		refusal = do(tx)
		if wrong := (*wrongTry)(nil); errors.As(refusal, &wrong) {
			return nil
		}
		return refusal
	})
	if err != nil {
		return err
	}
	if wrong := (*wrongTry)(nil); errors.As(refusal, &wrong) {
		return &wrong.Fault
	}
	return nil
}

// takeCode uses up a code of a's app, or a recovery code whose hash is given.
func (s *Store) takeCode(ctx context.Context, tx *db.Tx, a *Actor, field, code string, recovery []byte, op string) error {
	t, err := appOf(ctx, tx, a.Person.ID)
	if err != nil {
		return err
	}
	if t.waitsUntil().After(s.now()) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Field: field, Say: sayWaitCode}
	}
	ok, err := s.takeRecovery(ctx, tx, a.Person.ID, recovery)
	if err != nil {
		return err
	}
	if ok {
		return s.recovered(ctx, tx, a)
	}
	ok, err = s.takeAppCode(ctx, tx, a.Person.ID, t, code)
	if errors.Is(err, seal.ErrNoKey) {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Field: field, Say: sayNoKey, Err: err}
	}
	if err != nil || ok {
		return err
	}
	return s.missed(ctx, tx, a, t, field, op)
}

// missed writes down a wrong code.
func (s *Store) missed(ctx context.Context, tx *db.Tx, a *Actor, t app, field, op string) error {
	if _, err := tx.Global("totp").Update(ctx, db.Where("person_id = ?", a.Person.ID),
		db.Set("failed_count", db.Expr("failed_count + 1")).Set("failed_at", s.now())); err != nil {
		return err
	}
	if t.failedCount+1 == wrongCodes {
		if err := s.warn(ctx, tx, a.Account.ID, a.Person, a.Person.tongue().Say("mail.factor.app-tried")); err != nil {
			return err
		}
	}
	left, err := db.Count(ctx, tx, db.Global("1", "session s").And("s.id = ? AND s.wrong_count < ?", a.Session.ID, wrongCodes))
	if err != nil {
		return err
	}
	if left == 0 && a.Session.Pending != "" {
		if err := s.endSessions(ctx, tx, "id = ?", a.Session.ID); err != nil {
			return err
		}
		return &wrongTry{fault.Fault{Kind: fault.SignedOut, Op: op, Say: sayBeginAgain}}
	}
	return &wrongTry{fault.Fault{Kind: fault.Invalid, Op: op, Field: field, Say: sayWrongAppCode}}
}

// recovered tells somebody that one of their recovery codes was used.
func (s *Store) recovered(ctx context.Context, tx *db.Tx, a *Actor) error {
	left, err := db.Count(ctx, tx, db.Global("1", "recovery_code r").And("r.person_id = ? AND r.spent_at IS NULL", a.Person.ID))
	if err != nil {
		return err
	}
	t := a.Person.tongue()
	say := t.Say("mail.factor.code-used", "left", left)
	if left < 3 {
		say += " " + t.Say("mail.factor.codes-few")
	}
	return s.warn(ctx, tx, a.Account.ID, a.Person, say)
}

// finish makes a waiting session a whole one, under a new token.
func (s *Store) finish(ctx context.Context, tx *db.Tx, a *Actor, hash []byte, c Client) (Session, error) {
	all, err := membershipsOf(ctx, tx, a.Person.ID)
	if err != nil {
		return Session{}, err
	}
	if len(all) == 0 {
		return Session{}, signedOut("people.SecondFactor", sayOff)
	}
	at := pick(all, a.Account.Slug)
	ses, now := a.Session, s.now()
	ses.Account, ses.Pending, ses.Factor, ses.ProvedAt, ses.UsedAt, ses.ExpiresAt = at.Account, "", PendingCode, now, now, now.Add(SessionLife)
	_, err = tx.Global("session").Update(ctx, db.ByID(ses.ID), db.Set("token_hash", hash).Set("pending", "").Set("factor", PendingCode).Set("proved_at", db.Moment(now)).
		Set("account_id", at.Account).Set("wrong_count", 0).Set("used_at", now).Set("expires_at", ses.ExpiresAt).
		Set("ip", clip(c.IP, 64)).Set("agent", clip(c.Agent, 300)))
	if err != nil {
		return Session{}, err
	}
	if err := s.meet(ctx, tx, ses, c); err != nil {
		return Session{}, err
	}
	if err := s.arrive(ctx, tx, at, ses.Method); err != nil {
		return Session{}, err
	}
	return ses, s.noteSignIn(ctx, tx, at, c, ses.Method+" and a code")
}

// AllowWithout lets a member sign in without the second factor they lost: a
// link goes to their address, and following it takes the authenticator app, the
// recovery codes and the passkeys away. So nobody but the person themselves can, and whoever
// asks learns nothing of what they have. It takes a proof of who one is.
func (s *Store) AllowWithout(ctx context.Context, a *Actor, member id.ID) error {
	const op = "people.AllowWithout"
	if err := s.Proved(a); err != nil {
		return err
	}
	return s.change(ctx, a.Viewer, access.Reset, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if m.State == Inactive {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This user is switched off. Reactivate them first."}
		}
		if m.Person == a.Person.ID {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This is you. Under My account you change how you sign in."}
		}
		if err := s.withinReach(ctx, tx, who, m); err != nil {
			return err
		}
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Reset, Thing: access.Member, Record: m.ID, Detail: "second factor: link sent"}); err != nil {
			return err
		}
		return s.mailWithout(ctx, tx, who.Who().Name, m)
	})
}
