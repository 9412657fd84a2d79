package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/provider"
	"keyhouse/provider/providertest"
	"keyhouse/server"
)

// withProviders tells a story on both databases, in a town where one signs in
// with Google, Microsoft and Acme. Each is a real provider of its own.
func withProviders(t *testing.T, tell func(w *town, google, microsoft *providertest.Provider)) {
	t.Helper()
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return dbtest.SQLiteFile(t) },
		"postgres": func(t *testing.T) string { return dbtest.PostgresDSN(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			google, microsoft := providertest.New(t), providertest.New(t)
			microsoft.With(providertest.Knobs{Tenants: true})
			w := openWith(t, dsn(t), func(w *town, o *server.Options) {
				google.Now, microsoft.Now = w.clock.now, w.clock.now
				o.Providers = []provider.Config{
					{Name: "google", Label: "Google", Issuer: google.URL, ClientID: google.ClientID, Secret: google.Secret},
					{Name: "microsoft", Label: "Microsoft", Issuer: microsoft.URL + "/common/v2.0", Expect: microsoft.URL + "/{tenantid}/v2.0", ClientID: microsoft.ClientID, Secret: microsoft.Secret},
				}
			})
			tell(w, google, microsoft)
		})
	}
}

// is says who is signed in at a provider in this person's browser.
func isAt(op *providertest.Provider, subject, email string, verified bool) {
	op.With(providertest.Knobs{Claims: map[string]any{"sub": subject, "email": email, "email_verified": verified}})
}

// goOn follows the page that leads on to a provider, there and back.
func (g *page) goOn() *page {
	g.t.Helper()
	return g.by.get(g.onward())
}

func (g *page) onward() string {
	g.t.Helper()
	for n := range g.root().Descendants() {
		if n.DataAtom == atom.A && attr(n, "id") == "onward" {
			return attr(n, "href")
		}
	}
	g.wrong("does not lead on to a provider")
	return "/"
}

// by signs in through a provider.
func (p *person) by(provider string) *page {
	p.t.Helper()
	return p.fill("/sign-in", "/sign-in/with/"+provider).ok().goOn()
}

// T5: Google sign-in, by issuer and subject. Olga adds it in My account and
// signs in by it; her address plays no part.
func TestT5Google(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		h := w.harbour()
		member := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		isAt(google, "olga-at-google", "olga.private@mail.example", true)

		olga := w.enter("Olga Owner")
		added := olga.fill("/me/security", "/me/linked/google").ok().goOn().ok().at("/me/security")
		added.shows("Google signs you in from now on", "olga.private@mail.example", "not used yet")
		w.box.next(w, address("Olga Owner"), "Google signs you in from now on", 1)

		later := w.somebody("Olga Owner")
		later.by("google").ok().at("/").shows("Harbour Homes")
		later.why("booking", h.gerda.ID, "dates").ok().shows(yes)
		w.enter("Ines Alvarez").json("GET", "/api/v1/portal-users/"+member.ID.String(), "").ok().shows(`"login":"google"`)
		later.get("/me/security").ok().shows("last used")

		// Where she was going is where she arrives.
		again := w.somebody("Olga Owner")
		again.get("/bookings").at("/sign-in").fill("/sign-in/with/google").ok().goOn().ok().at("/bookings")

		// Another identity with her own address is nobody.
		isAt(google, "somebody-else", address("Olga Owner"), true)
		w.somebody("Mallory").by("google").ok().shows("not connected with anybody here yet").hides("Harbour Homes")

		// Switched off is switched off, by any way.
		isAt(google, "olga-at-google", "", false)
		ines := w.enter("Ines Alvarez")
		ines.post(accessOf(member) + "/deactivate").ok()
		w.somebody("Olga Owner").by("google").is(http.StatusUnauthorized).shows("switched off").hides("Harbour Homes")
		ines.post(accessOf(member) + "/reactivate").ok()

		// Removed, it opens nothing.
		olga = w.enter("Olga Owner")
		olga.get(removal(olga)).fill(removal(olga)).ok().shows("Google signs you in no more")
		w.box.next(w, address("Olga Owner"), "Google signs you in no more", 1)
		w.somebody("Olga Owner").by("google").ok().shows("not connected with anybody here yet")
	})
}

// removal is the address at which the first linked sign-in is removed.
func removal(p *person) string {
	p.t.Helper()
	for _, href := range p.get("/me/security").links() {
		if strings.HasPrefix(href, "/me/linked/") {
			p.get(href).ok().shows("Remove")
			return href
		}
	}
	p.t.Fatal("nothing to remove")
	return ""
}

// T5: an address that Google has verified links only when the person confirms
// it, by a link to that address. What a stranger sees is the same word for word.
func TestT5AnAddressIsConfirmed(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		isAt(google, "olga-at-google", address("Olga Owner"), true)
		known := w.somebody("Olga Owner").by("google").ok().shows("not connected", "look into your mail", "without an invitation")
		isAt(google, "nobody", "nobody.known@people.example", true)
		unknown := w.somebody("Nobody").by("google").ok()
		if a, b := strings.ReplaceAll(known.text(), address("Olga Owner"), "X"), strings.ReplaceAll(unknown.text(), "nobody.known@people.example", "X"); a != b {
			t.Errorf("it tells who is known:\n%s\n%s", a, b)
		}
		if w.People != nil && w.box.count("nobody.known@people.example", "") > 0 {
			t.Error("a stranger got mail")
		}

		link := w.box.next(w, address("Olga Owner"), "Is it you who signs in with Google?", 1).link(t, "/sign-in/confirm/")
		for range 2 { // scanners open every link: nothing is spent by looking
			w.somebody("a scanner").get(link).ok().shows("Is it you", address("Olga Owner"))
		}
		ines := w.enter("Ines Alvarez") // opened while signed in as somebody else: both are named
		ines.get(link).ok().shows(address("Ines Alvarez"), address("Olga Owner"))
		olga := w.somebody("Olga Owner") // in another browser than the one she came with
		olga.get(link).fill(strings.TrimPrefix(link, w.url)).ok().at("/").shows("Harbour Homes")
		w.somebody("Olga Owner").get(link).is(http.StatusConflict).shows("used already")
		isAt(google, "olga-at-google", address("Olga Owner"), true)
		w.somebody("Olga Owner").by("google").ok().at("/").shows("Harbour Homes")
	})
}

// T6: Microsoft sign-in. Its tenants write what they like into addresses, so one
// alone is no proof: Olga signs in once with her password and connects both.
func TestT6Microsoft(t *testing.T) {
	withProviders(t, func(w *town, _, microsoft *providertest.Provider) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		at := func(subject, email string) {
			microsoft.With(providertest.Knobs{Tenants: true, Claims: map[string]any{"sub": subject, "email": email, "email_verified": true}})
		}
		at("mallory", address("Olga Owner"))
		w.somebody("Mallory").by("microsoft").ok().shows("has not made sure that this address is yours").hides("look into your mail", "Harbour Homes")
		w.clock.wait(time.Minute)

		at("olga-at-microsoft", address("Olga Owner"))
		olga := w.somebody("Olga Owner")
		olga.by("microsoft").ok().leads("/sign-in?next=/me/connect")
		asked := olga.fill("/sign-in?next=/me/connect", "/sign-in", "email="+address("Olga Owner"), "password="+password).ok().at("/me/connect")
		asked.shows("Connect Microsoft with your sign-in?", address("Olga Owner")).fill("/me/connect").ok().at("/me/security").shows("Microsoft signs you in from now on")
		w.box.next(w, address("Olga Owner"), "Microsoft signs you in from now on", 1)
		w.somebody("Olga Owner").by("microsoft").ok().at("/").shows("Harbour Homes")
		if n := w.box.count(address("Olga Owner"), "Is it you who signs in"); n > 0 {
			t.Error("an address that nobody verified got mail")
		}

		// Mallory's visit waits in Mallory's browser only.
		w.enter("Fay Desk").get("/me/connect").ok().at("/me/security")

		// What is somebody else's already stays theirs.
		fay := w.enter("Fay Desk")
		fay.fill("/me/security", "/me/linked/microsoft").ok().goOn().is(http.StatusConflict).shows("another user's way to sign in").hides("Olga")
	})
}

// Whatever goes wrong on the way is said, and leads on: again, or another way.
func TestT5WhatGoesWrong(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		isAt(google, "olga-at-google", "", false)
		olga := w.enter("Olga Owner")
		olga.fill("/me/security", "/me/linked/google").ok().goOn().ok()
		who := map[string]any{"sub": "olga-at-google"}
		change := func(name string, value any) providertest.Knobs {
			return providertest.Knobs{Claims: who, Change: func(c map[string]any) { c[name] = value }}
		}
		for rule, c := range map[string]struct {
			knobs  providertest.Knobs
			say    string
			status int
		}{
			"cancelled":          {providertest.Knobs{Error: "access_denied"}, "You did not finish at Google", 422},
			"their error":        {providertest.Knobs{Error: "invalid_scope"}, "invalid_scope", 422},
			"they are busy":      {providertest.Knobs{Error: "server_error"}, "does not answer", 409},
			"another issuer":     {providertest.Knobs{Claims: who, Iss: "https://evil.example"}, "does not come from Google", 422},
			"wrong audience":     {change("aud", "another"), "for another application", 422},
			"another nonce":      {change("nonce", "another"), "another sign-in", 422},
			"expired":            {change("exp", 1_000_000), "too old", 422},
			"clocks that differ": {change("iat", w.clock.now().Add(time.Hour).Unix()), "the clock is slow", 422},
			"alg none":           {providertest.Knobs{Claims: who, Forge: providertest.Unsigned}, "could not make sure", 422},
		} {
			google.With(c.knobs)
			p := w.somebody("Olga Owner")
			got := p.fill("/sign-in?next=/bookings", "/sign-in/with/google").ok().goOn().is(c.status).shows(c.say, "Google did not sign you in")
			if strings.Contains(got.body, "Harbour Homes") {
				got.wrong("%s: let in", rule)
			}
			got.leads("/sign-in?next=%2Fbookings")
			google.With(providertest.Knobs{Claims: who})
			got.fill("/sign-in/with/google").ok().goOn().ok().at("/bookings") // nothing was lost
		}

		// A key that changed is fetched anew.
		google.Rotate()
		w.somebody("Olga Owner").by("google").ok().at("/")

		// A state is good once, in one browser, and not for long.
		p := w.somebody("Olga Owner")
		back := p.sentBack(p.fill("/sign-in", "/sign-in/with/google").ok().onward())
		w.somebody("Mallory").get(back).is(422).shows("begun in another browser").hides("Harbour Homes")
		p.get(back).ok().at("/")
		p.get(back).is(http.StatusConflict).shows("used already")
		slow := w.somebody("Olga Owner")
		back = slow.sentBack(slow.fill("/sign-in", "/sign-in/with/google").ok().onward())
		w.clock.wait(11 * time.Minute)
		slow.get(back).is(http.StatusConflict).shows("longer than ten minutes")

		// A form on another site begins nothing; no provider of that name is nowhere.
		w.somebody("x").get("/sign-in/back/nowhere?state=x").missing()
		w.somebody("x").post("/sign-in/with/nowhere").missing()
		w.somebody("x").get("/sign-in/with/google").missing()

		// Linking takes a fresh proof, and nobody does it in another's name.
		olga.post("/me/linked/google").is(http.StatusForbidden).shows("Is this still you?")
		olga.post(removal(olga)).is(http.StatusForbidden).shows("Is this still you?")
		w.somebody("x").post("/me/linked/google").is(http.StatusUnauthorized)
	})
}

// sentBack is where a provider sends this browser back to, not followed.
func (p *person) sentBack(to string) string {
	p.t.Helper()
	c := *p.http
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Get(to)
	if err != nil {
		p.t.Fatal(err)
	}
	res.Body.Close()
	return res.Header.Get("Location")
}

// A provider that is down stops nobody: the page says so, the other ways work.
func TestT5AProviderThatIsDown(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		w.harbour()
		google.With(providertest.Knobs{Down: true})
		p := w.somebody("Mo Manager")
		p.get("/sign-in").ok().shows("Sign in with Google")
		p.fill("/sign-in", "/sign-in/with/google").is(http.StatusConflict).shows("does not answer at the moment")
		p.get("/sign-in").ok().shows("Google does not answer at the moment", "Sign in with Microsoft")
		p.signIn(password).ok().at("/")
		google.With(providertest.Knobs{})
		w.clock.wait(2 * time.Minute)
		w.somebody("Mo Manager").by("google").ok().shows("not connected")
	})
}

// T5 for programs: the same by the API.
func TestT5ByTheAPI(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		isAt(google, "olga-at-google", "", false)
		olga, app := w.enter("Olga Owner"), w.somebody("a program")
		app.get("/api/v1/session/providers").ok().shows(`"label":"Google"`, `"reachable":true`)
		round := func(p *person, begin, end string) *page {
			began := p.json("POST", begin, `{"provider":"google"}`).is(http.StatusCreated)
			back := began.backForm("google", p.sentBack(began.field("url")))
			return p.json("POST", end, back)
		}
		round(app, "/api/v1/session/visits", "/api/v1/session/visits/return").ok().shows(`"connected":false`).hides("token")
		round(olga, "/api/v1/me/visits", "/api/v1/me/visits/return").is(http.StatusNoContent)
		olga.get("/api/v1/me/linked").ok().shows(`"provider":"google"`)
		in := round(app, "/api/v1/session/visits", "/api/v1/session/visits/return").ok().shows(`"connected":true`, address("Olga Owner"))
		if !strings.Contains(in.body, `"token":"`) {
			in.wrong("no token")
		}
		app.json("POST", "/api/v1/session/visits", `{"provider":"nowhere"}`).missing()
		app.json("POST", "/api/v1/session/visits/return", `{"provider":"google","secret":"x","state":"y"}`).is(422)
		w.enter("Fay Desk").json("DELETE", "/api/v1/me/linked/"+olga.get("/api/v1/me/linked").field("items.0.id"), "").missing()
		olga.json("DELETE", "/api/v1/me/linked/"+olga.get("/api/v1/me/linked").field("items.0.id"), "").is(http.StatusNoContent)
		round(app, "/api/v1/session/visits", "/api/v1/session/visits/return").ok().shows(`"connected":false`)
	})
}

// T5, X5: whoever has no app proves at a provider they sign in by, from the page
// that asks; whoever has one does not, by the page, the address or the API.
func TestT5ProvingAtAProvider(t *testing.T) {
	withProviders(t, func(w *town, google, _ *providertest.Provider) {
		w.harbour()
		isAt(google, "ines-at-google", "ines.private@mail.example", true)
		ines := w.enter("Ines Alvarez")
		ines.fill("/me/security", "/me/linked/google").ok().goOn().ok().at("/me/security")
		w.clock.wait(proofOver)

		asked := ines.get("/me/app/remove").ok().at("/prove").shows("Your password", "Prove it at Google").hides("Microsoft")
		asked.fill("/prove/with/google").ok().goOn().ok().at("/me/app/remove")
		w.clock.wait(proofOver)
		isAt(google, "somebody-else", "else@mail.example", true)
		ines.fill("/prove", "/prove/with/google").ok().goOn().is(http.StatusUnprocessableEntity).shows("not one of your sign-ins here")
		ines.get("/me/app/remove").at("/prove")

		// With an app the road is shut.
		isAt(google, "ines-at-google", "ines.private@mail.example", true)
		ines.fill("/prove", "/prove", "prove-password="+password).ok()
		ines.takeUp()
		w.clock.wait(proofOver)
		ines.get("/me/app/remove").at("/prove").shows("Code of your authenticator app").hides("Prove it at Google")
		ines.post("/prove/with/google", "next=/me/app/remove").is(http.StatusConflict).shows("prove it with a code of the app")
		problem(ines.json("POST", "/api/v1/session/prove/visits", `{"provider":"google"}`).is(http.StatusConflict).shows("prove it with a code of the app"))
		ines.get("/api/v1/me/factors").ok().shows(`"proofs":["code"]`)
		ines.get("/me/app/remove").at("/prove")
	})
}
