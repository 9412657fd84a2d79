package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// MemberSession is a place where a member is signed in to the account. IP,
// Agent and the times are empty where they do not show.
type MemberSession struct {
	ID                id.ID
	Kind, Method      string
	IP, Agent         string
	CreatedAt, UsedAt time.Time
	Open              bool   // a page of it is open right now
	By                string // who is logged in as the member, if it is not they
	Shown             access.Groups
}

// MemberSessions lists where a member is signed in to this account, the last
// used first: their own sessions, API tokens, and those in which somebody is
// logged in as them. Where they are signed in elsewhere is nobody's to know
// here. Not found if who may not know of the member, empty if not of sessions.
func (s *Store) MemberSessions(ctx context.Context, who *access.Viewer, member id.ID) ([]MemberSession, error) {
	var all []MemberSession
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := memberFor(ctx, tx, who, access.Read, member, "people.MemberSessions")
		if err != nil {
			return err
		}
		shown := who.Mask(m.sessionRecord())
		if shown == 0 {
			return nil
		}
		now := s.now()
		q := db.Global("s.id, s.kind, s.method, s.ip, s.agent, s.created_at, s.used_at, COALESCE(b.name, ''), COALESCE(MAX(pr.since_at), 0)", "session s").
			Join("LEFT JOIN member b ON b.account_id = s.account_id AND b.person_id = s.acting_person_id").
			Join("LEFT JOIN presence pr ON pr.session_id = s.id AND pr.account_id = s.account_id").
			And("s.account_id = ? AND s.person_id = ? AND s.expires_at > ? AND s.used_at >= ?", m.Account, m.Person, now, now.Add(-SessionIdle)).
			GroupBy("s.id, s.kind, s.method, s.ip, s.agent, s.created_at, s.used_at, b.name").Order("s.used_at DESC, s.id").Limit(200)
		all, err = db.All(ctx, tx, q, func(r db.Row) (MemberSession, error) { return scanMemberSession(r, shown) })
		return err
	})
	return all, s.Noted(ctx, who, Entry{Verb: access.Read, Thing: access.Member, Record: member}, err)
}

func scanMemberSession(r db.Row, shown access.Groups) (MemberSession, error) {
	o := MemberSession{Shown: shown}
	var open int64
	err := r.Scan(&o.ID, &o.Kind, &o.Method, &o.IP, &o.Agent, db.ScanMoment(&o.CreatedAt), db.ScanMoment(&o.UsedAt), &o.By, &open)
	o.Open = open > 0
	if !shown.Has(access.GroupDevice) {
		o.IP, o.Agent = "", ""
	}
	if !shown.Has(access.GroupActivity) {
		o.CreatedAt, o.UsedAt, o.Open = time.Time{}, time.Time{}, false
	}
	return o, err
}

// EndMemberSession ends one session of a member at this instant, with its open
// pages.
func (s *Store) EndMemberSession(ctx context.Context, who *access.Viewer, member, session id.ID) error {
	const op = "people.EndMemberSession"
	return s.endingOf(ctx, who, member, op, "one session ended", func(tx *db.Tx, m Member) error {
		n, err := db.Count(ctx, tx, db.Global("s.id", "session s").And("s.id = ? AND s.account_id = ? AND s.person_id = ?", session, m.Account, m.Person))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound(op)
		}
		return s.endSessions(ctx, tx, "id = ? OR acting_session_id = ?", session, session)
	})
}

// SignOutMember ends every session of a member in this account, also those in
// which they are logged in as somebody here and those that others opened as
// them. Their password, links and grants stay.
func (s *Store) SignOutMember(ctx context.Context, who *access.Viewer, member id.ID) error {
	const op = "people.SignOutMember"
	return s.endingOf(ctx, who, member, op, "signed out everywhere", func(tx *db.Tx, m Member) error { return s.disconnect(ctx, tx, m) })
}

// endingOf runs end on a member whose sessions who may end.
func (s *Store) endingOf(ctx context.Context, who *access.Viewer, member id.ID, op, detail string, end func(*db.Tx, Member) error) error {
	return s.change(ctx, who, access.Read, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if err := who.Permit(op, access.Delete, m.sessionRecord()); err != nil {
			return err
		}
		if err := end(tx, m); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.Changed(m.Account, live.Present)); err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Act: ActEnd, Verb: access.Delete, Thing: access.Session, Record: m.ID, Detail: detail})
	})
}
