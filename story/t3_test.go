package story

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/web/browsertest"
)

const linkSubject = "Your link to sign in"

// asks has a link sent, as the button on the sign-in page does, and gives it with
// the code of the nth such mail.
func (p *person) asks(nth int) (link, code string) {
	p.t.Helper()
	p.post("/sign-in/link", "email="+address(p.name)).ok().at("/sign-in/code").shows("Look into your mail")
	l := p.w.box.next(p.w, address(p.name), linkSubject, nth)
	found := sixDigits.FindStringSubmatch(l.text)
	if found == nil {
		p.t.Fatalf("no code in %s", l.text)
	}
	return l.link(p.t, "/link/"), found[1] + found[2]
}

var sixDigits = regexp.MustCompile(`Code: (\d{3}) (\d{3})`)

func pathOf(w *town, link string) string { return strings.TrimPrefix(link, w.url) }

// T3: e-mail address → link valid 30 minutes, single use; a scanner's GET spends
// nothing. The code in the same mail is a second way.
func TestT3SignInLink(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.somebody("Ines Alvarez")
		link, _ := ines.asks(1)
		for range 2 {
			w.somebody("a mail scanner").get(link).ok().shows("Hello Ines Alvarez")
		}
		path := pathOf(w, link)
		ines.get(link).ok().hides("asked for in another browser").fill(path).ok().at("/").shows("Harbour Homes")
		w.somebody("a thief").get(link).is(http.StatusConflict).shows("used already", "Send me a fresh link")
		w.somebody("a thief").post(path).is(http.StatusConflict)

		again := w.somebody("Ines Alvarez")
		_, code := again.asks(2)
		again.fill("/sign-in/code", "/sign-in/code", "code="+code[:3]+" "+code[3:]).ok().at("/").shows("Harbour Homes")
		again.post("/sign-in/code", "code="+code).is(http.StatusConflict)
	})
}

// T3, what is refused: late, spent, foreign, cut short and made-up links, each
// with words and a next step; codes elsewhere, wrong ones, and one too many.
func TestT3Refusals(t *testing.T) {
	each(t, func(w *town) {
		w.harbour()
		ines := w.somebody("Ines Alvarez")
		link, code := ines.asks(1)
		path := pathOf(w, link)
		for what, bad := range map[string]string{
			"made up": "/link/made-up", "cut short": path[:len(path)-4], "of another installation": "/link/" + strings.Repeat("A", 43), "with more behind": path + "xx",
		} {
			got := w.somebody("anyone").get(bad).missing().shows("not complete", "Send me a fresh link")
			if w.somebody("anyone").post(bad).status != http.StatusNotFound {
				got.wrong("%s: spent", what)
			}
		}
		w.somebody("elsewhere").post("/sign-in/code", "code="+code).is(http.StatusConflict).shows("No code was asked for in this browser")
		for range 5 {
			ines.post("/sign-in/code", "code=000000").is(http.StatusUnprocessableEntity).shows("not the code")
		}
		ines.post("/sign-in/code", "code="+code).is(http.StatusConflict).shows("this one is dead")
		w.somebody("Ines Alvarez").fill(link, path).ok().at("/") // the link is not

		for _, c := range []struct {
			wait time.Duration
			want int
		}{{29 * time.Minute, http.StatusOK}, {31 * time.Minute, http.StatusConflict}} {
			p := w.somebody("Ines Alvarez")
			link, _ := p.asks(w.box.count(address(p.name), linkSubject) + 1)
			w.clock.wait(c.wait)
			p.get(link).is(c.want)
			p.post(pathOf(w, link)).is(c.want)
		}
	})
}

// T3: a link opened in another browser than asked works and says so; opened while
// signed in as somebody else, both names are shown and one can stay who one is.
func TestT3ElsewhereAndAsSomebodyElse(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal)
		olga := w.somebody("Olga Owner")
		link, _ := olga.asks(1)
		path := pathOf(w, link)
		w.somebody("Olga's telephone").get(link).ok().shows("asked for in another browser")

		ines := w.enter("Ines Alvarez")
		before := ines.cookies()
		both := ines.get(link).ok().shows("Ines Alvarez", "ines.alvarez@people.example", "Olga Owner", "olga.owner@people.example", "Stay Ines Alvarez")
		both.leads("/")
		ines.get("/").ok().shows("Ines Alvarez")
		both.fill(path).ok().shows("You have not been given access yet").hides("Ines Alvarez")

		stolen := w.somebody("who kept Ines's cookie")
		stolen.http.Jar.SetCookies(stolen.request("GET", "/", "", nil, nil).URL, before)
		stolen.get("/settings/access").hides("Olga Owner") // that session ended: nothing is left lying about
	})
}

// T3: nobody learns whether an address is known: the same page, the same status,
// the same cookies – and no mail to strangers.
func TestT3Enumeration(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		gone := h.join("Gone Away", people.Portal)
		w.must(w.People.Deactivate(t.Context(), h.boss, gone.ID))
		w.clock.stop()
		known, unknown, away := w.somebody("Ines Alvarez"), w.somebody("Nobody At All"), w.somebody("Gone Away")
		want := known.post("/sign-in/link", "email="+address(known.name))
		w.box.next(w, address(known.name), linkSubject, 1)
		for _, p := range []*person{unknown, away} {
			got := p.post("/sign-in/link", "email="+address(p.name))
			if got.status != want.status || got.path != want.path || got.text() != want.text() {
				got.wrong("answers otherwise than for somebody known")
			}
			if len(p.cookies()) != len(known.cookies()) {
				got.wrong("%d cookies, not %d", len(p.cookies()), len(known.cookies()))
			}
			for range 5 {
				a, b := known.post("/sign-in/code", "code=1"), p.post("/sign-in/code", "code=1")
				if a.status != b.status || a.text() != b.text() {
					b.wrong("a wrong code gives it away")
				}
			}
			if w.box.count(address(p.name), "") > 0 {
				t.Errorf("%s got a mail", p.name)
			}
		}
	})
}

// T3 in the browser: ask, type the code; ask again, open the link elsewhere.
func TestBrowserT3MagicLink(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	w.harbour()
	here := browser.Tab(t).Open(w.url + "/sign-in")
	here.Shot("sign-in", true)
	here.Phone().Dark().Shot("sign-in-phone-dark", true)
	here.Wide().Light().Type("email", address("Ines Alvarez")).Click(`button[formaction^="/sign-in/link"]`).Wait("#f-code")
	first := w.box.next(w, address("Ines Alvarez"), linkSubject, 1)
	here.Shot("sign-in-code", true)
	found := sixDigits.FindStringSubmatch(first.text)
	here.Type("code", found[1]+" "+found[2]).Click(".card form button").Wait(".app")
	says(t, here, "Harbour Homes")

	here.Open(w.url+"/me/security").Wait("#password").Type("password", "four unrelated words and a fifth")
	here.Until(`document.querySelector(".strength__say span")?.textContent === "Strong"`).Shot("password", true)

	asked := w.somebody("Ines Alvarez")
	link, _ := asked.asks(2)
	elsewhere := browser.Tab(t).Open(link).Wait("form")
	elsewhere.Shot("sign-in-link", true)
	says(t, elsewhere, "Hello Ines Alvarez", "asked for in another browser")
	elsewhere.Click("form button").Wait(".app")
	elsewhere.Open(w.url + "/me/sessions").Wait("table")
	says(t, elsewhere, "this one", "Link by mail")
	elsewhere.Phone().Shot("sessions-phone", true)
	elsewhere.Wide().Open(w.url + "/me/sessions/everywhere").Wait("form.confirm").Click("form.confirm [data-kind=danger]").Wait("main")
	here.Until(`location.pathname === "/signed-out"`)
}

// An address may be of any script on both sides of the @. What went wrong:
// browsers hold input[type=email] to ASCII before the @, and would not send the
// form of somebody whose name has an ü.
func TestBrowserT3AddressesOfAnyScript(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	w.harbour()
	for _, email := range []string{"ünal@bücher.example", "用户@例え.jp"} {
		browser.Tab(t).Open(w.url+"/sign-in").Type("email", email).Click(`button[form=sign-in]`).Wait("#f-code")
		tab := browser.Tab(t).Open(w.url+"/forgot").Type("email", email).Click("form.card button[data-kind=primary]").Wait("main")
		tab.Until(`!document.querySelector("form.card input[name=email]")`)
	}
	if free := browser.Tab(t).Open(w.url + "/sign-in").Eval(`document.querySelector("#sign-in").noValidate`); free != "true" {
		t.Errorf("the form to sign in leaves addresses to the browser: %s", free)
	}
}
