package story

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// T4: at least 8 characters, no other rules, common passwords refused with words;
// very long ones are fine.
func TestT4Passwords(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		set := func(now, next string) *page {
			return ines.fill("/me/security", "/me/password", "current="+now, "password="+next)
		}
		for bad, say := range map[string]string{
			"kx7#vqz": "at least 8", "password1": "first that a guesser tries", "Sommer2025!": "first that a guesser tries", "zaq12wsx": "first that a guesser tries",
			"ines alvarez": "first that a guesser tries", strings.Repeat("x7#q", 300): "too long",
		} {
			set(password, bad).is(http.StatusUnprocessableEntity).shows(say)
		}
		set("not my password", "a garden by the river").is(http.StatusUnprocessableEntity).shows("not your present password")
		long := strings.Repeat("kx7#vqzm", 16) // 128 characters
		set(password, long).ok().at("/me/security").shows("Your password is changed. Strong")
		w.box.next(w, address(ines.name), "Your password was changed", 1)
		w.somebody(ines.name).signIn(password).is(http.StatusUnauthorized)
		w.somebody(ines.name).signIn(long).ok().at("/")
		for typed, level := range map[string]string{"short": `"level":0`, "kx7#vqzm": `"level":2`, long: `"level":4`} {
			if got := w.somebody("anyone").post("/strength", "password="+typed).ok(); !strings.Contains(got.body, level) {
				got.wrong("%q: %s", typed, got.body)
			}
		}
	})
}

// T4: a guesser is slowed down and keeps nobody out: not a browser the person has
// used, and not whoever has their mail.
func TestT4GuessersAndTheirVictim(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		home := w.enter("Ines Alvarez")
		home.post("/sign-out")
		guesser := w.somebody("Ines Alvarez")
		for range 12 {
			guesser.signIn("a wrong guess here").is(http.StatusUnauthorized)
		}
		guesser.signIn(password).is(http.StatusUnauthorized) // even the right one, in the same words
		home.signIn(password).ok().at("/")
		link, _ := w.somebody("Ines Alvarez").asks(1)
		path := pathOf(w, link)
		w.somebody("Ines Alvarez").fill(link, path).ok().at("/")
		w.clock.wait(5 * time.Minute)
		w.somebody("Ines Alvarez").signIn(password).ok().at("/")
		for range 40 {
			guesser.signIn("a wrong guess here")
		}
		guesser.signIn("a wrong guess here").is(http.StatusTooManyRequests)
	})
}

// T4: wrong password and unknown address answer in the same words.
func TestT4Enumeration(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		w.clock.stop()
		known := w.somebody("Ines Alvarez").signIn("not this one")
		unknown := w.somebody("Nobody At All").signIn("not this one")
		strip := func(g *page) string { return strings.ReplaceAll(g.body, address(g.by.name), "") }
		if known.status != unknown.status || strip(known) != strip(unknown) {
			unknown.wrong("answers otherwise than for somebody known")
		}
	})
}

// Session fixation: a cookie planted before somebody signs in is not theirs
// afterwards, by any way in.
func TestT4NoFixation(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", "portal")
		for _, way := range []string{"password", "link", "code"} {
			thief := w.enter("Olga Owner")
			planted := thief.cookies()
			ines := w.somebody("Ines Alvarez")
			ines.http.Jar.SetCookies(ines.request("GET", "/", "", nil, nil).URL, planted)
			switch way {
			case "password":
				ines.post("/sign-in", "email="+address(ines.name), "password="+password).ok()
			case "link":
				link, _ := ines.asks(w.box.count(address(ines.name), linkSubject) + 1)
				ines.post(pathOf(w, link)).ok()
			case "code":
				_, code := ines.asks(w.box.count(address(ines.name), linkSubject) + 1)
				ines.post("/sign-in/code", "code="+code).ok()
			}
			ines.get("/").shows("Ines Alvarez")
			if got := thief.get("/"); strings.Contains(got.text(), "Ines Alvarez") || got.status == http.StatusOK && got.path == "/" {
				got.wrong("%s: the planted cookie opens something", way)
			}
		}
	})
}
