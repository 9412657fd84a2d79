package story

import (
	"net/http"
	"strings"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
)

// O13, quotes: draft, sent by mail, looked at and accepted by the guest – and
// with that a booking, if the nights are free still.
func TestO13QuoteBecomesABooking(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name", "all-money"))
		ines, olga := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		form := []string{"property=" + h.quay.ID.String(), "arrive=" + day(20).String(), "depart=" + day(23).String(), "guest=Nora Nacht", "email=nora@guests.example",
			"adults=2", "lines.0.kind=rent", "lines.0.amount=900", "lines.1.kind=cleaning", "lines.1.amount=50", "message=With pleasure"}
		made := ines.post("/quotes/new", form...).ok().shows("draft", "950.00", "Nora Nacht")
		olga.get(made.path).missing()
		olga.get("/quotes").isRefused()
		if w.box.count("nora@guests.example", "") > 0 {
			t.Error("a draft was mailed")
		}
		ines.get(made.path + "/send").fill(made.path + "/send").ok().shows("sent")
		link := w.box.next(w, "nora@guests.example", "", 1).link(t, "/q/")
		nora := w.somebody("Nora Nacht")
		for range 2 {
			nora.get(link).ok().shows("Harbour Homes", "950.00", "With pleasure").hides("Ana Peeters", "Gerda", "180.00")
		}
		path := strings.TrimPrefix(link, w.url)
		nora.post(path+"/accept", "name=").is(http.StatusUnprocessableEntity)
		h.booking(h.quay.ID, "Quick Quentin", 21, 2, "500", "30", "40")
		nora.fill(link, path+"/accept", "name=Nora Nacht").is(http.StatusConflict).hides("Quentin")

		form[1], form[2] = "arrive="+day(30).String(), "depart="+day(33).String()
		again := ines.post("/quotes/new", form...).ok()
		ines.get(again.path + "/send").fill(again.path + "/send").ok()
		link = w.box.next(w, "nora@guests.example", "", 2).link(t, "/q/")
		path = strings.TrimPrefix(link, w.url)
		nora.fill(link, path+"/accept", "name=Nora Nacht").ok().hides("Accept this offer")
		nora.post(path+"/accept", "name=Somebody Else").is(http.StatusConflict)
		ines.get(again.path).ok().shows("accepted")
		ines.get("/bookings?q=Nora").ok().shows("Nora Nacht", "950.00")
		olga.get("/calendar/" + h.quay.ID.String() + "?month=" + day(30).String()[:7]).ok().shows("Nora Nacht")
		nora.get("/q/made-up").missing()
	})
}

// O13, feeds out: a secret address that says what its person sees, at this
// moment, and ends with their access.
func TestO13OutgoingCalendar(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name"))
		cleo := h.join("Cleo Cleaner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines := w.enter("Ines Alvarez")
		for name, m := range map[string]people.Member{"Olga Owner": olga, "Cleo Cleaner": cleo} {
			p := w.enter(name)
			made := p.post("/properties/" + h.quay.ID.String() + "/address").ok()
			at := inLetter.FindString(strings.ReplaceAll(made.body, `"`, " "))
			if !strings.Contains(at, "/calendar-feeds/") {
				made.wrong("no address: %q", at)
				continue
			}
			theirs, unknown := p.post("/properties/"+h.loft.ID.String()+"/address"), p.post("/properties/"+id.New().String()+"/address")
			if theirs.status < 400 || theirs.status != unknown.status || theirs.text() != unknown.text() {
				theirs.wrong("an address of a property that is not theirs is refused like no other: %d, %d", theirs.status, unknown.status)
			}
			program := w.somebody("a calendar program")
			got := program.get(at).ok().hides("1135", "gerda.gast", "parrot", "Hugo")
			if shows := strings.Contains(got.body, "Gerda"); shows != (name == "Olga Owner") {
				t.Errorf("%s: the guest shows: %v\n%s", name, shows, got.body)
			}
			p.get("/feeds").ok().hides(at)
			ines.post(accessOf(m) + "/deactivate").ok()
			program.get(at).missing()
		}
		w.somebody("a guesser").get("/calendar-feeds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics").missing()
	})
}
