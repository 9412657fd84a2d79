package story

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"keyhouse/people"
)

// X9: any screen rendered as a person sees it, reading only, without a session
// being made.
func TestX9ViewAs(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "guest-name", "block-off", "statements"))
		ines, hers := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		as := "/view-as/" + olga.ID.String()
		first := ines.get(accessOf(olga)).follow("View as").ok().at(as+"/").shows("You see what Olga Owner sees", "Nothing can be changed", "Back to Ines Alvarez").leads(accessOf(olga))

		// Every screen she can open says the same through her eyes as to herself.
		for _, path := range []string{"/", "/calendar", "/bookings", "/properties", "/statements", "/quotes", "/search?q=Gerda", "/properties/" + h.quay.ID.String(), "/properties/" + h.loft.ID.String(), "/settings/users"} {
			seen, own := ines.get(as+path), hers.get(path)
			if seen.status != own.status || strings.Contains(seen.text(), "Loft") != strings.Contains(own.text(), "Loft") || strings.Contains(seen.text(), "Gerda Gast") != strings.Contains(own.text(), "Gerda Gast") {
				seen.wrong("is not what she sees: %d, not %d", seen.status, own.status)
			}
			for _, link := range seen.links() {
				if strings.HasPrefix(link, "/") && !strings.HasPrefix(link, as) && link != accessOf(olga) {
					seen.wrong("leads out of her eyes, to %s", link)
				}
			}
		}
		ines.get(as+"/bookings").ok().shows("Gerda Gast").hides("Iris Inn", "1,135.50")
		first.follow("Properties").ok().at(as + "/properties").shows("Quay House").hides("Loft")

		// Nothing can be written, no file is handed out, nothing of hers alone is shown.
		for _, path := range []string{"/blocks/new", "/sign-out", "/switch", "/me/password", "/theme", accessOf(olga) + "/deactivate"} {
			ines.post(as+path, "property="+h.quay.ID.String()).is(http.StatusForbidden)
		}
		for _, path := range []string{"/me", "/me/sessions", "/me/tokens", "/accounts", "/live", "/signed-out", "/sign-in", "/bookings.csv", "/bookings.xlsx", as + "/"} {
			ines.get(as + path).isRefused()
		}
		ines.get("/bookings").ok().shows("Iris Inn") // and one's own session stands
		hers.get("/bookings").ok()

		// The API through her eyes: what she reads, and nothing else.
		ines.get("/api/v1/bookings?as="+olga.ID.String()).ok().shows("Gerda Gast").hides("Iris Inn", "paid")
		ines.get("/api/v1/users?as="+olga.ID.String()).ok().hides("Fay", "Ines")
		ines.json("POST", "/api/v1/blocks?as="+olga.ID.String(), `{}`).is(http.StatusUnprocessableEntity)
		ines.get("/api/v1/bookings?as=nonsense").missing()

		// Never through the eyes of who sees more, nor without the right.
		boss := h.members("Ines Alvarez")
		h.join("Paul Portal", people.Portal, people.GrantForm{Role: "portal-admin", On: "account"})
		for _, name := range []string{"Paul Portal", "Mo Manager", "Fay Desk", "Olga Owner"} {
			p := w.enter(name)
			p.get("/view-as/" + boss.ID.String() + "/").isRefused()
			p.get("/api/v1/bookings?as=" + boss.ID.String()).isRefused()
		}
		w.enter("Paul Portal").get(as + "/bookings").ok().shows("Gerda Gast")
		w.company("rival", "Rival Rooms", "Rex Rival")
		w.enter("Rex Rival").get(as + "/").missing().hides("Olga")
		ines.get("/view-as/" + boss.ID.String() + "/").isRefused() // oneself needs no looking

		ines.post(accessOf(olga) + "/deactivate").ok()
		ines.get(as + "/").is(http.StatusConflict)
	})
}

// O7, further: a reason is needed, the person is told by mail unless the account
// has switched that off, and no way to sign in can be changed inside.
func TestO7ReasonAndNotice(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines := w.enter("Ines Alvarez")
		ines.get(accessOf(olga)).ok().shows("They are told by mail")
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=").is(http.StatusUnprocessableEntity).shows("Say why")
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=she cannot find her statement").ok().shows("You are logged in as Olga Owner")
		told := w.box.next(w, address("Olga Owner"), "is logged in as you", 1)
		if !strings.Contains(told.text, "Ines Alvarez") || !strings.Contains(told.text, "cannot find her statement") {
			t.Errorf("told: %s", told.text)
		}
		ines.post("/me/password", "password=taken over by the office").isRefused()
		herself := w.enter("Olga Owner")
		herself.get("/me/sessions").ok().shows("Ines Alvarez")
		herself.get("/api/v1/me/sessions").ok().shows(`"by":"Ines Alvarez"`)
		ines.get("/").fill("/acting/stop").ok()

		ines.get("/settings/account").fill("/settings/account/preferences", "tell=").ok().at("/settings/account")
		ines.json("PUT", "/api/v1/users/settings", `{"quiet_log_in_as":true}`).ok()
		ines.get(accessOf(olga)).ok().hides("They are told by mail")
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=once more").ok().at("/")
		herself.get("/me/sessions").ok().hides("Ines Alvarez")
		herself.get("/api/v1/me/sessions").ok().hides("Ines Alvarez")
		ines.get("/").fill("/acting/stop").ok()
		w.enter("Fay Desk").json("PUT", "/api/v1/users/settings", `{"quiet_log_in_as":false}`).isRefused()
		w.enter("Fay Desk").get("/api/v1/users/settings").isRefused()
		if n := w.box.count(address("Olga Owner"), "is logged in as you"); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
}

// follow goes where the link that bears the words leads.
func (g *page) follow(words string) *page {
	g.t.Helper()
	for n := range g.root().Descendants() {
		if n.DataAtom == atom.A && strings.Contains(inner(n), words) {
			return g.by.get(attr(n, "href"))
		}
	}
	g.t.Fatalf("%s, %s: no link %q: %s", g.by.name, g.asked, words, g.text())
	return nil
}
