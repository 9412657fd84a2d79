package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"keyhouse/people"
)

// O8: Last action shows the last sign-in or block-off.
func TestO8LastAction(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "block-off"))
		ines := w.enter("Ines Alvarez")
		ines.get(accessOf(olga)).shows("never signed in")
		if w.somebody("Olga Owner").signIn("not her password").status != http.StatusUnauthorized {
			t.Error("a wrong password opens")
		}
		ines.get(accessOf(olga)).shows("never signed in")
		w.enter("Olga Owner")
		ines.get(accessOf(olga)).shows("Signed in")
		ines.get("/settings/access?sort=-last_action").ok().shows("Olga Owner", "Signed in")

		// The office being logged in as her is not her doing.
		w.clock.wait(3 * time.Hour)
		asked := ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=a look").is(http.StatusForbidden)
		asked.fill("/prove", "prove-password="+password).ok()
		ines.get("/").fill("/acting/stop").ok()
		ines.get(accessOf(olga)).ok().shows("3 hours ago")
	})
}

// O9: the office sends a password reset; the old password counts until another
// is chosen, and the link changes one person's password only.
func TestO9SendReset(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines, before := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		ines.get(accessOf(olga)).fill(accessOf(olga) + "/send-reset").ok().shows("on its way")
		link := w.box.next(w, address("Olga Owner"), "Choose a new password", 1).link(t, "/link/")
		w.enter("Olga Owner") // nothing has changed yet

		olga2 := w.somebody("Olga Owner")
		olga2.get(link).ok().shows("You sign in as " + address("Olga Owner")).hides("Welcome")
		olga2.fill(link, strings.TrimPrefix(link, w.url), "password=rain on the quay").ok().at("/")
		w.somebody("Olga Owner").signIn(password).is(http.StatusUnauthorized)
		before.get("/").ok() // a password ends no session; sign-out and deactivation do
		w.somebody("Olga Owner").get(link).is(http.StatusConflict)

		// On the sign-in page: the same answer for everybody.
		known := w.somebody("x").fill("/forgot", "/forgot", "email="+address("Olga Owner")).ok()
		unknown := w.somebody("x").fill("/forgot", "/forgot", "email=nobody@people.example").ok()
		if known.text() != unknown.text() {
			t.Errorf("it tells who is known:\n%s\n%s", known.text(), unknown.text())
		}
		w.box.next(w, address("Olga Owner"), "Choose a new password", 2)
		if n := w.box.count("nobody@people.example", ""); n > 0 {
			t.Error("a stranger got mail")
		}
		w.enter("Fay Desk").post(accessOf(olga) + "/send-reset").isRefused()
	})
}

// O12: a portal user can be deleted, and one e-mail address may have portal
// access at several accounts.
func TestO12TwoAccountsAndDeletion(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		zed := rival.client("Zed Other")
		far := rival.property("Far House", portfolioAll(zed.ID)...)
		there := rival.booking(far.ID, "Faye Far", 9, 3, "700", "42", "50")
		ines, rex := w.enter("Ines Alvarez"), w.enter("Rex Rival")
		pia := h.join("Pia Twice", people.Portal, onClient(h.ana.ID, "calendar"))

		// The other company learns nothing about her being known here.
		made := rex.fill("/settings/access/new", "/settings/access/new", "name=Pia P.", "email="+address("Pia Twice")).ok()
		made.shows("invited", "No access yet").hides("Pia Twice", "Harbour")
		w.box.next(w, address("Pia Twice"), "Rival Rooms", 1)
		member := rival.members("Pia P.")
		rex.give(member, "on=client", "client="+zed.ID.String(), "switch=calendar").ok()

		mine := w.enter("Pia Twice")
		mine.why("booking", h.gerda.ID, "dates").ok().shows(yes)
		mine.why("booking", there.ID, "dates").missing()
		mine.get("/accounts").ok().shows("Harbour Homes", "Rival Rooms")
		mine.post("/switch", "account=rival").ok().at("/").shows("Rival Rooms")
		mine.why("booking", there.ID, "dates").ok().shows(yes)
		mine.why("booking", h.gerda.ID, "dates").missing() // rights never mix
		mine.post("/switch", "account=no-such-place").missing()

		asked := ines.get(accessOf(pia)+"/delete").ok().shows("Delete Pia Twice?", "lost")
		mine.post("/switch", "account=harbour").ok()
		mine.why("booking", h.gerda.ID, "dates").ok()
		asked.fill(accessOf(pia) + "/delete").ok().at("/settings/access").hides("Pia Twice")
		if got := mine.get("/why?thing=booking&record=" + h.gerda.ID.String()); got.path != "/sign-in" && got.status != http.StatusUnauthorized {
			got.wrong("a deleted user goes on reading")
		}
		again := w.enter("Pia Twice") // her other access is untouched
		again.get("/accounts").ok().shows("Rival Rooms").hides("Harbour Homes")
		again.post("/switch", "account=harbour").missing()
		again.why("booking", there.ID, "dates").ok().shows(yes)
		ines.get(accessOf(pia)).missing()
		ines.post(accessOf(pia)+"/grants", "on=account", "do=save").missing()
	})
}
