package web

import (
	"net/http"
	"strings"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/people"
)

const pathRoles = "/settings/roles"

// rolesPage lists the stock roles: all of them to who may read roles, else those
// that one may give.
type rolesPage struct {
	Staff, Portal []roleLine
}

type roleLine struct {
	Role    access.Role
	Held    int64
	MayGive bool
}

func rolePath(role access.Role) string { return pathRoles + "/" + role.String() }

func (s *screens) roles(w http.ResponseWriter, r *http.Request) error {
	seen := people.RolesSeen(viewer(r))
	if seen.Empty() {
		return s.hides(r, access.Read, access.RoleThing, "web.roles")
	}
	held, err := s.People.Holders(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	var b rolesPage
	for role := range seen.All() {
		l := roleLine{Role: role, Held: held[role.String()], MayGive: viewer(r).Gives().Has(role)}
		if people.KindOf(role) == people.Staff {
			b.Staff = append(b.Staff, l)
		} else {
			b.Portal = append(b.Portal, l)
		}
	}
	return s.show(w, r, http.StatusOK, rolesScreen(s.frameOf(r, say(r.Context(), "word.roles")), b))
}

// roleDetail is one role in the policy's own words, and as a table.
type roleDetail struct {
	roleLine
	On       string
	Lines    []roleSentence
	Rights   []access.Rights
	Gives    []access.Role
	SeesHeld bool
}

type roleSentence struct{ Cite, Text string }

func (s *screens) role(w http.ResponseWriter, r *http.Request) error {
	role, ok := access.ParseRole(r.PathValue("role"))
	if !ok {
		return fault.NotFound("web.role")
	}
	if !people.RolesSeen(viewer(r)).Has(role) {
		return s.hides(r, access.Read, access.RoleThing, "web.role")
	}
	held, err := s.People.Holders(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b := roleDetail{roleLine: roleLine{Role: role, Held: held[role.String()], MayGive: viewer(r).Gives().Has(role)},
		Rights: access.Page.Rights(role), SeesHeld: viewer(r).May(access.Read, access.Member)}
	var on []string
	for _, scope := range scopesOf(role) {
		on = append(on, strings.ToLower(scopeWord(s.local(r), scope)))
	}
	b.On = strings.Join(on, ", or ")
	for _, l := range access.Page.Lines(role) {
		b.Lines = append(b.Lines, roleSentence{access.Page.Cite(l), access.Page.Text(l)})
	}
	for given := range access.Page.Grantable(role).All() {
		b.Gives = append(b.Gives, given)
	}
	return s.show(w, r, http.StatusOK, roleDetailScreen(s.frameOf(r, roleName(s.local(r), role.String())), b))
}
