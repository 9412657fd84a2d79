package people

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// OpenSession is one place where a person is signed in.
type OpenSession struct {
	ID                id.ID
	Kind, Method      string
	IP, Agent         string
	Account           string // the name of the account it looks at; "" while none is chosen
	CreatedAt, UsedAt time.Time
	ExpiresAt         time.Time
	Current           bool   // the one that asks
	By                string // who of the office is logged in as the person; "" is the person themselves

	quiet bool // the account tells nobody of it
}

// Sessions lists where the actor is signed in, the last used first; also the
// sessions in which somebody is logged in as them, unless that account has
// switched off that they are told.
func (s *Store) Sessions(ctx context.Context, a *Actor) ([]OpenSession, error) {
	if err := a.self("people.Sessions"); err != nil {
		return nil, err
	}
	now := s.now()
	q := db.Global("s.id, s.kind, s.method, s.ip, s.agent, COALESCE(c.name, ''), s.created_at, s.used_at, s.expires_at, COALESCE(m.name, r.name, ''), COALESCE(c.settings, '{}')", "session s").
		Join("LEFT JOIN account c ON c.id = s.account_id").Join("LEFT JOIN person r ON r.id = s.acting_person_id").
		Join("LEFT JOIN member m ON m.account_id = s.account_id AND m.person_id = s.acting_person_id").
		And("s.person_id = ? AND s.kind <> ? AND s.expires_at > ? AND s.used_at >= ?", a.Person.ID, Bearer, now, now.Add(-SessionIdle)).
		Order("s.used_at DESC, s.id").Limit(200)
	var all []OpenSession
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, q, scanOpen)
		return err
	})
	all = slices.DeleteFunc(all, func(o OpenSession) bool { return o.quiet })
	for i := range all {
		all[i].Current = all[i].ID == a.Session.ID
	}
	return all, err
}

func scanOpen(r db.Row) (OpenSession, error) {
	var o OpenSession
	var settings string
	err := r.Scan(&o.ID, &o.Kind, &o.Method, &o.IP, &o.Agent, &o.Account,
		db.ScanMoment(&o.CreatedAt), db.ScanMoment(&o.UsedAt), db.ScanMoment(&o.ExpiresAt), &o.By, &settings)
	if err != nil || o.By == "" {
		return o, err
	}
	var chosen Settings
	err = json.Unmarshal([]byte(settings), &chosen)
	o.quiet = chosen.QuietLogInAs
	return o, err
}

// EndSession ends one of the actor's sessions at this instant, with the open
// pages and whatever they do in it as somebody else.
func (s *Store) EndSession(ctx context.Context, a *Actor, session id.ID) error {
	const op = "people.EndSession"
	err := s.ending(ctx, a, op, "one session ended", func(tx *db.Tx) error {
		mine, err := db.Count(ctx, tx, db.Global("s.id", "session s").And("s.id = ? AND s.person_id = ? AND s.kind <> ?", session, a.Person.ID, Bearer))
		if err != nil {
			return err
		}
		if mine == 0 {
			return ended(op)
		}
		return s.endSessions(ctx, tx, "id = ? OR acting_session_id = ?", session, session)
	})
	return s.Noted(ctx, a.Viewer, Entry{Verb: access.Delete, Thing: access.Session, Record: session}, err)
}

// EndOtherSessions ends all of the actor's sessions but the one that asks.
func (s *Store) EndOtherSessions(ctx context.Context, a *Actor) error {
	return s.ending(ctx, a, "people.EndOtherSessions", "all other sessions ended", func(tx *db.Tx) error {
		return s.endSessions(ctx, tx, "(person_id = ? OR acting_person_id = ?) AND kind <> ? AND id <> ?", a.Person.ID, a.Person.ID, Bearer, a.Session.ID)
	})
}

// EndAllSessions ends all of the actor's sessions, the one that asks too. API
// tokens are none: they are revoked each on their own.
func (s *Store) EndAllSessions(ctx context.Context, a *Actor) error {
	return s.ending(ctx, a, "people.EndAllSessions", "signed out everywhere", func(tx *db.Tx) error {
		return s.endSessions(ctx, tx, "(person_id = ? OR acting_person_id = ?) AND kind <> ?", a.Person.ID, a.Person.ID, Bearer)
	})
}

func (s *Store) ending(ctx context.Context, a *Actor, op, detail string, end func(*db.Tx) error) error {
	if err := a.self(op); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := end(tx); err != nil {
			return err
		}
		return s.noteEverywhere(ctx, tx, a.Person.ID, Entry{Verb: access.Delete, Thing: access.Session, Detail: detail})
	})
}
