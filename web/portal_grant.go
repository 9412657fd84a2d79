package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"keyhouse/access"
	"keyhouse/entry"
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
	f.Until = entry.Day(&wrong, "until", v.Get("until"))
	var err error
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
		return people.GrantRow{}, s.tried(r, access.Read, access.GrantThing, i, fault.NotFound("web.grantOf"))
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
			b.Properties = s.withChosen(r, access.Property, b.Properties, i)
		case access.OnClient.String():
			b.Clients = s.withChosen(r, access.Client, b.Clients, i)
		}
	}
	return nil
}

// withChosen adds a record that was chosen already to the choices, if it shows.
func (s *screens) withChosen(r *http.Request, t access.Thing, all []portfolio.Option, chosen id.ID) []portfolio.Option {
	if offered(all, chosen) {
		return all
	}
	more, err := s.Portfolio.Chosen(r.Context(), viewer(r), t, chosen)
	if err != nil {
		return all // a shorter list to choose from
	}
	return append(all, more...)
}

func offered(all []portfolio.Option, i id.ID) bool {
	return slices.ContainsFunc(all, func(o portfolio.Option) bool { return o.ID == i })
}

// chosen lists which options a form has selected, for its multiple select.
func chosen(typed url.Values, name string, stored []id.ID) func(id.ID) bool {
	if typed != nil {
		return func(i id.ID) bool { return slices.Contains(typed[name], i.String()) }
	}
	return func(i id.ID) bool { return slices.Contains(stored, i) }
}
