package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// portalPersonPage is one person's access: what they were given, by whom, and
// what can be done about it.
type portalPersonPage struct {
	Member people.Member
	Grants []people.GrantRow
	Self   bool
	May    map[access.Verb]bool // to the member
	MayAdd bool                 // give access
	Form   Form

	MayGive                     bool // give some role
	MaySet                      bool // set a password
	Sessions                    []people.MemberSession
	MaySessions, MayEndSessions bool
	Quiet                       bool // nobody is told of being logged in as
	Lacks                       bool // the second factor that the account demands of them
	Activity                    historyPanel
	History                     historyPanel
}

// pathID reads an id from the address. A malformed one is as unknown as any.
func pathID(r *http.Request, name string) (id.ID, error) {
	i, err := id.Parse(r.PathValue(name))
	if err != nil {
		return id.ID{}, fault.NotFound("web.pathID")
	}
	return i, nil
}

func (s *screens) portalPerson(w http.ResponseWriter, r *http.Request) error {
	return s.showPortalPerson(w, r, Form{})
}

func (s *screens) showPortalPerson(w http.ResponseWriter, r *http.Request, f Form) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	m, err := s.People.PortalUser(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	grants, err := s.People.Grants(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	b := portalPersonPage{Member: m, Grants: grants, Self: m.Person == actor(r).Person.ID, Form: f,
		May: map[access.Verb]bool{}, MayAdd: viewer(r).May(access.Add, access.GrantThing)}
	for _, verb := range []access.Verb{access.Edit, access.Delete, access.Deactivate, access.Reset, access.Impersonate} {
		b.May[verb] = viewer(r).May(verb, access.Member)
	}
	if err := s.personMore(r, &b); err != nil {
		return err
	}
	p := s.frameOf(r, m.Name)
	if m.Kind == people.Staff {
		p.Path = pathUsers
	}
	return s.page(w, r, f.Err, portalPersonScreen(p, b))
}

// personMore reads the rest of a person's page, as far as it shows.
func (s *screens) personMore(r *http.Request, b *portalPersonPage) (err error) {
	who := viewer(r)
	b.MayGive = b.MayAdd && who.Gives() != 0
	b.MaySet = b.May[access.Reset]
	b.MaySessions, b.MayEndSessions = sees(who, access.Session), who.May(access.Delete, access.Session)
	if b.Sessions, err = s.People.MemberSessions(r.Context(), who, b.Member.ID); err != nil {
		return err
	}
	b.MaySessions = b.MaySessions && who.Mask(&access.Record{Thing: access.Session, Account: who.Account(), Person: b.Member.Person}) != 0
	b.MayEndSessions = b.MayEndSessions && may(r, access.Delete, access.Record{Thing: access.Session, Person: b.Member.Person})
	if b.Activity, err = s.activityOf(r, b.Member); err != nil {
		return err
	}
	if b.Quiet, err = s.People.Quiet(r.Context(), who); err != nil {
		return err
	}
	lacks, err := s.People.Lacking(r.Context(), who, []people.Member{b.Member})
	if err != nil {
		return err
	}
	b.Lacks = lacks[b.Member.ID]
	var records []id.ID
	for _, g := range b.Grants {
		records = append(records, g.ID)
	}
	b.History, err = s.historyOf(r, b.Member.ID, records...)
	return err
}

// lastActs is how many of somebody's acts stand on their page.
const lastActs = 8

// activityOf is what somebody did lately, for who may read the trail.
func (s *screens) activityOf(r *http.Request, m people.Member) (historyPanel, error) {
	if !viewer(r).May(access.Read, access.Audit) {
		return historyPanel{}, nil
	}
	f := people.TrailFilter{Person: m.Person}
	f.Limit = lastActs
	all := people.TrailFilter{Person: m.Person}.Query()
	found, err := s.People.Trail(r.Context(), viewer(r), f)
	return historyPanel{Shown: true, Entries: found.Rows, All: pathTrail + "?" + all.Encode()}, err
}

// deviceWords say what a session is on, shortly.
func deviceWords(l Local, agent, kind string) string {
	if kind != people.Browser && kind != "" {
		return l.Say("portal.a-program")
	}
	return people.DeviceIn(nil, agent)
}

// onMember answers a POST about one member: act, say so, go back to them.
func (s *screens) onMember(act func(r *http.Request, member id.ID) (done string, err error)) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "member")
		if err != nil {
			return err
		}
		done, err := act(r, i)
		if retry(err) {
			return s.showPortalPerson(w, r, sent(r.PostForm, err))
		}
		if err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: done})
		return seeOther(w, r, pathPortal+"/"+i.String())
	}
}

func (s *screens) renamePortalUser(r *http.Request, member id.ID) (string, error) {
	version, err := formVersion(r)
	if err != nil {
		return "", err
	}
	m, err := s.People.EditMember(r.Context(), viewer(r), member, r.PostFormValue("name"), version)
	return say(r.Context(), "portal.name-saved", "name", m.Name), err
}

func (s *screens) sendReset(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "portal.link-with-which-they"), s.People.SendReset(r.Context(), viewer(r), member)
}

func (s *screens) inviteAgain(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "user.invited-again-say"), s.People.InviteAgain(r.Context(), viewer(r), member)
}

func (s *screens) sendSignInLink(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "portal.link-that-signs-them"), s.People.SendSignInLink(r.Context(), viewer(r), member)
}

func (s *screens) deactivate(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "portal.they-switched-off-signed"), s.People.Deactivate(r.Context(), viewer(r), member)
}

func (s *screens) reactivate(r *http.Request, member id.ID) (string, error) {
	return say(r.Context(), "portal.they-can-sign-in"), s.People.Reactivate(r.Context(), viewer(r), member)
}

func (s *screens) askDeletePortalUser(w http.ResponseWriter, r *http.Request) error {
	return s.askLeave(w, r, Ask{Do: say(r.Context(), "portal.delete-user"), Danger: true,
		Say: say(r.Context(), "portal.they-signed-out-at")}, "Delete ", "/delete")
}

func (s *screens) askDeactivate(w http.ResponseWriter, r *http.Request) error {
	return s.askLeave(w, r, Ask{Do: say(r.Context(), "portal.deactivate"), Danger: true,
		Say: say(r.Context(), "portal.they-signed-out-everywhere")}, "Deactivate ", "/deactivate")
}

// askLeave asks before somebody loses everything, and shows what that is.
func (s *screens) askLeave(w http.ResponseWriter, r *http.Request, a Ask, verb, path string) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	m, err := s.People.PortalUser(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	change := people.Change{Leave: true}
	if wholeAsked(r) {
		return s.wholePreview(w, r, change)
	}
	p, err := s.preview(r, i, change)
	if err != nil {
		return err
	}
	wholeAt(p, memberPath(m)+path)
	a.Title, a.Action, a.Cancel = verb+m.Name+"?", memberPath(m)+path, memberPath(m)
	return s.show(w, r, http.StatusOK, askPreviewScreen(s.frameOf(r, a.Title), a, *p))
}

func (s *screens) deletePortalUser(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if err := s.People.DeleteMember(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.user-deleted")})
	return seeOther(w, r, pathPortal)
}

// logInAs makes this browser see what the person sees, until one goes back.
func (s *screens) logInAs(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	token, session, err := s.People.LogInAs(r.Context(), s.token(r), i, r.PostFormValue("reason"), client(r))
	if retry(err) {
		return s.showPortalPerson(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.setCookie(w, token, session.ExpiresAt)
	return seeOther(w, r, "/")
}
