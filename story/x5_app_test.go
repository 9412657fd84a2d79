package story

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"keyhouse/db"
	"keyhouse/people"
)

// app is an authenticator app on somebody's phone.
type app struct {
	w      *town
	secret string
}

var shownSecret = regexp.MustCompile(`[A-Z2-7]{4}( [A-Z2-7]{4}){7}`)

// code is what the app shows; it waits for a new one, as people do.
func (a *app) code() string {
	a.w.t.Helper()
	a.w.clock.wait(30 * time.Second)
	code, err := totp.GenerateCode(a.secret, a.w.clock.now())
	a.w.must(err)
	return code
}

// takeUp sets an app up on the screens and gives the recovery codes.
func (p *person) takeUp() (*app, []string) {
	p.t.Helper()
	setup := p.fill("/me/security", "/me/app/begin").ok().at("/me/app")
	a := &app{w: p.w, secret: strings.ReplaceAll(shownSecret.FindString(setup.text()), " ", "")}
	picture := p.get("/me/app/qr.svg").ok()
	if !strings.HasPrefix(picture.body, "<svg") || picture.header.Get("Content-Type") != "image/svg+xml" {
		picture.wrong("no picture")
	}
	setup.fill("/me/app", "code=000000").is(http.StatusUnprocessableEntity).shows("not the code that the app shows")
	kept := setup.fill("/me/app", "code="+a.code()).ok().shows("shown this once")
	codes := regexp.MustCompile(`[0-9a-z]{4}(-[0-9a-z]{4}){3}`).FindAllString(kept.text(), -1)
	if len(codes) != 10 {
		kept.wrong("%d recovery codes", len(codes))
	}
	return a, codes
}

// X5: an authenticator app with recovery codes. Whoever has one gets in by
// password and code; a sign-in that waits for the code opens nothing else; codes
// count once; a reset by mail does not get around it.
func TestX5AuthenticatorApp(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		a, codes := ines.takeUp()
		w.box.next(w, address("Ines Alvarez"), "authenticator app is now asked for", 1)
		ines.get("/me/app").is(http.StatusConflict)   // nothing is being set up
		ines.get("/me/security").ok().hides(codes[0]) // never again
		ines.get("/settings/access").ok()             // and she is still in
		ines.get("/me/security").ok().shows("You have 10 recovery codes left")

		again := w.somebody("Ines Alvarez")
		asked := again.signIn(password).ok().at("/sign-in/app").shows("Enter your code")
		w.waitsOnEveryRoad(again)
		asked.fill("/sign-in/app", "code=123456").is(http.StatusUnprocessableEntity)
		code := a.code()
		asked.fill("/sign-in/app", "code="+code).ok().at("/")
		again.get("/settings/access").ok()

		// The same code once more, and a recovery code twice.
		replay := w.somebody("Ines Alvarez")
		replay.signIn(password).fill("/sign-in/app", "code="+code).is(http.StatusUnprocessableEntity)
		replay.get("/sign-in/app").fill("/sign-in/app", "code="+codes[0]).ok().at("/")
		w.box.next(w, address("Ines Alvarez"), "9 left", 1)
		second := w.somebody("Ines Alvarez")
		second.signIn(password).fill("/sign-in/app", "code="+codes[0]).is(http.StatusUnprocessableEntity)
		out := second.get("/sign-in/app").fill("/sign-out").ok().at("/signed-out")
		out.by.get("/settings/access").at("/sign-in")

		// Where they were going is where they arrive; and where one may not go stays shut.
		way := w.somebody("Ines Alvarez")
		way.get("/owners").at("/sign-in").fill("/sign-in", "email="+address("Ines Alvarez"), "password="+password).at("/sign-in/app").
			fill("/sign-in/app", "code="+a.code()).ok().at("/owners")

		// A link to set a new password skips nothing.
		w.somebody("x").fill("/forgot", "/forgot", "email="+address("Ines Alvarez")).ok()
		link := w.box.next(w, address("Ines Alvarez"), "Choose a new password", 1).link(t, "/link/")
		reset := w.somebody("Ines Alvarez")
		reset.get(link).fill(strings.TrimPrefix(link, w.url), "password="+password+" again").at("/sign-in/app")
		reset.get("/settings/access").at("/sign-in/app")

		// Proof takes the app, not the password alone.
		w.clock.wait(proofOver)
		proof := again.get("/me/app/remove").at("/prove").shows("Code of your authenticator app")
		again.post("/prove", "prove-password="+password+" again").is(http.StatusUnprocessableEntity)
		removed := proof.fill("/prove", "prove-code="+a.code()).at("/me/app/remove")
		fresh := again.get("/me/app/codes").ok().fill("/me/app/codes").ok().shows("shown this once")
		if strings.Contains(fresh.text(), codes[1]) {
			fresh.wrong("the old codes again")
		}
		removed.fill("/me/app/remove").ok().at("/me/security").shows("no longer asked for")
		w.somebody("Ines Alvarez").signIn(password + " again").ok().at("/")

	})
}

// waitsOnEveryRoad demands that a sign-in that waits for its code opens no
// screen and no operation, nor the live channel.
func (w *town) waitsOnEveryRoad(p *person) {
	w.t.Helper()
	w.endsOnEveryRoad(p, nil, http.StatusUnauthorized, "/sign-in/app")
	for _, post := range []string{"/settings/access/new", "/bookings/new", "/switch", "/me/password", "/me/app/begin", "/prove"} {
		if got := p.post(post, "name=Ned", "email=ned@people.example"); got.path != "/sign-in/app" {
			got.wrong("a waiting sign-in may post, and gets to %s", got.path)
		}
	}
	p.json("POST", "/api/v1/portal-users", `{"name":"Ned","email":"ned@people.example"}`).is(http.StatusUnauthorized).shows("Enter the code")
}

// endsOnEveryRoad demands that whatever somebody asks for, but for what is left
// to them and to anybody, sends them to one screen; that the API refuses them
// with one status, and the live channel ends.
func (w *town) endsOnEveryRoad(p *person, left map[string]bool, status int, screen string) {
	w.t.Helper()
	for _, r := range w.roads() {
		var values []string
		for range r.params {
			values = append(values, "01890a5d-ac96-774b-bcce-b302099a8057")
		}
		path := r.to(values...)
		switch {
		case r.method != http.MethodGet || left[r.path] || openRoads[r.path] || strings.HasPrefix(r.path, "/outbox") || strings.HasPrefix(r.path, "/static") || strings.HasPrefix(r.path, "/sign-in/"):
			continue
		case strings.HasPrefix(path, "/api/"):
			if got := p.get(path); got.status != status && got.status != http.StatusNotFound {
				got.wrong("it is answered")
			}
		default:
			if got := p.get(path); got.path != screen && got.status != http.StatusNotFound && !strings.HasPrefix(got.body, "event: ended") {
				got.wrong("it is answered at %s", got.path)
			}
		}
	}
}

// openRoads are the screens that anybody may open.
var openRoads = map[string]bool{"/sign-in": true, "/forgot": true, "/signed-out": true, "/a/{slug}": true, "/api/v1/session/providers": true}

// X5 by the API: pending, finished, proved.
func TestX5AuthenticatorAppByAPI(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		p := w.somebody("a program")
		begin := func() string {
			var s struct{ Token, Pending string }
			got := p.json("POST", "/api/v1/session", `{"email":"`+address("Ines Alvarez")+`","password":"`+password+`"}`).is(http.StatusCreated)
			w.must(json.Unmarshal([]byte(got.body), &s))
			if s.Pending != "" && strings.Contains(got.body, "Ines") {
				got.wrong("says who it is for before the code")
			}
			return s.Pending
		}
		if begin() != "" {
			t.Fatal("pending before there is an app")
		}
		var setup struct{ Secret, URL string }
		w.must(json.Unmarshal([]byte(p.json("POST", "/api/v1/me/app", `{}`).is(http.StatusCreated).body), &setup))
		a := &app{w, setup.Secret}
		p.json("POST", "/api/v1/me/app/confirm", `{"code":"000000"}`).is(http.StatusUnprocessableEntity)
		p.json("POST", "/api/v1/me/app/confirm", `{"code":"`+a.code()+`"}`).ok().shows("recovery_codes")
		p.get("/api/v1/me/factors").ok().shows(`"app":true`, `"recovery_codes_left":10`, `"proofs":["code"]`).hides(setup.Secret)

		if begin() != people.PendingCode {
			t.Fatal("the password alone opens a session")
		}
		problem(p.get("/api/v1/me").is(http.StatusUnauthorized).shows("Enter the code"))
		problem(p.json("POST", "/api/v1/session/second-factor", `{"code":"000000"}`).is(http.StatusUnprocessableEntity))
		p.json("POST", "/api/v1/session/second-factor", `{"code":"`+a.code()+`"}`).ok().shows("Ines Alvarez")
		problem(p.json("POST", "/api/v1/session/second-factor", `{"code":"`+a.code()+`"}`).is(http.StatusConflict))
		p.get("/api/v1/me").ok()

		w.clock.wait(proofOver)
		problem(p.json("DELETE", "/api/v1/me/app", ``).is(http.StatusForbidden).shows("/api/problems/prove"))
		problem(p.json("POST", "/api/v1/session/prove", `{"password":"`+password+`"}`).is(http.StatusUnprocessableEntity))
		problem(p.json("POST", "/api/v1/session/prove/mail", `{}`).is(http.StatusConflict))
		p.json("POST", "/api/v1/session/prove", `{"code":"`+a.code()+`"}`).is(http.StatusNoContent)
		p.json("POST", "/api/v1/me/recovery-codes", `{}`).is(http.StatusCreated)
		p.json("DELETE", "/api/v1/me/app", ``).is(http.StatusNoContent)
		if begin() != "" {
			t.Fatal("still asked for")
		}
	})
}

// X5: a lost app. The office sends a link, and learns nothing; following it is up
// to whoever reads the mail. Nobody does any of it while logged in as somebody.
func TestX5LostApp(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		cleo := h.join("Cleo Cleaner", people.Portal)
		mine, ines := w.enter("Olga Owner"), w.enter("Ines Alvarez")
		mine.takeUp()
		with := ines.fill(accessOf(olga)+"/second-factor", accessOf(olga)+"/second-factor").ok().at(accessOf(olga)).text()
		without := ines.fill(accessOf(cleo)+"/second-factor", accessOf(cleo)+"/second-factor").ok().at(accessOf(cleo)).text()
		if !strings.Contains(with, "on its way") || !strings.Contains(without, "on its way") {
			t.Error("the office can tell who has an app")
		}
		link := w.box.next(w, address("Olga Owner"), "cannot use your authenticator app", 1).link(t, "/sign-in/lost/")
		for range 2 { // a scanner opens it first
			w.somebody("a scanner").get(link).ok().shows(address("Olga Owner"))
		}
		w.somebody("Olga Owner").signIn(password).at("/sign-in/app")
		path := strings.TrimPrefix(link, w.url)
		w.somebody("Olga Owner").get(link).fill(path).ok().at("/sign-in")
		w.somebody("Olga Owner").get(link).is(http.StatusConflict).shows("used already")
		w.somebody("Olga Owner").signIn(password).ok().at("/")

		for _, p := range []*person{w.enter("Fay Desk"), mine} {
			p.get(accessOf(cleo) + "/second-factor").isRefused()
			p.post(accessOf(cleo) + "/second-factor").isRefused()
		}
		w.clock.wait(proofOver)
		ines.post(accessOf(cleo) + "/second-factor").is(http.StatusForbidden).shows("Is this still you?")
		ines.fill("/prove", "/prove", "prove-password="+password)
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=a look").ok()
		for _, road := range []string{"/me/app/begin", "/me/app", "/me/app/remove", "/me/app/codes", "/prove"} {
			ines.post(road, "code=123456").isRefused()
		}
		ines.get("/me/security").isRefused().hides("Set up an app")
		ines.get("/api/v1/me/factors").isRefused()
	})
}

// X5: somebody with neither password nor app proves by a mailed code.
func TestX5ProofByMail(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		w.withoutPassword("Ines Alvarez")
		w.clock.wait(proofOver)
		page := ines.get("/me/app/codes").at("/prove").shows("You have neither a password nor an app")
		sent := page.fill("/prove").ok().shows("Code from the mail")
		code := regexp.MustCompile(`\d{6}`).FindString(w.box.next(w, address("Ines Alvarez"), "Your code is", 1).subject)
		sent.fill("/prove", "prove-code=no").is(http.StatusUnprocessableEntity)
		ines.post("/prove", "prove-code="+code, "prove-next=/me").ok().at("/me")
		ines.post("/prove", "prove-code="+code, "prove-next=/me").is(http.StatusUnprocessableEntity)
	})
}

// withoutPassword makes somebody one who signs in by other ways only.
func (w *town) withoutPassword(name string) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Global("person").Update(w.t.Context(), db.Where("email_key = ?", address(name)), db.Set("password_hash", ""))
		return err
	}))
}
