package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"keyhouse/people"
)

// userOf is a user's address in the API.
func userOf(m people.Member) string { return "/api/v1/users/" + m.ID.String() }

// T7: the Login column shows how each last signed in.
func TestT7LoginColumn(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines := w.enter("Ines Alvarez")
		if got := ines.row("Olga Owner"); !strings.Contains(got, "none") || strings.Contains(got, "Password") {
			t.Errorf("before: %s", got)
		}
		w.enter("Olga Owner")
		if got := ines.row("Olga Owner"); !strings.Contains(got, "Password") {
			t.Errorf("by password: %s", got)
		}
		ines.get("/settings/users?method=password").ok().shows("Olga Owner", "By password").hides("Fay Desk")

		ines.fill(accessOf(olga), accessOf(olga)+"/send-link").ok().shows("good for 24 hours")
		link := w.box.next(w, address("Olga Owner"), linkSubject, 1).link(t, "/link/")
		w.somebody("Olga Owner").fill(link, strings.TrimPrefix(link, w.url)).ok()
		if got := ines.row("Olga Owner"); !strings.Contains(got, "Link") {
			t.Errorf("by link: %s", got)
		}
		ines.get(userOf(olga)).ok().shows(`"login":"link"`)
	})
}

// T9: an admin sets any member's password in their account without knowing the
// old one; the member is told by mail, and nothing of theirs ends.
func TestT9SetPassword(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines, hers := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		form := ines.get(accessOf(olga)).follow("Set password").ok().shows("told by mail")
		form.fill(accessOf(olga)+"/password", "password=olga").is(http.StatusUnprocessableEntity).shows("at least 8 characters")
		form.fill(accessOf(olga)+"/password", "password=herring in the harbour").ok().at(accessOf(olga)).shows("The password is set")
		told := w.box.next(w, address("Olga Owner"), "Your password was changed", 1)
		if !strings.Contains(told.text, "Ines Alvarez changed your password") {
			t.Errorf("told: %s", told.text)
		}
		hers.get("/properties").ok().shows("Quay House")
		w.somebody("Olga Owner").signIn(password).is(http.StatusUnauthorized)
		w.somebody("Olga Owner").signIn("herring in the harbour").ok().at("/")

		// A stale proof is asked for anew before anything is typed.
		w.clock.wait(proofOver)
		if got := ines.get(accessOf(olga) + "/password"); got.path != "/prove" {
			got.wrong("a forgotten browser sets passwords")
		}
		ines.json("PUT", userOf(olga)+"/password", `{"password":"yet another one"}`).is(http.StatusForbidden).shows("/api/problems/prove")
		ines.json("POST", "/api/v1/session/prove", `{"password":"`+password+`"}`).is(http.StatusNoContent)
		ines.json("PUT", userOf(olga)+"/password", `{"password":"yet another one"}`).is(http.StatusNoContent)

		// Not one's own, not across who holds more, not of who belongs elsewhere too.
		boss := h.members("Ines Alvarez")
		ines.get(accessOf(boss) + "/password").isRefused()
		h.join("Paul Portal", people.Portal, as("portal-admin"))
		paul := w.enter("Paul Portal")
		paul.post(accessOf(boss)+"/password", "password=herring in the harbour").isRefused()
		paul.json("PUT", userOf(boss)+"/password", `{"password":"herring in the harbour"}`).isRefused()
		for _, name := range []string{"Mo Manager", "Fay Desk"} {
			w.enter(name).post(accessOf(olga)+"/password", "password=herring in the harbour").isRefused()
		}
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		rival.join("Olga Owner", people.Portal)
		ines.post(accessOf(olga)+"/password", "password=herring in the harbour").is(http.StatusConflict).shows("Send them a link").hides("Rival")
		w.enter("Rex Rival").post(accessOf(olga)+"/password", "password=herring in the harbour").missing()
	})
}

// T12: a fresh sign-in link, good for 24 hours, also for somebody whose
// invitation has run out; it makes them active.
func TestT12SendLink(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		made := ines.fill("/settings/users/new?role=viewer", "/settings/users/new", "name=Vic Viewer", "email="+address("Vic Viewer")).ok()
		made.shows("The invitation is on its way", "invited", "Viewer")
		vic := made.path
		stale := w.box.next(w, address("Vic Viewer"), "", 1).link(t, "/link/")
		w.clock.wait(people.InvitationLife + time.Minute)
		w.somebody("Vic Viewer").get(stale).is(http.StatusConflict)
		ines = w.enter("Ines Alvarez")
		ines.fill(vic, vic+"/send-link").ok()
		link := w.box.another(w, address("Vic Viewer"), "/link/", stale)
		late := strings.TrimPrefix(link, w.url)
		w.clock.wait(24*time.Hour - time.Minute)
		w.somebody("a scanner").get(link).ok()
		w.somebody("Vic Viewer").fill(link, late).ok()
		w.enter("Ines Alvarez").get(vic).ok().shows("active")
		w.somebody("Vic Viewer").get(link).is(http.StatusConflict)

		ines = w.enter("Ines Alvarez")
		ines.fill(vic, vic+"/send-link").ok()
		link = w.box.another(w, address("Vic Viewer"), "/link/", stale, link)
		w.clock.wait(24*time.Hour + time.Minute)
		w.somebody("Vic Viewer").get(link).is(http.StatusConflict)
		w.enter("Fay Desk").post(vic + "/send-link").isRefused()
	})
}

// T13: deactivate and reactivate anyone but oneself; one by one or many at once.
func TestT13DeactivateAndReactivate(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga, fay, boss := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar")), h.members("Fay Desk"), h.members("Ines Alvarez")
		ines, desk := w.enter("Ines Alvarez"), w.enter("Fay Desk")
		ines.fill(accessOf(fay)+"/deactivate", accessOf(fay)+"/deactivate").ok().shows("inactive")
		desk.get("/bookings").is(http.StatusUnauthorized)
		w.somebody("Fay Desk").signIn(password).is(http.StatusUnauthorized).shows("switched off")
		ines.get("/settings/users").ok().shows("Fay Desk", "inactive")
		ines.fill(accessOf(fay), accessOf(fay)+"/reactivate").ok().shows("active")
		w.enter("Fay Desk")

		// Not oneself, not the last admin, and many at once with a result for each.
		for _, do := range []string{"/deactivate", "/delete"} {
			ines.post(accessOf(boss) + do).isRefused()
		}
		got := ines.post("/settings/users/bulk", "do=deactivate", "id="+fay.ID.String(), "id="+olga.ID.String(), "id="+boss.ID.String()).ok()
		got.shows("2 of 3 done", "switched off and signed out", "not done")
		ines.get("/settings/users?state=inactive").ok().shows("Fay Desk", "Olga Owner").hides("Mo Manager")
		ines.json("POST", "/api/v1/users/bulk", `{"do":"reactivate","users":["`+fay.ID.String()+`","`+olga.ID.String()+`"]}`).ok().shows(`"done":true`).hides(`"done":false`)
		ines.post("/settings/users/bulk", "do=deactivate").is(http.StatusUnprocessableEntity).shows("Choose at least one")
		w.enter("Mo Manager").post("/settings/users/bulk", "do=deactivate", "id="+fay.ID.String()).isRefused()
		ada := h.join("Ada Admin", people.Staff, as("admin"))
		other := w.enter("Ada Admin")
		ines.post(accessOf(ada) + "/deactivate").ok()
		other.post(accessOf(boss) + "/deactivate").is(http.StatusUnauthorized)
	})
}

// T14: admins edit a member's name and role; nobody changes their own role, and
// the last admin stays one.
func TestT14NameAndRole(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		fay, boss := h.members("Fay Desk"), h.members("Ines Alvarez")
		ines, desk := w.enter("Ines Alvarez"), w.enter("Fay Desk")
		ines.fill(accessOf(fay), accessOf(fay), "name=Fay Deskers").ok().shows("Fay Deskers")
		given, err := w.People.Grants(t.Context(), h.boss, fay.ID)
		w.must(err)
		role := accessOf(fay) + "/grants/" + given[0].ID.String() + "/role"
		ines.get(role).ok().shows("Now Front desk", "Technician", "Only the reports")
		seen := ines.get(role+"?role=viewer").ok().fill(role, "do=preview").ok().shows("What this changes", "Bookings")
		desk.get("/bookings").ok().shows("Gerda Gast")
		seen.fill(role, "do=save").ok().at(accessOf(fay)).shows("Viewer – the whole account")
		desk.get("/bookings").isRefused()
		ines.get("/settings/users?role=viewer").ok().shows("Fay Deskers").hides("Mo Manager")

		held, err := w.People.Grants(t.Context(), h.boss, boss.ID)
		w.must(err)
		own := held[0].ID.String()
		for _, path := range []string{accessOf(boss) + "/role", accessOf(boss) + "/grants/" + own + "/role"} {
			ines.get(path).isRefused()
			ines.post(path, "role=viewer", "do=save").isRefused()
		}
		ines.json("PUT", "/api/v1/portal-users/"+boss.ID.String()+"/grants/"+own, `{"role":"viewer","on":"account","version":1}`).isRefused()
		w.enter("Mo Manager").get(role).isRefused()
		ines.get(accessOf(fay) + "/role?role=system-admin").missing()
		ines.get(accessOf(fay) + "/role?role=nonsense").missing()
	})
}

// L5, L6: the admin everything; the manager all data, and nothing of users, plan
// or connections.
func TestL5L6AdminAndManager(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		fay := h.members("Fay Desk")
		ines, mo := w.enter("Ines Alvarez"), w.enter("Mo Manager")
		for _, path := range []string{"/bookings", "/owners", "/properties", "/statements", "/quotes", "/imports"} {
			ines.get(path).ok()
			mo.get(path).ok()
		}
		for _, path := range []string{"/settings/users", "/settings/users/new", "/settings/roles", "/settings/roles/manager", "/settings/access", accessOf(fay), accessOf(fay) + "/role",
			userOf(fay), userOf(fay) + "/sessions", "/api/v1/roles", "/view-as/" + fay.ID.String() + "/"} {
			ines.get(path).ok()
			mo.get(path).isRefused().hides("Fay Desk", "Front desk")
		}
		mo.get("/").ok().leadsNot("/settings/users", "/settings/access", "/settings/roles")
		mo.get("/api/v1/users/count").ok().shows(`"users":0`).hides("enterprise")
		ines.get("/api/v1/users/count").ok().shows(`"plan":"enterprise"`)
		ines.get("/settings/roles").ok().shows("Front desk", "1 user", "may give it")
		ines.get("/settings/roles/front-desk").ok().shows("may pick vendor", "policy.txt:", "Work order", "Nothing: who holds this role gives nobody access")
		ines.get("/settings/roles/portal-admin").ok().shows("May give", "Portal")
	})
}
