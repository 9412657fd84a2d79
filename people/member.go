package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Member is a person in an account; screens say "user". Name stays readable on
// what they did after they are gone. Access says in a line each what they were
// granted. Fields of groups that the reader may not see are empty; see Shown.
type Member struct {
	ID, Account, Person id.ID
	Name, Email         string
	State, Kind         string
	SignedInAt          time.Time
	LoginMethod         string
	LastAction          string
	LastActionAt        time.Time
	CreatedAt           time.Time
	InvitedUntil        time.Time // of somebody invited: when the invitation runs out, or ran out
	Version             int64
	Access              []string
	Records             []GrantRow // the same, for who says it in the reader's own words
	Roles               []string   // of what they were granted, each once
	Connected           bool       // has a page open right now
	Addresses           []string   // from where, if their devices show
	Shown               access.Groups

	key                        string // the name, folded: the order of lists
	business, client, property id.ID  // whom they belong to, if not to the whole account
}

// The states of a member. An invited one becomes active at the first sign-in.
const (
	Invited  = "invited"
	Active   = "active"
	Inactive = "inactive"
	Deleted  = "deleted"
)

// The kinds of a member: staff of the account, or somebody it gave access to.
const (
	Staff  = "staff"
	Portal = "portal"
)

// record is m as the policy sees it.
func (m Member) record() *access.Record {
	return &access.Record{Thing: access.Member, ID: m.ID, Account: m.Account, Person: m.Person,
		Business: m.business, Client: m.client, Property: m.property}
}

const memberColumns = "m.id, m.account_id, m.person_id, m.name, p.email, m.state, m.kind, m.signed_in_at, m.login_method, " +
	"m.last_action, m.last_action_at, m.created_at, m.version, m.name_key, m.business_id, m.client_id, m.property_id, m.invited_until"

const memberPerson = "JOIN person p ON p.id = m.person_id"

func scanMember(r db.Row) (Member, error) {
	var m Member
	err := r.Scan(&m.ID, &m.Account, &m.Person, &m.Name, &m.Email, &m.State, &m.Kind, db.ScanMoment(&m.SignedInAt), &m.LoginMethod,
		&m.LastAction, db.ScanMoment(&m.LastActionAt), db.ScanMoment(&m.CreatedAt), &m.Version,
		&m.key, &m.business, &m.client, &m.property, db.ScanMoment(&m.InvitedUntil))
	m.InvitedUntil = m.runsOut()
	return m, err
}

// masked leaves of m what who may see.
func (m Member) masked(who *access.Viewer) Member {
	m.Shown = who.Mask(m.record())
	if !m.Shown.Has(access.GroupName) {
		m.Name = ""
	}
	if !m.Shown.Has(access.GroupContact) {
		m.Email = ""
	}
	if !m.Shown.Has(access.GroupActivity) {
		m.SignedInAt, m.LastActionAt, m.LoginMethod, m.LastAction = time.Time{}, time.Time{}, "", ""
	}
	return m
}

// Hidden names the groups of m that its reader may not see.
func (m Member) Hidden() []string { return hidden(access.Member, m.Shown) }

// hidden names the groups of a thing that are not shown.
func hidden(t access.Thing, shown access.Groups) []string {
	var words []string
	for g := range (access.Page.Holds(t) &^ shown).All() {
		words = append(words, g.String())
	}
	return words
}

// memberIn reads one member of an account, whoever asks; deleted ones are gone.
func memberIn(ctx context.Context, tx *db.Tx, account, member id.ID) (Member, error) {
	q := db.Select(memberColumns, "member m").Everything(system(account)).Join(memberPerson)
	return db.One(ctx, tx, q.And("m.id = ? AND m.state <> ?", member, Deleted), scanMember)
}

// memberFor reads one member for a change that needs verb on them: not found
// if who may not know of them, forbidden if who may only look.
func memberFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, member id.ID, op string) (Member, error) {
	m, err := memberIn(ctx, tx, who.Account(), member)
	if err != nil {
		return Member{}, missing(err, op)
	}
	return m, who.Permit(op, verb, m.record())
}

// missing gives not found in place of err, unless err is our own failure: one
// that lost a race has to reach whoever runs the change again.
func missing(err error, op string) error {
	if err != nil && fault.KindOf(err) != fault.Missing {
		return err
	}
	return fault.NotFound(op)
}
