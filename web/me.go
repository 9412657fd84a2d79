package web

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/words"
)

// My account is several screens under one head, a tab each. None of it is there
// while one is logged in as somebody else: the rooms refuse it.
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
		{Label: p.Say("me.tab.sessions"), Href: pathMeSessions},
		{Label: p.Say("me.tab.accounts"), Href: pathMeAccounts},
		{Label: p.Say("me.tab.notices"), Href: pathMeNotices},
		{Label: p.Say("me.tab.tokens"), Href: pathMeTokens},
	}
}

// meFrameOf is the page around a screen of My account; at is its tab.
func (s *screens) meFrameOf(r *http.Request, at string) Page {
	p := s.frameOf(r, "")
	p.Title, p.Path, p.Weak = p.Say("me.title"), at, actor(r).Weak
	return p
}

// saved goes back to a screen of My account and says what happened.
func (s *screens) saved(w http.ResponseWriter, r *http.Request, say, path string) error {
	s.notify(w, Notice{Tone: Good, Say: say})
	return seeOther(w, r, path)
}

// profilePage is what one says about oneself.
type profilePage struct {
	Name, Address Form // the two forms on it
	Person        people.Person
	Languages     []Option
	Zone          string // the account's, which counts while none is chosen
}

func (s *screens) me(w http.ResponseWriter, r *http.Request) error {
	return s.showProfile(w, r, Form{}, Form{})
}

func (s *screens) showProfile(w http.ResponseWriter, r *http.Request, name, address Form) error {
	a, p := actor(r), s.meFrameOf(r, pathMe)
	if a.Real != nil {
		return s.show(w, r, http.StatusOK, meActingScreen(p))
	}
	b := profilePage{Name: name, Address: address, Person: a.Person, Zone: a.Account.Zone}
	for _, l := range words.Languages() {
		b.Languages = append(b.Languages, Option{Value: l.Code, Label: l.Name})
	}
	err := name.Err
	if err == nil {
		err = address.Err
	}
	return s.page(w, r, err, meProfileScreen(p, b))
}

func (s *screens) saveProfile(w http.ResponseWriter, r *http.Request) error {
	v := r.PostForm
	err := s.People.SaveProfile(r.Context(), actor(r), people.Profile{Name: v.Get("name"), Zone: v.Get("zone"), Locale: v.Get("locale")})
	if retry(err) {
		return s.showProfile(w, r, sent(v, err), Form{})
	}
	if err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("me.profile.saved"), pathMe)
}

// changeEmail begins to change one's address; the mail to the new one goes on.
func (s *screens) changeEmail(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil {
		return err
	}
	err := s.People.AskEmail(r.Context(), actor(r), r.PostFormValue("email"))
	if retry(err) {
		return s.showProfile(w, r, Form{}, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("me.email.asked"), pathMe)
}

// confirmEmail is the page of the link that went to a new address.
func (s *screens) confirmEmail(w http.ResponseWriter, r *http.Request) error {
	e, err := s.People.PreviewEmail(r.Context(), r.PathValue("token"))
	if err != nil {
		return s.deadLink(w, r, err)
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("me.email.title")
	return s.show(w, r, http.StatusOK, confirmEmailScreen(p, e, r.PathValue("token"), false))
}

func (s *screens) doConfirmEmail(w http.ResponseWriter, r *http.Request) error {
	e, err := s.People.ConfirmEmail(r.Context(), r.PathValue("token"))
	if err != nil {
		return s.deadLink(w, r, err)
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("me.email.title")
	return s.show(w, r, http.StatusOK, confirmEmailScreen(p, e, "", true))
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
	has, err := s.People.HasPassword(r.Context(), actor(r))
	if err != nil {
		return nil, err
	}
	cards := []templ.Component{passwordCard(p, f, has)}
	factors, err := s.People.Factors(r.Context(), actor(r))
	if err != nil {
		return nil, err
	}
	keys, err := s.People.Passkeys(r.Context(), actor(r))
	if err != nil {
		return nil, err
	}
	cards = append(cards, passkeyCard(p, keys, s.keyPlaceOf(r)), appCard(p, factors))
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
	a, password := actor(r), r.PostFormValue("password")
	err := s.People.ChangePassword(r.Context(), a, r.PostFormValue("current"), password)
	if retry(err) {
		return s.showSecurity(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMe)
	return s.saved(w, r, p.Say("me.password.saved")+" "+strengthIn(p, passwords.StrengthOf(password, a.Person.Name, a.Person.Email)), pathMeSecurity)
}
