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

// WatchedSession is a place where somebody is signed in to the account, as whoever
// looks after the machine sees it: from where, with what, since when. Whose it
// is belongs to the member: Member and Name are empty for who may not know of
// them, and the reader tells sessions apart by their own ids.
type WatchedSession struct {
	ID                id.ID
	Kind, Method      string
	Portal            bool // of somebody the account gave access to, not of its staff
	IP, Agent         string
	CreatedAt, UsedAt time.Time
	Open              bool // a page of it is open right now
	Acting            bool // somebody is logged in as this person
	Member            id.ID
	Name              string
}

// mostOpen bounds the list; the last used come first.
const mostOpen = 500

// MayWatch reports whether who may see everybody's sessions.
func MayWatch(who *access.Viewer) bool {
	return who.Can(access.Read, sessionsOf(who)) == access.Allowed
}

// WatchedSessions lists where people are signed in to who's account. Only for those
// who may see everybody's sessions; one's own are in My account.
func (s *Store) WatchedSessions(ctx context.Context, who *access.Viewer) ([]WatchedSession, error) {
	if err := who.Permit("people.WatchedSessions", access.Read, sessionsOf(who)); err != nil {
		return nil, s.Tried(ctx, who, access.Read, sessionsOf(who), err)
	}
	var all []WatchedSession
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		now := s.now()
		q := db.Select("s.id, s.kind, s.method, s.ip, s.agent, s.created_at, s.used_at, s.acting_person_id IS NOT NULL, COALESCE(m.kind, ''), COALESCE(MAX(pr.since_at), 0), s.person_id", "session s").
			Visible(who, access.Read, access.Session, access.GroupDevice, access.GroupActivity).
			Join("LEFT JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id").
			Join("LEFT JOIN presence pr ON pr.session_id = s.id AND pr.account_id = s.account_id").
			And("s.expires_at > ? AND s.used_at >= ?", now, now.Add(-SessionIdle)).
			GroupBy("s.id, s.kind, s.method, s.ip, s.agent, s.created_at, s.used_at, s.acting_person_id, m.kind, s.person_id").
			Order("s.used_at DESC, s.id").Limit(mostOpen)
		all, err = db.All(ctx, tx, q, func(r db.Row) (c WatchedSession, err error) {
			var kind string
			var open int64
			err = r.Scan(&c.ID, &c.Kind, &c.Method, &c.IP, &c.Agent, db.ScanMoment(&c.CreatedAt), db.ScanMoment(&c.UsedAt), &c.Acting, &kind, &open, &c.Member /* the person, until named */)
			c.Portal, c.Open = kind == Portal, open > 0
			return c, err
		})
		if err != nil {
			return err
		}
		return nameSessions(ctx, tx, who, all)
	})
	return all, err
}

// nameSessions puts the members in place of the persons, as far as who may know of them.
func nameSessions(ctx context.Context, tx *db.Tx, who *access.Viewer, all []WatchedSession) error {
	var persons []any
	for _, c := range all {
		persons = append(persons, c.Member)
	}
	type member struct {
		id   id.ID
		name string
	}
	known := map[id.ID]member{}
	if len(persons) > 0 && who.May(access.Read, access.Member) {
		q := db.Select("m.person_id, m.id, m.name", "member m").Visible(who, access.Read, access.Member, access.GroupName).AndIn("m.person_id", persons...)
		err := db.Each(ctx, tx, q, func(r db.Row) error {
			var person id.ID
			var m member
			err := r.Scan(&person, &m.id, &m.name)
			known[person] = m
			return err
		})
		if err != nil {
			return err
		}
	}
	for i := range all {
		m := known[all[i].Member]
		all[i].Member, all[i].Name = m.id, m.name
	}
	return nil
}

// sessionsOf stands for anybody's session in who's account.
func sessionsOf(who *access.Viewer) *access.Record {
	return &access.Record{Thing: access.Session, Account: who.Account()}
}

// EndWatched ends one session in who's account at this instant, with its
// open pages.
func (s *Store) EndWatched(ctx context.Context, who *access.Viewer, session id.ID) error {
	const op = "people.EndWatched"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Delete, sessionsOf(who)); err != nil {
			return err
		}
		found, err := db.All(ctx, tx, db.Select("s.id", "session s").Visible(who, access.Delete, access.Session).And("s.id = ?", session), db.Scan1[id.ID])
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.NotFound(op)
		}
		if err := s.endSessions(ctx, tx, "id = ? OR acting_session_id = ?", session, session); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.Changed(who.Account(), live.Present)); err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Act: ActEnd, Verb: access.Delete, Thing: access.Session, Record: session, Detail: "one session ended from the server's connections"})
	})
	return s.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Session, ID: session}, err)
}
