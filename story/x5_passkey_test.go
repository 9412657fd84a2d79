package story

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"keyhouse/people"
	"keyhouse/people/passkeytest"
)

// byName is the same town, come to by its name instead of by figures: passkeys
// are tied to a name.
func (w *town) byName() *town {
	there := *w
	there.url = strings.Replace(w.url, "127.0.0.1", "localhost", 1)
	return &there
}

// device is one that holds passkeys of the town.
func (w *town) device() *passkeytest.Device {
	return &passkeytest.Device{Origin: w.byName().url, Counts: true}
}

// asks fetches, as the page's script does, what a device is asked.
func (p *person) asked(path string) []byte {
	p.t.Helper()
	return []byte(p.send("POST", path, "", nil, http.Header{"Accept": {"application/json"}}).ok().body)
}

// makes adds a passkey on the page for it.
func (p *person) makes(d *passkeytest.Device, name string) *page {
	p.t.Helper()
	form := p.get("/me/passkeys/new").ok()
	answer, err := d.Create(p.asked("/me/passkeys/options"), passkeytest.Knobs{})
	p.w.must(err)
	return form.fill("/me/passkeys", "answer="+string(answer), "name="+name)
}

// answers has a device answer what the sign-in page asks.
func (p *person) answers(d *passkeytest.Device, k passkeytest.Knobs) string {
	p.t.Helper()
	answer, err := d.Get(p.asked("/sign-in/passkey/options"), k)
	p.w.must(err)
	return string(answer)
}

// touches signs in with a passkey on the sign-in page.
func (p *person) touches(d *passkeytest.Device, k passkeytest.Knobs) *page {
	p.t.Helper()
	return p.get("/sign-in?next=/bookings").fill("/sign-in/passkey", "answer="+p.answers(d, k))
}

// X5, T7, T15: passkeys, several and named, added and removed in My account with
// a proof and a mail each, signing in without a code, and shown in the Login
// column.
func TestX5Passkeys(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		there := w.byName()
		ines := there.enter("Ines Alvarez")
		laptop, phone := w.device(), w.device()
		ines.get("/me/security").ok().shows("Passkeys", "Add a passkey").leads("/me/passkeys/new")
		ines.makes(laptop, "Work laptop").ok().at("/me/security").shows("“Work laptop” signs you in from now on", "Work laptop", "not used yet")
		w.box.next(w, address(ines.name), "Passkey “Work laptop” signs you in from now on", 1)
		ines.makes(phone, "").ok().at("/me/security")
		ines.takeUp() // and an app, which a passkey stands in for
		keys := ines.passkeys()
		if len(keys) != 2 {
			t.Fatalf("%v", keys)
		}
		ines.fill("/me/passkeys/"+keys[1].ID+"/name", "/me/passkeys/"+keys[1].ID+"/name", "name=My phone").ok().at("/me/security").shows("is called “My phone” now")

		in := there.somebody("Ines Alvarez")
		in.touches(phone, passkeytest.Knobs{}).ok().at("/bookings")
		in.get("/settings/users").ok().shows("Passkey")
		in.get("/me/security").ok().shows("last used")
		in.get("/me/sessions").ok().shows("Passkey")

		// The page asks for a proof before one is added or removed, and takes a passkey for it.
		w.clock.wait(proofOver)
		stopped := in.get("/me/passkeys/new").at("/prove").shows("Prove it with a passkey", "Code of your authenticator app")
		problem := in.send("POST", "/me/passkeys/options", "", nil, nil).is(http.StatusForbidden)
		if !strings.Contains(problem.body, `"say":"This is far-reaching`) {
			problem.wrong("no words for the script")
		}
		in.post("/me/passkeys/" + keys[0].ID + "/remove").is(http.StatusForbidden).shows("Is this still you?")
		proof, err := phone.Get(in.asked("/prove/passkey/options"), passkeytest.Knobs{})
		w.must(err)
		stopped.by.post("/prove", "prove-passkey="+string(proof), "prove-next=/me/passkeys/new").ok().at("/me/passkeys/new")
		removed := in.fill("/me/passkeys/"+keys[0].ID+"/remove", "/me/passkeys/"+keys[0].ID+"/remove").ok().at("/me/security").shows("“Work laptop” signs you in no more")
		removed.hides("not used yet")
		w.box.next(w, address(ines.name), "Passkey “Work laptop” signs you in no more", 1)
		gone := there.somebody("Ines Alvarez").touches(laptop, passkeytest.Knobs{}).is(http.StatusUnauthorized).shows("does not open anything here")
		there.somebody("x").get("/bookings").at("/sign-in")

		// One that was removed, one there never was and one that signs wrongly: the same page.
		strange := w.device()
		_, err = strange.Create(in.asked("/me/passkeys/options"), passkeytest.Knobs{})
		w.must(err)
		for what, got := range map[string]*page{"a stranger's": there.somebody("x").touches(strange, passkeytest.Knobs{}), "one that signs wrongly": there.somebody("x").touches(phone, passkeytest.Knobs{Tamper: true}),
			"another person's": there.somebody("x").touches(phone, passkeytest.Knobs{Handle: strange.Keys[0].ID})} {
			if got.status != gone.status || got.text() != gone.text() {
				got.wrong("%s is answered otherwise", what)
			}
		}
		if one, other := there.somebody("x").asked("/sign-in/passkey/options"), there.somebody("y").asked("/sign-in/passkey/options"); strings.Contains(string(one)+string(other), "allowCredentials") {
			t.Error("the sign-in page names passkeys")
		}
	})
}

type listed struct{ ID, Name string }

func (p *person) passkeys() []listed {
	p.t.Helper()
	var all struct{ Items []listed }
	p.w.must(json.Unmarshal([]byte(p.get("/api/v1/me/passkeys").ok().body), &all))
	return all.Items
}

// X5: an answer counts once, in the browser that asked, for five minutes; a
// sign-in by passkey has a token of its own, whatever cookie was there before;
// wrong ones are slowed down.
func TestX5PasskeyAnswers(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal)
		there := w.byName()
		d := w.device()
		there.enter("Ines Alvarez").makes(d, "Key").ok()

		p := there.somebody("Ines Alvarez")
		answer := p.answers(d, passkeytest.Knobs{})
		there.somebody("a thief").post("/sign-in/passkey", "answer="+answer).is(http.StatusUnprocessableEntity).shows("begun in another browser")
		p.post("/sign-in/passkey", "answer="+answer, "next=https://evil.example/").ok().at("/")
		p.post("/sign-in/passkey", "answer="+answer).is(http.StatusConflict).shows("used already")
		late := there.somebody("Ines Alvarez")
		answer = late.answers(d, passkeytest.Knobs{})
		w.clock.wait(people.ChallengeLife)
		late.post("/sign-in/passkey", "answer="+answer).is(http.StatusConflict).shows("longer than five minutes")
		for _, junk := range []string{"", "x", "{}", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`, strings.Repeat("[", 10_000)} {
			late.post("/sign-in/passkey", "answer="+junk).is(http.StatusUnauthorized)
		}

		// A cookie planted before opens nothing afterwards.
		thief := there.enter("Olga Owner")
		ines := there.somebody("Ines Alvarez")
		ines.http.Jar.SetCookies(ines.request("GET", "/", "", nil, nil).URL, thief.cookies())
		ines.post("/sign-in/passkey", "answer="+ines.answers(d, passkeytest.Knobs{})).ok()
		ines.get("/").shows("Ines Alvarez")
		if got := thief.get("/"); got.path == "/" && got.status == http.StatusOK {
			got.wrong("the planted cookie opens something")
		}

		// By figures there are no passkeys; the page says where there are.
		w.somebody("x").get("/sign-in").ok().shows("Passkeys work at " + there.url + " only").hides("Sign in with a passkey")
		w.enter("Ines Alvarez").get("/me/security").ok().shows("Passkeys work at " + there.url + " only").leadsNot("/me/passkeys/new")

		var last *page
		for range 40 {
			last = there.somebody("x").touches(d, passkeytest.Knobs{Tamper: true})
		}
		last.is(http.StatusTooManyRequests)
	})
}

// X5 by the API: made, named, signed in by, proved by, removed.
func TestX5PasskeysByAPI(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		p, d := w.somebody("a program"), w.device()
		p.json("POST", "/api/v1/session", `{"email":"`+address("Ines Alvarez")+`","password":"`+password+`"}`).is(http.StatusCreated)
		made, err := d.Create([]byte(p.json("POST", "/api/v1/me/passkeys/ask", `{}`).ok().body), passkeytest.Knobs{})
		w.must(err)
		problem(p.json("POST", "/api/v1/me/passkeys", `{"name":"Robot","credential":{}}`).is(http.StatusUnprocessableEntity))
		p.json("POST", "/api/v1/me/passkeys", `{"name":"Robot","credential":`+string(made)+`}`).is(http.StatusCreated).shows("Robot", `"here":true`)
		key := "/api/v1/me/passkeys/" + p.passkeys()[0].ID
		p.json("PATCH", key, `{"name":"Robot arm"}`).ok().shows("Robot arm")
		problem(p.json("PATCH", key, `{"name":" "}`).is(http.StatusUnprocessableEntity))
		p.get("/api/v1/me/factors").ok().shows(`"passkeys":1`, `"passkey"`)

		in := w.somebody("another program")
		var asked struct {
			Secret    string
			PublicKey json.RawMessage
		}
		ask := func() []byte {
			got := in.json("POST", "/api/v1/session/passkey/ask", `{}`).ok()
			w.must(json.Unmarshal([]byte(got.body), &asked))
			return []byte(got.body)
		}
		answer, err := d.Get(ask(), passkeytest.Knobs{})
		w.must(err)
		body := func(secret string) string { return `{"secret":"` + secret + `","credential":` + string(answer) + `}` }
		problem(in.json("POST", "/api/v1/session/passkey", body("not the secret")).is(http.StatusUnprocessableEntity))
		in.json("POST", "/api/v1/session/passkey", body(asked.Secret)).is(http.StatusCreated).shows("Ines Alvarez")
		problem(in.json("POST", "/api/v1/session/passkey", body(asked.Secret)).is(http.StatusConflict))
		in.get("/api/v1/me").ok()

		w.clock.wait(proofOver)
		problem(in.json("DELETE", key, ``).is(http.StatusForbidden).shows("/api/problems/prove"))
		problem(in.json("POST", "/api/v1/me/passkeys/ask", `{}`).is(http.StatusForbidden))
		proof, err := d.Get([]byte(in.json("POST", "/api/v1/session/prove/passkey", `{}`).ok().body), passkeytest.Knobs{})
		w.must(err)
		in.json("POST", "/api/v1/session/prove", `{"passkey":`+string(proof)+`}`).is(http.StatusNoContent)
		in.json("DELETE", key, ``).is(http.StatusNoContent)
		problem(in.json("DELETE", key, ``).is(http.StatusNotFound))
		answer, err = d.Get(ask(), passkeytest.Knobs{})
		w.must(err)
		problem(in.json("POST", "/api/v1/session/passkey", body(asked.Secret)).is(http.StatusUnauthorized))
	})
}

// X5: an account demands a second factor of whoever administers it. A session
// without one opens no screen and no operation but those by which one is shown
// or set up; the Users screen says who lacks one.
func TestX5DemandedFactor(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ada Admin", people.Staff, as("admin"))
		there := w.byName()
		ines, ada := there.enter("Ines Alvarez"), there.enter("Ada Admin")
		setting := "/settings/account/second-factor"
		ines.fill("/settings/account", setting, "second_factor=admins").is(http.StatusConflict).shows("Set up a second factor of your own first")
		d := w.device()
		ines.makes(d, "Mine").ok()
		ada.get("/settings/users").ok().hides("no second factor")
		ines.fill("/settings/account", setting, "second_factor=admins").ok().at("/settings/account").shows("It acts from the next step")
		ines.get("/settings/audit").ok().shows("a second factor is demanded of administrators")
		ines.get("/settings/users").ok().shows("no second factor")
		ines.get("/api/v1/users").ok().shows(`"lacks_second_factor":true`)

		there.weakOnEveryRoad(ada)
		page := ada.get("/settings/users").at("/sign-in/factor").shows("asks you for more than a password", "Add a passkey", "Set up an authenticator app")
		adas := w.device()
		page.by.makes(adas, "Ada's").ok()
		ada.get("/settings/users").ok().at("/settings/users").hides("no second factor")

		again := there.enterWeak("Ada Admin")
		asked := again.get("/bookings").at("/sign-in/factor").shows("Prove it with a passkey").hides("Set up an authenticator app")
		again.get("/me/passkeys/new")
		again.send("POST", "/me/passkeys/options", "", nil, nil).is(http.StatusForbidden)
		again.post("/me/app/begin").is(http.StatusForbidden)
		asked.fill("/sign-in/factor", "passkey=").is(http.StatusUnprocessableEntity)
		answer, err := adas.Get(again.asked("/prove/passkey/options"), passkeytest.Knobs{})
		w.must(err)
		again.get("/sign-in/factor?next=/bookings").fill("/sign-in/factor", "passkey="+string(answer)).ok().at("/bookings")
		there.somebody("Ada Admin").touches(adas, passkeytest.Knobs{}).ok().at("/bookings")
		there.enter("Fay Desk").get("/bookings").ok().at("/bookings")

		// The last one stays; and only who may change settings chooses.
		again.post("/me/passkeys/" + again.passkeys()[0].ID + "/remove").is(http.StatusConflict).shows("this is your last")
		there.enter("Fay Desk").post(setting, "second_factor=").isRefused()
		problem(there.enter("Fay Desk").json("PUT", "/api/v1/account/second-factor", `{"of":"nobody"}`))
		ines.json("PUT", "/api/v1/account/second-factor", `{"of":"everybody"}`).is(http.StatusUnprocessableEntity)
		ines.json("PUT", "/api/v1/account/second-factor", `{"of":"staff"}`).ok().shows(`"second_factor":"staff"`)
		there.enterWeak("Fay Desk").get("/bookings").at("/sign-in/factor")
		w.clock.wait(proofOver)
		problem(ines.json("PUT", "/api/v1/account/second-factor", `{"of":"nobody"}`).is(http.StatusForbidden).shows("/api/problems/prove"))
	})
}

// enterWeak signs in by password where more is demanded.
func (w *town) enterWeak(name string) *person {
	w.t.Helper()
	p := w.somebody(name)
	p.signIn(password).at("/sign-in/factor")
	return p
}

// factorRoads are what is left to a session that lacks its second factor.
var factorRoads = map[string]bool{"/accounts": true, "/sign-in/factor": true, "/me/app": true, "/me/app/qr.svg": true, "/me/passkeys/new": true, "/prove": true,
	"/api/v1/me": true, "/api/v1/me/factors": true}

// weakOnEveryRoad demands that such a session opens nothing else.
func (w *town) weakOnEveryRoad(p *person) {
	w.t.Helper()
	w.endsOnEveryRoad(p, factorRoads, http.StatusForbidden, "/sign-in/factor")
	for _, post := range []string{"/settings/access/new", "/bookings/new", "/me/password", "/me/tokens", "/me/profile", "/me/sessions/others", "/settings/account/second-factor"} {
		if got := p.post(post, "name=Ned", "email=ned@people.example"); got.path != "/sign-in/factor" {
			got.wrong("it may post, and gets to %s", got.path)
		}
	}
	for _, call := range [][2]string{{"POST", "/api/v1/portal-users"}, {"PATCH", "/api/v1/me"}, {"POST", "/api/v1/me/tokens"}, {"PUT", "/api/v1/account/second-factor"}} {
		problem(p.json(call[0], call[1], `{"name":"Ned","email":"ned@people.example","of":"nobody"}`).is(http.StatusForbidden).shows("asks you for a second factor"))
	}
}
