package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// grantPage is the Create access wizard, and the same form to edit a record:
// first on what, then what they see and do, then exactly what that changes.
type grantPage struct {
	Member     people.Member
	Editing    id.ID // zero: a new record
	Form       Form
	Typed      people.GrantForm
	Clients    []portfolio.Option
	Properties []portfolio.Option
	Find       string // narrows both lists, where they are long
	Long       bool
	Preview    *Preview
	Path       string
}

// portalSwitches are O3's, in the order they are read in; money is chosen by level.
var portalSwitches = []access.Switch{access.SwitchCalendar, access.SwitchGuestName, access.SwitchContact, access.SwitchViewNotes,
	access.SwitchAddNotes, access.SwitchBlockOff, access.SwitchMoveBlocks, access.SwitchStatements}

// moneyLevels are none and the two that are switches, the lower first.
var moneyLevels = []access.Switch{0, access.SwitchOwnerMoney, access.SwitchAllMoney}

// levelChoice is one level of money to choose.
func levelChoice(l Local, f Form, level access.Switch, switches []string) Choice {
	label, hint := l.Word("switch", level.String()), switchHint(l, level)
	if level == 0 {
		label, hint = l.Say("portal.none"), l.Say("portal.no-sums-anywhere")
	}
	return f.Choice("money", level.String(), label, moneyChosen(switches) == level.String()).Radio().Tell(hint)
}

// moneyChosen reads the level that a record's switches mean.
func moneyChosen(switches []string) string {
	for _, level := range []string{"all-money", "owner-money"} {
		if slices.Contains(switches, level) {
			return level
		}
	}
	return ""
}

func readGrantForm(r *http.Request) (people.GrantForm, error) {
	v := r.PostForm
	f := people.GrantForm{Role: access.RolePortal.String(), On: v.Get("on"), Note: v.Get("note")}
	wrong := fault.Fields{Op: "web.readGrantForm"}
	var names []string
	switch f.On {
	case access.OnClient.String():
		names = v["client"]
	case access.OnProperty.String():
		names = v["property"]
	}
	for _, name := range names {
		i, err := id.Parse(name)
		if err != nil && name != "" {
			wrong.Bad("of", say(r.Context(), "portal.one-these-does-not"))
		}
		if err == nil {
			f.Of = append(f.Of, i)
		}
	}
	f.Switches = append(f.Switches, v["switch"]...)
	if level := v.Get("money"); level != "" {
		f.Switches = append(f.Switches, level)
	}
	var err error
	if until := v.Get("until"); until != "" {
		if f.Until, err = calendar.ParseDate(until); err != nil {
			wrong.Bad("until", err.Error())
		}
	}
	if f.Version, err = formVersion(r); err != nil {
		return f, err
	}
	return f, wrong.Err()
}

// noVersion is that of no record: what began from it is outdated.
const noVersion = -1

// formVersion reads which version of a record a form was made from. A form that
// does not say so is outdated, not free to overwrite what others saved.
func formVersion(r *http.Request) (int64, error) {
	typed := r.PostFormValue("version")
	if typed == "" {
		return noVersion, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return noVersion, fault.Bad("web.formVersion", "version", say(r.Context(), "portal.form-damaged-load-page"))
	}
	if n < 1 {
		return noVersion, nil
	}
	return n, nil
}

func (s *screens) newGrant(w http.ResponseWriter, r *http.Request) error {
	return s.showGrant(w, r, grantPage{Typed: people.GrantForm{On: access.OnClient.String(), Switches: []string{"calendar"}}})
}

func (s *screens) editGrant(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grantOf(r)
	if err != nil {
		return err
	}
	form := people.GrantForm{Role: g.Role, On: g.On, Switches: g.Switches, From: g.From, Until: g.Until, Note: g.Note, Version: g.Version}
	for _, n := range g.Of {
		form.Of = append(form.Of, n.ID)
	}
	return s.showGrant(w, r, grantPage{Editing: g.ID, Typed: form})
}

// grantOf finds the record that the address names among those of the member.
func (s *screens) grantOf(r *http.Request) (people.GrantRow, error) {
	member, err := pathID(r, "member")
	if err != nil {
		return people.GrantRow{}, err
	}
	i, err := pathID(r, "grant")
	if err != nil {
		return people.GrantRow{}, err
	}
	all, err := s.People.Grants(r.Context(), viewer(r), member)
	if err != nil {
		return people.GrantRow{}, err
	}
	at := slices.IndexFunc(all, func(g people.GrantRow) bool { return g.ID == i })
	if at < 0 {
		return people.GrantRow{}, fault.NotFound("web.grantOf")
	}
	return all[at], nil
}

func (s *screens) showGrant(w http.ResponseWriter, r *http.Request, b grantPage) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if b.Member, err = s.People.PortalUser(r.Context(), viewer(r), i); err != nil {
		return err
	}
	if err := s.grantOptions(r, &b); err != nil {
		return err
	}
	if b.Path = memberPath(b.Member) + "/grants"; !b.Editing.IsZero() {
		b.Path += "/" + b.Editing.String()
	}
	return s.page(w, r, b.Form.Err, grantScreen(s.frameOf(r, say(r.Context(), "portal.create-access")), b))
}

// mostOptions is how many choices a form lists outright.
const mostOptions = 100

// grantOptions lists the owners and properties to choose from: those that
// Find names, and those chosen already.
func (s *screens) grantOptions(r *http.Request, b *grantPage) (err error) {
	b.Find = r.PostFormValue("find")
	if b.Clients, err = s.Portfolio.PickClients(r.Context(), viewer(r), b.Find, mostOptions); err != nil {
		return err
	}
	if b.Properties, err = s.Portfolio.PickProperties(r.Context(), viewer(r), access.Read, access.Property, b.Find, mostOptions); err != nil {
		return err
	}
	b.Long = b.Find != "" || len(b.Clients) >= mostOptions || len(b.Properties) >= mostOptions
	for _, i := range b.Typed.Of[:min(len(b.Typed.Of), mostOptions)] {
		switch b.Typed.On {
		case access.OnProperty.String():
			if p, err := s.Portfolio.Property(r.Context(), viewer(r), i); err == nil && !offered(b.Properties, i) {
				b.Properties = append(b.Properties, portfolio.Option{ID: i, Name: p.Name})
			}
		case access.OnClient.String():
			if c, err := s.Portfolio.Client(r.Context(), viewer(r), i); err == nil && !offered(b.Clients, i) {
				b.Clients = append(b.Clients, portfolio.Option{ID: i, Name: c.Name})
			}
		}
	}
	return nil
}

func offered(all []portfolio.Option, i id.ID) bool {
	return slices.ContainsFunc(all, func(o portfolio.Option) bool { return o.ID == i })
}

// saveGrant previews or saves, as the button pressed says.
func (s *screens) saveGrant(w http.ResponseWriter, r *http.Request) error {
	b := grantPage{}
	if r.PathValue("grant") != "" {
		g, err := s.grantOf(r)
		if err != nil {
			return err
		}
		b.Editing = g.ID
	}
	form, err := readGrantForm(r)
	form.By = actor(r)
	b.Typed = form
	if r.PostFormValue("do") == "find" {
		b.Form = sent(r.PostForm, nil)
		return s.showGrant(w, r, b)
	}
	if err == nil && r.PostFormValue("do") == "save" {
		if err = s.storeGrant(r, b.Editing, form); err == nil {
			s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.access-saved-counts-from")})
			return seeOther(w, r, pathPortal+"/"+r.PathValue("member"))
		}
	}
	if err == nil {
		b.Preview, err = s.grantPreview(r, b.Editing, form)
	}
	if err != nil && !retry(err) {
		return err
	}
	b.Form = sent(r.PostForm, err)
	return s.showGrant(w, r, b)
}

func (s *screens) storeGrant(r *http.Request, editing id.ID, form people.GrantForm) error {
	member, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if editing.IsZero() {
		_, err = s.People.CreateGrant(r.Context(), viewer(r), member, form)
	} else {
		_, err = s.People.EditGrant(r.Context(), viewer(r), member, editing, form)
	}
	return err
}

func (s *screens) grantPreview(r *http.Request, editing id.ID, form people.GrantForm) (*Preview, error) {
	member, err := pathID(r, "member")
	if err != nil {
		return nil, err
	}
	c := people.Change{Create: &form}
	if !editing.IsZero() {
		c = people.Change{Edit: editing, To: &form}
	}
	return s.preview(r, member, c)
}

func (s *screens) preview(r *http.Request, member id.ID, c people.Change) (*Preview, error) {
	found, err := s.People.Preview(r.Context(), viewer(r), member, c)
	if err != nil {
		return nil, err
	}
	p := previewOf(s.local(r), found)
	return &p, nil
}

// askDeleteGrant shows what deleting a record takes away before it does.
func (s *screens) askDeleteGrant(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grantOf(r)
	if err != nil {
		return err
	}
	p, err := s.preview(r, g.Member, people.Change{Delete: g.ID})
	if err != nil {
		return err
	}
	at := pathPortal + "/" + g.Member.String()
	a := Ask{Title: say(r.Context(), "portal.delete-access"), Say: say(r.Context(), "portal.words-ends-with-their", "words", grantWords(s.local(r), g)), Do: say(r.Context(), "portal.delete-access-2"), Danger: true,
		Action: at + "/grants/" + g.ID.String() + "/delete", Cancel: at}
	return s.show(w, r, http.StatusOK, askPreviewScreen(s.frameOf(r, a.Title), a, *p))
}

func (s *screens) deleteGrant(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grantOf(r)
	if err != nil {
		return err
	}
	if err := s.People.DeleteGrant(r.Context(), viewer(r), g.Member, g.ID); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.access-deleted")})
	return seeOther(w, r, pathPortal+"/"+g.Member.String())
}

// askAdmin warns plainly before admin access, and shows what it opens (O6).
func (s *screens) askAdmin(w http.ResponseWriter, r *http.Request) error {
	return s.showAdmin(w, r, nil)
}

func (s *screens) showAdmin(w http.ResponseWriter, r *http.Request, wrong error) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	m, err := s.People.PortalUser(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	p, err := s.preview(r, i, people.Change{Admin: true, HideReports: r.FormValue("hide-reports") != ""})
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "portal.give-name-admin-access", "name", m.Name), Do: say(r.Context(), "portal.give-admin-access"), Danger: true, Err: wrong,
		Say:    say(r.Context(), "portal.they-see-do-everything", "account", actor(r).Account.Name),
		Action: memberPath(m) + "/admin", Cancel: memberPath(m)}
	return s.page(w, r, wrong, adminScreen(s.frameOf(r, a.Title), a, *p, r.FormValue("hide-reports") != ""))
}

func (s *screens) grantAdmin(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	_, err = s.People.GrantAdmin(r.Context(), actor(r), i, r.PostFormValue("hide-reports") != "")
	if retry(err) {
		return s.showAdmin(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.admin-access-given")})
	return seeOther(w, r, pathPortal+"/"+i.String())
}

// chosen lists which options a form has selected, for its multiple select.
func chosen(typed url.Values, name string, stored []id.ID) func(id.ID) bool {
	if typed != nil {
		return func(i id.ID) bool { return slices.Contains(typed[name], i.String()) }
	}
	return func(i id.ID) bool { return slices.Contains(stored, i) }
}
