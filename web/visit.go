package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/guard"
	"keyhouse/people"
	"keyhouse/words"
)

// answer is what every screen is: it shows something, or says what is wrong.
type answer func(w http.ResponseWriter, r *http.Request) error

// visitor is who asks, as far as the request has been told. Nil is nobody.
type visitorKey struct{}

// actor gives who asks; nil where nobody is signed in.
func actor(r *http.Request) *people.Actor {
	a, _ := r.Context().Value(visitorKey{}).(*people.Actor)
	return a
}

// visited is a context of somebody who is signed in, in their own language.
func visited(ctx context.Context, a *people.Actor) context.Context {
	t := words.In(ctx)
	if a.Person.Locale != "" {
		t = words.For(a.Person.Locale)
	}
	ctx = words.With(ctx, t.Of(a.Account.Template))
	return context.WithValue(ctx, visitorKey{}, a)
}

// viewer gives the eyes of who asks. A nil Viewer sees nothing.
func viewer(r *http.Request) *access.Viewer {
	if a := actor(r); a != nil {
		return a.Viewer
	}
	return nil
}

// open answers anybody, in the language that their browser asks for. What was sent as a form is read before, so that every
// screen finds it in r.PostForm; an upload is left to the screen that takes it.
func (s *screens) open(h answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(words.With(r.Context(), words.For(r.Header.Get("Accept-Language"))))
		err := readForm(r)
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

func readForm(r *http.Request) error {
	const op = "web.readForm"
	err := r.ParseForm()
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &fault.Fault{Kind: fault.TooLarge, Op: op, Say: say(r.Context(), "frame.form-larger-than-any"), Err: err}
	}
	if err != nil {
		return &fault.Fault{Kind: fault.Invalid, Op: op, Say: say(r.Context(), "frame.address-or-form-damaged"), Err: err}
	}
	return nil
}

// perhaps answers anybody, and knows who is signed in.
func (s *screens) perhaps(h answer) http.Handler {
	return s.open(func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.session(r)
		if fault.Ours(err) {
			return err // who it is cannot be told: nobody is taken for a stranger
		}
		if err == nil {
			r = r.WithContext(visited(r.Context(), a))
		}
		return h(w, r)
	})
}

// in answers whoever is signed in. The session is read anew for each request,
// so access that has ended is gone at once.
func (s *screens) in(h answer) http.Handler {
	return s.open(func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.session(r)
		if a != nil {
			r = r.WithContext(visited(r.Context(), a))
		}
		if pending(err) {
			return toSecond(w, r)
		}
		if fault.Is(err, fault.SignedOut) && r.Method == http.MethodGet && !hasToken(r, s.cookie) {
			return toSignIn(w, r)
		}
		if weak(err) {
			if !weakMay(r) {
				return toFactor(w, r)
			}
			err = nil
		}
		if fault.Is(err, fault.SignedOut) { // not if the database is away: the session may well stand
			s.clearCookie(w)
		}
		if err != nil && a == nil {
			s.fail(w, r, err)
			return nil
		}
		if err != nil && !suspendedMay(r) {
			s.fail(w, r, err)
			return nil
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
		return nil
	})
}

// at answers whoever is signed in and has chosen an account, or looks through
// the eyes of somebody who has.
func (s *screens) at(h answer) through {
	return through{s.in(func(w http.ResponseWriter, r *http.Request) error {
		if viewer(r) == nil {
			return seeOther(w, r, "/accounts")
		}
		return h(w, r)
	})}
}

// suspendedMay says what somebody in a suspended account can still reach here:
// themselves, the way to another account, and out.
func suspendedMay(r *http.Request) bool {
	switch r.URL.Path {
	case "/accounts", pathSwitch, pathMe, pathStop:
		return true
	}
	return strings.HasPrefix(r.URL.Path, pathMe+"/")
}

// pending reports whether err says that a second factor is still to come.
func pending(err error) bool { return errors.Is(err, people.ErrPending) }

// session finds who a request's cookie belongs to. An API token is for programs:
// in a cookie it opens nothing.
func (s *screens) session(r *http.Request) (*people.Actor, error) {
	if as := looking(r); as != nil {
		return as, nil
	}
	token := s.token(r)
	if strings.HasPrefix(token, people.TokenPrefix) {
		token = ""
	}
	return s.People.Session(r.Context(), token)
}

func (s *screens) token(r *http.Request) string {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return ""
	}
	return c.Value
}

func hasToken(r *http.Request, name string) bool {
	c, err := r.Cookie(name)
	return err == nil && c.Value != ""
}

// admit gives the browser the session it has just signed in to. Whatever it was
// signed in to before ends: a new sign-in has a new token, and nobody's session
// is left lying about.
func (s *screens) admit(w http.ResponseWriter, r *http.Request, token string, session people.Session) error {
	if old := s.token(r); old != "" {
		if err := s.People.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	s.setCookie(w, token, session.ExpiresAt)
	return nil
}

func (s *screens) setCookie(w http.ResponseWriter, token string, until time.Time) {
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Value: token, Path: "/", Expires: until,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

func (s *screens) clearCookie(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// client says where a request comes from. The guard has put the true address
// into RemoteAddr where a proxy stands in front.
func client(r *http.Request) people.Client {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	return people.Client{IP: ip, Agent: r.UserAgent(), Kind: people.Browser, Slug: r.PathValue("slug"), Device: deviceOf(r)}
}

// show answers with a screen.
func (s *screens) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if noticeOf(r) != nil {
		s.forgetNotice(w)
	}
	w.WriteHeader(status)
	return c.Render(r.Context(), w)
}

// page answers with a screen, or with the status that a form's error asks for.
func (s *screens) page(w http.ResponseWriter, r *http.Request, err error, c templ.Component) error {
	status := http.StatusOK
	if err != nil {
		status = troubleOf(err, "").Status
	}
	return s.show(w, r, status, c)
}

func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// retry reports whether a form should be shown again with err: what the person
// can mend themselves.
func retry(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.TooLarge:
		return err != nil
	}
	return false
}

// fail shows what went wrong. Details stay in the log, under the reference the
// page names.
func (s *screens) fail(w http.ResponseWriter, r *http.Request, err error) {
	if fault.Is(err, fault.Prove) && actor(r) != nil {
		if err = s.askProof(w, r); err == nil {
			return
		}
	}
	reference := guard.ID(r.Context())
	switch {
	case guard.Abandoned(r.Context(), err):
		w.WriteHeader(guard.StatusAbandoned)
		return
	case fault.Is(err, fault.Unavailable):
		s.Log.Warn("a request could not be served", "route", r.Pattern, "reference", reference, "error", err)
		s.away(w, r, err)
		return
	}
	t := troubleOf(err, reference)
	if t.Status >= http.StatusInternalServerError {
		s.Log.Error("a request failed", "route", r.Pattern, "reference", reference, "error", err)
	}
	p := s.frameOf(r, t.Title)
	body := troubleAlone(p, t)
	if a := actor(r); a != nil && a.Viewer != nil && t.Status != http.StatusUnauthorized {
		body = troubleFramed(p, t)
	}
	_ = s.show(w, r, t.Status, body) // the status is out: nothing more can be said
}
