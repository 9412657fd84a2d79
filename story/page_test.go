package story

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a person has before them.
type page struct {
	t      *testing.T
	by     *person
	asked  string
	status int
	path   string // where they ended up
	header http.Header
	body   string

	parsed *html.Node
}

func (g *page) wrong(format string, args ...any) {
	g.t.Helper()
	g.t.Errorf("%s, %s: %s\n  the page says: %.400s", g.by.name, g.asked, fmt.Sprintf(format, args...), g.words())
}

// is demands a status.
func (g *page) is(status int) *page {
	g.t.Helper()
	if g.status != status {
		g.wrong("%d, not %d", g.status, status)
	}
	return g
}

// ok demands an answer.
func (g *page) ok() *page { g.t.Helper(); return g.is(http.StatusOK) }

// missing demands that there is nothing here.
func (g *page) missing() *page { g.t.Helper(); return g.is(http.StatusNotFound) }

// at demands that the person was led to a path.
func (g *page) at(path string) *page {
	g.t.Helper()
	if g.path != path {
		g.wrong("led to %s, not to %s", g.path, path)
	}
	return g
}

// shows demands words on the page.
func (g *page) shows(words ...string) *page {
	g.t.Helper()
	for _, one := range words {
		if !strings.Contains(g.text(), one) {
			g.wrong("does not show %q", one)
		}
	}
	return g
}

// hides demands that words stand nowhere in the answer, not even unseen.
func (g *page) hides(words ...string) *page {
	g.t.Helper()
	for _, one := range words {
		if strings.Contains(g.body, one) || strings.Contains(g.text(), one) {
			g.wrong("discloses %q", one)
		}
	}
	return g
}

func (g *page) root() *html.Node {
	if g.parsed == nil {
		g.parsed, _ = html.Parse(strings.NewReader(g.body)) // a strings.Reader does not fail
	}
	return g.parsed
}

// text is what can be read on the page, in one line.
func (g *page) text() string {
	if !strings.Contains(g.header.Get("Content-Type"), "html") {
		return g.body
	}
	var b strings.Builder
	for n := range g.root().Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// words are the text of what a page is about, without what frames it.
func (g *page) words() string {
	text := g.text()
	if _, rest, ok := strings.Cut(text, "Dark System Sign out "); ok {
		return rest
	}
	return text
}

// links are all addresses the page leads to.
func (g *page) links() []string {
	var all []string
	for n := range g.root().Descendants() {
		if href := attr(n, "href"); href != "" && n.DataAtom == atom.A {
			all = append(all, href)
		}
	}
	return all
}

// leads demands a link to each path; away demands that there is none.
func (g *page) leads(paths ...string) *page {
	g.t.Helper()
	for _, path := range paths {
		if !slices.Contains(g.links(), path) {
			g.wrong("no link to %s, only %v", path, g.links())
		}
	}
	return g
}

func (g *page) leadsNot(paths ...string) *page {
	g.t.Helper()
	for _, path := range paths {
		if slices.Contains(g.links(), path) {
			g.wrong("a link to %s", path)
		}
	}
	return g
}

// fill types fields into the form that goes to action and sends it.
func (g *page) fill(action string, fields ...string) *page {
	g.t.Helper()
	form := g.form(action)
	if form == nil {
		g.t.Fatalf("%s, %s: no form that goes to %s: %d %s", g.by.name, g.asked, action, g.status, g.text())
	}
	sent, names := filled(form)
	typed := values(fields)
	for name, all := range typed {
		if !slices.Contains(names, name) {
			g.t.Fatalf("%s, %s: the form to %s has no %q, only %v", g.by.name, g.asked, action, name, names)
		}
		sent[name] = all
	}
	kind := "application/x-www-form-urlencoded"
	if strings.EqualFold(attr(form, "method"), "post") {
		return g.by.send("POST", attr(form, "action"), kind, strings.NewReader(sent.Encode()), nil)
	}
	return g.by.get(action + "?" + sent.Encode())
}

// form finds the form that goes to a path.
func (g *page) form(action string) *html.Node {
	for n := range g.root().Descendants() {
		if n.DataAtom != atom.Form {
			continue
		}
		if at, err := url.Parse(attr(n, "action")); err == nil && (at.Path == action || attr(n, "action") == action) {
			return n
		}
	}
	return nil
}

// filled is what a form would send as it stands, and all names it can send.
func filled(form *html.Node) (url.Values, []string) {
	v, names := url.Values{}, []string{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		names = append(names, name)
		switch {
		case n.DataAtom == atom.Textarea:
			v.Add(name, inner(n))
		case n.DataAtom == atom.Select:
			v.Add(name, selected(n))
		case n.DataAtom != atom.Input || attr(n, "type") == "submit":
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			if has(n, "checked") {
				v.Add(name, attr(n, "value"))
			}
		default:
			v.Add(name, attr(n, "value"))
		}
	}
	return v, names
}

// selected is the value of a select: the one that is marked, or the first.
func selected(n *html.Node) string {
	first, seen := "", false
	for o := range n.Descendants() {
		if o.DataAtom != atom.Option {
			continue
		}
		if has(o, "selected") {
			return attr(o, "value")
		}
		if !seen {
			first, seen = attr(o, "value"), true
		}
	}
	return first
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func inner(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// isRefused demands a refusal of what was asked: not ours to have, not to do.
func (g *page) isRefused() *page {
	g.t.Helper()
	if g.status != http.StatusNotFound && g.status != http.StatusForbidden {
		g.wrong("not refused: %d", g.status)
	}
	return g
}
