package people

import (
	"context"
	"strings"

	"golang.org/x/net/idna"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
	"keyhouse/mail"
	"keyhouse/passwords"
)

// NewMember is somebody to add to an account. With a Password they can sign in
// at once and no mail is written: for the first admin, demos and imports.
type NewMember struct {
	Name, Email string
	Password    string
	Hashed      passwords.Hashed // instead of a Password
	Kind        string           // Staff or Portal; "" is Portal
	Grants      []GrantForm
}

// candidate is a NewMember that has been checked.
type candidate struct {
	NewMember
	key, hash string
	place     place
}

// ready checks a NewMember and hashes the password, before any transaction.
func (s *Store) ready(ctx context.Context, n NewMember) (candidate, error) {
	f := fault.Fields{Op: "people.Join"}
	n.Name = entry.Name(&f, "name", n.Name)
	n.Kind = entry.Word(&f, "kind", n.Kind, Portal, Staff)
	key, err := FoldEmail("email", n.Email)
	if err != nil {
		f.Bad("email", fault.Of(err).Say)
	}
	c := candidate{NewMember: n, key: key}
	c.Email, c.hash = shownEmail(key), n.Hashed.Stored()
	if n.Password != "" {
		if err := passwords.Check("password", n.Password, n.Name, key); err != nil {
			f.Bad("password", fault.Of(err).Say)
		}
	}
	if err := f.Err(); err != nil || n.Password == "" {
		return c, err
	}
	hashed, err := s.hasher.Hash(ctx, n.Password)
	c.hash = hashed.Stored()
	return c, err
}

// shownEmail spells an address as it is shown everywhere. It follows from the
// key alone: the spelling by which an address was first known somewhere else
// would tell that it was.
func shownEmail(key string) string {
	at := strings.LastIndexByte(key, '@')
	if at < 0 {
		return key
	}
	domain, err := idna.Display.ToUnicode(key[at+1:])
	if err != nil {
		return key
	}
	return key[:at+1] + domain
}

// Join adds a member in the name of the program: for demos, imports and
// commands. People use CreatePortalUser.
func (s *Store) Join(ctx context.Context, account id.ID, n NewMember) (Member, error) {
	c, err := s.ready(ctx, n)
	if err != nil {
		return Member{}, err
	}
	var m Member
	err = s.adding(ctx, func(tx *db.Tx) (err error) {
		m, err = s.join(ctx, tx, access.System("adding a member").In(account), c)
		return err
	})
	return m, err
}

// adding is a Write that may meet somebody who enrols the same address at the
// same moment: the second time it finds the person there.
func (s *Store) adding(ctx context.Context, do func(*db.Tx) error) error {
	err := s.db.Write(ctx, do)
	if db.IsUnique(err, "person") || db.IsUnique(err, "member") {
		err = s.db.Write(ctx, do)
	}
	return err
}

// join makes the candidate a member of who's account: the person who has the
// address already, or a new one. Somebody who was deleted here before comes
// back without any of their old grants.
func (s *Store) join(ctx context.Context, tx *db.Tx, who *access.Viewer, c candidate) (Member, error) {
	person, err := s.enrol(ctx, tx, c.Email, c.key, c.Name, c.hash)
	if err != nil {
		return Member{}, err
	}
	m := Member{ID: id.New(), Account: who.Account(), Person: person.ID, Name: c.Name, Email: c.Email, State: Invited, Kind: c.Kind,
		CreatedAt: s.now(), Version: 1, business: c.place.business, client: c.place.client, property: c.place.property}
	if c.hash != "" {
		m.State = Active
	}
	if err := s.seat(ctx, tx, who, &m); err != nil {
		return Member{}, err
	}
	if m.takesSeat() {
		if err := s.withinPlan(ctx, tx, m.Account, "people.Join"); err != nil {
			return Member{}, err
		}
	}
	for _, form := range c.Grants {
		if _, err := s.give(ctx, tx, who, m, form); err != nil {
			return Member{}, err
		}
	}
	if c.hash != "" {
		return m, nil
	}
	return m, s.invite(ctx, tx, who, m, person)
}

// seat writes the member's row, or takes up the one of somebody deleted.
func (s *Store) seat(ctx context.Context, tx *db.Tx, who *access.Viewer, m *Member) error {
	was, err := db.All(ctx, tx, db.Select("m.id, m.state, m.version", "member m").Everything(system(m.Account)).And("m.person_id = ?", m.Person),
		func(r db.Row) (b Member, err error) {
			err = r.Scan(&b.ID, &b.State, &b.Version)
			return b, err
		})
	if err != nil {
		return err
	}
	row := db.Set("name", m.Name).Set("name_key", entry.Fold(m.Name)).Set("state", m.State).Set("kind", m.Kind).Set("signed_in_at", nil).Set("login_method", "").
		Set("last_action", "").Set("last_action_at", nil).Set("created_at", m.CreatedAt).Set("created_by", who.Who().Person).
		Set("business_id", m.business).Set("client_id", m.client).Set("property_id", m.property)
	switch {
	case len(was) == 0:
		err = tx.Insert(ctx, m.Account, "member", row.Set("id", m.ID).Set("person_id", m.Person).Set("version", m.Version))
	case was[0].State != Deleted:
		return &fault.Fault{Kind: fault.Conflict, Op: "people.Join", Field: "email", Say: "Somebody with this e-mail address is already a user here."}
	default:
		m.ID, m.Version = was[0].ID, was[0].Version+1
		_, err = tx.Update(ctx, m.Account, "member", db.ByID(m.ID), row.Set("version", m.Version))
	}
	if err != nil {
		return err
	}
	if err := s.publish(ctx, tx, live.Changed(m.Account, "member")); err != nil {
		return err
	}
	return s.Audit(ctx, tx, who, Entry{Verb: access.Add, Thing: access.Member, Record: m.ID, Detail: m.Kind + " user added", Changes: Diff(nil, m.fields())})
}

// invite writes to a new member. Somebody who can sign in already is told that
// there is one more account; anybody else gets a link to choose a password.
// Whoever invited them learns nothing of which it was.
func (s *Store) invite(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, person identity) error {
	a, err := AccountIn(ctx, tx, m.Account)
	if err != nil {
		return err
	}
	if err := noteInvited(ctx, tx, m, s.now().Add(InvitationLife)); err != nil || s.mail == nil {
		return err
	}
	inviter := who.Who().Name
	if inviter == "" || who.IsSystem() {
		inviter = a.Name
	}
	if person.hash != "" {
		return s.mail.Enqueue(ctx, tx, mail.Joined(person.tongue(), a.Name, inviter, s.mail.Link("/a/"+a.Slug)).To(a.ID, m.Email, m.Name))
	}
	token, err := s.MakeLink(ctx, tx, Link{Kind: Invitation, Account: a.ID, Person: person.ID}, InvitationLife)
	if err != nil {
		return err
	}
	until := s.now().Add(InvitationLife).In(s.zone(a.Zone))
	return s.mail.Enqueue(ctx, tx, mail.Invitation(person.tongue(), m.Kind == Staff, a.Name, inviter, s.linkTo(token), until).To(a.ID, m.Email, m.Name))
}
