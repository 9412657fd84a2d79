package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"keyhouse/web/browsertest"
)

func press(keys string, options ...chromedp.KeyOption) chromedp.Action[chromedp.Void] {
	return chromedp.KeyEvent(keys, options...)
}

func TestScriptsMakeQuicker(t *testing.T) {
	browser := browsertest.Start(t)
	server := httptest.NewServer(galleryServer())
	t.Cleanup(server.Close)
	at := func(name string) string { return server.URL + "/gallery/" + name }

	t.Run("Ctrl-K finds and Enter goes there", func(t *testing.T) {
		tab := browser.Tab(t).Open(at("bookings"))
		tab.Do("Ctrl-K", press("k", chromedp.KeyModifiers(chromedp.ModifierCtrl))).Wait(`#jump[open] .jump__hit[aria-selected=true]`)
		tab.Shot("jump", false)
		tab.Do("down", press(kb.ArrowDown))
		if got := tab.Text(`.jump__hit[aria-selected=true]`); got != "Statements" {
			t.Errorf("arrow down chose %q", got)
		}
		tab.Do("escape", press(kb.Escape)).Do("closed", chromedp.WaitNotVisible(chromedp.CSS("#jump")))
	})

	t.Run("the theme changes at once and stays", func(t *testing.T) {
		tab := browser.Tab(t).Open(at("today"))
		tab.Click(`.top__tools summary`).Click(`.themes [value=dark]`)
		if got := tab.Eval(`document.documentElement.dataset.theme + " " + document.cookie`); got != "dark theme=dark" {
			t.Errorf("theme and cookie: %s", got)
		}
		tab.Shot("theme-menu", false)
	})

	t.Run("a question opens as a dialog and Cancel closes it", func(t *testing.T) {
		tab := browser.Tab(t).Open(at("booking"))
		tab.Click(`a[data-kind=danger][data-dialog]`).Wait(`dialog[open] .confirm`).Shot("dialog", false)
		tab.Click(`dialog [data-cancel]`).Do("closed", chromedp.WaitNotPresent(chromedp.CSS(`dialog .confirm`)))
	})

	t.Run("arrow keys go from bar to bar", func(t *testing.T) {
		tab := browser.Tab(t).Open(at("timeline"))
		tab.Do("focus", chromedp.Focus(chromedp.CSS(`a.bar`)))
		first := tab.Eval(`document.activeElement.getAttribute("aria-label")`)
		tab.Do("right", press(kb.ArrowRight))
		second := tab.Eval(`document.activeElement.getAttribute("aria-label")`)
		tab.Do("down", press(kb.ArrowDown))
		below := tab.Eval(`[...document.querySelectorAll("[data-row]")].indexOf(document.activeElement.closest("[data-row]"))`)
		if first == second || below != "1" {
			t.Errorf("right: %q to %q; down: row %s", first, second, below)
		}
		if got := tab.Eval(`document.querySelectorAll("a.bar[tabindex='0']").length`); got != "1" {
			t.Errorf("%s bars stop Tab, want one", got)
		}
	})

	t.Run("the phone's drawer opens and closes", func(t *testing.T) {
		tab := browser.Tab(t).Phone().Open(at("today"))
		tab.Click(`.dock a[href="#menu"]`).Wait(`.side .nav__link`).Shot("drawer", false)
		tab.Click(`.side__close`).Until(`!document.querySelector(".side__close").checkVisibility({visibilityProperty: true})`)
	})

	t.Run("a form is sent once, and what is wrong gets the focus", func(t *testing.T) {
		tab := browser.Tab(t).Open(at("form"))
		if got := tab.Eval(`document.activeElement.className`); got != "banner problem" {
			t.Errorf("focus is on %q", got)
		}
		sent := tab.Eval(`(() => { let n = 0; const form = document.querySelector("main form"); form.noValidate = true;
			addEventListener("submit", (e) => { if (!e.defaultPrevented) n++; e.preventDefault(); });
			form.requestSubmit(); form.requestSubmit(); return n; })()`)
		if sent != "1" {
			t.Errorf("sent %s times", sent)
		}
	})
}

// liveServer answers as an office page whose channel says what tell sends.
func liveServer(t *testing.T, tell <-chan string) string {
	shown := 0
	mux := http.NewServeMux()
	mux.Handle("/", galleryServer())
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, ": here\n\n")
		_ = http.NewResponseController(w).Flush()
		for {
			select {
			case event := <-tell:
				fmt.Fprint(w, event, "\n\n")
				_ = http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			case <-t.Context().Done():
				return
			}
		}
	})
	mux.HandleFunc("GET /office", func(w http.ResponseWriter, r *http.Request) {
		shown++
		p := galleryPage("/today", "Today")
		p.Live = true
		count := templ.Raw(fmt.Sprintf(`<p id="count" data-live-part="booking block">shown %d</p>`, shown))
		_ = with(frame(p), head("Today", ""), count).Render(r.Context(), w)
	})
	mux.HandleFunc("GET "+pathSignedOut, func(w http.ResponseWriter, r *http.Request) {
		_ = signedOut(Page{}, "Your access ended.").Render(r.Context(), w)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestLiveChannelKeepsThePageFreshAndEndsIt(t *testing.T) {
	browser := browsertest.Start(t)
	tell := make(chan string)
	tab := browser.Tab(t).Open(liveServer(t, tell) + "/office")
	tell <- "event: changed\ndata: invoice" // not on this page
	tell <- "event: changed\ndata: booking"
	tab.Until(`document.getElementById("count").textContent === "shown 2"`)
	tell <- "event: ended\ndata:"
	if got := tab.Wait(`[data-signed-out-page]`).Text("main"); !strings.Contains(got, "Your access ended.") {
		t.Errorf("the page says %q", got)
	}
}
