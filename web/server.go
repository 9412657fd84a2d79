package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/machine"
	"keyhouse/people"
)

// The Server section: how the machine is, never what it holds. Each screen is a
// tab; those about the whole installation show only to whom it belongs.
const (
	pathServer      = "/server"
	pathConnections = "/server/connections"
	pathPlan        = "/server/plan"
	pathWays        = "/server/sign-in"
	pathPost        = "/server/mail"
	pathJobs        = "/server/jobs"
	pathStorage     = "/server/storage"
	pathBackups     = "/server/backups"
	pathLog         = "/server/log"
	pathMetrics     = "/server/metrics"
)

// machineOnly reports whether who looks after the machine and knows nothing of
// what it holds: IT.
func machineOnly(v *access.Viewer) bool {
	return v.May(access.Read, access.Server) && !v.May(access.Read, access.Member) && !v.May(access.Read, access.Booking)
}

// serverPage is what every screen of the section needs.
type serverPage struct {
	Page
	Whole bool // the installation is theirs to see
	Form  Form
}

func (b serverPage) tabs() []Tab {
	all := []Tab{{Label: b.Say("server.overview"), Href: pathServer}, {Label: b.Say("server.connections"), Href: pathConnections}, {Label: b.Say("server.plan"), Href: pathPlan},
		{Label: b.Say("server.sign-in"), Href: pathWays}, {Label: b.Say("server.mail"), Href: pathPost}}
	if !b.Whole {
		return all
	}
	return append(all, Tab{Label: b.Say("server.jobs"), Href: pathJobs}, Tab{Label: b.Say("server.storage"), Href: pathStorage}, Tab{Label: b.Say("server.backups"), Href: pathBackups},
		Tab{Label: b.Say("server.log"), Href: pathLog}, Tab{Label: b.Say("server.metrics"), Href: pathMetrics})
}

// serverOf is the page around a screen of the section; at is its tab.
func (s *screens) serverOf(r *http.Request, title, at string, f Form) (serverPage, error) {
	whole, err := s.Machine.Whole(r.Context(), viewer(r))
	b := serverPage{Page: s.frameOf(r, title), Whole: whole, Form: f}
	b.Path = at
	return b, err
}

func (s *screens) server(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Machine.Overview(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.server"), pathServer, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, serverScreen(b, o))
}

func (s *screens) connections(w http.ResponseWriter, r *http.Request) error {
	all, err := s.People.WatchedSessions(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.connections"), pathConnections, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, connectionsScreen(b, connectionList{Rows: all, Mine: actor(r).Session.ID.String(), Names: viewer(r).May(access.Read, access.Member)}))
}

// connectionList is who is signed in. Names is whether names show at all.
type connectionList struct {
	Rows  []people.WatchedSession
	Mine  string
	Names bool
}

// open counts those with a page open.
func (l connectionList) open() int64 {
	var n int64
	for _, c := range l.Rows {
		if c.Open {
			n++
		}
	}
	return n
}

// sessionCode tells sessions apart where no name shows: one's own stands in My
// account, so a person can say which is theirs.
func sessionCode(c people.WatchedSession) string { i := c.ID.String(); return i[len(i)-8:] }

func connectionPath(c people.WatchedSession) string { return pathConnections + "/" + c.ID.String() }

func whose(l Local, c people.WatchedSession) string {
	switch {
	case c.Name != "":
		return c.Name
	case c.Portal:
		return l.Say("server.portal-user")
	}
	return l.Say("server.staff-member")
}

func (s *screens) askEndConnection(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "session")
	if err != nil {
		return err
	}
	all, err := s.People.WatchedSessions(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.ID == i {
			a := Ask{Title: say(r.Context(), "server.end-session-c-sessioncode", "c", whose(s.local(r), c), "sessioncode", sessionCode(c)), Do: say(r.Context(), "server.end-session"), Danger: true, Action: connectionPath(c) + "/end", Cancel: pathConnections,
				Say: say(r.Context(), "server.ends-at-instant-its")}
			return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
		}
	}
	return s.nowhere(w, r)
}

func (s *screens) endConnection(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "session")
	if err != nil {
		return err
	}
	if err := s.People.EndWatched(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.session-ended")})
	return seeOther(w, r, pathConnections)
}

func (s *screens) plan(w http.ResponseWriter, r *http.Request) error {
	p, err := s.Machine.Plan(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.plan-seats"), pathPlan, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, planScreen(b, p))
}

func (s *screens) ways(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Machine.Ways(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.ways-sign-in"), pathWays, Form{})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, waysScreen(b, all))
}

// healthTone says how a part of the machine is.
func healthTone(l Local, state string) (Tone, string) {
	switch state {
	case machine.Fine:
		return Good, l.Say("state.fine")
	case machine.Broken:
		return Bad, l.Say("state.broken")
	}
	return Warn, l.Say("server.look-at")
}

// healthPath is where more of a part is shown.
func healthPath(h machine.Health) string { return pathServer + "/" + h.Href }
