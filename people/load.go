package people

import (
	"context"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// ViewerFor builds the viewer of a member as of now, reading their grants in
// tx: for background work done in a person's name, feeds, and questions about
// somebody else. A member who is neither active nor invited sees nothing: the
// viewer is nil.
func (s *Store) ViewerFor(ctx context.Context, tx *db.Tx, account, member id.ID, now time.Time) (*access.Viewer, error) {
	seat, err := memberSeat(ctx, tx, account, member)
	if err != nil {
		return nil, err
	}
	if st := seat.actor.Member.State; st != Active && st != Invited {
		return nil, nil
	}
	v, _, err := s.seatViewer(ctx, tx, seat, now)
	return v, err
}

// memberSeat is a seat without a session.
func memberSeat(ctx context.Context, tx *db.Tx, account, member id.ID) (*seat, error) {
	q := db.Select("m.person_id, m.name, m.state, m.kind, m.version, a.slug, a.name, a.state, a.zone, a.version", "member m").
		Everything(system(account)).Join("JOIN account a ON a.id = m.account_id").And("m.id = ?", member)
	return db.One(ctx, tx, q, func(r db.Row) (*seat, error) {
		s := &seat{}
		m, a := &s.actor.Member, &s.actor.Account
		m.ID, m.Account, a.ID = member, account, account
		err := r.Scan(&m.Person, &m.Name, &m.State, &m.Kind, &m.Version, &a.Slug, &a.Name, &a.State, &a.Zone, &a.Version)
		s.actor.Person = Person{ID: m.Person, Name: m.Name}
		return s, err
	})
}

// seatViewer builds the viewer of a seat and says until when it is good: the
// next grant that begins or ends, or midnight, when "today" moves on. It is nil
// if somebody is logged in as a person who may meanwhile do more than they.
func (s *Store) seatViewer(ctx context.Context, tx *db.Tx, seat *seat, now time.Time) (*access.Viewer, time.Time, error) {
	zone := s.zone(seat.actor.Account.Zone)
	who := access.Who{Account: seat.actor.Account.ID, Person: seat.actor.Member.Person, Member: seat.actor.Member.ID,
		Name: seat.actor.Member.Name, Today: calendar.DateOf(now.In(zone)),
		Suspended: seat.actor.Account.State != AccountActive, ReadOnly: seat.actor.Session.ReadOnly}
	if seat.actor.Real != nil {
		who.ActingPerson, who.ActingName = seat.actor.Real.ID, seat.actor.Real.Name
	}
	grants, err := grantsOf(ctx, tx, who.Account, who.Member, who.Today)
	if err != nil {
		return nil, time.Time{}, err
	}
	grants = append(grants, s.standingGrants(seat.actor.Account.Slug, grants)...)
	v := access.NewViewer(access.Page, who, grants, now)
	until := midnightAfter(now, zone)
	if t := v.ValidUntil(); !t.IsZero() && t.Before(until) {
		until = t
	}
	if seat.actor.Real == nil {
		return v, until, nil
	}
	own, err := s.ViewerFor(ctx, tx, who.Account, seat.actingMember, now)
	if err != nil || own == nil || !own.Covers(v) {
		return nil, time.Time{}, err
	}
	if t := own.ValidUntil(); !t.IsZero() && t.Before(until) {
		until = t
	}
	return v, until, nil
}

// midnightAfter gives the moment the next day begins in a zone.
func midnightAfter(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

// fresh gives who as their grants are at this moment: changes to people are
// decided by what stands in the transaction that makes them.
func (s *Store) fresh(ctx context.Context, tx *db.Tx, who *access.Viewer, op string) (*access.Viewer, error) {
	if who == nil {
		return nil, signedOut(op, saySignIn)
	}
	if who.IsSystem() {
		return who, nil
	}
	was := who.Who()
	if !was.Home.IsZero() {
		return s.freshPower(ctx, tx, was, op)
	}
	seat, err := memberSeat(ctx, tx, was.Account, was.Member)
	if err != nil && fault.KindOf(err) != fault.Missing {
		return nil, err
	}
	if err != nil || seat.actor.Member.State != Active && was.ActingPerson.IsZero() || seat.actor.Account.State != AccountActive {
		return nil, signedOut(op, sayOff)
	}
	now := s.now()
	was.Today = calendar.DateOf(now.In(s.zone(seat.actor.Account.Zone)))
	grants, err := grantsOf(ctx, tx, was.Account, was.Member, was.Today)
	if err != nil {
		return nil, err
	}
	grants = append(grants, s.standingGrants(seat.actor.Account.Slug, grants)...)
	return access.NewViewer(access.Page, was, grants, now), nil
}

const loadColumns = "g.id, g.role, g.scope, g.scope_id, g.switches, g.verb, g.thing, g.from_at, g.until_at"

// grantsOf reads a member's grants as the readers need them. A word that the
// page no longer has reaches nothing.
func grantsOf(ctx context.Context, tx *db.Tx, account, member id.ID, today calendar.Date) ([]access.Grant, error) {
	q := db.Select(loadColumns, "access_grant g").Everything(system(account)).And("g.member_id = ?", member).Order("g.id")
	grants, err := db.All(ctx, tx, q, scanGrant)
	if err != nil {
		return nil, err
	}
	return grants, reachOf(ctx, tx, account, grants, today)
}

func scanGrant(r db.Row) (access.Grant, error) {
	var g access.Grant
	var of id.ID
	var role, scope, switches, verb, thing string
	err := r.Scan(&g.ID, &role, &scope, &of, &switches, &verb, &thing, db.ScanMoment(&g.From), db.ScanMoment(&g.Until))
	readWords(&g, role, scope, of, switches, verb, thing)
	return g, err
}

// readWords fills in what a grant's row says in the page's words.
func readWords(g *access.Grant, role, scope string, of id.ID, switches, verb, thing string) {
	g.Role, _ = access.ParseRole(role)
	g.On, _ = access.ParseScope(scope)
	g.Verb, _ = access.ParseVerb(verb)
	g.Thing, _ = access.ParseThing(thing)
	var unknown fault.Fields // a word the page no longer has does nothing
	g.Switches = readSwitches(&unknown, strings.Fields(switches))
	if g.On == access.OnRecord {
		g.Record = of
	} else if !of.IsZero() {
		g.Of = []id.ID{of}
	}
}
