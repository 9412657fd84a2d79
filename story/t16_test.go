package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/server"
)

// withSystem tells a story on both databases, in a town whose operator named the
// account "ops", and lets strangers open accounts if signUp.
func withSystem(t *testing.T, signUp bool, tell func(w *town)) {
	t.Helper()
	alongside(t)
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return dbtest.SQLiteFile(t) },
		"postgres": func(t *testing.T) string { return dbtest.PostgresDSN(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			tell(openWith(t, dsn(t), func(_ *town, o *server.Options) { o.System, o.SignUp = "ops", signUp }))
		})
	}
}

// T16: the Admins of the account named by SYSTEM_ADMIN_ORG, and only they, get
// the panel: all accounts; create, suspend, reactivate, change plan.
func TestT16SystemAdminPanel(t *testing.T) {
	withSystem(t, false, func(w *town) {
		h := w.harbour()
		ops := w.company("ops", "Keyhouse Operations", "Sam System")
		ops.join("Mia Middle", people.Staff, as("manager"))
		sam := w.enter("Sam System")
		sam.get("/").shows("All accounts")
		sam.get("/system").ok().shows("Harbour Homes", "Keyhouse Operations", "Enterprise", "3 active of 3").hides("Quay House", "Gerda", "Ana Peeters")
		sam.get("/system?q=harb").ok().shows("Harbour Homes").leadsNot("/system/" + ops.ID.String())

		// Nobody else: not their own manager, not another company's Admin, no stranger.
		at := "/system/" + h.ID.String()
		for _, name := range []string{"Mia Middle", "Ines Alvarez", "Mo Manager"} {
			p := w.enter(name)
			p.get("/").hides("All accounts")
			for _, road := range []string{"/system", "/system/new", "/system?state=nonsense", at, at + "/suspend", "/api/v1/system/accounts", "/api/v1/system/accounts/" + h.ID.String(), "/api/v1/system/accounts/" + h.ID.String() + "/members"} {
				p.get(road).missing()
			}
			for _, road := range []string{"/suspend", "/plan", "/reactivate"} {
				p.post(at+road, "reason=spite", "plan=soho").missing()
			}
			p.post("/system/new", "name=Mine", "slug=mine", "admin_name=Me", "admin_email=me@mine.example").missing()
			p.json("POST", "/api/v1/system/accounts", `{"slug":"mine","name":"Mine","admin_name":"Me","admin_email":"me@mine.example"}`).missing()
		}
		w.somebody("x").get("/system").at("/sign-in")

		// Create: its first admin is invited and enters at its own address.
		made := sam.fill("/system/new", "/system/new", "name=Fresh Lettings", "slug=fresh", "template=letting-office", "plan=soho", "zone=Europe/Brussels", "admin_name=Flo Fresh", "admin_email="+address("Flo Fresh")).ok()
		made.shows("Fresh Lettings", "An invitation is on its way")
		link := w.box.next(w, address("Flo Fresh"), "Fresh Lettings", 1).link(t, "/link/")
		flo := w.somebody("Flo Fresh")
		flo.get(link).ok().fill(strings.TrimPrefix(link, w.url), "password="+password).ok()
		flo.get("/settings/account").ok().shows("Fresh Lettings", "1 of 2 seats", "Whoever runs this installation changes it")
		sam.fill("/system/new", "/system/new", "name=Again", "slug=fresh", "admin_name=Flo", "admin_email=flo@else.example").is(http.StatusConflict).shows("taken")
		sam.fill("/system/new", "/system/new", "name=Ours", "slug=ops", "admin_name=Flo", "admin_email=flo@else.example").is(http.StatusConflict).shows("taken")

		// Plan, suspend with a reason, reactivate; it all stands in both trails.
		sam.get(at).fill(at+"/plan", "plan=pro").ok().shows("The plan is Pro now")
		sam.get(at+"/suspend").ok().fill(at+"/suspend", "reason=").is(422)
		open := w.enter("Ines Alvarez")
		page := open.listen()
		sam.get(at+"/suspend").ok().fill(at+"/suspend", "reason=The bill of May is unpaid").ok().shows("suspended", "The bill of May is unpaid")
		page.ends()
		open.get("/").is(http.StatusForbidden).shows("The bill of May is unpaid").hides("Quay House")
		sam.get(at).ok().fill(at + "/reactivate").ok().shows("open again")
		open.get("/").ok()
		for _, p := range []*person{open, sam} {
			p.get("/settings/audit").ok().shows("The bill of May is unpaid", "Sam System")
		}
		own := "/system/" + ops.ID.String()
		sam.get(own).ok().hides(own + "/suspend")
		sam.post(own+"/suspend", "reason=oops").is(http.StatusConflict)

		// What is far-reaching takes a fresh proof.
		w.clock.wait(11 * time.Minute)
		sam.post(at+"/suspend", "reason=later").is(http.StatusForbidden).shows("Is this still you?")
	})
}

// T16: without SYSTEM_ADMIN_ORG nobody has the panel.
func TestT16Unset(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		p := w.enter("Ines Alvarez")
		p.get("/").hides("All accounts")
		p.get("/system").missing()
		p.get("/system/" + h.ID.String()).missing()
		p.get("/api/v1/system/accounts").missing()
	})
}

// T10: a system admin sets the password of any member of any account, and sends
// them a link; the member is told, and both trails know.
func TestT10SystemAdminsSetPasswords(t *testing.T) {
	withSystem(t, false, func(w *town) {
		h := w.harbour()
		w.company("ops", "Keyhouse Operations", "Sam System")
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		sam, before := w.enter("Sam System"), w.enter("Olga Owner")
		at := "/system/" + h.ID.String()
		sam.get(at+"?q=olga").ok().shows("Olga Owner", address("Olga Owner"))
		member := at + "/members/" + olga.ID.String()
		sam.get(member+"/password").ok().shows("Set a password for Olga Owner").fill(member+"/password", "password=12345678").is(422)
		sam.get(member+"/password").ok().fill(member+"/password", "password=rain on the quay").ok().shows("told by mail")
		w.box.next(w, address("Olga Owner"), "password was changed", 1)
		w.somebody("Olga Owner").signIn(password).is(http.StatusUnauthorized)
		w.somebody("Olga Owner").signIn("rain on the quay").ok().at("/")
		before.get("/").ok() // a password ends no session
		sam.get(at).ok().fill(member + "/link").ok().shows("on its way")
		w.box.next(w, address("Olga Owner"), "link to sign in", 1)
		w.enter("Ines Alvarez").get("/settings/audit").ok().shows("password set", "Sam System")

		// An ordinary Admin does not reach beyond their own account.
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		rex := w.enter("Rex Rival")
		rex.post(member+"/password", "password=rain on the quay").missing()
		rex.post("/system/"+rival.ID.String()+"/members/"+olga.ID.String()+"/password", "password=rain on the quay").missing()
		rex.json("PUT", "/api/v1"+strings.Replace(member, "/system/", "/system/accounts/", 1)+"/password", `{"password":"rain on the quay"}`).missing()
		rex.json("POST", "/api/v1"+strings.Replace(member, "/system/", "/system/accounts/", 1)+"/link", `{}`).missing()
		// And the panel for programs does the same.
		sam.json("PUT", "/api/v1"+strings.Replace(member, "/system/", "/system/accounts/", 1)+"/password", `{"password":"sun on the quay"}`).is(http.StatusNoContent)
		w.somebody("Olga Owner").signIn("sun on the quay").ok().at("/")
		w.clock.wait(11 * time.Minute)
		sam.get(member + "/password").shows("Is this still you?")
		sam.json("PUT", "/api/v1"+strings.Replace(member, "/system/", "/system/accounts/", 1)+"/password", `{"password":"sun on the quay"}`).is(http.StatusForbidden).shows("prove")
	})
}

// T17: accounts are sealed from one another, and a suspended one answers nothing
// but the reason, on every road; one person's other accounts stay open.
func TestT17SuspendedOnEveryRoad(t *testing.T) {
	withSystem(t, false, func(w *town) {
		h := w.harbour()
		w.company("ops", "Keyhouse Operations", "Sam System")
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		rival.join("Ines Alvarez", people.Staff, as("manager"))
		ines := w.enter("Ines Alvarez")
		ines.post("/switch", "account=harbour").ok()
		program := w.somebody("Ines Alvarez")
		token := program.json("POST", "/api/v1/session", `{"email":"`+address("Ines Alvarez")+`","password":"`+password+`","account":"harbour"}`).is(http.StatusCreated).field("token")
		bearer := http.Header{"Authorization": {"Bearer " + token}}
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		olga := w.enter("Olga Owner")
		made := olga.post("/properties/" + h.quay.ID.String() + "/address").ok()
		feed := inLetter.FindString(strings.ReplaceAll(made.body, `"`, " "))
		w.somebody("a calendar").get(feed).ok().shows("BEGIN:VCALENDAR")
		quote := ines.post("/quotes/new", "property="+h.quay.ID.String(), "arrive="+day(20).String(), "depart="+day(23).String(), "guest=Nora Nacht", "email=nora@guests.example",
			"adults=2", "lines.0.kind=rent", "lines.0.amount=900").ok()
		ines.get(quote.path + "/send").fill(quote.path + "/send").ok()
		offer := w.box.next(w, "nora@guests.example", "", 1).link(t, "/q/")
		ines.fill("/settings/access/new", "/settings/access/new", "name=Ina Invited", "email="+address("Ina Invited")).ok()
		link := w.box.next(w, address("Ina Invited"), "Harbour Homes", 1).link(t, "/link/")

		sam := w.enter("Sam System")
		at := "/system/" + h.ID.String()
		sam.get(at+"/suspend").ok().fill(at+"/suspend", "reason=The bill of May is unpaid").ok()
		reason := "The bill of May is unpaid"
		words := []string{"Quay House", "Gerda", "Ana Peeters", "Lake Cottage"}
		for _, road := range []string{"/", "/bookings", "/bookings/" + h.gerda.ID.String(), "/owners", "/bookings.csv", "/settings/access", "/settings/account", "/search?q=gerda", "/why?thing=booking&record=" + h.gerda.ID.String()} {
			ines.get(road).is(http.StatusForbidden).shows(reason).hides(words...)
			olga.get(road).is(http.StatusForbidden).shows(reason).hides(words...)
		}
		for _, road := range []string{"/api/v1/bookings", "/api/v1/owners", "/api/v1/bookings/" + h.gerda.ID.String(), "/api/v1/account"} {
			program.send("GET", road, "", nil, bearer).is(http.StatusForbidden).shows(reason).hides(words...)
		}
		ines.post("/bookings/"+h.gerda.ID.String()+"/notes", "body=x").is(http.StatusForbidden).shows(reason)
		w.somebody("a calendar").get(feed).is(http.StatusForbidden).shows(reason).hides(words...)
		w.somebody("Nora Nacht").get(offer).is(http.StatusForbidden).shows(reason).hides(words...)
		w.somebody("Nora Nacht").post(strings.TrimPrefix(offer, w.url)+"/accept", "name=Nora Nacht").is(http.StatusForbidden).shows(reason).hides(words...)
		w.somebody("Ina Invited").get(link).is(http.StatusForbidden).shows(reason)
		w.somebody("Ina Invited").post(strings.TrimPrefix(link, w.url), "password="+password).is(http.StatusForbidden).shows(reason)
		in := w.somebody("Olga Owner")
		in.signIn(password)
		in.get("/").is(http.StatusForbidden).shows(reason)

		// The way out: her other account, herself, and the door.
		ines.get("/accounts").ok().shows("Rival Rooms", "suspended")
		ines.get("/me").ok()
		ines.post("/switch", "account=rival").ok().at("/").shows("Rival Rooms")
		ines.post("/switch", "account=harbour").is(http.StatusForbidden).shows(reason)
		olga.post("/sign-out").ok()

		sam.get(at).fill(at + "/reactivate").ok()
		ines.get("/").ok().shows("Harbour Homes")
		program.send("GET", "/api/v1/bookings", "", nil, bearer).ok()
		w.somebody("a calendar").get(feed).ok()
		w.somebody("Nora Nacht").get(offer).ok().shows("900.00")
		w.somebody("Ina Invited").get(link).ok()
	})
}

// T17: one person, many accounts and hats; each account has its own entry
// address, and rights never mix.
func TestT17ManyHats(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		rival := w.company("rival", "Rival Rooms", "Rex Rival")
		far := rival.property("Far House", portfolioAll(rival.client("Zed Other").ID)...)
		rival.join("Ines Alvarez", people.Portal, onClient(rival.client("Yan Other").ID, "calendar"))
		p := w.somebody("Ines Alvarez")
		p.fill("/a/rival", "/sign-in?at=rival", "email="+address("Ines Alvarez"), "password="+password).ok().at("/").shows("Rival Rooms")
		p.get("/settings/access").isRefused()
		p.get("/properties/" + far.ID.String()).missing()
		p.get("/properties/" + h.quay.ID.String()).missing()
		p.post("/switch", "account=harbour").ok().shows("Harbour Homes")
		p.get("/settings/access").ok()
		p.get("/properties/" + h.quay.ID.String()).ok()
		p.get("/properties/" + far.ID.String()).missing()
		w.somebody("x").get("/a/nowhere").missing()
	})
}

// An account by sign-up, where the operator lets strangers; elsewhere there is
// no such page.
func TestSignUp(t *testing.T) {
	withSystem(t, true, func(w *town) {
		w.harbour()
		p := w.somebody("Flo Fresh")
		p.get("/sign-in").leads("/sign-up")
		p.fill("/sign-up", "/sign-up", "company=", "slug=Not Good", "name=Flo", "email=nobody").is(422).shows("small letters", "like name@example.com")
		p.fill("/sign-up", "/sign-up", "company=Fresh Lettings", "slug=ops", "name=Flo Fresh", "email="+address("Flo Fresh")).is(http.StatusConflict).shows("taken")
		sent := p.fill("/sign-up", "/sign-up", "company=Fresh Lettings", "slug=fresh", "template=bookkeeping", "name=Flo Fresh", "email="+address("Flo Fresh")).ok().shows("Look into your mail")
		known := w.somebody("y").fill("/sign-up", "/sign-up", "company=Other", "slug=other", "name=Ines", "email="+address("Ines Alvarez")).ok()
		if strings.ReplaceAll(sent.text(), address("Flo Fresh"), "X") != strings.ReplaceAll(known.text(), address("Ines Alvarez"), "X") {
			t.Error("it tells who is known")
		}
		link := w.box.next(w, address("Flo Fresh"), "Open the account of Fresh Lettings", 1).link(t, "/sign-up/")
		w.somebody("a scanner").get(link).ok().shows("Fresh Lettings")
		p.get(link).ok().fill(strings.TrimPrefix(link, w.url), "password=short").is(422)
		p.get(link).ok().fill(strings.TrimPrefix(link, w.url), "password="+password).ok().shows("Fresh Lettings")
		p.get("/settings/account").ok().shows("1 of 2 seats")
		p.get("/").leadsNot("/feeds", "/bookings")
		p.get("/system").missing()
		w.somebody("z").get(link).is(http.StatusConflict).shows("used already")

		mine := w.box.next(w, address("Ines Alvarez"), "Open the account of Other", 1).link(t, "/sign-up/")
		w.somebody("Ines Alvarez").get(mine).ok().hides("New password").fill(strings.TrimPrefix(mine, w.url)).ok().shows("Other")
		w.enter("Ines Alvarez").get("/accounts").ok().shows("Harbour Homes", "Other")
	})
	each(t, func(w *town) {
		w.somebody("x").get("/sign-in").ok().hides("/sign-up")
		w.somebody("x").get("/sign-up").missing()
		w.somebody("x").post("/sign-up", "company=A", "slug=a", "name=A", "email=a@b.example").missing()
		w.somebody("x").json("POST", "/api/v1/sign-up", `{"company":"A","slug":"a","name":"A","email":"a@b.example"}`).missing()
	})
}

// L2, L3: seats and the Landlord role, at the screens.
func TestL2Plans(t *testing.T) {
	withSystem(t, false, func(w *town) {
		h := w.harbour() // Ines, Mo and Fay are staff
		w.company("ops", "Keyhouse Operations", "Sam System")
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		sam, ines := w.enter("Sam System"), w.enter("Ines Alvarez")
		at := "/system/" + h.ID.String()
		sam.get(at).fill(at+"/plan", "plan=soho").ok()
		w.enter("Mo Manager").get("/").ok() // nobody is cut off
		ines.get("/settings/account").ok().shows("Soho: 3 of 2 seats")
		give := accessOf(olga) + "/grants"
		role := `{"role":"viewer","on":"account"}`
		grants := "/api/v1/portal-users/" + olga.ID.String() + "/grants"
		ines.json("POST", grants, role).is(http.StatusConflict).shows("Soho plan", "2 active staff members")
		ines.json("POST", grants, `{"role":"landlord","on":"client","of":["`+h.ana.ID.String()+`"]}`).is(http.StatusConflict).shows("Enterprise plan")
		fay := h.members("Fay Desk")
		ines.post(accessOf(fay) + "/deactivate").ok()
		ines.post(accessOf(fay) + "/reactivate").is(http.StatusConflict).shows("Soho plan")
		ines.post("/settings/account/plan", "plan=enterprise").isRefused()
		sam.get(at).fill(at+"/plan", "plan=pro").ok()
		ines.post(accessOf(fay) + "/reactivate").ok()
		ines.json("POST", grants, role).is(http.StatusCreated)
		ines.json("POST", grants, `{"role":"landlord","on":"client","of":["`+h.ana.ID.String()+`"]}`).is(http.StatusConflict)
		sam.get(at).fill(at+"/plan", "plan=enterprise").ok()
		ines.json("POST", grants, `{"role":"landlord","on":"client","of":["`+h.ana.ID.String()+`"]}`).is(http.StatusCreated)
		ines.get(give + "/new").ok()
	})
}

// L3 by name: only an Enterprise account gives the Landlord role.
func TestL3Landlord(t *testing.T) {
	withSystem(t, false, func(w *town) {
		h := w.harbour()
		w.company("ops", "Keyhouse Operations", "Sam System")
		ana := h.join("Ana Peeters", people.Portal)
		sam, ines := w.enter("Sam System"), w.enter("Ines Alvarez")
		at := "/system/" + h.ID.String()
		form := `{"role":"landlord","on":"client","of":["` + h.ana.ID.String() + `"]}`
		for _, plan := range []string{"soho", "pro"} {
			sam.get(at).fill(at+"/plan", "plan="+plan).ok()
			ines.json("POST", "/api/v1/portal-users/"+ana.ID.String()+"/grants", form).is(http.StatusConflict).shows("Enterprise plan")
		}
		sam.get(at).fill(at+"/plan", "plan=enterprise").ok()
		ines.json("POST", "/api/v1/portal-users/"+ana.ID.String()+"/grants", form).is(http.StatusCreated)
	})
}

// The account's own settings: its Admin's, and nobody else's.
func TestAccountSettings(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.enter("Ines Alvarez")
		ines.get("/settings/account").ok().shows("Harbour Homes", "Sections in the menu")
		ines.get("/").leads("/quotes")
		ines.fill("/settings/account", "/settings/account", "name=Harbour & Sons", "slug=harbour-sons", "section=bookings", "section=properties", "section=owners").ok().shows("Saved")
		ines.get("/bookings").ok().shows("Harbour & Sons").leadsNot("/quotes", "/calendar")
		ines.get("/quotes").ok() // left out of the menu, not taken away
		w.somebody("x").get("/a/harbour-sons").ok().shows("Harbour & Sons")
		w.somebody("x").get("/a/harbour").missing()
		ines.fill("/settings/account", "/settings/account", "slug=Not Good", "zone=Mars").is(422).shows("small letters", "no time zone")
		ines.json("PUT", "/api/v1/account", `{"name":"Harbour Homes","slug":"harbour","zone":"Europe/Brussels","currency":"EUR","template":"holiday-rentals","sections":["bookings"]}`).ok().shows(`"slug":"harbour"`)
		ines.get("/settings/account").ok().fill("/settings/account/preferences").ok()
		ines.get("/settings/account").ok().fill("/settings/account/plan", "plan=pro").ok().shows("The plan is Pro now") // nobody runs the plans here
		for _, name := range []string{"Mo Manager", "Fay Desk"} {
			p := w.enter(name)
			p.get("/settings/account").missing()
			p.post("/settings/account", "name=Mine").isRefused()
			p.post("/settings/account/plan", "plan=enterprise").isRefused()
			p.json("PUT", "/api/v1/account", `{"name":"Mine","slug":"mine","zone":"UTC","currency":"EUR","template":"bookkeeping","sections":[]}`).isRefused()
			p.get("/api/v1/account").isRefused()
		}
	})
}
