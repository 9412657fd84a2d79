package story

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/provider"
	"keyhouse/provider/providertest"
	"keyhouse/server"
	"keyhouse/web/browsertest"
)

// Stories in a real browser, with the scripts and styles that people have.

// tab is a browser window in which somebody has signed in as people do.
func (w *town) tab(b *browsertest.Browser, name string) *browsertest.Tab {
	w.t.Helper()
	tab := b.Tab(w.t).Open(w.url + "/sign-in")
	tab.Type("email", address(name)).Type("password", password).Follow("Sign in").Wait(".frame, main")
	return tab
}

// says demands words on the page the tab shows.
func says(t *testing.T, tab *browsertest.Tab, words ...string) {
	t.Helper()
	text := tab.Text("body")
	for _, one := range words {
		if !strings.Contains(text, one) {
			t.Errorf("%s does not say %q: %.300s", tab.Path(), one, text)
		}
	}
}

// O2 in the browser: the wizard with its preview, and what the person sees then.
func TestBrowserO2Wizard(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	olga := h.join("Olga Owner", people.Portal)
	ines, hers := w.tab(browser, "Ines Alvarez"), w.tab(browser, "Olga Owner")
	says(t, hers, "You have not been given access yet")

	ines.Open(w.url+accessOf(olga)).Follow("Create access").Wait("form#grant").Shot("wizard", true)
	ines.Click(`input[name=on][value=client]`)
	ines.Do("an owner", chromedp.SetValue(chromedp.CSS(`select[name=client]`), h.ana.ID.String()))
	ines.Click(`input[name=switch][value=guest-name]`).Click(`input[name=money][value=owner-money]`)
	ines.Follow("Preview the change").Wait("#preview")
	says(t, ines, "What this changes", "Bookings", "+2 gained")
	ines.Shot("wizard-preview", true)
	ines.Phone().Shot("wizard-preview-phone", true)
	ines.Wide().Follow("Save access").Wait(".notice, [role=status], article.card")
	says(t, ines, "Owner: Ana Peeters", "Owner revenue")

	hers.Open(w.url + "/bookings").Wait("table")
	says(t, hers, "Gerda Gast", "Quay House", "800.00")
	if text := hers.Text("body"); strings.Contains(text, "Loft") || strings.Contains(text, "1,135.50") {
		t.Error("Olga sees more than she was given")
	}
	hers.Shot("owner-bookings", true)
}

// O13 in the browser: the timeline and a month, forwards and back, on a wide
// screen, on a telephone and in the dark.
func TestBrowserO13Calendar(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	tab := w.tab(browser, "Ines Alvarez")
	tab.Open(w.url+"/calendar").Wait(".bar").Shot("timeline", false)
	says(t, tab, "Quay House", "Lake Cottage", "Loft")
	later := tab.Eval(`[...document.querySelectorAll("main .head a[href*='from=']")].map((a) => a.getAttribute("href")).sort().at(-1)`)
	tab.Click(`main .head a[href="`+later+`"]`).Wait(`main .head a[href*="from=2031-05"], main .head a[href*="from=2031-04"]`).Shot("timeline-later", false)
	tab.Do("back", chromedp.NavigateBack()).Wait(".bar")
	tab.Dark().Shot("timeline-dark", false)
	tab.Light().Phone().Open(w.url+"/calendar").Wait("#timeline").Shot("timeline-phone", false)
	if wider := tab.Eval(`String(document.documentElement.scrollWidth > innerWidth)`); wider == "true" {
		t.Error("the timeline is wider than the telephone")
	}
	tab.Open(w.url+"/calendar/"+h.quay.ID.String()+"?month="+day(0).String()[:7]).Wait("#month").Shot("month-phone", false)
	tab.Wide().Open(w.url+"/calendar/"+h.quay.ID.String()+"?month="+day(0).String()[:7]).Wait("#month").Shot("month", false)
	says(t, tab, "Gerda Gast")
	tab.Dark().Open(w.url+"/bookings/"+h.gerda.ID.String()).Wait("main").Shot("booking-dark", true)
	tab.Phone().Open(w.url+"/bookings").Wait("table").Shot("bookings-phone-dark", false)
}

// O7 in the browser: log in as, the banner on every page, and one click back.
func TestBrowserO7LogInAs(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	tab := w.tab(browser, "Ines Alvarez")
	tab.Open(w.url+accessOf(olga)).Type("reason", "she rang").Click(`form[action$="/log-in-as"] button`).Wait(".acting")
	for _, path := range []string{"/", "/calendar", "/bookings", "/properties"} {
		tab.Open(w.url + path).Wait(".acting")
		says(t, tab, "You are logged in as Olga Owner")
	}
	tab.Shot("log-in-as", false)
	tab.Phone().Open(w.url+"/bookings").Wait(".acting").Shot("log-in-as-phone", false)
	tab.Wide().Open(w.url + "/bookings").Follow("Back to Ines Alvarez").Wait("#people")
	says(t, tab, "Portal access", "Olga Owner")
}

// O10 in the browser: an open page turns to the signed-out one by itself when its
// person is switched off, and leaves nothing behind to go back to.
func TestBrowserO10OpenPageEnds(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	tab := w.tab(browser, "Olga Owner")
	tab.Open(w.url + "/properties").Wait("table")
	says(t, tab, "Quay House")
	w.enter("Ines Alvarez").post(accessOf(olga) + "/deactivate").ok()
	tab.Wait("[data-signed-out-page]").Shot("signed-out", false)
	tab.Do("back", chromedp.NavigateBack()).Wait("body")
	if strings.Contains(tab.Text("body"), "Quay House") {
		t.Error("the page before can be gone back to")
	}
	tab.Errors() // a browser reports the refusals themselves
}

// O10 in the browser: when access is taken away, an open page shows by itself what
// is left of it.
func TestBrowserO10AccessTakenAway(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	tab := w.tab(browser, "Olga Owner")
	tab.Open(w.url + "/properties").Wait("table")
	says(t, tab, "Quay House")
	ines := w.enter("Ines Alvarez")
	ines.post(accessOf(olga) + "/grants/" + ines.grants(olga)[0] + "/delete").ok()
	tab.Wait("body:not(:has(table))")
	if strings.Contains(tab.Text("body"), "Quay House") {
		t.Error("what was taken away is still shown")
	}
	tab.Errors() // a browser reports the refusals themselves
}

// Ctrl-K in the browser finds what its person may see, and nothing else.
func TestBrowserJump(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	for name, finds := range map[string]bool{"Ines Alvarez": true, "Olga Owner": false} {
		tab := w.tab(browser, name).Open(w.url + "/")
		tab.Do("Ctrl-K", chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl))).Wait("#jump[open] input")
		tab.Do("typing", chromedp.KeyEvent("Loft"))
		if finds {
			tab.Until(`[...document.querySelectorAll("#jump .jump__hit")].some((hit) => hit.textContent.includes("Loft"))`).Shot("jump", false)
			tab.Do("Enter", chromedp.KeyEvent(kb.Enter)).Do("there", chromedp.WaitReady(chromedp.CSS("#property")))
			says(t, tab, "Loft", "Carla Stranger")
			continue
		}
		tab.Until(`document.querySelector("#jump input").value === "Loft" && !document.querySelector("#jump [aria-busy=true]")`)
		if strings.Contains(tab.Text("#jump"), "Loft") && strings.Contains(tab.Eval(`document.querySelector("#jump").innerHTML`), h.loft.ID.String()) {
			t.Error("the jump dialog finds what is not theirs")
		}
	}
}

// T5 in the browser: the page between leads on to the provider by itself, and
// the provider back; what went wrong leads on as well.
func TestBrowserT5Provider(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	google := providertest.New(t)
	w := openWith(t, dbtest.SQLiteFile(t), func(w *town, o *server.Options) {
		google.Now = w.clock.now
		o.Providers = []provider.Config{{Name: "google", Label: "Google", Issuer: google.URL, ClientID: google.ClientID, Secret: google.Secret}}
	})
	h := w.harbour()
	h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	google.With(providertest.Knobs{Asks: true, Claims: map[string]any{"sub": "olga-at-google", "email": "olga.private@mail.example", "email_verified": true}})

	stranger := browser.Tab(t).Open(w.url + "/sign-in")
	stranger.Shot("sign-in-providers", true)
	stranger.Follow("Sign in with Google").Wait("#agree").Follow("It is me").Wait(".plain h2")
	says(t, stranger, "Google is not connected with anybody here yet", "olga.private@mail.example")
	stranger.Shot("provider-stranger", true)

	olga := w.tab(browser, "Olga Owner")
	olga.Open(w.url + "/me/security").Follow("Add Google").Wait("#agree").Follow("It is me").Wait("#linked")
	says(t, olga, "Google signs you in from now on", "olga.private@mail.example")
	olga.Shot("provider-linked", true)

	again := browser.Tab(t).Open(w.url + "/sign-in?next=/bookings")
	again.Follow("Sign in with Google").Wait("#agree").Follow("It is me").Wait("table")
	says(t, again, "Quay House")
	if again.Path() != "/bookings" {
		t.Errorf("led to %s", again.Path())
	}

	google.With(providertest.Knobs{Error: "access_denied"})
	away := browser.Tab(t).Open(w.url + "/sign-in")
	away.Follow("Sign in with Google").Wait("form[action*='/sign-in/with/google'] button[data-kind=primary]")
	says(t, away, "You did not finish at Google", "Try again with Google", "Sign in another way")

	// The provider has no icon of its own, and a refusal is a page with a status that says so.
	for _, tab := range []*browsertest.Tab{stranger, olga, again, away} {
		for _, e := range tab.Errors() {
			if !strings.Contains(e, "/favicon.ico") && !strings.Contains(e, "error=access_denied") {
				t.Error(e)
			}
		}
	}
}
