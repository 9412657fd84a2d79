package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/web/static"
)

// pathViewAs is where every screen stands once more as a member sees it:
// /view-as/MEMBER and the screen's own address. Who looks there may look
// through that member's eyes and changes nothing; no session is made. Every
// address on such a page leads to the same place, so that a tab stays with the
// eyes it was opened with.
const pathViewAs = "/view-as/"

func viewAsPath(m people.Member) string { return pathViewAs + m.ID.String() }

// lookingKey is under what a request carries the actor it is answered for, if
// somebody looks through another's eyes.
type lookingKey struct{}

func looking(r *http.Request) *people.Actor {
	a, _ := r.Context().Value(lookingKey{}).(*people.Actor)
	return a
}

// through is a screen that can be looked at through another's eyes: one that
// asks as whom the request is answered for. Signing in, one's own account and
// the channel of an open page are none.
type through struct{ http.Handler }

// viewAs answers GET /view-as/{member}/{rest...}: the screen at rest, as the
// member sees it.
func (s *screens) viewAs(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	as, err := s.People.LookAs(r.Context(), actor(r), i)
	if err != nil {
		return err
	}
	inner := r.Clone(context.WithValue(r.Context(), lookingKey{}, as))
	inner.URL = &url.URL{Path: "/" + r.PathValue("rest"), RawQuery: r.URL.RawQuery}
	inner.RequestURI = inner.URL.RequestURI()
	if screen, _ := s.mux.Handler(inner); !isThrough(screen) {
		return &fault.Fault{Kind: fault.Forbidden, Op: "web.viewAs", Say: say(r.Context(), "frame.belongs-name-alone-or", "name", as.Person.Name)}
	}
	page := &pageKept{header: http.Header{}, status: http.StatusOK}
	s.mux.ServeHTTP(page, inner)
	return page.mirror(w, viewAsPath(as.Member))
}

func isThrough(h http.Handler) bool { _, ok := h.(through); return ok }

// viewAsOnly answers whatever would change something.
func (s *screens) viewAsOnly(_ http.ResponseWriter, r *http.Request) error {
	i, _ := id.Parse(r.PathValue("member"))
	return s.tried(r, access.Edit, access.Member, i, &fault.Fault{Kind: fault.Forbidden, Op: "web.viewAsOnly", Say: "You only look through somebody's eyes here: nothing can be changed. Go back to your own screens to do something."})
}

// pageKept keeps an answer until it is known what it is.
type pageKept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (p *pageKept) Header() http.Header         { return p.header }
func (p *pageKept) WriteHeader(status int)      { p.status = status }
func (p *pageKept) Write(b []byte) (int, error) { return p.body.Write(b) }

// mirror gives a kept page whose addresses stay under prefix. What is no page
// is not handed out: a file would be a copy that nobody asked its owner for.
func (p *pageKept) mirror(w http.ResponseWriter, prefix string) error {
	to := p.header.Get("Location")
	if to == "" && !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
		return &fault.Fault{Kind: fault.Forbidden, Op: "web.mirror", Say: "Files are not handed out while you look through somebody's eyes."}
	}
	if to != "" {
		w.Header().Set("Location", beneath(prefix, to))
	} else {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.WriteHeader(p.status)
	return mirrored(w, &p.body, prefix)
}

// leading are the attributes that hold addresses of ours.
var leading = map[string]bool{"href": true, "action": true, "formaction": true, "data-source": true, "data-poll": true}

// mirrored writes a page with its addresses put under prefix, but those of
// elements marked data-own, which lead back.
func mirrored(w http.ResponseWriter, page *bytes.Buffer, prefix string) error {
	z := html.NewTokenizer(page)
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return nil // the end: a page of ours is whole
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := bytes.Clone(z.Raw())
			if !bytes.Contains(raw, []byte(`="/`)) {
				if _, err := w.Write(raw); err != nil {
					return err
				}
				continue
			}
			if _, err := w.Write([]byte(readdressed(z.Token(), prefix).String())); err != nil {
				return err
			}
		default:
			if _, err := w.Write(z.Raw()); err != nil {
				return err
			}
		}
	}
}

func readdressed(t html.Token, prefix string) html.Token {
	for _, a := range t.Attr {
		if a.Key == "data-own" {
			return t
		}
	}
	for i, a := range t.Attr {
		if leading[a.Key] {
			t.Attr[i].Val = beneath(prefix, a.Val)
		}
	}
	return t
}

// beneath puts an address of ours under prefix; all others stay.
func beneath(prefix, to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, static.Prefix) || strings.HasPrefix(to, pathViewAs) {
		return to
	}
	return prefix + to
}
