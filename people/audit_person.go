package people

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// named gives the eyes of a member with nothing before them: for saying who
// did something where nothing is decided.
func (s *Store) named(m Member) *access.Viewer {
	return access.NewViewer(access.Page, access.Who{Account: m.Account, Person: m.Person, Member: m.ID, Name: m.Name}, nil, s.now())
}

// fields are what the trail keeps of a member.
func (m Member) fields() Fields {
	return Fields{}.Put(access.GroupName, "Name", m.Name).Put(access.GroupContact, "E-mail", m.Email).
		Put(access.GroupName, "State", m.State).Put(access.GroupName, "Kind", m.Kind)
}

// fields are what the trail keeps of a grant.
func (g storedGrant) fields() Fields {
	return Fields{}.Put(0, "Role", g.Role).Put(0, "On", g.On).Put(0, "Which", idWords(g.Of)).Put(0, "Switches", switchWords(g.Switches)).
		Put(0, "From", g.From).Put(0, "Until", g.Until).Put(0, "Note", g.note)
}

// idWords lists ids, the first of many.
func idWords(ids []id.ID) string {
	words := ""
	for i, x := range ids {
		if i == maxIDs {
			return words + " …"
		}
		if i > 0 {
			words += " "
		}
		words += x.String()
	}
	return words
}

const maxIDs = 100

// fields are what the trail keeps of where somebody came from.
func (c Client) fields() Fields {
	return Fields{}.Put(access.GroupActivity, "IP address", clip(c.IP, 64)).Put(access.GroupActivity, "Browser", clip(c.Agent, 300))
}

// noteSignIn notes in the account that somebody arrives at how they signed in,
// and from where.
func (s *Store) noteSignIn(ctx context.Context, tx *db.Tx, at Membership, c Client, method string) error {
	m, err := memberIn(ctx, tx, at.Account, at.Member)
	if err != nil {
		return err
	}
	changes := Diff(nil, c.fields())
	if at.Invited {
		was := m
		was.State = Invited
		changes = append(changes, Diff(was.fields(), m.fields())...)
	}
	return s.Audit(ctx, tx, s.named(m), Entry{Act: ActSignIn, Thing: access.Member, Record: m.ID, Detail: "by " + method, Changes: changes})
}

// noteEverywhere notes what concerns a person and no account in particular – a
// wrong password, a new one – in every account they may enter.
func (s *Store) noteEverywhere(ctx context.Context, tx *db.Tx, person id.ID, e Entry) error {
	all, err := membershipsOf(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, at := range all {
		m, err := memberIn(ctx, tx, at.Account, at.Member)
		if err != nil {
			return err
		}
		e.Record = m.ID
		if err := s.Audit(ctx, tx, s.named(m), e); err != nil {
			return err
		}
	}
	return nil
}

// noteSignOut notes who ends the session of a seat, and in whose name.
func (s *Store) noteSignOut(ctx context.Context, tx *db.Tx, at *seat, act string) error {
	a := &at.actor
	if a.Member.ID.IsZero() {
		return nil // no account is looked at
	}
	who := access.Who{Account: a.Account.ID, Person: a.Person.ID, Member: a.Member.ID, Name: a.Member.Name}
	if a.Real != nil {
		who.ActingPerson, who.ActingName = a.Real.ID, a.Real.Name
	}
	v := access.NewViewer(access.Page, who, nil, s.now())
	return s.Audit(ctx, tx, v, Entry{Act: act, Thing: access.Member, Record: a.Member.ID})
}

// attempt is the entry of something tried on a member.
func attempt(op string, verb access.Verb, member id.ID) Entry {
	e := Entry{Verb: verb, Thing: access.Member, Record: member}
	switch strings.TrimPrefix(op, "people.") {
	case "CreateGrant", "GrantAdmin":
		e.Verb, e.Thing = access.Add, access.GrantThing
	case "EditGrant":
		e.Verb, e.Thing = access.Edit, access.GrantThing
	case "DeleteGrant":
		e.Verb, e.Thing = access.Delete, access.GrantThing
	}
	return e
}
