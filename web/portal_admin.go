package web

import (
	"net/http"

	"keyhouse/people"
)

// askAdmin warns plainly before admin access, and shows what it opens (O6).
func (s *screens) askAdmin(w http.ResponseWriter, r *http.Request) error {
	return s.showAdmin(w, r, nil)
}

func (s *screens) showAdmin(w http.ResponseWriter, r *http.Request, wrong error) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	m, err := s.People.PortalUser(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	change := people.Change{Admin: true, HideReports: r.FormValue("hide-reports") != ""}
	if wholeAsked(r) {
		return s.wholePreview(w, r, change)
	}
	p, err := s.preview(r, i, change)
	if err != nil {
		return err
	}
	wholeAt(p, memberPath(m)+"/admin")
	a := Ask{Title: say(r.Context(), "portal.give-name-admin-access", "name", m.Name), Do: say(r.Context(), "portal.give-admin-access"), Danger: true, Err: wrong,
		Say:    say(r.Context(), "portal.they-see-do-everything", "account", actor(r).Account.Name),
		Action: memberPath(m) + "/admin", Cancel: memberPath(m)}
	return s.page(w, r, wrong, adminScreen(s.frameOf(r, a.Title), a, *p, r.FormValue("hide-reports") != ""))
}

func (s *screens) grantAdmin(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	_, err = s.People.GrantAdmin(r.Context(), actor(r), i, r.PostFormValue("hide-reports") != "")
	if retry(err) {
		return s.showAdmin(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.admin-access-given")})
	return seeOther(w, r, pathPortal+"/"+i.String())
}
