package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"keyhouse/fault"
	"keyhouse/people"
)

// signInPage is the sign-in form; Company is set at an account's entry address.
type signInPage struct {
	Form    Form
	Company string
	Slug    string // the account's entry address, if it is shown at one
	Next    string
	Ways    []templ.Component
	SignUp  bool // strangers may open accounts
	Demo    []Persona
}

// Action is where a form of the sign-in page goes: to a path, keeping the
// entry address one came by.
func (b signInPage) Action(path string) templ.SafeURL {
	if b.Slug != "" {
		path += "?at=" + url.QueryEscape(b.Slug)
	}
	return templ.SafeURL(path)
}

// waysIn lists the ways to sign in beside the password, in the order the page
// shows them: one component each, standing under "or".
func (s *screens) waysIn(r *http.Request, p Page, b signInPage) []templ.Component {
	var ways []templ.Component
	if at := s.keyPlaceOf(r); at != (keyPlace{}) {
		ways = append(ways, passkeyWay(p, b, at))
	}
	ways = append(ways, linkWay(p, b))
	if all := s.Providers.States(); len(all) > 0 {
		ways = append(ways, providerButtons(p, b, all))
	}
	return ways
}

func (s *screens) signIn(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.session(r); err == nil && r.PathValue("slug") == "" {
		return seeOther(w, r, localPath(r.URL.Query().Get("next")))
	}
	return s.showSignIn(w, r, Form{})
}

func (s *screens) showSignIn(w http.ResponseWriter, r *http.Request, f Form) error {
	b := signInPage{Form: f, Slug: r.PathValue("slug"), Next: localPath(r.FormValue("next")), Demo: s.Demo}
	if b.Slug != "" {
		a, err := s.People.AccountBySlug(r.Context(), b.Slug)
		if err != nil {
			return err
		}
		b.Company = a.Name
	}
	p := s.frameOf(r, "")
	p.Title, p.Wide = p.Say("sign-in.title"), len(b.Demo) > 0
	b.Ways, b.SignUp = s.waysIn(r, p, b), s.People.SignsUp()
	return s.page(w, r, f.Err, signInScreen(p, b))
}

func (s *screens) doSignIn(w http.ResponseWriter, r *http.Request) error {
	c := client(r)
	c.Slug = r.URL.Query().Get("at")
	token, session, err := s.People.SignIn(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), c)
	if err != nil && !fault.Ours(err) {
		typed := url.Values{"email": {r.PostFormValue("email")}}
		return s.showSignIn(w, r, sent(typed, err))
	}
	if err != nil {
		return err
	}
	if err := s.admit(w, r, token, session); err != nil {
		return err
	}
	return seeOther(w, r, localPath(r.PostFormValue("next")))
}

func (s *screens) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.SignOut(r.Context(), s.token(r)); err != nil {
		return err
	}
	s.clearCookie(w)
	return seeOther(w, r, pathSignedOut)
}

// showSignedOut is where an open page turns when its session ends. It changes
// nothing: whoever is signed in, by now as somebody else perhaps, goes on.
func (s *screens) showSignedOut(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.session(r); err == nil || weak(err) {
		return seeOther(w, r, "/")
	}
	return s.show(w, r, http.StatusOK, signedOut(s.frameOf(r, say(r.Context(), "me.signed-out")), ""))
}

func toSignIn(w http.ResponseWriter, r *http.Request) error {
	to := pathSignIn
	if r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	return seeOther(w, r, to)
}

func (s *screens) forgot(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, forgotScreen(s.frameOf(r, say(r.Context(), "me.choose-new-password")), Form{}, false))
}

// doForgot gives the same answer whether the address is known or not.
func (s *screens) doForgot(w http.ResponseWriter, r *http.Request) error {
	err := s.People.AskReset(r.Context(), r.PostFormValue("email"), client(r))
	if retry(err) {
		return s.page(w, r, err, forgotScreen(s.frameOf(r, say(r.Context(), "me.choose-new-password")), sent(r.PostForm, err), false))
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, forgotScreen(s.frameOf(r, say(r.Context(), "me.choose-new-password")), Form{}, true))
}

func (s *screens) accounts(w http.ResponseWriter, r *http.Request) error {
	all, err := s.People.Memberships(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, accountsScreen(s.frameOf(r, say(r.Context(), "me.your-accounts")), all))
}

func (s *screens) switchAccount(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.ChooseAccount(r.Context(), s.token(r), r.PostFormValue("account")); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

func (s *screens) stopActing(w http.ResponseWriter, r *http.Request) error {
	token, err := s.People.Return(r.Context(), s.token(r))
	if err != nil {
		return err
	}
	s.setCookie(w, token, s.Now().Add(people.SessionLife))
	return seeOther(w, r, "/settings/access")
}

// nowhere answers for addresses there are none of, to somebody signed in with
// the same page as for a record they may not know of.
func (s *screens) nowhere(w http.ResponseWriter, r *http.Request) error {
	if a, err := s.session(r); err == nil {
		r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, a))
	}
	s.fail(w, r, fault.NotFound("web.nowhere"))
	return nil
}
