package people

import (
	"context"
	"net/url"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
	"keyhouse/page"
)

// MemberFilter chooses from the people list.
type MemberFilter struct {
	Q     string // part of a name or address
	State string // one of the states, or Expired; "" is all but the deleted
	Kind  string // Staff or Portal; "" is both

	Client    id.ID  // who holds access by this client
	Role      string // who holds a record of access of this role
	Connected string // Connected or NotConnected; "" is both
	Method    string // how they last signed in
	Factor    string // FactorLacking: who lacks the second factor that is demanded of them

	page.Ask
}

// The orders of the people list.
const (
	SortName     = "name"
	SortNameBack = "-name"
	SortAction   = "-last_action" // the latest first
	SortIdle     = "last_action"  // the longest away first
)

// ParseMemberFilter reads a filter from an address's query.
func ParseMemberFilter(v url.Values) (MemberFilter, error) {
	q := page.Read("people.ParseMemberFilter", v)
	f := MemberFilter{Q: q.Text("q"), State: q.Word("state", "", Invited, Expired, Active, Inactive), Kind: q.Word("kind", "", Staff, Portal), Client: q.ID("client"),
		Role: q.Word("role", append([]string{""}, GrantableRoles()...)...), Connected: q.Word("connected", "", Connected, NotConnected), Method: q.Text("method"), Factor: q.Word("second_factor", "", FactorLacking),
		Ask: q.Ask(SortName, SortNameBack, SortAction, SortIdle)}
	return f, q.Err()
}

// Query gives the filter as an address's query.
func (f MemberFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "state", f.State)
	page.Set(v, "kind", f.Kind)
	page.Set(v, "client", f.Client.String())
	page.Set(v, "role", f.Role)
	page.Set(v, "connected", f.Connected)
	page.Set(v, "method", f.Method)
	page.Set(v, "second_factor", f.Factor)
	f.Ask.Put(v)
	return v
}

var memberOrders = map[string]page.Order{
	SortName: page.By(SortName, page.Column{SQL: "m.name_key", Kind: page.Text}, page.Column{SQL: "m.id", Kind: page.ID}),
	SortNameBack: page.By(SortNameBack, page.Column{SQL: "m.name_key", Kind: page.Text, Desc: true},
		page.Column{SQL: "m.id", Kind: page.ID, Desc: true}),
	SortIdle: page.By(SortIdle, page.Column{SQL: "COALESCE(m.last_action_at, 0)", Kind: page.Int}, page.Column{SQL: "m.id", Kind: page.ID}),
	SortAction: page.By(SortAction, page.Column{SQL: "COALESCE(m.last_action_at, 0)", Kind: page.Int, Desc: true},
		page.Column{SQL: "m.id", Kind: page.ID, Desc: true}),
}

func byAction(sort string) bool { return sort == SortAction || sort == SortIdle }

// PortalUsers lists the members whom who may know of, each with what they were
// granted. Searching and sorting by last action reach only those whose
// address, or activity, shows.
func (s *Store) PortalUsers(ctx context.Context, who *access.Viewer, f MemberFilter) (page.Page[Member], error) {
	order, ok := memberOrders[f.Sort]
	if !ok {
		order = memberOrders[SortName]
	}
	plan, err := order.Plan(f.Cursor, f.Limit)
	if err != nil {
		return page.Page[Member]{}, err
	}
	var rows []Member
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := f.narrowed(tx, who, s.memberQuery(who, f, plan))
		if f.Factor == FactorLacking {
			if q, err = s.lackingOnly(ctx, tx, who, q); err != nil {
				return err
			}
		}
		if !f.Client.IsZero() {
			holders, err := holdersOf(ctx, tx, who, f.Client)
			if err != nil || len(holders) == 0 {
				return err
			}
			q = q.AndIn("m.id", holders...)
		}
		if rows, err = db.All(ctx, tx, q, scanMember); err != nil {
			return err
		}
		for i := range rows {
			rows[i] = rows[i].masked(who)
		}
		if err := present(ctx, tx, who, rows); err != nil {
			return err
		}
		return s.summarize(ctx, tx, who, rows)
	})
	if err != nil {
		return page.Page[Member]{}, err
	}
	return page.Cut(plan, rows, func(m Member) []any {
		if byAction(order.Name) {
			return []any{db.Moment(m.LastActionAt), m.ID}
		}
		return []any{m.key, m.ID}
	}), nil
}

func (s *Store) memberQuery(who *access.Viewer, f MemberFilter, plan page.Plan) db.Query {
	groups := []access.Group{access.GroupName}
	if byAction(f.Sort) {
		groups = append(groups, access.GroupActivity)
	}
	q := db.Select(memberColumns, "member m").Visible(who, access.Read, access.Member, groups...).Join(memberPerson).
		And("m.state <> ?", Deleted).AndIf(f.State != "" && f.State != Expired, "m.state = ?", f.State).AndIf(f.State == Expired, hasExpired, s.now()).AndIf(f.Kind != "", "m.kind = ?", f.Kind)
	if f.Q != "" {
		q = q.And(`(m.name_key LIKE ? ESCAPE '\' OR p.email LIKE ? ESCAPE '\')`, holding(entry.Fold(f.Q)), holding(strings.ToLower(f.Q))).
			Within(who.Where(access.Read, access.Member, access.GroupContact), "m")
	}
	where, after := plan.Where()
	return q.AndIf(where != "", where, after...).Order(plan.OrderBy()).Limit(plan.Fetch())
}

// holdersOf lists the members with access by a client, of the access records
// that who may see.
func holdersOf(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID) ([]any, error) {
	q := db.Select("g.member_id", "access_grant g").Visible(who, access.Read, access.GrantThing).
		And("g.scope = ? AND g.scope_id = ?", access.OnClient.String(), client).GroupBy("g.member_id").Limit(page.MaxLimit)
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	return args(found), err
}

// holding is a pattern for texts that hold what was typed, which stands for
// itself alone.
func holding(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// PortalUser gives one member whom who may know of.
func (s *Store) PortalUser(ctx context.Context, who *access.Viewer, member id.ID) (Member, error) {
	var m Member
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if m, err = memberFor(ctx, tx, who, access.Read, member, "people.PortalUser"); err != nil {
			return err
		}
		one := []Member{m.masked(who)}
		if err = present(ctx, tx, who, one); err == nil {
			err = s.summarize(ctx, tx, who, one)
		}
		m = one[0]
		return err
	})
	return m, s.Noted(ctx, who, Entry{Verb: access.Read, Thing: access.Member, Record: member}, err)
}

// CreatePortalUser adds somebody to the account and writes to them. Until they
// are given access they see nothing. Whether the address was known elsewhere
// shows nowhere; being a user here already is a Conflict at the field.
func (s *Store) CreatePortalUser(ctx context.Context, who *access.Viewer, name, email string) (Member, error) {
	const op = "people.CreatePortalUser"
	c, err := s.ready(ctx, NewMember{Name: name, Email: email, Kind: Portal})
	if err != nil {
		return Member{}, err
	}
	var m Member
	err = s.adding(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Add, &access.Record{Thing: access.Member, Account: who.Account()}); err != nil {
			return err
		}
		m, err = s.join(ctx, tx, who, c)
		m = m.masked(who)
		return err
	})
	return m, s.Noted(ctx, who, Entry{Verb: access.Add, Thing: access.Member}, err)
}

// EditMember changes the name a member goes by in this account.
func (s *Store) EditMember(ctx context.Context, who *access.Viewer, member id.ID, name string, version int64) (Member, error) {
	const op = "people.EditMember"
	f := fault.Fields{Op: op}
	name = entry.Name(&f, "name", name)
	if err := f.Err(); err != nil {
		return Member{}, err
	}
	var m Member
	err := s.change(ctx, who, access.Edit, member, op, func(tx *db.Tx, who *access.Viewer, was Member) error {
		if err := s.lesser(ctx, tx, who, was, op); err != nil {
			return err
		}
		if was.Version != version {
			return fault.Outdated(op, was.masked(who))
		}
		if err := tx.UpdateVersion(ctx, was.Account, "member", member, version, db.Set("name", name).Set("name_key", entry.Fold(name))); err != nil {
			return err
		}
		m = was
		m.Name, m.Version = name, version+1
		e := Entry{Verb: access.Edit, Thing: access.Member, Record: member, Detail: "name changed", Changes: Diff(was.fields(), m.fields())}
		m = m.masked(who)
		return s.Audit(ctx, tx, who, e)
	})
	return m, err
}

// change runs do in a transaction on a member on whom who may do verb, judged
// by who's grants as they stand in it.
func (s *Store) change(ctx context.Context, who *access.Viewer, verb access.Verb, member id.ID, op string, do func(*db.Tx, *access.Viewer, Member) error) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		m, err := memberFor(ctx, tx, who, verb, member, op)
		if err != nil {
			return err
		}
		if err := do(tx, who, m); err != nil {
			return err
		}
		return s.publish(ctx, tx, live.Changed(m.Account, "member"))
	})
	return s.Noted(ctx, who, attempt(op, verb, member), err)
}

// SendReset sends a member a link to set a new password: the invitation again
// if they never had one.
func (s *Store) SendReset(ctx context.Context, who *access.Viewer, member id.ID) error {
	const op = "people.SendReset"
	return s.change(ctx, who, access.Reset, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if err := s.lesser(ctx, tx, who, m, op); err != nil {
			return err
		}
		if m.State == Inactive {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: saySwitchedOff}
		}
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Reset, Thing: access.Member, Record: member, Detail: "link sent"}); err != nil {
			return err
		}
		person, err := byID(ctx, tx, m.Person)
		if err != nil {
			return err
		}
		if person.hash == "" {
			return s.invite(ctx, tx, who, m, person)
		}
		company, err := companyName(ctx, tx, m.Account)
		if err != nil {
			return err
		}
		person.Name = m.Name
		return s.mailReset(ctx, tx, person, Link{Kind: Reset, Account: m.Account, Person: m.Person}, company, ResetLife)
	})
}
