package web

import (
	"net/http"
	"net/url"

	"keyhouse/fault"
)

// A sign-in that waits for its second factor opens only this page, and out.
const (
	pathSecond = "/sign-in/app"
	pathLost   = "/sign-in/lost/{token}"
)

type secondPage struct {
	Form Form
	Next string
}

// toSecond leads a sign-in that waits to the page that finishes it.
func toSecond(w http.ResponseWriter, r *http.Request) error {
	to := pathSecond
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	return seeOther(w, r, to)
}

// askSecond answers GET /sign-in/app.
func (s *screens) askSecond(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.session(r); !pending(err) {
		return seeOther(w, r, localPath(r.FormValue("next")))
	}
	return s.showSecond(w, r, Form{})
}

func (s *screens) showSecond(w http.ResponseWriter, r *http.Request, f Form) error {
	p := s.frameOf(r, "")
	p.Title = p.Say("app-code.title")
	return s.page(w, r, f.Err, secondScreen(p, secondPage{Form: f, Next: localPath(r.FormValue("next"))}))
}

// doSecond answers POST /sign-in/app.
func (s *screens) doSecond(w http.ResponseWriter, r *http.Request) error {
	token, session, err := s.People.SecondFactor(r.Context(), s.token(r), r.PostFormValue("code"), client(r))
	if retry(err) {
		return s.showSecond(w, r, sent(url.Values{}, err))
	}
	if fault.Is(err, fault.SignedOut) {
		s.clearCookie(w)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, token, session.ExpiresAt)
	return seeOther(w, r, localPath(r.PostFormValue("next")))
}

// lost shows what a link from a mail takes away; doLost does it. Opening the
// link spends nothing, so a mail scanner does no harm.
func (s *screens) lost(w http.ResponseWriter, r *http.Request) error {
	l, err := s.People.LostPage(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("lost.title")
	return s.show(w, r, http.StatusOK, lostScreen(p, l, r.PathValue("token")))
}

func (s *screens) doLost(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.DropLost(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("lost.done")})
	return seeOther(w, r, pathSignIn)
}
