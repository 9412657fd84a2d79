package story

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// O1: create a portal user with name and e-mail; an e-mail brings a link to set a
// password. Until given access they see nothing, and are told so.
func TestO1PortalUserIsInvited(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ines := w.enter("Ines Alvarez")
		ines.get("/settings/access").ok().leads("/settings/access/new")
		made := ines.fill("/settings/access/new", "/settings/access/new", "name=Olga Owner", "email=Olga.Owner@people.example").ok()
		made.shows("Olga Owner", "invited", "No access yet")

		link := w.box.next(w, address("Olga Owner"), "Harbour Homes", 1).link(t, "/link/")
		opened := w.somebody("a mail scanner").get(link).ok().shows("Welcome, Olga Owner", "Harbour Homes")
		for range 3 { // opening it spends nothing, however often
			w.somebody("a mail scanner").get(link).ok()
			w.somebody("a mail scanner").send("HEAD", link, "", nil, nil)
		}
		ines.get(made.path).shows("invited", "never signed in")

		olga := w.somebody("Olga Owner")
		path := strings.TrimPrefix(link, w.url)
		for wrong, say := range map[string]string{"seven77": "8", "password1": "", "olga owner": ""} {
			olga.fill(link, path, "password="+wrong).is(http.StatusUnprocessableEntity).shows(say)
		}
		in := olga.fill(link, path, "password=a garden by the river").ok().at("/")
		in.shows("Harbour Homes").hides("Quay House", "Lake Cottage", "Gerda", "Ana Peeters")
		in.shows("You have not been given access yet")
		ines.get(made.path).shows("active")

		w.somebody("a thief").get(link).is(http.StatusConflict)
		w.somebody("a thief").post(path, "password=a thief's password").is(http.StatusConflict)
		if again := w.somebody("Olga Owner").signIn("a thief's password"); again.status != http.StatusUnauthorized {
			again.wrong("the link was spent twice")
		}
		w.somebody("Olga Owner").signIn("a garden by the river").ok().at("/")
		opened.hides(path + "?") // no address of the link with anything added

		nothing := []string{"Quay House", "Lake Cottage", "Gerda", "Ana Peeters", "Ines Alvarez", h.gerda.ID.String()}
		for _, road := range []string{"/settings/access", "/settings/access/new", made.path} {
			olga.get(road).isRefused().hides(nothing...)
		}
		olga.post("/settings/access/new", "name=Friend", "email=friend@people.example").isRefused()
		if w.box.count("friend@people.example", "") > 0 {
			t.Error("somebody without access invited a friend")
		}
	})
}

// O1, forms: what cannot be a name or an address is said at its field, and
// nobody is made.
func TestO1WhatIsNoUser(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		for _, c := range []struct{ what, name, email, at string }{
			{"no name", "", "x@people.example", "name"},
			{"a name of blanks", "   ", "x@people.example", "name"},
			{"a name with control characters", "Ol\x00ga", "x@people.example", "name"},
			{"a name that is too long", strings.Repeat("long ", 100), "x@people.example", "name"},
			{"no address", "Olga", "", "email"},
			{"no address at all", "Olga", "olga at home", "email"},
			{"two addresses", "Olga", "a@people.example,b@people.example", "email"},
			{"a header in the address", "Olga", "a@people.example\r\nBcc: b@people.example", "email"},
			{"somebody who is a user already", "Ines", address("Ines Alvarez"), "email"},
		} {
			got := ines.post("/settings/access/new", "name="+c.name, "email="+c.email)
			if got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict {
				got.wrong("%s: %d", c.what, got.status)
			}
			if !strings.Contains(got.body, `id="f-`+c.at+`-wrong"`) {
				got.wrong("%s: nothing at %s", c.what, c.at)
			}
		}
		if n := w.box.count("", ""); n > 0 {
			t.Errorf("%d mails were sent", n)
		}
	})
}

// O1 and O9: links live as long as they say and no longer.
func TestO1LinksEnd(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		for _, c := range []struct {
			wait time.Duration
			want int
		}{{7*24*time.Hour - time.Minute, http.StatusOK}, {7*24*time.Hour + time.Minute, http.StatusConflict}} {
			name := "Guest " + c.wait.String()
			ines := w.enter("Ines Alvarez") // again: a week ends her session
			ines.fill("/settings/access/new", "/settings/access/new", "name="+name, "email="+address(name)).ok()
			link := w.box.next(w, address(name), "Harbour", 1).link(t, "/link/")
			w.clock.wait(c.wait)
			w.somebody(name).get(link).is(c.want)
			w.somebody(name).post(link, "password=a garden by the river").is(c.want)
		}
		w.somebody("anyone").get("/link/made-up").missing()
		w.somebody("anyone").post("/link/made-up", "password=a garden by the river").missing()
	})
}
