package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/live"
)

// Whether somebody is connected, as a filter says it.
const (
	Connected    = "yes"
	NotConnected = "no"
)

// sessionRecord is a member's session as the policy sees it.
func (m Member) sessionRecord() *access.Record {
	return &access.Record{Thing: access.Session, Account: m.Account, Person: m.Person}
}

// present notes who of members is connected right now and, where who may see
// their devices, from which addresses. Masked members show it only with their
// activity.
func present(ctx context.Context, tx *db.Tx, who *access.Viewer, members []Member) error {
	persons := make([]id.ID, 0, len(members))
	for _, m := range members {
		if m.Shown.Has(access.GroupActivity) {
			persons = append(persons, m.Person)
		}
	}
	at, err := live.Connected(ctx, tx, who.Account(), persons)
	for i := range members {
		m := &members[i]
		addresses, open := at[m.Person]
		m.Connected = open && m.Shown.Has(access.GroupActivity)
		if m.Connected && who.Mask(m.sessionRecord()).Has(access.GroupDevice) {
			m.Addresses = addresses
		}
	}
	return err
}

// narrowed adds to a query over member m what a filter asks beside text, state
// and kind. Whoever filters by connection or method must be shown activity, and
// by a role the access record that gives it.
func (f MemberFilter) narrowed(tx *db.Tx, who *access.Viewer, q db.Query) db.Query {
	if f.Connected != "" || f.Method != "" {
		q = q.Within(who.Where(access.Read, access.Member, access.GroupActivity), "m")
	}
	switch f.Connected {
	case Connected:
		q = q.And(live.IsConnected("m.account_id", "m.person_id"))
	case NotConnected:
		q = q.And("NOT " + live.IsConnected("m.account_id", "m.person_id"))
	}
	q = q.AndIf(f.Method != "", "m.login_method = ?", f.Method)
	if f.Role == "" {
		return q
	}
	visible, values := who.Where(access.Read, access.GrantThing).SQL(tx.Dialect(), "g", access.Auto)
	return q.And("EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = m.account_id AND g.member_id = m.id AND g.role = ? AND "+visible+")",
		append([]any{f.Role}, values...)...)
}

// Headcount is how many people an account has, as far as the reader may know of
// them. Plan is empty where it does not show.
type Headcount struct {
	All, Connected int64
	Staff          int64 // members of staff whom the plan counts: active, or invited and about to be
	Plan           string
	Seats          int // of them as many as the plan allows; 0: any number, or not shown
}

// Headcount counts the people of who's account.
func (s *Store) Headcount(ctx context.Context, who *access.Viewer) (Headcount, error) {
	var h Headcount
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		all := db.Select("m.id", "member m").Visible(who, access.Read, access.Member)
		var err error
		if h.All, err = db.Count(ctx, tx, all.And("m.state <> ?", Deleted)); err != nil {
			return err
		}
		if h.Staff, err = db.Count(ctx, tx, all.And(seated)); err != nil {
			return err
		}
		f := MemberFilter{Connected: Connected}
		if h.Connected, err = db.Count(ctx, tx, f.narrowed(tx, who, all.And("m.state <> ?", Deleted))); err != nil {
			return err
		}
		if !who.May(access.Read, access.Plan) {
			return nil
		}
		a, err := AccountIn(ctx, tx, who.Account())
		h.Plan, h.Seats = a.Plan, SeatsOf(a.Plan)
		return err
	})
	return h, err
}

// MethodsUsed lists the ways by which the people whom who may know of last
// signed in: for the filter of the list.
func (s *Store) MethodsUsed(ctx context.Context, who *access.Viewer) ([]string, error) {
	var methods []string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("m.login_method", "member m").Visible(who, access.Read, access.Member, access.GroupActivity).
			And("m.login_method <> '' AND m.state <> ?", Deleted).GroupBy("m.login_method").Order("m.login_method")
		methods, err = db.All(ctx, tx, q, db.Scan1[string])
		return err
	})
	return methods, err
}

// Holders counts, for each role, the members who hold it, as far as who may
// know of them and of their access.
func (s *Store) Holders(ctx context.Context, who *access.Viewer) (map[string]int64, error) {
	held := map[string]int64{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("g.role, COUNT(DISTINCT g.member_id)", "access_grant g").Visible(who, access.Read, access.GrantThing).
			Join("JOIN member m ON m.account_id = g.account_id AND m.id = g.member_id").Within(who.Where(access.Read, access.Member), "m").
			And("g.role <> '' AND m.state <> ?", Deleted).GroupBy("g.role")
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var role string
			var n int64
			err := r.Scan(&role, &n)
			held[role] = n
			return err
		})
	})
	return held, err
}
