package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"keyhouse/id"
)

// everyStayScreen is each address on which a booking at Quay could come out.
func (w *office) everyStayScreen() []string {
	return []string{"/", "/calendar?from=2026-03-01", "/calendar/" + w.quay.ID.String() + "?month=2026-03", "/bookings", "/bookings?totals=yes", "/bookings.csv",
		"/bookings?arriving=2026-03-10", "/bookings?property=" + w.quay.ID.String(), "/bookings/" + w.stay.ID.String()}
}

// O3: each switch shows its own part on every screen, and nothing else's.
func TestEachSwitchShowsItsPartOnly(t *testing.T) {
	w := newOffice(t)
	at := "/bookings/" + w.stay.ID.String()
	marks := map[string][]string{"guest-name": {markName}, "contact": {markEmail, markPhone}, "view-notes": {markNote}, "owner-money": {markOwner}, "all-money": {markOwner, markTotal, "434.56"}, "source": {markReference, "airbnb", "Airbnb"}}
	for _, c := range []struct {
		name     string
		switches []string
		shown    []string
	}{
		{"Calendar Only", nil, nil},
		{"Sees Names", []string{"guest-name"}, []string{"guest-name"}},
		{"Sees Contact", []string{"contact"}, []string{"contact"}},
		{"Reads Notes", []string{"view-notes"}, []string{"view-notes"}},
		{"Writes Notes", []string{"add-notes"}, nil},
		{"Owner Revenue", []string{"owner-money"}, []string{"owner-money"}},
		{"All Money", []string{"all-money"}, []string{"owner-money", "all-money"}},
	} {
		v := w.portal(c.name, "property", []id.ID{w.quay.ID, w.pier.ID}, append(c.switches, "calendar")...)
		for _, path := range w.everyStayScreen() {
			a := v.get(path).is(http.StatusOK).hides("Loftus", "Loft", "Ana Lindqvist")
			for part, words := range marks {
				if !contains(c.shown, part) && (part != "owner-money" || !contains(c.shown, "all-money")) {
					a.hides(words[len(words)-1])
				}
				if part == "guest-name" && !contains(c.shown, part) {
					a.hides("Zorbel", "Quist")
				}
			}
		}
		for _, part := range c.shown {
			v.get(at).says(marks[part][0])
		}
		v.get(at).says("not shown", "10–14 March 2026")
	}
}

func contains(all []string, one string) bool {
	return strings.Contains(" "+strings.Join(all, " ")+" ", " "+one+" ")
}

// O4: owner's revenue is the owner's own number, and no order, total or export
// from which the rest could be worked out.
func TestOwnerRevenueGivesNoWayToTheRest(t *testing.T) {
	w := newOffice(t)
	v := w.portal("Ana Portal", "client", []id.ID{w.ana.ID}, "calendar", "owner-money")
	v.get("/bookings").is(http.StatusOK).says("Your part", markOwner).hides(markTotal, "434.56", "sort=total")
	v.get("/bookings?sort=total").is(http.StatusUnprocessableEntity).says("cannot be sorted by it").hides("Booking 1")
	v.get("/bookings?sort=guest").is(http.StatusUnprocessableEntity)
	v.get("/bookings?source=airbnb").is(http.StatusUnprocessableEntity)
	csv := v.get("/bookings.csv").is(http.StatusOK).hides("1234.56", "Commission", "Total", "Zorbel")
	if !strings.Contains(csv.body, "800.00") {
		t.Errorf("the export lacks the owner's number: %s", csv.body)
	}
}

// O4: without calendar no booking is reachable, by any road.
func TestWithoutCalendarNoBookingIsReachable(t *testing.T) {
	w := newOffice(t)
	v := w.portal("No Calendar", "client", []id.ID{w.ana.ID}, "guest-name", "contact", "all-money", "statements")
	for _, path := range []string{"/calendar", "/calendar/" + w.quay.ID.String(), "/bookings", "/bookings.csv", "/bookings.xlsx", "/bookings/" + w.stay.ID.String(),
		"/bookings/" + w.stay.ID.String() + "/edit", "/bookings/" + w.stay.ID.String() + "/cancel", "/bookings/new", "/blocks/new", "/quotes"} {
		v.get(path).is(http.StatusNotFound).hides("Zorbel", markTotal)
	}
	v.post("/bookings/"+w.stay.ID.String()+"/cancel", url.Values{"version": {"1"}}).is(http.StatusNotFound)
}

func TestWhatIsNotTheirsIsNotThere(t *testing.T) {
	w := newOffice(t)
	ana := w.portal("Ana Portal", "client", []id.ID{w.ana.ID}, "calendar", "guest-name", "contact", "all-money", "view-notes", "add-notes", "block-off", "move-blocks")
	stranger, unknown := ana.get("/bookings/"+w.other.ID.String()), ana.get("/bookings/"+id.New().String())
	stranger.is(http.StatusNotFound).hides("Loftus")
	if strings.ReplaceAll(stranger.body, w.other.ID.String(), "") != strings.ReplaceAll(unknown.body, unknown.asked[len("GET /bookings/"):], "") {
		t.Error("a hidden booking is refused in other words than one that does not exist")
	}
	for _, path := range []string{"/bookings/nonsense", "/calendar/" + w.loft.ID.String(), "/blocks/" + w.stay.ID.String(), "/quotes/x", "/bookings/new", "/quotes/new"} {
		ana.get(path).is(http.StatusNotFound)
	}
	at := "/bookings/" + w.stay.ID.String()
	for _, path := range []string{"/edit", "/nights", "/cancel", "/charges/new", "/payments/new", "/refunds/new"} {
		ana.get(at + path).is(http.StatusForbidden)
	}
	for _, path := range []string{"/edit", "/nights", "/confirm", "/cancel", "/charges", "/payments", "/refunds"} {
		form := url.Values{"version": {"1"}, "arrive": {"2026-03-20"}, "depart": {"2026-03-22"}, "kind": {"fee"}, "amount": {"5"}, "method": {"cash"}, "guest": {"Somebody Else"}}
		ana.post(at+path, form).is(http.StatusForbidden)
	}
	w.signIn("Alma Admin").get(at).says(markName, "10–14 March 2026", markTotal)
}

// O5: the portal's blocks: made, refused where somebody is, moved and deleted
// only by who made them.
func TestBlockingOffTime(t *testing.T) {
	w := newOffice(t)
	ana := w.portal("Ana Portal", "client", []id.ID{w.ana.ID}, "calendar", "block-off", "move-blocks")
	month := "/calendar/" + w.quay.ID.String() + "?month=2026-03"
	if a := ana.get(month).is(http.StatusOK); !strings.Contains(a.body, "/blocks/new?property="+w.quay.ID.String()+"&amp;arrive=2026-03-20") || strings.Contains(a.body, "arrive=2026-03-11") {
		t.Error("a free day does not lead to the form, or a taken one does")
	}
	if a := ana.get("/blocks/new?property=" + w.quay.ID.String() + "&arrive=2026-03-20"); !strings.Contains(a.body, `value="2026-03-20"`) || !strings.Contains(a.body, `value="2026-03-21"`) {
		t.Errorf("the clicked day is not filled in: %s", text(a.body))
	}
	block := func(arrive, depart string) url.Values {
		return url.Values{"property": {w.quay.ID.String()}, "arrive": {arrive}, "depart": {depart}, "label": {"Family week"}, "kind": {"maintenance"}}
	}
	ana.post("/blocks/new", block("2026-03-12", "2026-03-16")).is(http.StatusConflict).says("Someone is already there", "Block off time").hides("Zorbel")
	ana.post("/blocks/new", block("2026-03-16", "2026-03-15")).is(http.StatusUnprocessableEntity).says("one night at least")
	ana.post("/blocks/new", block("2026-02-30", "9999-01-01")).is(http.StatusUnprocessableEntity).says("Write it as 2026-03-04", "too far away")
	ana.post("/blocks/new", url.Values{"property": {w.loft.ID.String()}, "arrive": {"2026-03-20"}, "depart": {"2026-03-22"}}).is(http.StatusNotFound)
	ana.post("/blocks/new", block("2026-03-14", "2026-03-16")).is(http.StatusSeeOther)
	a := ana.get(month).says("Owner block-off")
	path := a.body[strings.Index(a.body, "/blocks/0"):]
	path = path[:strings.Index(path, `"`)]
	ana.get(path).is(http.StatusOK).says("Ana Portal (you)", "Save nights", "Delete block")
	helper := w.portal("Helper Portal", "property", []id.ID{w.quay.ID}, "calendar", "block-off", "move-blocks")
	helper.get(path).is(http.StatusOK).hides("Save nights", "Delete block", "Ana Portal", "Family week")
	helper.post(path, url.Values{"version": {"1"}, "arrive": {"2026-03-20"}, "depart": {"2026-03-22"}}).is(http.StatusForbidden)
	helper.post(path+"/delete", url.Values{"version": {"1"}}).is(http.StatusForbidden)
	ana.post(path, url.Values{"version": {"1"}, "arrive": {"2026-03-20"}, "depart": {"2026-03-22"}}).is(http.StatusSeeOther)
	ana.post(path, url.Values{"version": {"1"}, "arrive": {"2026-03-25"}, "depart": {"2026-03-27"}}).is(http.StatusConflict).says("Now saved", "2026-03-20")
	ana.post(path+"/delete", url.Values{"version": {"2"}}).is(http.StatusSeeOther)
	ana.get(month).hides("Owner block-off, ")
}

func TestWritingNotesWithoutReadingThem(t *testing.T) {
	w := newOffice(t)
	at := "/bookings/" + w.stay.ID.String()
	v := w.portal("Mute Helper", "property", []id.ID{w.quay.ID}, "calendar", "add-notes")
	v.get(at).says("Add note", "You will not see it here again").hides(markNote)
	v.post(at+"/notes", url.Values{"body": {"The tap drips"}}).is(http.StatusSeeOther)
	v.get(at).hides("The tap drips")
	v.post(at+"/notes", url.Values{"body": {" "}}).is(http.StatusUnprocessableEntity)
	w.portal("Silent Cleaner", "property", []id.ID{w.quay.ID}, "calendar").post(at+"/notes", url.Values{"body": {"x"}}).is(http.StatusForbidden)
	w.signIn("Alma Admin").get(at).says("The tap drips", "Mute Helper")
}

func TestABookingThroughItsLife(t *testing.T) {
	w := newOffice(t)
	alma := w.signIn("Alma Admin")
	form := url.Values{"property": {w.pier.ID.String()}, "arrive": {"2026-03-20"}, "depart": {"2026-03-18"}, "guest": {"Nora Nacht"}, "state": {"tentative"}, "source": {"direct"},
		"charges.0.kind": {"rent"}, "charges.0.amount": {""}, "charges.1.kind": {"fee"}, "charges.1.amount": {"lots"}, "adults": {"2"}}
	a := alma.post("/bookings/new", form).is(http.StatusUnprocessableEntity).says("one night at least")
	if !strings.Contains(a.body, `value="Nora Nacht"`) {
		t.Error("what was typed is gone")
	}
	form.Set("depart", "2026-03-22")
	if a := alma.post("/bookings/new", form).is(http.StatusUnprocessableEntity); !strings.Contains(a.body, `id="f-charges.0.amount-wrong"`) {
		t.Error("the wrong sum is not named at its line")
	}
	form.Set("do", "line")
	if a := alma.post("/bookings/new", form).is(http.StatusOK); !strings.Contains(a.body, `name="charges.3.amount"`) {
		t.Error("another line was not added")
	}
	form.Del("do")
	form.Set("charges.1.amount", "50")
	at := alma.post("/bookings/new", form).is(http.StatusSeeOther).to
	alma.post("/bookings/new", form).is(http.StatusConflict).says("Someone is already there from 20 March 2026")
	alma.get(at).says("tentative", "50.00", "Nora Nacht")
	version := between(alma.get(at).body, `name="version" value="`, `"`)
	alma.post(at+"/confirm", url.Values{"version": {version}}).is(http.StatusSeeOther)
	alma.get(at).says("confirmed")
	alma.post(at+"/edit", url.Values{"version": {"1"}, "guest": {"Nora Nachtegaal"}, "adults": {"3"}}).is(http.StatusConflict).says("Now saved", "Nora Nacht", "What you typed")
	version = between(alma.get(at+"/edit").body, `name="version" value="`, `"`)
	alma.post(at+"/edit", url.Values{"version": {version}, "guest": {"Nora Nachtegaal"}, "adults": {"three"}}).is(http.StatusUnprocessableEntity).says("whole number")
	alma.post(at+"/edit", url.Values{"version": {version}, "guest": {"Nora Nachtegaal"}, "adults": {"3"}}).is(http.StatusSeeOther)
	version = between(alma.get(at+"/nights").body, `name="version" value="`, `"`)
	alma.post(at+"/nights", url.Values{"version": {version}, "arrive": {"2026-03-21"}, "depart": {"2026-03-25"}}).is(http.StatusSeeOther)
	alma.post(at+"/payments", url.Values{"amount": {"-5"}, "method": {"cash"}}).is(http.StatusUnprocessableEntity).says("above zero")
	alma.post(at+"/payments", url.Values{"amount": {"50"}, "method": {"cash"}}).is(http.StatusSeeOther)
	alma.post(at+"/refunds", url.Values{"amount": {"60"}, "method": {"cash"}}).is(http.StatusUnprocessableEntity).says("more than was paid")
	alma.get(at).says("21–25 March 2026", "Nora Nachtegaal", "3 adults", "Cash")
	alma.get(at+"/cancel").says("Cancel the booking of Nora Nachtegaal?", "Keep the charges")
	version = between(alma.get(at+"/cancel").body, `name="version" value="`, `"`)
	alma.post(at+"/cancel", url.Values{"version": {version}}).is(http.StatusSeeOther)
	alma.get(at).says("cancelled").hides("Cancel booking")
	alma.post(at+"/cancel", url.Values{"version": {strconv.Itoa(99)}}).is(http.StatusConflict)
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func TestAQuoteThroughItsLife(t *testing.T) {
	w := newOffice(t)
	alma := w.signIn("Alma Admin")
	form := url.Values{"property": {w.pier.ID.String()}, "arrive": {"2026-03-20"}, "depart": {"2026-03-22"}, "guest": {"Nora Nacht"}, "email": {"nora@guests.example"}, "adults": {"2"},
		"lines.0.kind": {"rent"}, "lines.0.amount": {"300"}, "lines.2.kind": {"cleaning"}, "lines.2.amount": {"45.50"}, "message": {"With pleasure"}}
	at := alma.post("/quotes/new", form).is(http.StatusSeeOther).to
	alma.get(at).says("draft", "345.50", "With pleasure")
	form.Set("version", "1")
	form.Set("guest", "Nora N.")
	alma.post(at+"/edit", form).is(http.StatusSeeOther)
	alma.post(at+"/edit", form).is(http.StatusConflict).says("Somebody else saved this")
	w.portal("Ana Portal", "client", []id.ID{w.ana.ID}, "calendar", "all-money").get(at).is(http.StatusNotFound)
	alma.post(at+"/send", url.Values{"version": {"2"}}).is(http.StatusSeeOther)
	alma.get(at + "/edit").is(http.StatusForbidden)
	alma.get("/quotes?state=sent").says("Nora N.")
	alma.get("/quotes?state=nonsense").is(http.StatusUnprocessableEntity)
	alma.get("/").says("Open quotes 1")

	guest := w.stranger("The guest")
	link := w.quoteLink()
	guest.get(link).is(http.StatusOK).says("Harbour Lettings", "345.50", "Accept this offer")
	guest.post(link+"/accept", url.Values{"name": {" "}}).is(http.StatusUnprocessableEntity)
	guest.get("/q/nonsense").is(http.StatusNotFound).says("cannot be opened")
	alma.post("/bookings/new", url.Values{"property": {w.pier.ID.String()}, "arrive": {"2026-03-21"}, "depart": {"2026-03-23"}, "guest": {"Quick Quentin"}}).is(http.StatusSeeOther)
	guest.post(link+"/accept", url.Values{"name": {"Nora Nacht"}}).is(http.StatusConflict).says("taken meanwhile", "Accept this offer").hides("Quentin")
	guest.post(link+"/decline", nil).is(http.StatusSeeOther)
	guest.get(link).says("Declined").hides("Accept this offer")
	guest.post(link+"/accept", url.Values{"name": {"Nora Nacht"}}).is(http.StatusConflict)
}

// quoteLink finds the link in the mail that went out last.
func (w *office) quoteLink() string {
	w.t.Helper()
	heads, _, err := w.Mail.Outbox(w.t.Context(), w.account, id.ID{}, 20)
	w.must(err)
	for _, head := range heads {
		m, err := w.Mail.Open(w.t.Context(), w.account, head.ID)
		w.must(err)
		if i := strings.Index(m.Text, "/q/"); i >= 0 {
			return strings.Fields(m.Text[i:])[0]
		}
	}
	w.t.Fatal("no mail has a link to a quote")
	return ""
}

func TestWrongFiltersAreNamedAtTheField(t *testing.T) {
	w := newOffice(t)
	alma := w.signIn("Alma Admin")
	for _, path := range []string{"/bookings?from=2026-04-01&to=2026-03-01", "/bookings?state=x", "/bookings?from=yesterday", "/bookings?cursor=forged", "/calendar?days=900", "/calendar?from=never", "/calendar/" + w.quay.ID.String() + "?month=13"} {
		alma.get(path).is(http.StatusUnprocessableEntity)
	}
	if a := alma.get("/bookings?from=2026-04-01&to=2026-03-01"); !strings.Contains(a.body, `value="2026-04-01"`) {
		t.Error("the filter lost what was typed")
	}
	alma.get("/bookings?q=zorb").is(http.StatusOK).says(markName)
	alma.get("/bookings?q=nobody").is(http.StatusOK).says("No booking matches")
	w.staff("Fay Desk", "front-desk").get("/bookings").is(http.StatusOK).hides("Ana Lindqvist", markOwner)
}
