package web

import (
	"net/http"
	"net/url"

	"keyhouse/fault"
	"keyhouse/people"
)

const (
	pathAskLink = "/sign-in/link"
	pathCode    = "/sign-in/code"
)

// askedCookie holds what only the browser that asked for a link has: with it
// the code from the mail can be typed here, and the page of the link knows
// whether it is opened where it was asked for.
func (s *screens) askedCookie() string {
	if s.secure {
		return "__Host-keyhouse-asked"
	}
	return "keyhouse-asked"
}

func (s *screens) askedOf(r *http.Request) string {
	c, err := r.Cookie(s.askedCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *screens) keepAsked(w http.ResponseWriter, asked string) {
	age := int(people.OwnLinkLife.Seconds())
	if asked == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{Name: s.askedCookie(), Value: asked, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// askSignInLink answers POST /sign-in/link: the same whether the address is
// known or not.
func (s *screens) askSignInLink(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.People.AskLink(r.Context(), r.PostFormValue("email"), client(r))
	if retry(err) {
		return s.showSignIn(w, r, sent(url.Values{"email": {r.PostFormValue("email")}}, err))
	}
	if err != nil {
		return err
	}
	s.keepAsked(w, asked)
	to := url.Values{}
	if next := localPath(r.PostFormValue("next")); next != "/" {
		to.Set("next", next)
	}
	if at := r.URL.Query().Get("at"); at != "" {
		to.Set("at", at)
	}
	path := pathCode
	if len(to) > 0 {
		path += "?" + to.Encode()
	}
	return seeOther(w, r, path)
}

// codePage asks for the code from the mail.
type codePage struct {
	Form     Form
	Next, At string
	Dead     bool // this code can be typed no more: only asking anew helps
}

func (s *screens) signInCode(w http.ResponseWriter, r *http.Request) error {
	return s.showCode(w, r, Form{})
}

func (s *screens) showCode(w http.ResponseWriter, r *http.Request, f Form) error {
	b := codePage{Form: f, Next: localPath(r.FormValue("next")), At: r.FormValue("at"), Dead: fault.Is(f.Err, fault.Conflict)}
	p := s.frameOf(r, "")
	p.Title = p.Say("asked.title")
	return s.page(w, r, f.Err, codeScreen(p, b))
}

func (s *screens) doSignInCode(w http.ResponseWriter, r *http.Request) error {
	c := client(r)
	c.Slug = r.PostFormValue("at")
	token, session, err := s.People.SignInByCode(r.Context(), s.askedOf(r), r.PostFormValue("code"), c)
	if err != nil && !fault.Ours(err) {
		return s.showCode(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	s.keepAsked(w, "")
	if err := s.admit(w, r, token, session); err != nil {
		return err
	}
	return seeOther(w, r, localPath(r.PostFormValue("next")))
}

// linkPage is what a link from a mail opens. Opening it spends nothing, so a
// mail scanner does no harm; only the form's POST does.
type linkPage struct {
	people.LinkPage
	Form      Form
	Token     string
	Other     Person // who is signed in here, if that is somebody else
	Elsewhere bool   // another browser asked for it
}

func (s *screens) link(w http.ResponseWriter, r *http.Request) error {
	return s.showLink(w, r, Form{})
}

func (s *screens) showLink(w http.ResponseWriter, r *http.Request, f Form) error {
	l, err := s.People.PreviewLink(r.Context(), r.PathValue("token"))
	if err != nil {
		return s.deadLink(w, r, err)
	}
	b := linkPage{LinkPage: l, Form: f, Token: r.PathValue("token"), Elsewhere: l.AskedElsewhere(s.askedOf(r))}
	if a, err := s.session(r); err == nil && a.Person.Email != l.Email {
		b.Other = Person{Name: a.Person.Name, Email: a.Person.Email}
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("sign-in.title")
	return s.page(w, r, f.Err, linkScreen(p, b))
}

func (s *screens) spendLink(w http.ResponseWriter, r *http.Request) error {
	token, session, err := s.People.SpendLink(r.Context(), r.PathValue("token"), r.PostFormValue("password"), client(r))
	if fault.Is(err, fault.Invalid) {
		return s.showLink(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return s.deadLink(w, r, err)
	}
	s.keepAsked(w, "")
	if err := s.admit(w, r, token, session); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

// deadLink says why a link opens nothing and offers a fresh one.
func (s *screens) deadLink(w http.ResponseWriter, r *http.Request, err error) error {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Missing:
		p := s.frameOf(r, "")
		p.Title = p.Say("link.dead")
		return s.page(w, r, err, deadLinkScreen(p, fault.Of(err).Say))
	}
	return err
}
