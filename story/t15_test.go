package story

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/people"
)

// T11: setting a password ends neither links nor sessions; signing out everywhere
// is a button of its own and ends every session at once.
func TestT11PasswordAndSignOutEverywhere(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines, other := w.enter("Ines Alvarez"), w.enter("Ines Alvarez")
		link, _ := w.somebody("Ines Alvarez").asks(1)
		ines.fill("/me/security", "/me/password", "current="+password, "password=a garden by the river").ok()
		other.get("/me/sessions").ok()
		third := w.somebody("Ines Alvarez")
		third.post(pathOf(w, link)).ok().at("/")

		ines.get("/me/sessions/everywhere").ok().shows("Sign out everywhere?", "API tokens stay")
		ines.fill("/me/sessions/everywhere", "/me/sessions/everywhere").at("/signed-out")
		for _, p := range []*person{ines, other, third} {
			if got := p.get("/me/sessions"); strings.Contains(got.text(), "Last used") {
				got.wrong("still signed in")
			}
		}
	})
}

// T8 and T15: name, zone and language; address with proof, confirmed from the new
// mailbox, told to the old one.
func TestT15NameAndAddress(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal)
		ines := w.enter("Ines Alvarez")
		ines.fill("/me", "/me/profile", "name=Ines de Alvarez", "zone=Asia/Tokyo").ok().at("/me").shows("Saved", "Ines de Alvarez")
		ines.get("/settings/access").shows("Ines de Alvarez")
		for field, bad := range map[string]string{"name": "", "zone": "Mars/Olympus", "locale": "xx-nothing"} {
			if got := ines.fill("/me", "/me/profile", field+"="+bad).is(http.StatusUnprocessableEntity); !strings.Contains(got.body, "f-"+field) {
				got.wrong("nothing at %s", field)
			}
		}

		// An address that is somebody's already answers the same.
		ines.fill("/me", "/me/email", "email="+address("Olga Owner")).ok().shows("A link is on its way to the new address")
		w.box.next(w, address("Olga Owner"), "Somebody wanted to use your address", 1)
		late := w.enter("Ines Alvarez")
		w.clock.wait(11 * time.Minute)
		late.fill("/me", "/me/email", "email=new@people.example").is(http.StatusForbidden).shows("Is this still you?")
		ines = w.enter("Ines Alvarez")
		ines.fill("/me", "/me/email", "email=New@People.example").ok()
		link := w.box.next(w, "new@people.example", "Confirm your new address", 1).link(t, "/confirm/")
		w.somebody("a mail scanner").get(link).ok().shows(address("Ines Alvarez"), "new@people.example")
		waiting, _ := w.somebody("Ines Alvarez").asks(1)
		path := pathOf(w, link)
		w.somebody("anyone").fill(link, path).ok().shows("You sign in with new@people.example")
		w.somebody("anyone").post(path).is(http.StatusConflict)
		w.box.next(w, address("Ines Alvarez"), "Your address was changed", 1)
		w.somebody("Ines Alvarez").signIn(password).is(http.StatusUnauthorized)
		w.somebody("Ines Alvarez").get(waiting).missing() // what went to the old mailbox opens nothing
		w.somebody("New").post("/sign-in", "email=new@people.example", "password="+password).ok().at("/")
		ines.get("/me").ok().shows("new@people.example") // and nobody is thrown out
	})
}

// T15: sessions with device, address and method; end one, end the others; never
// somebody else's.
func TestT15Sessions(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal)
		ines, other, olga := w.enter("Ines Alvarez"), w.enter("Ines Alvarez"), w.enter("Olga Owner")
		page := ines.get("/me/sessions").ok().shows("this one", "Go", "127.0.0.1", "Password", "just now")
		page.hides("Olga")
		sessions := func(p *person) []map[string]any {
			var all struct{ Items []map[string]any }
			got := p.get("/api/v1/me/sessions").ok()
			if err := json.Unmarshal([]byte(got.body), &all); err != nil {
				t.Fatal(err)
			}
			return all.Items
		}
		mine := sessions(olga)[0]["id"].(string)
		ines.post("/me/sessions/" + mine + "/end").missing()
		ines.send("DELETE", "/api/v1/me/sessions/"+mine, "", nil, nil).missing()
		open := other.listen()
		for _, s := range sessions(ines) {
			if s["current"] != true {
				ines.fill("/me/sessions", "/me/sessions/"+s["id"].(string)+"/end").ok().shows("That session has ended")
			}
		}
		open.ends()
		if got := other.get("/me/sessions"); strings.Contains(got.text(), "Last used") {
			got.wrong("still signed in")
		}
		third := w.enter("Ines Alvarez")
		ines.fill("/me/sessions", "/me/sessions/others").ok().shows("All other sessions have ended")
		if got := third.get("/me/sessions"); strings.Contains(got.text(), "Last used") {
			got.wrong("still signed in")
		}
		olga.get("/me/sessions").ok().shows("this one")
	})
}

var secret = regexp.MustCompile(`kh_[A-Za-z0-9_-]{43}`)

// T15: an API token does what its person may and no more, is shown once, and ends
// when it is revoked, runs out, or its person goes.
func TestT15Tokens(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		make := func(p *person, fields ...string) string {
			p.t.Helper()
			got := p.fill("/me/tokens", "/me/tokens", fields...).ok().shows("Copy it now")
			return secret.FindString(got.text())
		}
		ines := w.enter("Ines Alvarez")
		whole, reads := make(ines, "name=Sync", "days=7", "read_only="), make(ines, "name=Reports", "days=30")
		ines.get("/me/tokens").shows("Sync", "Reports", "only read", "never").hides(whole, reads)
		ask := func(token, method, path, body string) *page {
			p := w.somebody("a program")
			return p.send(method, path, "application/json", strings.NewReader(body), http.Header{"Authorization": {"Bearer " + token}})
		}
		ask(whole, "GET", "/api/v1/bookings", "").ok()
		ask(reads, "GET", "/api/v1/bookings", "").ok()
		ask(whole, "POST", "/api/v1/owners", `{"name":"Made By Token"}`).is(http.StatusCreated)
		ask(reads, "POST", "/api/v1/owners", `{"name":"Not Made"}`).isRefused()
		for _, road := range []string{"/api/v1/me/tokens", "/api/v1/me/sessions", "/api/v1/me/notices"} {
			ask(whole, "GET", road, "").is(http.StatusForbidden)
		}
		ask(whole, "PUT", "/api/v1/me/password", `{"current":"`+password+`","password":"a garden by the river"}`).is(http.StatusForbidden)
		ask(whole, "POST", "/api/v1/me/tokens", `{"name":"Offspring","days":7}`).is(http.StatusForbidden)
		ask(whole, "POST", "/api/v1/session/account", `{"account":"harbour"}`).is(http.StatusForbidden)
		if in := w.somebody("a browser with a token"); true {
			at := in.request("GET", "/", "", nil, nil)
			in.http.Jar.SetCookies(at.URL, []*http.Cookie{{Name: "keyhouse", Value: whole, Path: "/"}})
			if got := in.get("/bookings"); strings.Contains(got.text(), "Gerda") {
				got.wrong("a token opens the screens")
			}
		}

		olga := h.join("Olga Owner", people.Portal)
		hers := make(w.enter("Olga Owner"), "name=Hers", "days=365")
		ask(hers, "GET", "/api/v1/me", "").ok()
		w.must(w.People.Deactivate(t.Context(), h.boss, olga.ID))
		ask(hers, "GET", "/api/v1/me", "").is(http.StatusUnauthorized)
		w.must(w.People.Reactivate(t.Context(), h.boss, olga.ID))
		ask(hers, "GET", "/api/v1/me", "").is(http.StatusUnauthorized) // it died with them

		links := ines.get("/me/tokens").links()
		revoke := links[slices.IndexFunc(links, func(at string) bool { return strings.HasSuffix(at, "/revoke") })] // the newest
		ines.get(revoke).ok().shows("Revoke Reports?").fill(revoke).ok().shows("That token is revoked")
		ines.post(revoke).missing()
		ask(reads, "GET", "/api/v1/bookings", "").is(http.StatusUnauthorized)
		w.clock.wait(7*24*time.Hour + time.Minute)
		ask(whole, "GET", "/api/v1/bookings", "").is(http.StatusUnauthorized)
	})
}

// T15: which mails one gets. Each choice acts.
func TestT15Notices(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		w.enter("Ines Alvarez")
		ines := w.enter("Ines Alvarez") // another browser
		w.box.next(w, address("Ines Alvarez"), "A new sign-in", 1)
		ines.get("/me/notices").ok().shows("A sign-in from a new device", "Blocked time")
		ines.post("/me/notices", "notice=block-off").ok().at("/me/notices").shows("Saved")
		w.enter("Ines Alvarez")
		ines.post("/me/notices", "notice=new-device").ok()
		w.enter("Ines Alvarez")
		w.box.next(w, address("Ines Alvarez"), "A new sign-in", 2)
		if n := w.box.count(address("Ines Alvarez"), "A new sign-in"); n != 2 {
			t.Errorf("%d mails about new browsers, want 2", n)
		}

		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "block-off"))
		olga := w.enter("Olga Owner")
		block := func(arrive int) {
			olga.fill("/blocks/new?property="+h.quay.ID.String(), "/blocks/new", "arrive="+day(arrive).String(), "depart="+day(arrive+2).String()).ok()
		}
		block(60)
		ines.post("/me/notices", "notice=new-device", "notice=block-off").ok()
		block(70)
		w.box.next(w, address("Ines Alvarez"), "Quay House is blocked off", 1)
		if n := w.box.count(address("Ines Alvarez"), "is blocked off"); n != 1 {
			t.Errorf("%d mails about blocked time, want 1", n)
		}
		olga.get("/me/notices").ok().shows("Statements")
	})
}

// T15, while one is logged in as somebody else: none of it.
func TestT15NothingOfItAsSomebodyElse(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal)
		ines := w.enter("Ines Alvarez")
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=to help").ok()
		ines.get("/me").ok().shows("This is not yours to change")
		for _, road := range []string{"/me/security", "/me/sessions", "/me/notices", "/me/tokens", "/api/v1/me/sessions", "/api/v1/me/tokens"} {
			ines.get(road).is(http.StatusForbidden)
		}
		ines.post("/me/profile", "name=Mallory").is(http.StatusForbidden)
		ines.post("/me/email", "email=mallory@people.example").is(http.StatusForbidden)
		ines.post("/me/password", "password=a garden by the river").is(http.StatusForbidden)
		ines.post("/me/tokens", "name=Mallory", "days=7").is(http.StatusForbidden)
		ines.post("/me/sessions/everywhere").is(http.StatusForbidden)
		ines.post("/me/notices").is(http.StatusForbidden)
	})
}
