package story

import (
	"bufio"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/server"
	"keyhouse/web/browsertest"
)

// page is an open page's channel, as a browser's script holds it.
func (p *person) channel() (words <-chan string, closing func()) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := p.request("GET", "/live", "", nil, nil).WithContext(ctx)
	res, err := p.http.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	said := make(chan string, 64)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if word, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				said <- word
			}
		}
	}()
	closing = func() { cancel(); res.Body.Close() }
	p.t.Cleanup(closing)
	return said, closing
}

// row is what the Users list says of somebody.
func (p *person) row(name string) string {
	p.t.Helper()
	_, rest, ok := strings.Cut(p.get("/settings/users").ok().text(), "Last action ")
	if _, after, found := strings.Cut(rest, address(name)); ok && found {
		if i := strings.Index(after, "@people.example"); i >= 0 {
			after = after[:i]
		}
		return after
	}
	p.t.Fatalf("%s is not on the list", name)
	return ""
}

// until looks again until it is so.
func (w *town) until(what string, holds func() bool) {
	w.t.Helper()
	for !holds() {
		if w.t.Context().Err() != nil {
			w.t.Fatalf("it never came to be that %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// L1: the Users list shows every member; connected ones in green and in words,
// with the addresses they come from; it hears of each connect and disconnect.
func TestL1Users(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		off := h.join("Ida Idle", people.Portal)
		h.join("Ivo IT", people.Staff, people.GrantForm{Role: "it", On: "server"})
		ines := w.enter("Ines Alvarez")
		ines.get("/settings/users").ok().shows("Ines Alvarez", "Mo Manager", "Fay Desk", "Olga Owner", "Front desk", "Ana Peeters", "not connected", "6 users", "0 connected").
			leads(accessOf(olga), "/settings/users/new", "/settings/roles")
		ines.post(accessOf(off) + "/deactivate").ok()
		if got := ines.get("/settings/users?state=inactive").ok().shows("Ida Idle", "inactive").hides("Fay Desk").body; !strings.Contains(got, "data-off") {
			t.Error("who is switched off is not gray")
		}

		heard, _ := ines.channel()
		hers := w.enter("Olga Owner")
		_, shut := hers.channel()
		w.until("Olga is connected", func() bool { return strings.Contains(ines.row("Olga Owner"), " connected 127.0.0.1") })
		told := func(word string) bool {
			for {
				select {
				case got := <-heard:
					if got == word {
						return true
					}
				default:
					return false
				}
			}
		}
		if !told("presence") {
			t.Error("an open Users screen was not told")
		}
		ines.get("/settings/users?connected=yes").ok().shows("Olga Owner", "2 connected").hides("Fay Desk")
		if got := ines.get("/api/v1/users?connected=yes&kind=portal").ok().body; !strings.Contains(got, `"connected":true`) || !strings.Contains(got, `"addresses":["127.0.0.1"]`) || strings.Contains(got, "Fay") {
			t.Errorf("the API says %s", got)
		}
		shut()
		w.until("she is not any more", func() bool { return strings.Contains(ines.row("Olga Owner"), "not connected") })
		w.until("the screen is told", func() bool { return told("presence") })

		// Signing out disconnects at once, whatever the page does.
		hers.channel()
		w.until("Olga is connected", func() bool { return strings.Contains(ines.row("Olga Owner"), " connected 127.0.0.1") })
		hers.post("/sign-out")
		if strings.Contains(ines.row("Olga Owner"), " connected 127.0.0.1") {
			t.Error("signed out and connected")
		}

		// Nobody else learns who is there.
		for _, name := range []string{"Mo Manager", "Fay Desk", "Ivo IT"} {
			p := w.enter(name)
			for _, path := range []string{"/settings/users", "/settings/users?connected=yes", "/settings/roles", "/settings/users/new", accessOf(olga), "/api/v1/users/" + olga.ID.String(), "/view-as/" + olga.ID.String() + "/"} {
				p.get(path).isRefused()
			}
			if got := p.get("/api/v1/users").ok().body; strings.Contains(got, "Olga") || strings.Contains(got, "Ines") {
				t.Errorf("%s reads %s", name, got)
			}
		}
	})
}

// L1 on several nodes: who is at one is seen at the other.
func TestL1AcrossNodes(t *testing.T) {
	alongside(t)
	w := open(t, dbtest.PostgresDSN(t))
	w.harbour()
	there := *w
	there.node(w.dsn, server.Options{})
	ines, fay := w.enter("Ines Alvarez"), w.enter("Fay Desk")
	elsewhere := fay.elsewhere(&there)
	_, shut := elsewhere.channel()
	w.until("Fay is connected at the other node", func() bool { return strings.Contains(ines.row("Fay Desk"), " connected 127.0.0.1") })
	shut()
	w.until("she is not any more", func() bool { return strings.Contains(ines.row("Fay Desk"), "not connected") })
}

// L1 in two browsers: green within two seconds, and gone after signing out and
// after a closed tab, without anybody loading the page again.
func TestBrowserL1Live(t *testing.T) {
	t.Parallel()
	browser, other := browsertest.Start(t), browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	ines := w.tab(browser, "Ines Alvarez").Open(w.url + "/settings/users").Wait("#users")
	is := func(connected bool) string {
		yes := map[bool]string{true: "true", false: "false"}[connected]
		return `String([...document.querySelectorAll("#users tbody tr")].some((row) => row.textContent.includes("olga.owner@") && row.querySelector("[data-connected] .badge[data-tone=good]"))) === "` + yes + `"`
	}
	within := func(what string, begun time.Time) {
		t.Helper()
		t.Logf("%s: shown after %v", what, time.Since(begun).Round(time.Millisecond))
	}
	ines.Until(is(false))
	hers := w.tab(other, "Olga Owner").Open(w.url + "/properties").Wait("table")
	begun := time.Now()
	ines.Until(is(true))
	within("connected", begun)
	says(t, ines, "connected", "127.0.0.1")
	ines.Shot("users-live", false)
	ines.Dark().Phone().Shot("users-live-phone-dark", false)
	ines.Light().Wide()

	begun = time.Now()
	hers.Do("leaving", chromedp.Navigate("about:blank")) // as closing the tab does
	ines.Until(is(false))
	within("closed", begun)

	hers.Open(w.url + "/properties").Wait("table")
	ines.Until(is(true))
	hers.Eval(`document.querySelector('form[action="/sign-out"]').submit()`)
	begun = time.Now()
	ines.Until(is(false))
	within("signed out", begun)
}

// A forced sign-out turns every open page by itself (L4's screen side).
func TestBrowserL4SignedOutByTheOffice(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
	tab := w.tab(browser, "Olga Owner")
	tab.Open(w.url + "/properties").Wait("table")
	w.enter("Ines Alvarez").get(accessOf(olga)).ok().fill(accessOf(olga) + "/sign-out").ok().shows("Signed in nowhere")
	tab.Wait("[data-signed-out-page]")
	says(t, tab, "Sign in")
	tab.Errors() // a browser reports the refusals itself
}
