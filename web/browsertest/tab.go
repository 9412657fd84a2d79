package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is one person at a screen: cookies and storage are theirs alone.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	mu     sync.Mutex
	errors []string
}

// Tab opens a window with cookies of its own, 1280 by 900, light. When the
// test ends, errors the pages reported fail it.
func (b *Browser) Tab(t testing.TB) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	tab := &Tab{t: t}
	// As with the browser, the tab opens under a context without a deadline.
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		t.Fatalf("no new tab: %v", err)
	}
	tab.ctx = ctx
	tab.Wide().Light()
	t.Cleanup(func() {
		for _, e := range tab.Errors() {
			t.Errorf("the page reported: %s", e)
		}
	})
	return tab
}

// hear collects what the page's console reports as an error, broken content policy included.
func (tab *Tab) hear(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		tab.errors = append(tab.errors, e.ExceptionDetails.Text+" "+describe(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			for _, arg := range e.Args {
				tab.errors = append(tab.errors, describe(arg))
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			tab.errors = append(tab.errors, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

func describe(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return o.Description + string(o.Value)
}

// Errors gives what the pages reported so far and forgets it: for tests that expect some.
func (tab *Tab) Errors() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	all := tab.errors
	tab.errors = nil
	return all
}

// Do runs chromedp actions and fails the test, naming what was tried, if one fails.
func (tab *Tab) Do(what string, actions ...chromedp.Action[chromedp.Void]) *Tab {
	tab.t.Helper()
	if _, err := run(tab, chromedp.Steps(actions...)); err != nil {
		tab.t.Fatalf("%s: %v", what, err)
	}
	return tab
}

func run[T any](tab *Tab, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(tab.ctx, hang)
	defer cancel()
	return chromedp.Run(ctx, action)
}

// leaving ends what the browser says of a page that is just being left for
// another: its frame, its scripts or its nodes are no more.
const leaving = "(-32000)"

// patient is run that asks again when the page was just being left.
func patient[T any](tab *Tab, action chromedp.Action[T]) (got T, err error) {
	for range 50 {
		if got, err = run(tab, action); err == nil || !strings.Contains(err.Error(), leaving) {
			return got, err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return got, err
}

// Open goes to an address.
func (tab *Tab) Open(url string) *Tab {
	tab.t.Helper()
	return tab.Do("open "+url, chromedp.Navigate(url))
}

// Click waits for the first element that matches the selector, then clicks it.
func (tab *Tab) Click(selector string) *Tab {
	tab.t.Helper()
	return tab.Do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks the link or button that bears the words, and waits for the page it leads to.
func (tab *Tab) Follow(words string) *Tab {
	tab.t.Helper()
	xpath := fmt.Sprintf(`//*[self::a or self::button][normalize-space(.)=%q]`, words)
	ctx, cancel := context.WithTimeout(tab.ctx, hang)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(xpath, chromedp.NodeVisible)); err != nil {
		tab.t.Fatalf("follow %q: %v", words, err)
	}
	return tab
}

// Type puts text into the control called name, over what stood there.
func (tab *Tab) Type(name, text string) *Tab {
	tab.t.Helper()
	selector := fmt.Sprintf("main [name=%q]", name)
	tab.Wait(selector).Eval(fmt.Sprintf("document.querySelector(%q).value = ''", selector))
	return tab.Do("type into "+name, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Wait waits until an element that matches the selector is to be seen.
func (tab *Tab) Wait(selector string) *Tab {
	tab.t.Helper()
	return tab.Do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Text gives the visible words of the first element that matches the selector.
func (tab *Tab) Text(selector string) string {
	tab.t.Helper()
	// In one step: between finding an element and reading it a live page may swap it.
	return strings.TrimSpace(tab.Wait(selector).Eval(fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector)))
}

// Path gives the address the tab is at, without the host.
func (tab *Tab) Path() string {
	tab.t.Helper()
	return tab.Eval(`location.pathname + location.search`)
}

// Eval gives what an expression of the page comes to, as text.
func (tab *Tab) Eval(expression string) string {
	tab.t.Helper()
	got, err := patient(tab, chromedp.Evaluate[any](expression))
	if err != nil {
		tab.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return fmt.Sprint(got)
}

// Until waits until an expression of the page is true.
func (tab *Tab) Until(expression string) *Tab {
	tab.t.Helper()
	if _, err := patient(tab, chromedp.Poll[bool](expression)); err != nil {
		tab.t.Fatalf("wait until %s: %v", expression, err)
	}
	return tab
}

// Wide, Phone, Light and Dark set what the pages are seen on.
func (tab *Tab) Wide() *Tab { return tab.Do("widen", chromedp.EmulateViewport(1280, 900)) }

// Phone makes the window 390 by 844, with touch.
func (tab *Tab) Phone() *Tab {
	return tab.Do("narrow", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateScale(2)))
}

// Light makes the system light.
func (tab *Tab) Light() *Tab { return tab.media("", "light") }

// Dark makes the system dark.
func (tab *Tab) Dark() *Tab { return tab.media("", "dark") }

// Paper shows pages as they are printed.
func (tab *Tab) Paper() *Tab { return tab.media("print", "light") }

func (tab *Tab) media(kind, scheme string) *Tab {
	media := emulation.SetEmulatedMediaParams{Media: kind, Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	return tab.Do("be "+kind+" "+scheme, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, media)
		return err
	}))
}

// Shot takes a picture of the window, or of the whole page, into the test's
// artifacts (go test -artifacts keeps them) and gives its path.
func (tab *Tab) Shot(name string, whole bool) string {
	tab.t.Helper()
	tab.settle()
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	png, err := run(tab, take)
	if err != nil {
		tab.t.Fatalf("picture %s: %v", name, err)
	}
	path := filepath.Join(tab.t.ArtifactDir(), name+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		tab.t.Fatal(err)
	}
	return path
}

// settle waits until what has changed is painted.
func (tab *Tab) settle() {
	const painted = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done("painted"))))`
	_, err := run(tab, chromedp.Evaluate[string](painted, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("the page does not settle: %v", err)
	}
}
