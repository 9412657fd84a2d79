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
	actor          Actor
	personGone     bool
	accountVersion int64

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

const seatColumns = `s.id, s.person_id, s.account_id, s.kind, s.method, s.created_at, s.used_at, s.expires_at,
	s.acting_person_id, s.acting_session_id,
	p.email, p.name, p.zone, p.locale, p.deleted_at,
	COALESCE(a.slug, ''), COALESCE(a.name, ''), COALESCE(a.template, ''), COALESCE(a.plan, ''), COALESCE(a.state, ''),
	COALESCE(a.currency, ''), COALESCE(a.zone, ''), COALESCE(a.version, 0),
	m.id, COALESCE(m.name, ''), COALESCE(m.state, ''), COALESCE(m.kind, ''), COALESCE(m.version, 0),
	COALESCE(rp.email, ''), COALESCE(rp.name, ''), rm.id, COALESCE(rm.state, ''), COALESCE(rm.version, 0), COALESCE(o.expires_at, 0)`

var seatQuery = db.Global(seatColumns, "session s").
	Join("JOIN person p ON p.id = s.person_id").
	Join("LEFT JOIN account a ON a.id = s.account_id").
	Join("LEFT JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id").
	Join("LEFT JOIN person rp ON rp.id = s.acting_person_id").
	Join("LEFT JOIN member rm ON rm.account_id = s.account_id AND rm.person_id = s.acting_person_id").
	Join("LEFT JOIN session o ON o.id = s.acting_session_id")

// seatOf reads the seat of a token's hash; none is SignedOut.
func seatOf(ctx context.Context, tx *db.Tx, hash []byte) (*seat, error) {
	seat, err := db.One(ctx, tx, seatQuery.And("s.token_hash = ?", hash), scanSeat)
	if err != nil && fault.KindOf(err) == fault.Missing {
		return nil, signedOut("people.Session", sayEnded)
	}
	return seat, err
}

func scanSeat(r db.Row) (*seat, error) {
	s := &seat{}
	a := &s.actor
	var gone, until int64
	var real Person
	err := r.Scan(&a.Session.ID, &a.Session.Person, &a.Session.Account, &a.Session.Kind, &a.Session.Method,
		db.ScanMoment(&a.Session.CreatedAt), db.ScanMoment(&a.Session.UsedAt), db.ScanMoment(&a.Session.ExpiresAt),
		&s.actingPerson, &s.actingSession,
		&a.Person.Email, &a.Person.Name, &a.Person.Zone, &a.Person.Locale, orZero{&gone},
		&a.Account.Slug, &a.Account.Name, &a.Account.Template, &a.Account.Plan, &a.Account.State,
		&a.Account.Currency, &a.Account.Zone, &a.Account.Version,
		&a.Member.ID, &a.Member.Name, &a.Member.State, &a.Member.Kind, &a.Member.Version,
		&real.Email, &real.Name, &s.actingMember, &s.actingState, &s.actingVersion, &until)
	a.Person.ID, a.Account.ID = a.Session.Person, a.Session.Account
	a.Member.Account, a.Member.Person, a.Member.Email = a.Account.ID, a.Person.ID, a.Person.Email
	s.personGone, s.actingUntil = gone != 0, db.FromMoment(until)
	if !s.actingPerson.IsZero() {
		real.ID = s.actingPerson
		a.Real = &real
	}
	return s, err
}

// orZero reads a number that may be NULL.
type orZero struct{ n *int64 }

// Scan reads NULL as 0.
func (o orZero) Scan(src any) error {
	*o.n, _ = src.(int64)
	return nil
}
