package people

import (
	"context"
	"strings"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// seat is all that one query says of a token: the session and whoever and
// whatever it depends on.
type seat struct {
	actor      Actor
	mark       mark
	personGone int64 // when they were deleted; 0: they were not

	// Log in as: who really acts, the session they came from and who they are
	// in this account.
	actingPerson, actingSession id.ID
	actingMember                id.ID
	actingState                 string
	actingVersion               int64
	actingUntil                 time.Time
}

// actingStands reports whether the office person behind a log-in-as is still
// signed in and still a member.
func (s *seat) actingStands(now time.Time) bool {
	return s.actingState == Active && now.Before(s.actingUntil) && now.Before(s.actor.Session.ExpiresAt)
}

// seatWords are all that may be read of a seat but ids. Whatever is added here
// is read anew on each request, if only to see that it is as it was: see seats.
var seatWords = []string{
	"s.kind", "s.method", "s.created_at", "s.used_at", "s.expires_at", "s.pending", "s.proved_at", "s.factor",
	"p.email", "p.name", "p.zone", "p.locale", "COALESCE(p.deleted_at, 0)",
	"COALESCE(a.slug, '')", "COALESCE(a.name, '')", "COALESCE(a.template, '')", "COALESCE(a.plan, '')", "COALESCE(a.state, '')",
	"COALESCE(a.currency, '')", "COALESCE(a.zone, '')", "COALESCE(a.version, 0)", "COALESCE(a.suspended_why, '')", "COALESCE(a.second_factor, '')",
	"COALESCE(m.name, '')", "COALESCE(m.state, '')", "COALESCE(m.kind, '')", "COALESCE(m.version, 0)",
}

// words reads the columns of seatWords, in their order.
func (s *seat) words() []any {
	a := &s.actor
	ses, p, in, m := &a.Session, &a.Person, &a.Account, &a.Member
	return []any{
		&ses.Kind, &ses.Method, db.ScanMoment(&ses.CreatedAt), db.ScanMoment(&ses.UsedAt), db.ScanMoment(&ses.ExpiresAt), &ses.Pending, db.ScanMoment(&ses.ProvedAt), &ses.Factor,
		&p.Email, &p.Name, &p.Zone, &p.Locale, &s.personGone,
		&in.Slug, &in.Name, &in.Template, &in.Plan, &in.State,
		&in.Currency, &in.Zone, &in.Version, &in.SuspendedWhy, &in.SecondFactor,
		&m.Name, &m.State, &m.Kind, &m.Version,
	}
}

// mark is a seat in two ids and one text: as long as it stays the same,
// so does everything else that is read of the seat.
const markColumns = "s.account_id, m.id, "

var (
	markText  = "concat_ws('|', " + strings.Join(seatWords, ", ") + ") AS mark"
	seatQuery = ofSeat(markColumns + markText + ", s.id, s.person_id, s.acting_person_id, s.acting_session_id, s.read_only, " + strings.Join(seatWords, ", "))
	markQuery = ofSeat(markColumns + markText)
)

func ofSeat(columns string) db.Query {
	return db.Global(columns, "session s").
		Join("JOIN person p ON p.id = s.person_id").
		Join("LEFT JOIN account a ON a.id = s.account_id").
		Join("LEFT JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id")
}

type mark struct {
	account, member id.ID
	text            string
}

func scanMark(r db.Row) (m mark, err error) {
	err = r.Scan(&m.account, &m.member, &m.text)
	return m, err
}

// actingQuery finds who is behind a log-in-as: the person, who they are in the
// account, and until when their own session stands. Without that session there
// is nobody.
func (s *seat) actingQuery() db.Query {
	return db.Global("rp.email, rp.name, rp.zone, rp.locale, rm.id, COALESCE(rm.state, ''), COALESCE(rm.version, 0), o.expires_at", "session o").
		Join("JOIN person rp ON rp.id = o.person_id AND rp.deleted_at IS NULL").
		Join("LEFT JOIN member rm ON rm.person_id = o.person_id AND rm.account_id = ?", s.actor.Account.ID).
		And("o.id = ? AND o.person_id = ?", s.actingSession, s.actingPerson)
}

// seatOf reads the seat of a token's hash, with who is behind it; none is
// SignedOut.
func seatOf(ctx context.Context, tx *db.Tx, hash []byte) (*seat, error) {
	seat, err := seatAlone(ctx, tx, hash)
	if err != nil || seat.actingSession.IsZero() {
		return seat, err
	}
	return seat, seat.readActing(ctx, tx)
}

// seatAlone is seatOf without asking who is behind it.
func seatAlone(ctx context.Context, tx *db.Tx, hash []byte) (*seat, error) {
	seat, err := db.One(ctx, tx, seatQuery.And("s.token_hash = ?", hash), scanSeat)
	return seat, orEnded(err)
}

// markOf reads only the mark of a token's hash; none is SignedOut.
func markOf(ctx context.Context, tx *db.Tx, hash []byte) (mark, error) {
	m, err := db.One(ctx, tx, markQuery.And("s.token_hash = ?", hash), scanMark)
	return m, orEnded(err)
}

// orEnded tells the holder of a token that opens nothing.
func orEnded(err error) error {
	if fault.Is(err, fault.Missing) {
		return signedOut("people.Session", sayEnded)
	}
	return err
}

func scanSeat(r db.Row) (*seat, error) {
	s := &seat{}
	a := &s.actor
	var readOnly int64
	err := r.Scan(append([]any{&s.mark.account, &s.mark.member, &s.mark.text,
		&a.Session.ID, &a.Session.Person, &s.actingPerson, &s.actingSession, &readOnly}, s.words()...)...)
	a.Session.ReadOnly = readOnly != 0
	a.Session.Account, a.Member.ID = s.mark.account, s.mark.member
	a.Person.ID, a.Account.ID = a.Session.Person, a.Session.Account
	a.Member.Account, a.Member.Person, a.Member.Email = a.Account.ID, a.Person.ID, a.Person.Email
	return s, err
}

// readActing reads who is behind a log-in-as. If their session is gone, the
// state stays empty, with which nothing stands.
func (s *seat) readActing(ctx context.Context, tx *db.Tx) error {
	real := Person{ID: s.actingPerson}
	s.actor.Real = &real
	s.actor.Person.Name = s.actor.Member.Name // what other accounts call them is not the office's to know
	_, err := db.One(ctx, tx, s.actingQuery(), func(r db.Row) (bool, error) {
		return true, r.Scan(&real.Email, &real.Name, &real.Zone, &real.Locale,
			&s.actingMember, &s.actingState, &s.actingVersion, db.ScanMoment(&s.actingUntil))
	})
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
