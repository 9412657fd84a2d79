package story

import (
	"net/http"
	"strings"
	"testing"

	"keyhouse/people"
	"keyhouse/server"
)

// Whatever is answered – a page, an error, a redirect, a file, a calendar, the
// API, what no handler knows – it carries what keeps a browser from guessing,
// framing and telling others.
func TestEveryAnswerIsGuarded(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines, olga := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		feed := inLetter.FindString(strings.ReplaceAll(olga.post("/properties/"+h.quay.ID.String()+"/address").ok().body, `"`, " "))
		ines.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		stranger := w.somebody("a stranger")
		stranger.http.CheckRedirect = ines.http.CheckRedirect
		foreign := http.Header{"Sec-Fetch-Site": {"cross-site"}}
		for kind, got := range map[string]*page{
			"a page":                     ines.get("/bookings").ok(),
			"the sign-in page":           stranger.get("/sign-in").ok(),
			"a redirect":                 stranger.get("/bookings").is(http.StatusSeeOther),
			"a redirect after a form":    ines.post("/theme", "theme=dark"),
			"a page that is not there":   ines.get("/nowhere").missing(),
			"a record that is not there": ines.get("/bookings/7").isRefused(),
			"a form that is wrong":       ines.post("/settings/access/new", "name="),
			"a post from another site":   stranger.send("POST", "/sign-in", "", nil, foreign).is(http.StatusForbidden),
			"a method it does not know":  ines.send("PATCH", "/bookings", "", nil, nil),
			"a spreadsheet":              ines.get("/bookings.csv").ok(),
			"a calendar":                 w.somebody("a calendar").get(feed).ok(),
			"a calendar that is none":    w.somebody("a calendar").get("/calendar-feeds/x.ics").missing(),
			"a style":                    stranger.get(styleOf(ines.get("/bookings"))).ok(),
			"the API":                    ines.get("/api/v1/bookings").ok(),
			"the API, signed out":        stranger.get("/api/v1/bookings").is(http.StatusUnauthorized),
			"the API, unknown":           ines.get("/api/v1/nowhere").missing(),
			"the API, a wrong body":      ines.json("POST", "/api/v1/owners", `{`),
			"the API's book":             stranger.get("/openapi.json").ok(),
			"the API's docs":             ines.get("/api/docs/"),
			"whether it lives":           stranger.get("/healthz").ok(),
			"whether it is ready":        stranger.get("/readyz").ok(),
		} {
			for header, part := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "", "Cache-Control": ""} {
				if has := got.header.Get(header); has == "" || !strings.Contains(has, part) {
					got.wrong("%s: %s is %q", kind, header, has)
				}
			}
			if csp := got.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") && kind != "the API's docs" {
				got.wrong("%s: may be framed or run what it likes: %s", kind, csp)
			}
			if p := got.header.Get("Referrer-Policy"); p != "same-origin" && p != "no-referrer" {
				got.wrong("%s: tells others where one was: %s", kind, p)
			}
		}
	})
}

// styleOf is the address of a page's style sheet.
func styleOf(g *page) string {
	for n := range g.root().Descendants() {
		if attr(n, "rel") == "stylesheet" {
			return attr(n, "href")
		}
	}
	g.wrong("no style")
	return "/"
}

// Over https every cookie is bound to this host: no other site under the same
// domain can set or read it. None can be read by a script.
func TestCookiesAreBoundToTheHost(t *testing.T) {
	eachWith(t, func(_ *town, o *server.Options) { o.BaseURL = "https://keys.example" }, func(w *town) {
		w.harbour()
		p := w.somebody("Ines Alvarez")
		p.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		seen := map[string]bool{}
		for _, got := range []*page{
			p.post("/sign-in", "email="+address("Ines Alvarez"), "password="+password).is(http.StatusSeeOther),
			p.post("/sign-in/link", "email="+address("Ines Alvarez")),
			p.json("POST", "/api/v1/session", `{"email":"`+address("Ines Alvarez")+`","password":"`+password+`"}`).is(http.StatusCreated),
		} {
			for _, line := range got.header.Values("Set-Cookie") {
				c, err := http.ParseSetCookie(line)
				w.must(err)
				seen[c.Name] = true
				if strings.HasPrefix(c.Name, "__Host-") && c.Secure && c.HttpOnly && c.Path == "/" && c.Domain == "" && c.SameSite == http.SameSiteLaxMode {
					continue
				}
				got.wrong("a cookie that is not bound: %s", line)
			}
		}
		if !seen["__Host-keyhouse"] || !seen["__Host-keyhouse-device"] {
			w.t.Errorf("cookies: %v", seen)
		}
	})
}
