package web

import (
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/people"
	"keyhouse/web/icon"
	"keyhouse/words"
)

// place is somewhere the navigation leads, and whom it leads there: anybody who
// may do verb to at least one such thing.
type place struct {
	name, path string // the catalogue has its word under nav
	icon       icon.Icon
	verb       access.Verb
	on         access.Thing
}

// The navigation. It decides nothing: each screen asks again.
var (
	work = []place{
		{"today", "/", icon.Home, access.Read, access.Booking},
		{"calendar", "/calendar", icon.Calendar, access.Read, access.Block},
		{"bookings", "/bookings", icon.Booking, access.Read, access.Booking},
		{"blocks", pathBlocks, icon.Block, access.Read, access.Block},
		{"quotes", "/quotes", icon.Quote, access.Read, access.Quote},
	}
	house = []place{
		{"properties", "/properties", icon.Property, access.Read, access.Property},
		{"owners", "/owners", icon.Owner, access.Read, access.Client},
		{"statements", "/statements", icon.Statement, access.Read, access.Statement},
	}
	office = []place{
		{"users", pathUsers, icon.People, access.Read, access.Member},
		{"portal-access", "/settings/access", icon.Access, access.Read, access.Member},
		{"calendar-feeds", "/feeds", icon.Feed, access.Read, access.Channel},
		{"import", "/imports", icon.Import, access.Add, access.Import},
		{"audit-trail", pathTrail, icon.History, access.Read, access.Audit},
		{"account", pathAccount, icon.Settings, access.Edit, access.Account},
		{"server", pathServer, icon.Server, access.Read, access.Plan},
	}
)

func open(l Local, v *access.Viewer, all []place) []NavLink {
	var links []NavLink
	for _, p := range all {
		if v.May(p.verb, p.on) {
			links = append(links, NavLink{Label: l.Word("nav", p.name), Href: p.path, Icon: p.icon})
		}
	}
	return links
}

func navOf(l Local, v *access.Viewer, outbox bool) []NavPart {
	var parts []NavPart
	add := func(label string, links []NavLink) {
		if len(links) > 0 {
			parts = append(parts, NavPart{Label: label, Links: links})
		}
	}
	add("", open(l, v, work))
	add(l.Say("frame.portfolio"), open(l, v, house))
	settings := open(l, v, office)
	if outbox && !machineOnly(v) {
		settings = append(settings, NavLink{Label: l.Say("frame.outbox"), Href: "/outbox", Icon: icon.Mail})
	}
	add(l.Say("word.settings"), settings)
	return parts
}

// dockOf picks what is nearest the thumb on a phone.
func dockOf(parts []NavPart) []NavLink {
	var dock []NavLink
	for _, part := range parts {
		dock = append(dock, part.Links...)
	}
	return dock[:min(4, len(dock))]
}

// frameOf says what the frame around a screen shows to who asks.
func (s *screens) frameOf(r *http.Request, title string) Page {
	p := Page{Title: title, Theme: themeOf(r), Path: r.URL.Path, Local: s.local(r), Notice: noticeOf(r), Ways: s.Providers}
	a := actor(r)
	if a == nil {
		return p
	}
	p.Person = Person{Name: a.Person.Name, Email: a.Person.Email}
	p.Account = Account{Name: a.Account.Name, Slug: a.Account.Slug}
	p.Live = !a.Weak && a.Account.State != people.AccountSuspended // theirs would be told at once that it is over
	if a.Viewer != nil {
		p.Nav = navOf(p.Local, a.Viewer, s.Outbox && !a.Looking)
		p.Nav = s.led(r, a, p.Nav)
		if s.People.IsSystemAdmin(a.Viewer) {
			p.Nav = append(p.Nav, NavPart{Label: p.Say("frame.installation"), Links: []NavLink{{Label: p.Say("system.all-accounts"), Href: pathSystem, Icon: icon.Account}}})
		}
		p.Dock = dockOf(p.Nav)
	}
	if a.Real != nil {
		p.Acting = &Acting{As: a.Person.Name, By: a.Real.Name, View: a.Looking, Back: memberPath(a.Member)}
		return p
	}
	all, err := s.People.Accounts(r.Context(), a.Person.ID)
	if err != nil {
		s.Log.Error("reading memberships", "error", err)
	}
	p.Others = othersOf(all, a.Account.Slug)
	return p
}

// led is the navigation without the sections that the account leaves out.
func (s *screens) led(r *http.Request, a *people.Actor, nav []NavPart) []NavPart {
	shown, err := s.People.SectionsOf(r.Context(), a.Account)
	if err != nil {
		s.Log.Error("reading sections", "error", err)
		return nav
	}
	return leaveOut(nav, shown)
}

func othersOf(all []people.Membership, here string) []Account {
	var others []Account
	for _, m := range all {
		if m.Slug != here {
			others = append(others, Account{Name: m.Name, Slug: m.Slug})
		}
	}
	return others
}

// local is how who asks reads dates: in their own zone, else their account's.
func (s *screens) local(r *http.Request) Local {
	l := Local{Now: s.Now(), Tongue: words.In(r.Context())}
	a := actor(r)
	if a == nil {
		return l
	}
	for _, name := range []string{a.Person.Zone, a.Account.Zone} {
		if z, err := time.LoadLocation(name); err == nil && name != "" {
			l.Zone = z
			break
		}
	}
	return l
}
