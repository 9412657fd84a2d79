package people

import (
	"context"
	"net/url"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/passwords"
)

// AccountFilter chooses from all accounts of the installation.
type AccountFilter struct {
	Q     string // part of a name or an entry address
	State string // AccountActive or AccountSuspended; "" is both
	Plan  string // one of the plans; "" is all

	page.Ask
}

// SortSlug is the order of the accounts.
const SortSlug = "slug"

// ParseAccountFilter reads a filter from an address's query.
func ParseAccountFilter(v url.Values) (AccountFilter, error) {
	q := page.Read("people.ParseAccountFilter", v)
	f := AccountFilter{Q: q.Text("q"), State: q.Word("state", "", AccountActive, AccountSuspended), Plan: q.Word("plan", append([]string{""}, Plans...)...), Ask: q.Ask(SortSlug)}
	return f, q.Err()
}

// Query gives the filter as an address's query.
func (f AccountFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "state", f.State)
	page.Set(v, "plan", f.Plan)
	f.Ask.Put(v)
	return v
}

// AccountRow is an account as the operator's people see it: how many belong to
// it, and nothing of what it holds.
type AccountRow struct {
	Account
	Members, Active int64 // who belongs to it, and of them who is active
	Staff           int64 // seats of the plan that are taken
	Seats           int   // of so many; 0: any number
	UsedAt          time.Time
}

const accountCounts = `(SELECT COUNT(*) FROM member m WHERE m.account_id = a.id AND m.state <> 'deleted'),
	(SELECT COUNT(*) FROM member m WHERE m.account_id = a.id AND m.state = 'active'),
	(SELECT COUNT(*) FROM member m WHERE m.account_id = a.id AND ` + seated + `),
	COALESCE((SELECT MAX(s.used_at) FROM session s WHERE s.account_id = a.id), 0),
	COALESCE((SELECT MAX(m.last_action_at) FROM member m WHERE m.account_id = a.id), 0)`

func scanAccountRow(r db.Row) (AccountRow, error) {
	var a AccountRow
	var seen, acted int64
	err := r.Scan(append(a.columns(), &a.Members, &a.Active, &a.Staff, &seen, &acted)...)
	a.Seats, a.UsedAt = SeatsOf(a.Plan), db.FromMoment(max(seen, acted))
	return a, err
}

var accountOrder = page.By(SortSlug, page.Column{SQL: "a.slug", Kind: page.Text})

// SystemAccounts lists all accounts of the installation, for a system admin; for
// everybody else there is nothing.
func (s *Store) SystemAccounts(ctx context.Context, who *access.Viewer, f AccountFilter) (page.Page[AccountRow], error) {
	const op = "people.SystemAccounts"
	plan, err := accountOrder.Plan(f.Cursor, f.Limit)
	if err != nil {
		return page.Page[AccountRow]{}, err
	}
	var rows []AccountRow
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.power(ctx, tx, who, who.Account(), access.Read, access.Account, op); err != nil {
			return err
		}
		q := db.Global(accountColumns+", "+accountCounts, "account a").AndIf(f.State != "", "a.state = ?", f.State).AndIf(f.Plan != "", "a.plan = ?", f.Plan)
		if f.Q != "" {
			like := holding(strings.ToLower(f.Q))
			q = q.And(`(LOWER(a.name) LIKE ? ESCAPE '\' OR a.slug LIKE ? ESCAPE '\')`, like, like)
		}
		where, after := plan.Where()
		rows, err = db.All(ctx, tx, q.AndIf(where != "", where, after...).Order(plan.OrderBy()).Limit(plan.Fetch()), scanAccountRow)
		return err
	})
	if err != nil {
		return page.Page[AccountRow]{}, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Account}, err)
	}
	return page.Cut(plan, rows, func(a AccountRow) []any { return []any{a.Slug} }), nil
}

// SystemAccountOf gives one of them.
func (s *Store) SystemAccountOf(ctx context.Context, who *access.Viewer, account id.ID) (AccountRow, error) {
	const op = "people.SystemAccountOf"
	var a AccountRow
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := s.power(ctx, tx, who, account, access.Read, access.Account, op)
		if err == nil {
			a, err = db.One(ctx, tx, db.Global(accountColumns+", "+accountCounts, "account a").And("a.id = ?", account), scanAccountRow)
		}
		return err
	})
	return a, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Account, ID: account}, err)
}

// OpenAccount opens an account in the name of a system admin who has Proved who
// they are. Its first admin gets an invitation by mail.
func (s *Store) OpenAccount(ctx context.Context, by *Actor, n NewAccount) (Opened, error) {
	const op = "people.OpenAccount"
	if err := s.Proved(by); err != nil {
		return Opened{}, err
	}
	n.Password, n.Hashed = "", passwords.Hashed{}
	if err := s.mayTakeSlug(n.Slug, "", op); err != nil {
		return Opened{}, err
	}
	made, err := s.openAccount(ctx, n, func(tx *db.Tx, made Opened) error {
		who, err := s.power(ctx, tx, by.Viewer, made.Account.ID, access.Add, access.Account, op)
		if err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Add, Thing: access.Account, Record: made.Account.ID, Detail: "opened: " + made.Account.Slug, Changes: Diff(nil, made.Account.fields(sectionsOf(made.Account.Template)))})
	})
	return made, s.Tried(ctx, by.Viewer, access.Add, &access.Record{Thing: access.Account}, err)
}

// ChangePlan changes what an account may have: in the name of a system admin,
// or, where the operator named no system account, of whoever may edit the plan of
// their own account. A lower plan cuts nobody off.
func (s *Store) ChangePlan(ctx context.Context, by *Actor, account id.ID, plan string) error {
	const op = "people.ChangePlan"
	if err := s.Proved(by); err != nil {
		return err
	}
	f := fault.Fields{Op: op}
	if plan == "" {
		f.Bad("plan", "Choose a plan.") // none is not the first of them
	}
	if plan = entry.Word(&f, "plan", plan, Plans...); f.Err() != nil {
		return f.Err()
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.planner(ctx, tx, by, account, op)
		if err != nil {
			return err
		}
		a, err := AccountIn(ctx, tx, account)
		if err != nil || a.Plan == plan {
			return err
		}
		if _, err := tx.Global("account").Update(ctx, db.ByID(account), db.Set("plan", plan).Set("version", db.Expr("version + 1"))); err != nil {
			return err
		}
		is := a
		is.Plan = plan
		return s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Plan, Record: account, Detail: PlanName(a.Plan) + " to " + PlanName(plan), Changes: Diff(a.planned(), is.planned())})
	})
	return s.Tried(ctx, by.Viewer, access.Edit, &access.Record{Thing: access.Plan, ID: account}, err)
}

func (s *Store) planner(ctx context.Context, tx *db.Tx, by *Actor, account id.ID, op string) (*access.Viewer, error) {
	if s.systemAccount != "" || account != by.Viewer.Account() {
		return s.power(ctx, tx, by.Viewer, account, access.Edit, access.Plan, op)
	}
	who, err := s.fresh(ctx, tx, by.Viewer, op)
	if err != nil {
		return nil, err
	}
	return who, who.Permit(op, access.Edit, &access.Record{Thing: access.Plan, Account: account})
}

// SystemMembers lists who belongs to an account, for a system admin.
func (s *Store) SystemMembers(ctx context.Context, who *access.Viewer, account id.ID, f MemberFilter) (page.Page[Member], error) {
	v, err := s.PowerIn(ctx, who, account)
	if err != nil {
		return page.Page[Member]{}, err
	}
	return s.PortalUsers(ctx, v, f)
}

// SystemMember gives one of them.
func (s *Store) SystemMember(ctx context.Context, who *access.Viewer, account, member id.ID) (Member, error) {
	v, err := s.PowerIn(ctx, who, account)
	if err != nil {
		return Member{}, err
	}
	return s.PortalUser(ctx, v, member)
}

// SystemSetPassword sets the password of any member of any account (T10): in the
// name of a system admin who has Proved who they are. The member is told.
func (s *Store) SystemSetPassword(ctx context.Context, by *Actor, account, member id.ID, password string) error {
	as, err := s.powered(ctx, by, account)
	if err != nil {
		return err
	}
	return s.SetPassword(ctx, as, member, password)
}

// SystemSendLink sends any member of any account a sign-in link.
func (s *Store) SystemSendLink(ctx context.Context, by *Actor, account, member id.ID) error {
	as, err := s.powered(ctx, by, account)
	if err != nil {
		return err
	}
	return s.SendSignInLink(ctx, as.Viewer, member)
}
