package people

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// seat is all that one query says of a token: the session and whoever and
// whatever it depends on.
type seat struct {
	actor      Actor
	personGone time.Time // when they were deleted

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

const seatColumns = `s.id, s.person_id, s.account_id, s.kind, s.method, s.created_at, s.used_at, s.expires_at, s.pending, s.proved_at,
	s.acting_person_id, s.acting_session_id,
	p.email, p.name, p.zone, p.locale, p.deleted_at,
	COALESCE(a.slug, ''), COALESCE(a.name, ''), COALESCE(a.template, ''), COALESCE(a.plan, ''), COALESCE(a.state, ''),
	COALESCE(a.currency, ''), COALESCE(a.zone, ''), COALESCE(a.version, 0),
	m.id, COALESCE(m.name, ''), COALESCE(m.state, ''), COALESCE(m.kind, ''), COALESCE(m.version, 0)`

var seatQuery = db.Global(seatColumns, "session s").
	Join("JOIN person p ON p.id = s.person_id").
	Join("LEFT JOIN account a ON a.id = s.account_id").
	Join("LEFT JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id")

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
	if fault.Is(err, fault.Missing) {
		return nil, signedOut("people.Session", sayEnded)
	}
	return seat, err
}

func scanSeat(r db.Row) (*seat, error) {
	s := &seat{}
	a := &s.actor
	err := r.Scan(&a.Session.ID, &a.Session.Person, &a.Session.Account, &a.Session.Kind, &a.Session.Method,
		db.ScanMoment(&a.Session.CreatedAt), db.ScanMoment(&a.Session.UsedAt), db.ScanMoment(&a.Session.ExpiresAt), &a.Session.Pending, db.ScanMoment(&a.Session.ProvedAt),
		&s.actingPerson, &s.actingSession,
		&a.Person.Email, &a.Person.Name, &a.Person.Zone, &a.Person.Locale, db.ScanMoment(&s.personGone),
		&a.Account.Slug, &a.Account.Name, &a.Account.Template, &a.Account.Plan, &a.Account.State,
		&a.Account.Currency, &a.Account.Zone, &a.Account.Version,
		&a.Member.ID, &a.Member.Name, &a.Member.State, &a.Member.Kind, &a.Member.Version)
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
