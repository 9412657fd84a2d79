package story

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// person is somebody at a browser of their own: it keeps cookies and follows
// redirects.
type person struct {
	t    *testing.T
	name string
	w    *town
	http *http.Client
}

// somebody comes to the door; nobody knows them yet.
func (w *town) somebody(name string) *person {
	jar, _ := cookiejar.New(nil) // never fails
	return &person{t: w.t, name: name, w: w, http: &http.Client{Jar: jar}}
}

// enter is somebody who signs in.
func (w *town) enter(name string) *person {
	w.t.Helper()
	p := w.somebody(name)
	if in := p.signIn(password); in.status != http.StatusOK || in.path == "/sign-in" {
		w.t.Fatalf("%s cannot sign in: %d at %s: %s", name, in.status, in.path, in.text())
	}
	return p
}

func (p *person) signIn(password string) *page {
	p.t.Helper()
	return p.fill("/sign-in", "/sign-in", "email="+address(p.name), "password="+password)
}

// get opens an address, with or without the host.
func (p *person) get(path string) *page {
	p.t.Helper()
	return p.send("GET", path, "", nil, nil)
}

// post sends a form without having looked at the page it stands on.
func (p *person) post(path string, fields ...string) *page {
	p.t.Helper()
	return p.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(values(fields).Encode()), nil)
}

// json asks the API.
func (p *person) json(method, path, body string) *page {
	p.t.Helper()
	return p.send(method, path, "application/json", strings.NewReader(body), nil)
}

// fill opens the page at path, finds the form that goes to action, types the
// fields over what stands there and sends it. A field or a button that the form
// does not have ends the story.
func (p *person) fill(path, action string, fields ...string) *page {
	p.t.Helper()
	return p.get(path).fill(action, fields...)
}

// values reads "name=value" fields.
func values(fields []string) url.Values {
	v := url.Values{}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		v.Add(name, value)
	}
	return v
}

func (p *person) send(method, path, kind string, body io.Reader, header http.Header) *page {
	p.t.Helper()
	res, err := p.http.Do(p.request(method, path, kind, body, header))
	if err != nil {
		p.t.Fatalf("%s: %s %s: %v", p.name, method, path, err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatalf("%s: %s %s: %v", p.name, method, path, err)
	}
	return &page{t: p.t, by: p, asked: method + " " + path, status: res.StatusCode, path: res.Request.URL.Path, header: res.Header, body: string(all)}
}

func (p *person) request(method, path, kind string, body io.Reader, header http.Header) *http.Request {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.w.url + path
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, all := range header {
		r.Header[name] = slices.Clone(all)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Accept", "text/html, application/json")
	return r
}

// cookies are what p's browser would send; on another person they make a stolen
// or a second browser.
func (p *person) cookies() []*http.Cookie {
	at, _ := url.Parse(p.w.url)
	return p.http.Jar.Cookies(at)
}

// elsewhere is the same browser at another server of the installation.
func (p *person) elsewhere(w *town) *person {
	q := w.somebody(p.name)
	at, _ := url.Parse(w.url)
	q.http.Jar.SetCookies(at, p.cookies())
	return q
}
