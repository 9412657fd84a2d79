package web

import (
	"net/http"
	"net/url"

	"keyhouse/id"
)

// setPassword answers GET /settings/access/{member}/password. Who they are is
// asked for before anything is typed.
func (s *screens) setPassword(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if err := s.People.MaySetPassword(r.Context(), actor(r), i); err != nil {
		if retry(err) {
			return s.showPortalPerson(w, r, sent(url.Values{}, err))
		}
		return err
	}
	return s.showSetPassword(w, r, i, Form{})
}

func (s *screens) showSetPassword(w http.ResponseWriter, r *http.Request, member id.ID, f Form) error {
	m, err := s.People.PortalUser(r.Context(), viewer(r), member)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, setPasswordScreen(s.frameOf(r, say(r.Context(), "user.set-password")), m, f))
}

func (s *screens) doSetPassword(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	err = s.People.SetPassword(r.Context(), actor(r), i, r.PostFormValue("password"))
	if retry(err) {
		return s.showSetPassword(w, r, i, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "user.password-set-they-told")})
	return seeOther(w, r, pathPortal+"/"+i.String())
}

// signOutMember ends all of a member's sessions in this account.
func (s *screens) signOutMember(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "user.they-signed-out-everywhere"), s.People.SignOutMember(r.Context(), viewer(r), member)
}

// endMemberSession ends one session of a member.
func (s *screens) endMemberSession(r *http.Request, member id.ID) (string, error) {
	session, err := pathID(r, "session")
	if err != nil {
		return "", err
	}
	return say(r.Context(), "user.session-ended"), s.People.EndMemberSession(r.Context(), viewer(r), member, session)
}
