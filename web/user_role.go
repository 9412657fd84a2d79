package web

import (
	"net/http"
	"strconv"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// invite answers GET /settings/users/new: first the role, then the rest.
func (s *screens) invite(w http.ResponseWriter, r *http.Request) error {
	role, err := s.roleAsked(r)
	if err != nil {
		return err
	}
	if role == 0 {
		staff, portal := rolesToGive(r, pathUsers+"/new")
		p := s.frameOf(r, say(r.Context(), "user.invite"))
		return s.show(w, r, http.StatusOK, chooseRoleScreen(p, say(r.Context(), "user.invite"), say(r.Context(), "user.as-what-only-roles"), staff, portal, Crumb{say(r.Context(), "word.users"), pathUsers}))
	}
	if role == access.RolePortal && viewer(r).Can(access.Add, &access.Record{Thing: access.Member, Account: viewer(r).Account()}) == access.Allowed {
		return seeOther(w, r, pathPortal+"/new") // what they see is chosen there, with a preview
	}
	return s.showInvite(w, r, role, people.GrantForm{}, Form{})
}

func (s *screens) showInvite(w http.ResponseWriter, r *http.Request, role access.Role, typed people.GrantForm, f Form) error {
	b, err := s.roleFormOf(r, role, typed, f)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, inviteScreen(s.frameOf(r, say(r.Context(), "user.invite")), f, b))
}

func (s *screens) doInvite(w http.ResponseWriter, r *http.Request) error {
	role, err := s.roleAsked(r)
	if err != nil {
		return err
	}
	if role == 0 {
		return fault.Bad("web.doInvite", "role", say(r.Context(), "user.choose-role"))
	}
	form, err := readRoleForm(r, role)
	if r.PostFormValue("do") == "find" {
		return s.showInvite(w, r, role, form, sent(r.PostForm, nil))
	}
	var m people.Member
	if err == nil {
		m, err = s.People.Invite(r.Context(), actor(r), people.NewMember{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Grants: []people.GrantForm{form}})
	}
	if retry(err) {
		return s.showInvite(w, r, role, form, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "user.invitation-on-its-way")})
	if m.Name == "" { // who may add somebody need not see them
		return seeOther(w, r, pathUsers+"/new")
	}
	return seeOther(w, r, memberPath(m))
}

// rolePage gives somebody a role, or changes one they have.
type rolePage struct {
	Member  people.Member
	Editing id.ID // zero: a new record
	Form    roleForm
	Preview *Preview
	Path    string
}

func (b rolePage) title(l Local) string {
	if b.Editing.IsZero() {
		return roleName(l, b.Form.Role.String())
	}
	return l.Say("user.change-label", "label", l.Word("role-name", b.Form.Role.String()))
}

func versionText(n int64) string { return strconv.FormatInt(n, 10) }

// giveRole answers GET …/role and …/grants/{grant}/role.
func (s *screens) giveRole(w http.ResponseWriter, r *http.Request) error {
	b, has, err := s.rolePageOf(r)
	if err != nil {
		return err
	}
	role, err := s.roleAsked(r)
	if err != nil {
		return err
	}
	if role == 0 {
		staff, portal := rolesToGive(r, b.Path)
		sub := say(r.Context(), "user.which-one-only-roles")
		if has.Role != "" {
			sub = say(r.Context(), "user.now-role-sub", "role", roleName(s.local(r), has.Role), "sub", sub)
		}
		return s.show(w, r, http.StatusOK, chooseRoleScreen(s.frameOf(r, say(r.Context(), "word.role")), say(r.Context(), "user.role-name", "name", b.Member.Name), sub, staff, portal, Crumb{say(r.Context(), "word.users"), pathUsers}, Crumb{b.Member.Name, memberPath(b.Member)}))
	}
	typed := people.GrantForm{Version: has.Version}
	if has.Role == role.String() {
		typed = formOf(has)
	} else if has.On != "" {
		typed.On, typed.Note, typed.Until = has.On, has.Note, has.Until
	}
	if b.Form, err = s.roleFormOf(r, role, typed, Form{}); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, roleScreen(s.frameOf(r, b.title(s.local(r))), b))
}

// formOf is a record of access as a form would have it.
func formOf(g people.GrantRow) people.GrantForm {
	form := people.GrantForm{Role: g.Role, On: g.On, Switches: g.Switches, From: g.From, Until: g.Until, Note: g.Note, Version: g.Version}
	for _, n := range g.Of {
		form.Of = append(form.Of, n.ID)
	}
	return form
}

// rolePageOf reads whose role it is, and the record that is being changed.
func (s *screens) rolePageOf(r *http.Request) (rolePage, people.GrantRow, error) {
	var b rolePage
	var has people.GrantRow
	i, err := pathID(r, "member")
	if err != nil {
		return b, has, err
	}
	if b.Member, err = s.People.PortalUser(r.Context(), viewer(r), i); err != nil {
		return b, has, err
	}
	if !viewer(r).May(access.Add, access.GrantThing) || b.Member.Person == actor(r).Person.ID {
		return b, has, s.hides(r, access.Add, access.GrantThing, "web.rolePageOf") // a form one may not send is not there
	}
	b.Path = memberPath(b.Member) + "/role"
	if r.PathValue("grant") == "" {
		return b, has, nil
	}
	if has, err = s.grantOf(r); err != nil {
		return b, has, err
	}
	b.Editing, b.Path = has.ID, memberPath(b.Member)+"/grants/"+has.ID.String()+"/role"
	return b, has, nil
}

// saveRole previews or saves, as the button pressed says.
func (s *screens) saveRole(w http.ResponseWriter, r *http.Request) error {
	b, has, err := s.rolePageOf(r)
	if err != nil {
		return err
	}
	role, err := s.roleAsked(r)
	if err == nil && role == 0 {
		err = fault.Bad("web.saveRole", "role", say(r.Context(), "user.choose-role"))
	}
	if err != nil {
		return err
	}
	form, err := readRoleForm(r, role)
	form.From = has.From
	do := r.PostFormValue("do")
	if err == nil && do == "save" {
		if err = s.storeGrant(r, b.Editing, form); err == nil {
			s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "user.role-saved-counts-from")})
			return seeOther(w, r, memberPath(b.Member))
		}
	}
	if err == nil && do == "list" {
		return s.wholePreview(w, r, grantChange(b.Editing, form))
	}
	if err == nil && do != "find" {
		b.Preview, err = s.grantPreview(r, b.Editing, form)
	}
	if err != nil && !retry(err) && !fault.Is(err, fault.Forbidden) {
		return err
	}
	shown, formErr := s.roleFormOf(r, role, form, sent(r.PostForm, err))
	if formErr != nil {
		return formErr
	}
	b.Form = shown
	return s.page(w, r, err, roleScreen(s.frameOf(r, b.title(s.local(r))), b))
}
