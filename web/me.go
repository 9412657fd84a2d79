package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"
)

// My account is several screens under one head, a tab each.
const (
	pathMeSecurity = "/me/security"
	pathMeSessions = "/me/sessions"
	pathMeAccounts = "/me/accounts"
	pathMeNotices  = "/me/notices"
	pathMeTokens   = "/me/tokens"
)

func meTabs(p Page) []Tab {
	return []Tab{
		{Label: p.Say("me.tab.profile"), Href: pathMe},
		{Label: p.Say("me.tab.security"), Href: pathMeSecurity},
		{Label: p.Say("me.tab.accounts"), Href: pathMeAccounts},
	}
}

// meFrameOf is the page around a screen of My account; at is its tab.
func (s *screens) meFrameOf(r *http.Request, at string) Page {
	p := s.frameOf(r, "")
	p.Title, p.Path = p.Say("me.title"), at
	return p
}

func (s *screens) me(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, meProfileScreen(s.meFrameOf(r, pathMe)))
}

func (s *screens) meAccounts(w http.ResponseWriter, r *http.Request) error {
	all, err := s.People.Memberships(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, meAccountsScreen(s.meFrameOf(r, pathMeAccounts), all))
}

func (s *screens) meSecurity(w http.ResponseWriter, r *http.Request) error {
	return s.showSecurity(w, r, Form{})
}

// showSecurity shows the ways one signs in, a card each; f is a form on it that
// was refused.
func (s *screens) showSecurity(w http.ResponseWriter, r *http.Request, f Form) error {
	p := s.meFrameOf(r, pathMeSecurity)
	cards, err := s.securityCards(r, p, f)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, meSecurityScreen(p, cards))
}

// securityCards lists the cards of the ways to sign in, in their order on the
// screen. A form that was refused is found by its fields.
func (s *screens) securityCards(r *http.Request, p Page, f Form) ([]templ.Component, error) {
	cards := []templ.Component{passwordCard(p, f)}
	linked, err := s.linkedCard(r, p)
	if err != nil {
		return nil, err
	}
	if linked != nil {
		cards = append(cards, linked)
	}
	return cards, nil
}

func (s *screens) changePassword(w http.ResponseWriter, r *http.Request) error {
	err := s.People.ChangePassword(r.Context(), actor(r), r.PostFormValue("current"), r.PostFormValue("password"))
	if retry(err) {
		return s.showSecurity(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.meFrameOf(r, pathMe).Say("me.password.saved")})
	return seeOther(w, r, pathMeSecurity)
}
