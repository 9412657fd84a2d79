package story

import (
	"net/http"
	"testing"
	"time"
)

// T2: invite → a link valid 7 days → the click, confirmed by a POST, signs in and
// activates. A password can be set there and need not.
func TestT2Invitation(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		made := ines.fill("/settings/access/new", "/settings/access/new", "name=Tess Technician", "email="+address("Tess Technician")).ok()
		link := w.box.next(w, address("Tess Technician"), "Harbour Homes", 1).link(t, "/link/")
		for range 2 {
			w.somebody("a mail scanner").get(link).ok().shows("Welcome, Tess Technician", "You can leave this empty")
		}
		made = ines.get(made.path).shows("invited")
		tess := w.somebody("Tess Technician")
		path := pathOf(w, link)
		tess.fill(link, path).ok().at("/").shows("You have not been given access yet")
		ines.get(made.path).shows("active")
		w.somebody("a thief").post(path).is(http.StatusConflict).shows("used already")

		tess.get("/me/security").ok().shows("You have no password yet")
		tess.fill("/me/security", "/me/password", "password=a garden by the river").ok().shows("Your password is changed")
		w.somebody("Tess Technician").signIn("a garden by the river").ok().at("/")
	})
}

// T2 and T12: an invitation ends after 7 days; a link the office sends then lives
// 24 hours and does the same.
func TestT2LinksEnd(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		m, err := w.People.CreatePortalUser(t.Context(), h.boss, "Late Comer", address("Late Comer"))
		w.must(err)
		invitation := w.box.next(w, address("Late Comer"), "invites you", 1).link(t, "/link/")
		w.clock.wait(7*24*time.Hour - time.Minute)
		w.somebody("Late Comer").get(invitation).ok()
		w.clock.wait(2 * time.Minute)
		w.somebody("Late Comer").get(invitation).is(http.StatusConflict).shows("too old")
		w.somebody("Late Comer").post(pathOf(w, invitation)).is(http.StatusConflict)
		var had []string
		for _, c := range []struct {
			wait time.Duration
			want int
		}{{24*time.Hour + time.Minute, http.StatusConflict}, {24*time.Hour - time.Minute, http.StatusOK}} {
			w.must(w.People.SendSignInLink(t.Context(), h.boss, m.ID))
			link := w.box.another(w, address("Late Comer"), "/link/", append(had, invitation)...)
			had = append(had, link)
			w.clock.wait(c.wait)
			w.somebody("Late Comer").post(pathOf(w, link)).is(c.want)
		}
	})
}
