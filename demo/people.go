package demo

import (
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
)

// cast makes the personas members of their companies, with what they are given.
func (s *story) cast(firms map[string]*firm) error {
	for _, p := range Personas() {
		for _, slug := range []string{p.Account, p.more} {
			if f := firms[slug]; f != nil {
				if err := f.join(p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (f *firm) join(p Persona) error {
	if _, there := f.members[p.Email]; there {
		return nil // who opened the account
	}
	n := people.NewMember{Name: p.Name, Email: p.Email, Hashed: f.hash}
	if p.staff {
		n.Kind = people.Staff
	}
	for _, g := range p.gets {
		if g.account == f.slug {
			n.Grants = append(n.Grants, f.form(g))
		}
	}
	f.clock.ago(f.since(n))
	defer f.clock.ago(0)
	m, err := f.People.Join(f.ctx, f.account, n)
	f.members[p.Email] = m
	return err
}

// since is how long ago somebody joined: the office's own people years ago,
// portal users one after the other last year, and whoever has been given nothing
// yet the day before yesterday.
func (f *firm) since(n people.NewMember) time.Duration {
	const day = 24 * time.Hour
	nth := time.Duration(len(f.members))
	switch {
	case n.Kind == people.Staff:
		return (900 - 40*nth) * day
	case len(n.Grants) == 0:
		return 2 * day
	}
	return (420 - 17*nth) * day
}

// form is an access record as the wizard would make it.
func (f *firm) form(g given) people.GrantForm {
	form := people.GrantForm{Role: g.role.String(), On: access.OnAccount.String()}
	for _, w := range g.switches {
		form.Switches = append(form.Switches, w.String())
	}
	switch {
	case g.role == access.RoleIt:
		form.On = access.OnServer.String()
	case g.owner != "":
		form.On, form.Of = access.OnClient.String(), []id.ID{f.owners[g.owner]}
	case len(g.properties) > 0:
		form.On = access.OnProperty.String()
		for _, p := range g.properties {
			form.Of = append(form.Of, f.properties[p])
		}
	}
	return form
}
