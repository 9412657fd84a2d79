package story

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/imports"
	"keyhouse/intake"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// X4: every change with what fields said before and after, every sign-in, every
// denied attempt, every export; who, and in whose name. Searchable by person,
// record and time, on screens and by the API; keyhouse verify proves it whole.
func TestX4TheTrailTellsItAll(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name"))
		ines, mine := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		stay := "/bookings/" + h.gerda.ID.String()

		ines.fill(stay+"/edit", stay+"/edit", "guest=Gerda Gast-Maes", "phone=+49 170 99 99").ok()
		mine.post(stay+"/edit", "guest=Mine Now", "version=1").isRefused()                   // she sees it and may not
		mine.post("/bookings/"+h.iris.ID.String()+"/edit", "guest=X", "version=1").missing() // she may not know of it
		w.People.Close(context.Background())                                                 // which is noted behind her back
		if in := w.somebody("Olga Owner").signIn("not her password"); in.path != "/sign-in" {
			t.Errorf("let in at %s", in.path)
		}
		w.People.Close(context.Background())
		ines.get("/bookings.csv").ok()
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=she telephoned").ok()
		ines.post("/acting/stop").ok()

		trail := ines.get("/settings/audit").ok()
		trail.shows("Changed booking", "Tried to edit: booking", "Failed to sign in", "wrong password", "Exported booking", "Logged in as member", "she telephoned",
			"Came back to their own session", "Ines Alvarez as Olga Owner")
		person := "/settings/audit?person=" + olga.Person.String()
		ines.get(person).ok().shows("Olga Owner", "Tried to edit: booking", "they may not know of it", "Booking").hides("Changed booking")
		ines.get(person + "&outcome=denied&act=sign+in").ok().shows("Failed to sign in").hides("Tried to edit")
		ines.get("/settings/audit?from=2001-01-01&until=2001-12-31").ok().shows("Nothing matches")
		ines.get("/settings/audit?until=yesterday").is(http.StatusUnprocessableEntity)

		// Before and after, on the entry and on the booking's own page.
		edits := ines.get("/settings/audit?act=edit&outcome=done&record=" + h.gerda.ID.String()).ok().shows("About Booking")
		ines.get(entryAt(edits)).ok().shows("Gerda Gast", "Gerda Gast-Maes", "+49 170 55 55", "+49 170 99 99", "Its hash")
		ines.get(stay).ok().shows("History", "Guest: Gerda Gast → Gerda Gast-Maes")
		ines.get(accessOf(olga)).ok().shows("History", "Logged in as member").leads(person)
		ines.get("/owners/"+h.ana.ID.String()).ok().shows("History", "Added client")
		ines.get("/properties/"+h.quay.ID.String()).ok().shows("History", "Ana Peeters 100 %")

		// A program reads the same.
		list := ines.json("GET", "/api/v1/audit?record="+h.gerda.ID.String()+"&act=edit&outcome=done", "").ok().shows(`"act":"edit"`, `"title":"Booking`)
		one := list.body[strings.Index(list.body, `"id":"`)+6:][:36]
		ines.json("GET", "/api/v1/audit/"+one, "").ok().shows("Gerda Gast-Maes", `"before":"Gerda Gast"`)
		ines.json("GET", "/api/v1/audit/export?act=edit", "").ok().shows("Guest: Gerda Gast → Gerda Gast-Maes")
		ines.get("/settings/audit.csv").ok().shows("Before and after", "Gerda Gast-Maes")
		ines.get("/settings/audit?act=export").ok().shows("Exported audit") // itself noted
		w.verify()
	})
}

// entryAt is the first entry a list leads to.
func entryAt(g *page) string {
	g.t.Helper()
	for _, to := range g.links() {
		if strings.HasPrefix(to, "/settings/audit/") {
			return to
		}
	}
	g.wrong("leads to no entry")
	return ""
}

// X4, the other side: who may not read the trail is told of none – by address,
// export, API, or on the pages of records they may see.
func TestX4TheTrailIsForAdmins(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name", "contact", "all-money", "view-notes"))
		h.join("Pat Admin", people.Portal, people.GrantForm{Role: "portal-admin", On: "account", Switches: []string{"reports"}})
		h.join("Vic Viewer", people.Staff, as("viewer"))
		h.join("Cleo Cleaner", people.Portal, onProperties([]id.ID{h.quay.ID}, "calendar"))
		h.join("Tess Tech", people.Staff, as("technician"))
		h.join("Ivo It", people.Staff, people.GrantForm{Role: "it", On: access.OnServer.String()})
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		_ = rival
		ctx := context.Background()
		block, err := w.Stays.CreateBlock(ctx, h.boss, stays.BlockForm{Property: h.quay.ID, Nights: calendar.Nights{Arrive: day(30), Depart: day(32)}})
		w.must(err)
		quote, err := w.Stays.CreateQuote(ctx, h.boss, stays.QuoteForm{Property: h.quay.ID, Nights: calendar.Nights{Arrive: day(40), Depart: day(42)}, Guest: stays.Guest{Name: "Quentin Quote", Email: "q@people.example", Adults: 1}})
		w.must(err)
		content := "Name\nOlga Imported\n"
		run, err := w.Imports.Now(ctx, h.boss, imports.Order{Kind: imports.Owners, Files: []imports.Upload{{Name: "olga.csv", In: strings.NewReader(content)}}, Mapping: intake.Mapping{Columns: map[string]int{"name": 0}}})
		w.must(err)
		clients, err := w.Portfolio.Clients(ctx, h.boss, portfolio.ClientFilter{Q: "imported"})
		w.must(err)
		imported := "/owners/" + clients.Rows[0].ID.String()
		ines := w.enter("Ines Alvarez")
		ines.get(imported).ok().shows("History", "Came in by", "olga.csv").leads("/imports/" + run.ID.String())
		ines.get("/settings/audit?record=" + clients.Rows[0].ID.String()).ok().shows("Came in by an import").hides("Nothing matches")
		pages := []string{"/bookings/" + h.gerda.ID.String(), "/properties/" + h.quay.ID.String(), "/blocks/" + block.ID.String(), "/quotes/" + quote.ID.String(), "/owners/" + h.ana.ID.String(), imported}
		for _, path := range pages {
			ines.get(path).ok().shows("History", "Ines Alvarez")
		}
		entry := entryAt(ines.get("/settings/audit?act=add").ok())
		for _, name := range []string{"Mo Manager", "Fay Desk", "Olga Owner", "Pat Admin", "Cleo Cleaner", "Vic Viewer", "Tess Tech", "Ivo It"} {
			p := w.enter(name)
			for _, road := range []string{"", ".csv", ".xlsx", "?person=" + h.ana.ID.String(), strings.TrimPrefix(entry, "/settings/audit")} {
				p.get("/settings/audit"+road).isRefused().hides("Gerda", "Changed booking")
			}
			for _, road := range []string{"", "/export", strings.TrimPrefix(entry, "/settings/audit")} {
				p.json("GET", "/api/v1/audit"+road, "").isRefused()
			}
			for _, path := range pages {
				p.get(path).hides("History", "Came in by", "olga.csv")
			}
			p.get("/").hides("Audit trail")
		}
		// Another company's admin has a trail, and nothing of ours in it.
		rex := w.enter("Rex Rival")
		rex.get(entry).missing()
		rex.get("/settings/audit?record=" + h.gerda.ID.String()).ok().shows("Nothing matches")
		rex.get("/settings/audit").ok().hides("Ines", "Gerda")
	})
}
