package web

import (
	"net/http"
	"slices"

	"keyhouse/access"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// roleForm is the form of one record of access of any role: what it is on and
// with which switches. The portal's own has a wizard.
type roleForm struct {
	Role     access.Role
	Scopes   []access.Scope
	Switches []access.Switch
	Typed    people.GrantForm
	Options  map[access.Scope][]portfolio.Option
	Find     string
	Long     bool
	Form     Form
}

// roleSays tells in a line whom a role is for.
func roleSays(l Local, role access.Role) string { return l.Word("role-say", role.String()) }

// roleCard is a role one may give, to choose from.
type roleCard struct {
	Role access.Role
	Href string
}

// rolesToGive lists the roles that who asks may give, staff's apart, those that
// the account's trade needs first.
func rolesToGive(r *http.Request, path string) (staff, portal []roleCard) {
	for _, role := range people.InOrder(actor(r).Account, viewer(r).Gives()) {
		card := roleCard{Role: role, Href: path + "?role=" + role.String()}
		if people.KindOf(role) == people.Staff {
			staff = append(staff, card)
		} else {
			portal = append(portal, card)
		}
	}
	return staff, portal
}

// roleAsked reads which role a form is for; none is that it is still to be
// chosen. One that who asks cannot give is not there.
func (s *screens) roleAsked(r *http.Request) (access.Role, error) {
	word := r.FormValue("role")
	if word == "" {
		return 0, nil
	}
	role, ok := access.ParseRole(word)
	if !ok || !viewer(r).Gives().Has(role) {
		return 0, s.hides(r, access.Add, access.GrantThing, "web.roleAsked")
	}
	return role, nil
}

// readRoleForm reads a record of access of a role as it was typed.
func readRoleForm(r *http.Request, role access.Role) (people.GrantForm, error) {
	v := r.PostForm
	f := people.GrantForm{Role: role.String(), On: v.Get("on"), Note: v.Get("note"), Switches: v["switch"], By: actor(r)}
	wrong := fault.Fields{Op: "web.readRoleForm"}
	if scopes := scopesOf(role); f.On == "" && len(scopes) == 1 {
		f.On = scopes[0].String()
	}
	for _, text := range v[f.On] {
		i, err := id.Parse(text)
		if err != nil && text != "" {
			wrong.Bad("of", say(r.Context(), "role.one-these-does-not"))
		}
		if err == nil {
			f.Of = append(f.Of, i)
		}
	}
	f.Until = entry.Day(&wrong, "until", v.Get("until"))
	var err error
	if f.Version, err = formVersion(r); err != nil {
		return f, err
	}
	return f, wrong.Err()
}

func scopesOf(role access.Role) []access.Scope { return slices.Collect(access.Page.Scopes(role).All()) }

// roleFormOf gathers what a role's form offers to choose from.
func (s *screens) roleFormOf(r *http.Request, role access.Role, typed people.GrantForm, form Form) (roleForm, error) {
	b := roleForm{Role: role, Scopes: scopesOf(role), Typed: typed, Form: form, Find: r.FormValue("find"), Options: map[access.Scope][]portfolio.Option{}}
	if b.Typed.On == "" {
		b.Typed.On = b.Scopes[0].String()
	}
	for _, on := range b.Scopes {
		all, err := s.scopeOptions(r, on, b.Find)
		if err != nil {
			return b, err
		}
		b.Options[on] = all
		b.Long = b.Long || len(all) >= mostOptions
		for sw := range access.Page.SwitchesOn(role, on).All() {
			if !slices.Contains(b.Switches, sw) {
				b.Switches = append(b.Switches, sw)
			}
		}
	}
	b.Long = b.Long || b.Find != ""
	return b, s.keepChosen(r, &b)
}

// scopeOptions lists what a record of access can be on, as far as who asks sees it.
func (s *screens) scopeOptions(r *http.Request, on access.Scope, find string) ([]portfolio.Option, error) {
	switch on {
	case access.OnClient:
		return s.Portfolio.PickClients(r.Context(), viewer(r), find, mostOptions)
	case access.OnProperty:
		return s.Portfolio.PickProperties(r.Context(), viewer(r), access.Read, access.Property, find, mostOptions)
	case access.OnBusiness:
		return s.Portfolio.PickBusinesses(r.Context(), viewer(r), mostOptions)
	}
	return nil, nil
}

// keepChosen lists what was chosen before, even where there is too much to list all.
func (s *screens) keepChosen(r *http.Request, b *roleForm) error {
	on, _ := access.ParseScope(b.Typed.On)
	for _, i := range b.Typed.Of[:min(len(b.Typed.Of), mostOptions)] {
		if offered(b.Options[on], i) {
			continue
		}
		switch on {
		case access.OnProperty:
			b.Options[on] = s.withChosen(r, access.Property, b.Options[on], i)
		case access.OnClient:
			b.Options[on] = s.withChosen(r, access.Client, b.Options[on], i)
		}
	}
	return nil
}

// scopeWord says what a role is on, to choose.
func scopeWord(l Local, on access.Scope) string { return l.Word("scope", on.String()) }
