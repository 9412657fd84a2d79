package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"keyhouse/fault"
	"keyhouse/web/static"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var inline = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:\s[^>]*)?>[^<]`)

func TestNoPageCarriesInlineScriptOrStyle(t *testing.T) {
	for name, page := range gallery() {
		if found := inline.FindString(rendered(t, page)); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

func TestWhatPeopleTypeIsEscaped(t *testing.T) {
	const nasty = `"><script>alert(1)</script>`
	f := sent(url.Values{"n": {nasty}}, fault.Bad("", "n", nasty))
	p := galleryPage("/", nasty)
	p.Person.Name, p.Account.Name, p.Query, p.Notice = nasty, nasty, nasty, &Notice{Say: nasty}
	for what, c := range map[string]templ.Component{
		"frame": frame(p), "field": field(f.Field("n", nasty, "").Tell(nasty)), "text area": field(f.Field("n", "N", "").As("textarea")), "problem": problem(f.Err), "choice": choice(f.Choice("n", nasty, nasty, true)),
		"select": field(f.Field("n", "N", "").Pick(Option{nasty, nasty})), "fact": fact(nasty, nasty, seen), "bar": entryBar(bar{Entry: Entry{Label: nasty, Say: nasty, Href: "/" + nasty, State: EntryState(nasty)}}),
		"why": whyPanel(Why{Question: nasty, Answer: nasty, Lines: []WhyLine{{nasty, nasty, true, nasty}}}), "jump": jumpFound([]JumpGroup{{nasty, []JumpHit{{Label: nasty, Note: nasty, Href: nasty}}}}),
		"notes": notes(local, []Note{{By: nasty, Text: nasty}}), "confirm": confirm(Ask{Title: nasty, Say: nasty, Action: nasty, Do: nasty, Hidden: map[string]string{nasty: nasty}}),
	} {
		if got := rendered(t, c); strings.Contains(got, "<script>alert") {
			t.Errorf("%s lets markup through: %s", what, got)
		}
	}
	if got := rendered(t, linkButton("javascript:alert(1)", "", "x", galleryPage("", "").Nav[0].Links[0].Icon)); strings.Contains(got, "javascript:") {
		t.Errorf("a link runs script: %s", got)
	}
}

func TestHiddenLooksUnlikeEmpty(t *testing.T) {
	hidden, blank := rendered(t, fact("Phone", "0470 secret", kept)), rendered(t, fact("Phone", "", seen))
	if strings.Contains(hidden, "secret") || !strings.Contains(hidden, "not shown") || !strings.Contains(hidden, kept.Why) {
		t.Errorf("a hidden fact: %s", hidden)
	}
	if strings.Contains(blank, "not shown") || !strings.Contains(blank, "none") {
		t.Errorf("an empty fact: %s", blank)
	}
	if got := rendered(t, amountIf(local, eur(123456), kept)); strings.Contains(got, "234") {
		t.Errorf("a hidden sum: %s", got)
	}
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	fresh := Form{}
	if f := fresh.Field("name", "Name", "Ada"); f.Value != "Ada" || f.Wrong != "" {
		t.Errorf("before sending: %+v", f)
	}
	back := sent(url.Values{"name": {""}, "pass": {"hunter22"}, "s": {"calendar"}}, fault.Bad("x", "name", "Say a name."))
	got := rendered(t, field(back.Field("name", "Name", "Ada").Need()))
	for _, want := range []string{`value=""`, `aria-invalid="true"`, `aria-describedby="f-name-wrong"`, "Say a name.", `for="f-name"`, `id="f-name"`} {
		if !strings.Contains(got, want) {
			t.Errorf("sent back without %s: %s", want, got)
		}
	}
	if got := rendered(t, field(back.Field("pass", "Password", "").As("password"))); strings.Contains(got, "hunter22") {
		t.Errorf("a password was sent back: %s", got)
	}
	if !back.Choice("s", "calendar", "", false).On || back.Choice("s", "contact", "", true).On {
		t.Error("ticks are not kept as sent")
	}
	if got := rendered(t, problem(errors.New("SQL secret"))); strings.Contains(got, "secret") {
		t.Errorf("an error's insides are shown: %s", got)
	}
}

func TestListLinksKeepOneAnother(t *testing.T) {
	l := List{"/bookings", url.Values{"q": {"zee"}, "sort": {"-arrive"}, "cursor": {"abc"}}}
	for _, c := range []struct{ what, got, want string }{
		{"a changed filter starts at the first page", l.With("state", "confirmed"), "/bookings?q=zee&sort=-arrive&state=confirmed"},
		{"a filter taken away", l.With("q", ""), "/bookings?sort=-arrive"},
		{"the next page keeps the rest", l.page("xyz"), "/bookings?cursor=xyz&q=zee&sort=-arrive"},
		{"the last filter leaves no question mark", List{"/b", url.Values{"q": {"x"}}}.With("q", ""), "/b"},
		{"a list nobody filtered", List{Path: "/b"}.With("q", "a&b"), "/b?q=a%26b"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if by, down := l.Sort("guest", false); by != "arrive" || !down {
		t.Errorf("asked for -arrive, sorted by %s %v", by, down)
	}
	if l.Query.Get("cursor") != "abc" {
		t.Error("making a link changed the list")
	}
}

func TestTroublePages(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		show   string
	}{
		{fault.NotFound("x"), 404, "not shown to you"},
		{&fault.Fault{Kind: fault.Forbidden, Say: "Only managers refund."}, 403, "Only managers refund."},
		{&fault.Fault{Kind: fault.Conflict, Say: "Taken."}, 409, "Taken."},
		{fault.Bad("x", "f", "Wrong."), 422, "Wrong."},
		{&fault.Fault{Kind: fault.TooMany}, 429, "Too many"},
		{&fault.Fault{Kind: fault.SignedOut}, 401, "Sign in"},
		{errors.New("secret"), 500, "ref-17"},
	} {
		p := troubleOf(c.err, "ref-17")
		if got := rendered(t, trouble(p)); p.Status != c.status || !strings.Contains(got, c.show) || strings.Contains(got, "secret") {
			t.Errorf("%v: %d %s", c.err, p.Status, got)
		}
	}
}

func TestThemeIsSetAndStaysHere(t *testing.T) {
	for _, c := range []struct{ theme, back, want, to string }{
		{"dark", "/bookings", "dark", "/bookings"},
		{"pink", "/", "", "/"},
		{"light", "//evil.example", "light", "/"},
		{"light", "https://evil.example", "light", "/"},
		{"light", "/\\evil.example", "light", "/"},
	} {
		form := url.Values{"theme": {c.theme}, "back": {c.back}}
		r := httptest.NewRequest("POST", "/theme", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		setTheme(w, r)
		next := httptest.NewRequest("GET", "/", nil)
		next.AddCookie(w.Result().Cookies()[0])
		if got := string(themeOf(next)); got != c.want || w.Header().Get("Location") != c.to {
			t.Errorf("%v: theme %q, on to %s", c, got, w.Header().Get("Location"))
		}
	}
}

func TestNavigationMarksOnePlace(t *testing.T) {
	p := galleryPage("/settings/portal/12", "")
	for href, want := range map[string]bool{"/settings/portal": true, "/settings": false, "/today": false} {
		if p.here(href) != want {
			t.Errorf("at %s, %s marked: %v", p.Path, href, !want)
		}
	}
}

func TestFilesAreKeptOnlyUnderTheirDigest(t *testing.T) {
	for path, want := range map[string]string{
		static.Path("app.css"): "public, max-age=31536000, immutable", "/static/old/app.css": "no-cache", "/static/old/secret": "",
	} {
		w := httptest.NewRecorder()
		static.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if got := w.Header().Get("Cache-Control"); got != want || (want == "") != (w.Code == http.StatusNotFound) {
			t.Errorf("%s: %d, %q", path, w.Code, got)
		}
	}
	css := httptest.NewRecorder()
	static.Handler().ServeHTTP(css, httptest.NewRequest("GET", static.Path("app.css"), nil))
	if !strings.HasPrefix(strings.TrimSpace(css.Body.String()[strings.Index(css.Body.String(), "*/")+2:]), "@layer reset, tokens") {
		t.Error("the style sheet does not begin with its layers")
	}
}
