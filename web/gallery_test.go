package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/fault"
	"keyhouse/web/icon"
	"keyhouse/web/static"
)

// The gallery shows every component with values as they come in life. It
// exists only in tests: to be looked at, and to be searched for what must not
// be in any page.

var (
	now   = time.Date(2026, time.March, 11, 9, 40, 0, 0, time.UTC)
	local = Local{Now: now}
	today = local.Today()
	seen  = Shown{OK: true}
	kept  = Shown{Why: "/why?field=guest"}
)

// with gives outer its children.
func with(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, templ.Join(inner...)), w)
	})
}

func box(class string, inner ...templ.Component) templ.Component {
	return templ.Join(templ.Raw(`<div class="`+class+`">`), templ.Join(inner...), templ.Raw(`</div>`))
}

func plainWords(s string) templ.Component { return templ.Raw(templ.EscapeString(s)) }

func eur(minor int64) cash.Amount { return cash.Amount{Minor: minor, Currency: "EUR"} }

func galleryPage(path, title string) Page {
	return Page{
		Title: title, Path: path, Local: local, Person: Person{"Marieke de Wit", "marieke@havenkust.example"},
		Account: Account{"Havenkust Verhuur", "havenkust"}, Others: []Account{{"Duin & Dijk", "duin-dijk"}, {"Baltic Summer Houses", "baltic"}},
		Nav: []NavPart{
			{"", []NavLink{{"Today", "/today", icon.Today, ""}, {"Calendar", "/calendar", icon.Timeline, ""}, {"Bookings", "/bookings", icon.Booking, ""}, {"Quotes", "/quotes", icon.Quote, "3"}}},
			{"Portfolio", []NavLink{{"Owners", "/owners", icon.Owner, ""}, {"Properties", "/properties", icon.Property, ""}, {"Statements", "/statements", icon.Statement, "12"}}},
			{"Office", []NavLink{{"Portal access", "/settings/portal", icon.Access, ""}, {"Import", "/import", icon.Import, ""}, {"Settings", "/settings", icon.Settings, ""}}},
		},
		Dock: []NavLink{{"Today", "/today", icon.Today, ""}, {"Calendar", "/calendar", icon.Timeline, ""}, {"Bookings", "/bookings", icon.Booking, ""}, {"Owners", "/owners", icon.Owner, ""}},
	}
}

// gallery is every page by its name.
func gallery() map[string]templ.Component {
	return map[string]templ.Component{
		"today": galleryToday(), "bookings": galleryBookings(), "booking": galleryBooking(), "timeline": galleryTimeline(31, 300),
		"quarter": galleryTimeline(92, 40), "month": galleryMonth(), "form": galleryForm(), "wizard": galleryWizard(), "why": galleryWhy(),
		"people": galleryPeople(), "sign-in": gallerySignIn(), "signed-out": signedOut(Page{Local: local}, "Your access ended on 11 March 2026."),
		"trouble": galleryTrouble(), "missing": plainTrouble(), "progress": galleryProgress(), "empty": galleryEmpty(), "acting": galleryActing(), "confirm": galleryConfirm(),
		"conflict": galleryConflict(), "jump": jumpFound(galleryJump()),
	}
}

func galleryToday() templ.Component {
	p := galleryPage("/today", "Today")
	p.Notice = &Notice{Tone: Good, Say: "Booking for Zeezicht 4 moved to 14–18 March.", Undo: "/bookings/1/undo"}
	return with(frame(p),
		with(head("Wednesday 11 March", "Four arrivals, two departures, one house to clean between."), linkButton("/bookings/new", "primary", "New booking", icon.Add)),
		box("tiles", figure("Arriving", "4", "first at 15:00", "/bookings?arrive=today"), figure("Leaving", "2", "both by 10:00", "/bookings?depart=today"),
			figure("In house", "31", "of 58 properties", ""), figure("Open balance", "4,180.00", "EUR, 6 bookings", "/bookings?open=yes")),
		box("split", box("card", templ.Raw("<h2>Notes</h2>"), notes(local, []Note{
			{"Jonas Peeters", "Key for the shed is with the neighbours at number 12.\nThey are away on Sundays.", now.Add(-3 * time.Hour)},
			{"Anna Vermeulen", "Please keep the second week of August free for us.", now.AddDate(0, 0, -2)}})),
			box("stack", with(banner(Warn, "Two feeds could not be read"), templ.Raw(`<p>Airbnb for Duinroos has not answered since Monday. <a href="/feeds">Look at the feeds</a></p>`)),
				with(banner(Info, ""), plainWords("Statements for February are ready to issue.")), with(banner(Good, "All statements issued")), with(banner(Bad, "Mail is not going out"), plainWords("The mail server refuses our password.")))))
}

var guests = []string{"Ada Lovelace", "Jürgen Oberdörfer", "Siobhán Ní Bhriain", "Łukasz Wiśniewski", "María-José García de la Torre", "Bo Ek", "Chiara Esposito", "O. Ng"}
var houses = []string{"Zeezicht 4", "Duinroos", "Het Oude Loodshuis", "Villa Strandwacht met tuin", "Kade 17 bis", "Bakkersgang 2", "Noorderlicht", "Appartement Ter Schelde"}

func galleryBookings() templ.Component {
	p := galleryPage("/bookings", "Bookings")
	l := List{"/bookings", url.Values{"state": {"confirmed"}, "q": {"zee"}, "sort": {"-arrive"}}}
	by, down := l.Sort("arrive", false)
	s := Sort{by, down}
	headings := templ.Join(templ.Raw("<thead><tr><th scope=col><span class=away>Choose</span></th>"), sortHead(l, s, "guest", "Guest", ""), templ.Raw("<th scope=col>Property</th>"), sortHead(l, s, "arrive", "Nights", ""),
		templ.Raw("<th scope=col>State</th>"), sortHead(l, s, "total", "Total", "number"), templ.Raw("</tr></thead><tbody>"))
	rows := []templ.Component{headings}
	for i := range 12 {
		rows = append(rows, galleryRow(i))
	}
	rows = append(rows, templ.Raw("</tbody>"))
	return with(frame(p),
		with(head("Bookings", "12,480 bookings from 1 January 2024"), linkButton("/bookings.csv", "", "Export", icon.Download), linkButton("/bookings/new", "primary", "New booking", icon.Add)),
		tabs("Bookings", "/bookings", Tab{"All", "/bookings", "12,480"}, Tab{"Arriving", "/bookings/arriving", "4"}, Tab{"Open balance", "/bookings/open", "6"}, Tab{"Cancelled", "/bookings/cancelled", ""}),
		with(filter(l, "q", "state"), searchField("q", "Guest, property or code", "zee"), field(Form{}.Field("state", "State", "confirmed").As("search").Pick(Option{"", "Any"}, Option{"confirmed", "Confirmed"})), field(Form{}.Field("from", "From", "2026-03-01").As("date"))),
		chips(l, []Chip{{"q", "“zee”"}, {"state", "Confirmed"}}),
		templ.Join(templ.Raw(`<form method="post" action="/bookings/bulk">`), with(table("Bookings"), rows...), with(bulk("With the chosen:"), templ.Raw(`<button class="button" data-size="s">Print</button>`)), templ.Raw(`</form>`)),
		pager(l, Pages{"before", "after", "50 of 12,480 bookings"}))
}

func galleryRow(i int) templ.Component {
	arrive := today.Add(i*3 - 4)
	nights := calendar.Nights{Arrive: arrive, Depart: arrive.Add(i%6 + 2)}
	tone, state := Good, "Confirmed"
	if i%5 == 3 {
		tone, state = Warn, "Tentative"
	}
	if i%7 == 5 {
		tone, state = Neutral, "Cancelled"
	}
	shown := seen
	if i%4 == 2 {
		shown = kept
	}
	return templ.Join(templ.Raw("<tr>"), tick(fmt.Sprint(i), guests[i%8]), templ.Raw(`<th scope="row"><a href="/bookings/1">`), valueIf(guests[i%8], seen), templ.Raw(`</a></th><td data-label="Property">`), plainWords(houses[i%8]),
		templ.Raw(`</td><td data-label="Nights">`), span(local, nights), templ.Raw(`</td><td data-label="State">`), badge(tone, state),
		templ.Raw(`</td><td data-label="Total" class="number">`), amountIf(local, eur(int64(i*i*7350+48000)), shown), templ.Raw("</td></tr>"))
}

func galleryBooking() templ.Component {
	p := galleryPage("/bookings/1", "Ada Lovelace at Zeezicht 4")
	stay := calendar.Nights{Arrive: today.Add(3), Depart: today.Add(8)}
	facts := templ.Join(templ.Raw(`<dl class="facts">`), fact("Guest", "Ada Lovelace", seen), fact("Phone", "", kept), fact("E-mail", "ada@analytical.example", seen), factOf2("Nights", span(local, stay)), fact("Party", "2 adults, 1 child", seen), fact("Source", "", seen), fact("Code", "HK-20413", seen), templ.Raw(`</dl>`))
	sums := templ.Join(templ.Raw(`<dl class="facts" data-sums>`), sumFact(local, "Rent, 5 nights", eur(64000), false, seen), sumFact(local, "Cleaning", eur(7500), false, seen), sumFact(local, "Tourist tax", eur(1875), false, seen),
		sumFact(local, "Total", eur(73375), true, seen), sumFact(local, "Commission", eur(-12800), false, kept), sumFact(local, "Owner’s share", eur(51200), true, seen), templ.Raw(`</dl>`))
	return with(frame(p),
		with(head("Ada Lovelace", "Zeezicht 4, 14–19 March 2026", Crumb{"Bookings", "/bookings"}, Crumb{"Zeezicht 4", "/properties/1"}),
			badge(Good, "Confirmed"), linkButton("/bookings/1/edit", "", "Edit", icon.Edit), askLink("/bookings/1/cancel", "danger", "Cancel booking", icon.Block), with(moreMenu("More for this booking"), menuLink("/bookings/1/print", "Print", icon.Print), menuLink("/bookings/1/history", "History", icon.History))),
		box("split", box("stack", box("card", templ.Raw("<h2>Stay</h2>"), facts), box("card", templ.Raw("<h2>Notes</h2>"), notes(local, []Note{{"Marieke de Wit", "Arrives late, leave the porch light on.", now.Add(-30 * time.Minute)}}))), box("card", templ.Raw("<h2>Money</h2>"), sums)))
}

func factOf2(label string, value templ.Component) templ.Component {
	return with(factOf(label, seen), value)
}

func galleryEntries(row int, first calendar.Date, days int) []Entry {
	var all []Entry
	states := []EntryState{Firm, Firm, Tentative, Firm, Blocked, Firm, Cancelled, Troubled}
	at := first.Add(-3 - row%4)
	for i := 0; at < first.Add(days); i++ {
		n := calendar.Nights{Arrive: at, Depart: at.Add(2 + (row*7+i*5)%6)}
		name := guests[(row+i)%8]
		state := states[(row*3+i)%8]
		if state == Blocked {
			name = "Owner block-off"
		}
		all = append(all, Entry{n, state, name, name + ", " + local.Span(n), "/bookings/1"})
		at = n.Depart.Add((row*row + i*3) % 5)
	}
	return all
}

func galleryTimeline(days, properties int) templ.Component {
	p := galleryPage("/calendar", "Calendar")
	p.Wide = true
	first := today.Add(-5)
	line := Timeline{Heading: "Property", First: first, Days: days}
	for i := range properties {
		line.Rows = append(line.Rows, TimelineRow{fmt.Sprintf("%s %d", houses[i%8], i/8+1), "Oostende", "/properties/1", "/bookings/new?property=1", galleryEntries(i, first, days)})
	}
	return with(frame(p),
		with(head("Calendar", fmt.Sprintf("%d properties", properties)), earlierLater("/calendar?from=2026-02-06", "/calendar?from=2026-04-06", "month"), linkButton("/calendar", "", "Today", icon.Today), linkButton("/bookings/new", "primary", "New booking", icon.Add)),
		timeline(local, line), legend())
}

func galleryMonth() templ.Component {
	p := galleryPage("/properties/1", "Zeezicht 4")
	m := Month{First: today, Begins: time.Monday, Entries: galleryEntries(3, today.FirstOfMonth(), 31), Earlier: "?m=2026-02", Later: "?m=2026-04",
		Add: func(d calendar.Date) string { return "/blocks/new?arrive=" + d.String() }}
	return with(frame(p), with(head("Zeezicht 4", "Oostende · 6 guests · Anna Vermeulen 50 %, Tom Vermeulen 50 %", Crumb{"Properties", "/properties"}), linkButton("/blocks/new", "primary", "Block off time", icon.Block)),
		tabs("Property", "/properties/1", Tab{"Calendar", "/properties/1", ""}, Tab{"Facts", "/p", ""}, Tab{"Owners", "/o", "2"}, Tab{"Feeds", "/f", ""}), month(local, m), legend())
}

func galleryForm() templ.Component {
	p := galleryPage("/bookings/new", "New booking")
	var bad fault.Fields
	bad.Bad("depart", "The departure must come after the arrival.")
	bad.Bad("email", "That is not an e-mail address: it has no @.")
	f := sent(url.Values{"guest": {"Ada <script>alert(1)</script>"}, "email": {"ada.example"}, "arrive": {"2026-03-14"}, "depart": {"2026-03-12"}, "total": {"733.75"}, "pets": {"yes"}, "notes": {"Arrives late."}}, bad.Err())
	return with(frame(p), head("New booking", "", Crumb{"Bookings", "/bookings"}),
		templ.Join(templ.Raw(`<form class="form card" method="post" action="/bookings" data-keep="new">`), problem(f.Err), version("3"),
			field(f.Field("property", "Property", "").Pick(Option{"1", "Zeezicht 4"}, Option{"2", "Duinroos"}).Need()),
			field(f.Field("guest", "Guest", "").Need().Length(120).Example("Ada Lovelace")), field(f.Field("email", "E-mail", "").As("email").Fill("off").Tell("We send the confirmation here.")),
			box("form__pair", field(f.Field("arrive", "Arrives", "").As("date").Need()), field(f.Field("depart", "Leaves", "").As("date").Need())), field(f.Field("total", "Rent", "").Money("EUR")),
			with(choices("Also"), choice(f.Choice("pets", "yes", "Brings a pet", false)), choice(f.Choice("cot", "yes", "Needs a cot", false).Tell("We have two in the shed.")), choice(f.Choice("owner", "yes", "Tell the owner", true).Lock())),
			field(f.Field("notes", "Notes", "").As("textarea").Large()), field(f.Field("file", "Contract", "").As("file")), field(f.Field("code", "Code", "HK-20413").Lock().Small()), formFoot("Save booking", "/bookings"), templ.Raw(`</form>`)))
}

func galleryWizard() templ.Component {
	p := galleryPage("/settings/portal/1/new", "Create access")
	f := Form{}
	return with(frame(p), head("Create access for Anna Vermeulen", "", Crumb{"Portal access", "/settings/portal"}, Crumb{"Anna Vermeulen", "/settings/portal/1"}),
		steps(2, Step{"Where", "?step=1"}, Step{"What", "?step=2"}, Step{"Check", ""}),
		box("card", with(picks("Which properties?"), choice(f.Choice("on", "client", "Those of one owner", true).Radio().Tell("Follows the owner: new ones appear by themselves.")), choice(f.Choice("on", "property", "Chosen properties", false).Radio()), choice(f.Choice("on", "account", "All properties", false).Radio())),
			with(choices("What may Anna see and do?"), choice(f.Choice("s", "calendar", "Calendar", true).Tell("Without it no booking is reachable.")), choice(f.Choice("s", "guest", "Guest name", true)), choice(f.Choice("s", "contact", "Contact info: e-mail and phone", false)))),
		box("stack", templ.Raw("<h2>What this changes</h2>"), preview(local, Preview{Parts: []PreviewPart{
			{"Bookings", 1204, 0, "dates, guest name", []PreviewLine{{true, "Ada Lovelace, Zeezicht 4", "14–19 March 2026"}, {true, "Bo Ek, Duinroos", "20–22 March 2026"}}, 1202},
			{"Statements", 24, 3, "", []PreviewLine{{false, "Statement 17", "February 2026"}}, 0}}, Whole: "?list=csv"})),
		formFoot("Give access", "/settings/portal/1"))
}

func galleryWhy() templ.Component {
	p := galleryPage("/why", "Why")
	no := Why{"May Anna Vermeulen see the guest’s name on this booking?", false, "No: none of Anna’s grants on Zeezicht 4 has the switch guest-name.",
		[]WhyLine{{"role portal: with guest-name: may read booking sees guest", "Portal on Zeezicht 4, since 3 March 2026", false, "the switch guest-name"}}}
	yes := Why{"May Anna Vermeulen see this booking’s dates?", true, "Yes.", []WhyLine{{"role portal: may read booking, block sees dates", "Portal on Zeezicht 4, since 3 March 2026", true, ""}}}
	return with(frame(p), with(leaf("Why is this not shown?"), whyPanel(no), whyPanel(yes)))
}

func galleryPeople() templ.Component {
	p := galleryPage("/settings/portal", "Portal access")
	rows := []templ.Component{templ.Raw(`<thead><tr><th scope=col>Person</th><th scope=col>State</th><th scope=col>Last action</th><th scope=col><span class="away">Actions</span></th></tr></thead><tbody>`)}
	for i, name := range guests[:5] {
		tone, state := []Tone{Good, Warn, Neutral, Info, Bad}[i], []string{"Active", "Invited", "Inactive", "No access yet", "Suspended"}[i]
		when := []time.Time{now.Add(-time.Second), now.Add(-5 * time.Minute), now.AddDate(0, 0, -1), now.AddDate(0, -3, 0), {}}[i]
		rows = append(rows, templ.Raw(`<tr><th scope="row">`), person(name, "someone@owners.example"), templ.Raw(`</th><td data-label="State">`), badge(tone, state), templ.Raw(`</td><td data-label="Last action">`), ago(local, when), templ.Raw(`</td><td data-tools>`), postButton("/act", "quiet", "Log in as", icon.Switch), templ.Raw(`</td></tr>`))
	}
	return with(frame(p), with(head("Portal access", "People outside the office and what each may see."), linkButton("/settings/portal/new", "primary", "Add a person", icon.PersonAdd)), with(table("People"), append(rows, templ.Raw("</tbody>"))...))
}

func gallerySignIn() templ.Component {
	f := Form{}
	return with(plain(Page{Title: "Sign in", Local: local}), templ.Join(templ.Raw(`<form class="card form" data-lift method="post" action="/sign-in"><h1>Sign in</h1>`),
		field(f.Field("email", "E-mail", "").As("email").Need().Fill("username").First()), field(f.Field("password", "Password", "x").As("password").Need().Fill("current-password")),
		templ.Raw(`<button class="button" data-kind="primary" data-wide>Sign in</button><p class="or">or</p><a class="button" data-wide href="/forgot">Send me a link instead</a></form><p class="plain__foot">No account? Ask the office that looks after your house.</p>`)))
}

func galleryTrouble() templ.Component {
	t := troubleOf(errors.New("dial tcp 10.0.0.7: secret"), "7f3a-91c2")
	return with(frame(galleryPage("/today", t.Title)), trouble(t))
}

func plainTrouble() templ.Component {
	t := troubleOf(fault.NotFound("web.test"), "")
	return with(plain(Page{Title: t.Title, Local: local}), trouble(t))
}

func galleryProgress() templ.Component {
	return with(frame(galleryPage("/import/1", "Import")), head("Import", "calendar.csv.gz", Crumb{"Import", "/import"}), box("card", progress(Progress{Path: "/import/1", Label: "Reading the calendar", Done: true, Part: 12480, Whole: 18663, Say: "12,480 of 18,663 runs"})))
}

func galleryEmpty() templ.Component {
	return with(frame(galleryPage("/quotes", "Quotes")), head("Quotes", ""), with(empty(icon.Quote, "No quotes yet", "A quote holds nights for a guest until they accept. Write one and send it by mail; once accepted it becomes a booking."), linkButton("/quotes/new", "primary", "Write a quote", icon.Add)))
}

func galleryActing() templ.Component {
	p := galleryPage("/today", "Today")
	p.Acting = &Acting{As: "Anna Vermeulen", By: "Marieke de Wit"}
	p.Others = nil
	return with(frame(p), head("Wednesday 11 March", ""), with(empty(icon.Lock, "You see nothing here yet", "The office has not given you access to a property. They know; you will get a mail when they have.")))
}

func galleryConfirm() templ.Component {
	return with(frame(galleryPage("/settings/portal", "Delete")), confirm(Ask{Title: "Delete Anna’s access to Zeezicht 4?", Say: "From the next click on Anna sees nothing of it. Past statements stay with her.", Action: "/x", Do: "Delete access to Zeezicht 4", Cancel: "/settings/portal", Danger: true, Hidden: map[string]string{"version": "3"}}))
}

func galleryConflict() templ.Component {
	return with(frame(galleryPage("/bookings", "Edit")), head("Edit booking", ""), problem(&fault.Fault{Kind: fault.Conflict, Say: "Jonas saved this booking a minute ago. Look at both and save again."}), versus([]Versus{{"Leaves", "19 March 2026", "18 March 2026"}, {"Party", "3", "2"}}))
}

func galleryJump() []JumpGroup {
	return []JumpGroup{{"Bookings", []JumpHit{{"Ada Lovelace", "14–19 March", "/bookings/1", icon.Booking}}}, {"Go to", []JumpHit{{"Statements", "", "/statements", icon.Statement}}}}
}

// galleryServer serves the gallery as the product would.
func galleryServer() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	for name, page := range gallery() {
		mux.Handle("GET /gallery/"+name, templ.Handler(page))
	}
	mux.Handle("GET /jump", templ.Handler(jumpFound(galleryJump())))
	mux.Handle("GET /bookings/1/cancel", templ.Handler(galleryConfirm()))
	mux.Handle("GET /why", templ.Handler(galleryWhy()))
	mux.Handle("GET /today", templ.Handler(galleryToday()))
	mux.HandleFunc("POST /theme", setTheme)
	return guarded(mux)
}
