package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/page"
	"keyhouse/people"
)

const pathPortal = "/settings/access"

// portalListPage is Settings → Portal access: everyone who has a sign-in here.
type portalListPage struct {
	List    List
	Filter  people.MemberFilter
	Page    page.Page[people.Member]
	MayAdd  bool
	Sort    Sort
	Pages   Pages
	Filters bool // something narrows the list
}

func (s *screens) portalList(w http.ResponseWriter, r *http.Request) error {
	if !viewer(r).May(access.Read, access.Member) {
		return s.hides(r, access.Read, access.Member, "web.portalList")
	}
	f, err := people.ParseMemberFilter(r.URL.Query())
	if err != nil {
		return err
	}
	shown := f
	if shown.Kind == "" {
		shown.Kind = people.Portal // the office's own people are under Users
	}
	found, err := s.People.PortalUsers(r.Context(), viewer(r), shown)
	if err != nil {
		return err
	}
	b := portalListPage{List: List{Path: pathPortal, Query: f.Query()}, Filter: f, Page: found,
		MayAdd: viewer(r).May(access.Add, access.Member), Filters: f.Q != "" || f.State != "" || f.Kind != "",
		Pages: Pages{Previous: found.Prev, Next: found.Next}}
	b.Sort.By, b.Sort.Down = b.List.Sort(people.SortName, false)
	return s.show(w, r, http.StatusOK, portalListScreen(s.frameOf(r, say(r.Context(), "portal.portal-access")), b))
}

// stateTone colours a member's state; its word stands beside it.
func stateTone(state string) Tone {
	switch state {
	case people.Active:
		return Good
	case people.Invited:
		return Info
	case people.Inactive:
		return Warn
	}
	return Neutral
}

func memberPath(m people.Member) string { return pathPortal + "/" + m.ID.String() }

func (s *screens) newPortalUser(w http.ResponseWriter, r *http.Request) error {
	if !viewer(r).May(access.Add, access.Member) {
		return s.hides(r, access.Add, access.Member, "web.newPortalUser") // a form one may not send is not there
	}
	return s.show(w, r, http.StatusOK, newPortalUserScreen(s.frameOf(r, say(r.Context(), "portal.new-user")), Form{}))
}

func (s *screens) createPortalUser(w http.ResponseWriter, r *http.Request) error {
	m, err := s.People.CreatePortalUser(r.Context(), viewer(r), r.PostFormValue("name"), r.PostFormValue("email"))
	if retry(err) {
		return s.page(w, r, err, newPortalUserScreen(s.frameOf(r, say(r.Context(), "portal.new-user")), sent(r.PostForm, err)))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.mail-with-link-on", "email", m.Email)})
	return seeOther(w, r, memberPath(m))
}
