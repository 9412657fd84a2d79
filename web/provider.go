package web

import (
	"net/http"
	"net/url"
	"time"

	"keyhouse/fault"
	"keyhouse/people"
	"keyhouse/provider"
)

// The pages on the way to a provider and back. A browser never goes there from
// a form of ours directly: the content policy keeps forms on this server, so a
// page between leads on by itself.
const (
	pathWith       = "/sign-in/with/"
	pathConnect    = "/me/connect"
	pathLinked     = "/me/linked/"
	pathProveWith  = "/prove/with/"
	visitCookieAge = people.OfferLife + people.VisitLife
)

// visitCookie holds the secret by which a browser proves that a visit to a
// provider is its own.
func (s *screens) visitCookie() string { return s.cookie + "-visit" }

// browser gives the secret of this browser; "" if it has none yet.
func (s *screens) browser(r *http.Request) string {
	c, err := r.Cookie(s.visitCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// setBrowser keeps the secret a while longer, making one where there is none.
func (s *screens) setBrowser(w http.ResponseWriter, r *http.Request) string {
	secret := s.browser(r)
	if secret == "" {
		secret, _ = people.NewToken()
	}
	http.SetCookie(w, &http.Cookie{Name: s.visitCookie(), Value: secret, Path: "/", MaxAge: int(visitCookieAge / time.Second),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}) // Lax: it has to come along on the way back
	return secret
}

func (s *screens) forgetBrowser(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: s.visitCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// begin sends a browser to the provider the address names.
func (s *screens) begin(w http.ResponseWriter, r *http.Request, v people.Visit) error {
	p := s.Providers.Get(r.PathValue("provider"))
	if p == nil {
		return fault.NotFound("web.begin")
	}
	v.Provider, v.Next, v.Slug = p.Name, localPath(r.PostFormValue("next")), r.URL.Query().Get("at")
	secret := s.setBrowser(w, r)
	state, err := s.People.BeginVisit(r.Context(), actor(r), v, secret, client(r))
	if fault.Is(err, fault.Invalid) { // a cookie that is none of ours
		s.forgetBrowser(w)
	}
	if err != nil {
		return err
	}
	to, err := p.Start(r.Context(), provider.Visit{State: state, Secret: secret, Again: v.Purpose == people.ToProve})
	if err != nil {
		return s.showBack(w, r, p.Label, v, err)
	}
	page := s.frameOf(r, p.Label)
	page.Onward = to
	return s.show(w, r, http.StatusOK, onwardScreen(page, p.Label, to))
}

func (s *screens) toProvider(w http.ResponseWriter, r *http.Request) error {
	return s.begin(w, r, people.Visit{Purpose: people.ToEnter})
}

func (s *screens) linkProvider(w http.ResponseWriter, r *http.Request) error {
	return s.begin(w, r, people.Visit{Purpose: people.ToLink})
}

func (s *screens) proveWith(w http.ResponseWriter, r *http.Request) error {
	return s.begin(w, r, people.Visit{Purpose: people.ToProve})
}

// fromProvider answers a browser that comes back. Its state is spent first,
// whatever the provider says.
func (s *screens) fromProvider(w http.ResponseWriter, r *http.Request) error {
	p := s.Providers.Get(r.PathValue("provider"))
	if p == nil {
		return fault.NotFound("web.fromProvider")
	}
	secret, state := s.browser(r), r.URL.Query().Get("state")
	v, err := s.People.ReturnVisit(r.Context(), p.Name, state, secret)
	var who provider.Claim
	if err == nil {
		who, err = p.Finish(r.Context(), r.URL.Query(), provider.Visit{State: state, Secret: secret})
	}
	if err == nil {
		err = s.arrived(w, r, v, who)
	}
	if err != nil && !fault.Ours(err) {
		return s.showBack(w, r, p.Label, v, err)
	}
	return err
}

// arrived does what somebody went to the provider for.
func (s *screens) arrived(w http.ResponseWriter, r *http.Request, v people.Visit, who provider.Claim) error {
	switch v.Purpose {
	case people.ToLink:
		return s.arrivedToLink(w, r, v, who)
	case people.ToProve:
		if err := s.People.ProveBy(r.Context(), s.whoever(r), v, who); err != nil {
			return err
		}
		return seeOther(w, r, localPath(v.Next))
	}
	e, err := s.People.EnterBy(r.Context(), v, who, client(r))
	if err != nil {
		return err
	}
	if e.Token == "" {
		p := s.frameOf(r, s.Providers.Label(v.Provider))
		return s.show(w, r, http.StatusOK, strangerScreen(p, strangerPage{Label: s.Providers.Label(v.Provider), Email: who.Email, Verified: who.Verified}))
	}
	if err := s.admit(w, r, e.Token, e.Session); err != nil {
		return err
	}
	return seeOther(w, r, localPath(v.Next))
}

func (s *screens) arrivedToLink(w http.ResponseWriter, r *http.Request, v people.Visit, who provider.Claim) error {
	if err := s.People.LinkBy(r.Context(), s.whoever(r), v, who); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("provider.linked", "provider", s.Providers.Label(v.Provider))})
	return seeOther(w, r, pathMeSecurity)
}

// whoever is signed in in this browser; nil if nobody is.
func (s *screens) whoever(r *http.Request) *people.Actor {
	a, _ := s.session(r)
	return a
}

// strangerPage is what somebody sees whom the provider knows and we do not: the
// same for everybody, so that it tells nobody who is here.
type strangerPage struct {
	Label, Email string
	Verified     bool
}

// backPage says why nothing came of a visit, and how to go on.
type backPage struct {
	Label, Say, Next string
	Again            string // where to begin again; "" where that cannot be said
	Other, OtherSay  string // another way
}

func (s *screens) showBack(w http.ResponseWriter, r *http.Request, label string, v people.Visit, err error) error {
	name := r.PathValue("provider")
	p := s.frameOf(r, label)
	b := backPage{Label: label, Say: fault.Of(err).Say, Next: localPath(v.Next), Again: pathWith + name + atSlug(v.Slug),
		Other: pathSignIn + "?next=" + url.QueryEscape(localPath(v.Next)), OtherSay: p.Say("provider.other")}
	switch v.Purpose {
	case people.ToLink:
		b.Again, b.Other, b.OtherSay = pathLinked+name, pathMeSecurity, p.Say("provider.back")
	case people.ToProve:
		b.Again, b.Other, b.OtherSay = pathProveWith+name, pathProve+"?next="+url.QueryEscape(localPath(v.Next)), p.Say("provider.prove-other")
	}
	return s.page(w, r, err, backScreen(p, b))
}

func atSlug(slug string) string {
	if slug == "" {
		return ""
	}
	return "?at=" + url.QueryEscape(slug)
}
