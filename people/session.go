package people

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// How long a session lasts, and how long it may lie unused before it ends.
const (
	SessionLife = 30 * 24 * time.Hour
	SessionIdle = 7 * 24 * time.Hour
	ActingLife  = time.Hour
)

// The kinds of a session that is signed in to: a browser's cookie, or a program's
// bearer token. A Bearer is one that a person made for a program.
const (
	Browser = "browser"
	API     = "api"
)

// Client is where a request comes from. Slug is the entry address it came
// through, if it did.
type Client struct {
	IP, Agent string
	Kind      string // Browser or API; "" is Browser
	Slug      string
	Device    string // the token by which a browser is known again; "" if it brings none
}

// Session is an open sign-in.
type Session struct {
	ID, Person, Account id.ID
	Kind, Method        string
	CreatedAt           time.Time
	UsedAt              time.Time
	ExpiresAt           time.Time

	Pending  string    // what the sign-in still waits for: "" or PendingCode
	ProvedAt time.Time // when the person last proved who they are
	Factor   string    // the second factor it has shown: "", PendingCode or ByPasskey
	ReadOnly bool      // an API token that changes nothing
}

// Actor is who makes a request: their session, themselves, the account they
// look at and who they are in it. Ask Viewer for everything else. Without an
// account (none chosen yet) Account and Member are zero and Viewer is nil,
// which sees nothing.
//
// While somebody from the office is logged in as this person, Real is who they
// really are; the Viewer carries both names.
type Actor struct {
	Session Session
	Person  Person
	Account Account
	Member  Member
	Viewer  *access.Viewer
	Real    *Person
	Looking bool // Real only looks through this person's eyes: see LookAs
	Weak    bool // the account demands a second factor that the session has not shown
}

const (
	saySignIn   = "Sign in to go on."
	sayEnded    = "Your session has ended. Sign in again."
	sayOff      = "Your access here has been switched off. Ask the office that gave it to you."
	sayHourOver = "You are no longer logged in as this person. Go back to your own session."
)

func signedOut(op, say string) error {
	return &fault.Fault{Kind: fault.SignedOut, Op: op, Say: say}
}

// Session finds who holds token. It reads session, person, account and member
// in one query, so that whatever ended them ended this too.
//
// A token that opens nothing is SignedOut. One that belongs to a suspended
// account is Forbidden with the reason, and the Actor is given all the same, so
// that the person can go to another account; its Viewer is left what the policy
// says a suspended account keeps. So is one that lacks the second factor which
// its account demands, with ErrWeak as the cause; its Viewer sees nothing. A token lacks
// it while its person has none.
func (s *Store) Session(ctx context.Context, token string) (*Actor, error) {
	if !looksLikeToken(token) {
		return nil, signedOut("people.Session", saySignIn)
	}
	hash, now := HashToken(token), s.now()
	a, err := s.known(ctx, hash, now)
	if errors.Is(err, errAskMore) {
		a, err = s.stranger(ctx, hash, now)
	}
	if err == nil {
		err = s.tokenStands(ctx, a)
	}
	if a != nil && now.Sub(a.Session.UsedAt) > touchAfter {
		s.touched.note(hash, now)
	}
	return a, err
}

// errAskMore says that one query does not tell who holds a token.
var errAskMore = errors.New("people: this takes more than one query")

// known finds who holds a token by one query, if they were here lately and
// nobody acts in their name.
func (s *Store) known(ctx context.Context, hash []byte, now time.Time) (*Actor, error) {
	found, err := s.seatNow(ctx, hash)
	if err != nil {
		return nil, err
	}
	if !found.actingSession.IsZero() {
		return nil, errAskMore
	}
	return s.actor(found, now, func() (*access.Viewer, time.Time, error) { return nil, time.Time{}, errAskMore })
}

// seatNow gives the seat of a token's hash as it is now: the one kept, if the
// database says that it is still the same, or else one read whole.
func (s *Store) seatNow(ctx context.Context, hash []byte) (found *seat, err error) {
	kept := s.seats.of(hash)
	if kept != nil {
		var is mark
		err = s.db.ReadOne(ctx, func(tx *db.Tx) (err error) {
			is, err = markOf(ctx, tx, hash)
			return err
		})
		if err == nil && is == kept.mark {
			again := *kept
			return &again, nil
		}
		s.seats.drop(hash)
		if err != nil {
			return nil, err
		}
	}
	err = s.db.ReadOne(ctx, func(tx *db.Tx) (err error) {
		found, err = seatAlone(ctx, tx, hash)
		return err
	})
	if err == nil && found.actingSession.IsZero() {
		s.seats.keep(hash, *found)
	}
	return found, err
}

// stranger finds who holds a token and reads their grants on the same snapshot.
func (s *Store) stranger(ctx context.Context, hash []byte, now time.Time) (a *Actor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		seat, err := seatOf(ctx, tx, hash)
		if err != nil {
			return err
		}
		a, err = s.actor(seat, now, func() (*access.Viewer, time.Time, error) { return s.seatViewer(ctx, tx, seat, now) })
		return err
	})
	return a, err
}

// actor decides whether a seat still stands and who sits in it; build makes
// their viewer anew.
func (s *Store) actor(seat *seat, now time.Time, build func() (*access.Viewer, time.Time, error)) (*Actor, error) {
	const op = "people.Session"
	a := &seat.actor
	switch {
	case seat.personGone != 0:
		return nil, signedOut(op, sayEnded)
	case !seat.actingPerson.IsZero() && !seat.actingStands(now):
		return nil, signedOut(op, sayHourOver)
	case !now.Before(a.Session.ExpiresAt) || a.Session.Kind != Bearer && now.Sub(a.Session.UsedAt) > SessionIdle:
		return nil, signedOut(op, sayEnded)
	case a.Session.Pending != "":
		return nil, &fault.Fault{Kind: fault.SignedOut, Op: op, Say: sayPending, Err: ErrPending}
	case a.Session.Account.IsZero():
		return a, nil
	case a.Member.State != Active && !(a.Member.State == Invited && a.Real != nil):
		return nil, signedOut(op, sayOff)
	}
	v, err := s.viewers.get(seat, now, build)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, signedOut(op, sayHourOver)
	}
	if a.Weak = a.lacksFactor(v); a.Weak {
		return a, tooWeak(op)
	}
	a.Viewer = v
	if a.Account.State != AccountActive {
		return a, a.Account.suspended(op)
	}
	return a, nil
}

// SignOut ends the session of token, and with one in which somebody is logged in
// as another person their own too. Ending one that has ended is no fault.
func (s *Store) SignOut(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := seatOf(ctx, tx, HashToken(token))
		if fault.Is(err, fault.SignedOut) {
			return nil
		}
		if err != nil {
			return err
		}
		own := seat.actor.Session.ID
		if !seat.actingSession.IsZero() {
			own = seat.actingSession
		}
		if err := s.noteSignOut(ctx, tx, seat, ActSignOut); err != nil {
			return err
		}
		return s.endSessions(ctx, tx, "id = ? OR acting_session_id = ?", own, own)
	})
}

// endSessions ends the sessions that where names, and the open pages with them.
func (s *Store) endSessions(ctx context.Context, tx *db.Tx, where string, args ...any) error {
	ids, err := db.All(ctx, tx, db.Global("s.id", "session s").And(where, args...), db.Scan1[id.ID])
	if err != nil {
		return err
	}
	for _, session := range ids {
		if err := s.publish(ctx, tx, live.EndSession(session)); err != nil {
			return err
		}
	}
	// A session of somebody logged in as another person is kept a while, ended,
	// so that the way back to their own still works.
	now := s.now()
	if _, err := tx.Global("session").Update(ctx, db.Where("acting_session_id IS NOT NULL AND expires_at > ? AND ("+where+")", append([]any{now}, args...)...),
		db.Set("expires_at", now)); err != nil {
		return err
	}
	_, err = tx.Global("session").Delete(ctx, db.Where("acting_session_id IS NULL AND ("+where+")", args...))
	return err
}

// openSession writes a new session. The token is made by the caller, since a
// transaction may run twice.
func (s *Store) openSession(ctx context.Context, tx *db.Tx, hash []byte, ses Session, c Client, acting *Actor) error {
	v := db.Set("token_hash", hash).Set("id", ses.ID).Set("person_id", ses.Person).Set("account_id", ses.Account).
		Set("kind", ses.Kind).Set("method", ses.Method).
		Set("ip", clip(c.IP, 64)).Set("agent", clip(c.Agent, 300)).
		Set("created_at", ses.CreatedAt).Set("used_at", ses.UsedAt).Set("expires_at", ses.ExpiresAt).
		Set("pending", ses.Pending).Set("proved_at", db.Moment(ses.ProvedAt)).Set("factor", ses.Factor)
	if acting != nil {
		v = v.Set("acting_person_id", acting.Person.ID).Set("acting_session_id", acting.Session.ID)
	}
	return tx.Global("session").Insert(ctx, v)
}

func newSession(person, account id.ID, c Client, method string, now time.Time, life time.Duration) Session {
	kind := Browser
	if c.Kind == API {
		kind = API
	}
	return Session{ID: id.New(), Person: person, Account: account, Kind: kind, Method: method,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(life)}
}

// clip keeps what a stranger's header may fill a row with small and printable.
func clip(text string, max int) string {
	text = strings.Map(printable, text)
	for len(text) > max {
		_, size := utf8.DecodeLastRuneInString(text[:max+1])
		text = text[:max+1-size]
	}
	return text
}

func printable(r rune) rune {
	if unicode.IsPrint(r) && r != utf8.RuneError {
		return r
	}
	return -1
}
