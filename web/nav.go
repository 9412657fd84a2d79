package web

import (
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/people"
	"keyhouse/web/icon"
)

// place is somewhere the navigation leads, and whom it leads there: anybody who
// may do verb to at least one such thing.
type place struct {
	link NavLink
	verb access.Verb
	on   access.Thing
}

// The navigation. It decides nothing: each screen asks again.
var (
	work = []place{
		{NavLink{Label: "Today", Href: "/", Icon: icon.Home}, access.Read, access.Booking},
		{NavLink{Label: "Calendar", Href: "/calendar", Icon: icon.Calendar}, access.Read, access.Block},
		{NavLink{Label: "Bookings", Href: "/bookings", Icon: icon.Booking}, access.Read, access.Booking},
		{NavLink{Label: "Blocks", Href: pathBlocks, Icon: icon.Block}, access.Read, access.Block},
		{NavLink{Label: "Quotes", Href: "/quotes", Icon: icon.Quote}, access.Read, access.Quote},
	}
	house = []place{
		{NavLink{Label: "Properties", Href: "/properties", Icon: icon.Property}, access.Read, access.Property},
		{NavLink{Label: "Owners", Href: "/owners", Icon: icon.Owner}, access.Read, access.Client},
		{NavLink{Label: "Statements", Href: "/statements", Icon: icon.Statement}, access.Read, access.Statement},
	}
	office = []place{
		{NavLink{Label: "Users", Href: pathUsers, Icon: icon.People}, access.Read, access.Member},
		{NavLink{Label: "Portal access", Href: "/settings/access", Icon: icon.Access}, access.Read, access.Member},
		{NavLink{Label: "Calendar feeds", Href: "/feeds", Icon: icon.Feed}, access.Read, access.Channel},
		{NavLink{Label: "Import", Href: "/imports", Icon: icon.Import}, access.Add, access.Import},
		{NavLink{Label: "Audit trail", Href: pathTrail, Icon: icon.History}, access.Read, access.Audit},
		{NavLink{Label: "Account", Href: pathAccount, Icon: icon.Settings}, access.Edit, access.Account},
		{NavLink{Label: "Server", Href: pathServer, Icon: icon.Server}, access.Read, access.Plan},
	}
)

func open(v *access.Viewer, all []place) []NavLink {
	var links []NavLink
	for _, p := range all {
		if v.May(p.verb, p.on) {
			links = append(links, p.link)
		}
	}
	return links
}

func navOf(v *access.Viewer, t trade, outbox bool) []NavPart {
	var parts []NavPart
	add := func(label string, links []NavLink) {
		if len(links) > 0 {
			parts = append(parts, NavPart{Label: label, Links: links})
		}
	}
	add("", open(v, work))
	add("Portfolio", t.called(open(v, house)))
	settings := open(v, office)
	if outbox && !machineOnly(v) {
		settings = append(settings, NavLink{Label: "Outbox", Href: "/outbox", Icon: icon.Mail})
	}
	add("Settings", settings)
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
	p.Account, p.Trade = Account{Name: a.Account.Name, Slug: a.Account.Slug}, trade(a.Account.Template)
	p.Live = !a.Weak && a.Account.State != people.AccountSuspended // theirs would be told at once that it is over
	if a.Viewer != nil {
		p.Nav = navOf(a.Viewer, p.Trade, s.Outbox && !a.Looking)
		p.Nav = s.led(r, a, p.Nav)
		if s.People.IsSystemAdmin(a.Viewer) {
			p.Nav = append(p.Nav, NavPart{Label: "Installation", Links: []NavLink{systemLink}})
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
	l := Local{Now: s.Now()}
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
	l.Lang = a.Person.Locale
	return l
}
