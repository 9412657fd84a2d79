package web

import (
	"net/http"
	"strings"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/provider"
)

const pathUsers = "/settings/users"

// usersPage is Settings → Users: everyone in the account, and who of them is
// there right now.
type usersPage struct {
	List    List
	Filter  people.MemberFilter
	Page    page.Page[people.Member]
	Count   people.Headcount
	Methods []string // by which somebody signed in
	Sort    Sort
	Pages   Pages
	Chips   []Chip
	MayAdd  bool
	MayEnd  bool // switch people off and on
	MaySend bool // links, and invitations again
	Asks    bool // for a second factor, and says who lacks it
	Form    Form

	Lacks map[id.ID]bool // who has not the second factor that is demanded of them
}

func (s *screens) users(w http.ResponseWriter, r *http.Request) error {
	return s.showUsers(w, r, Form{})
}

func (s *screens) showUsers(w http.ResponseWriter, r *http.Request, form Form) error {
	who := viewer(r)
	f, err := people.ParseMemberFilter(r.URL.Query())
	if err != nil {
		return err
	}
	b := usersPage{List: List{Path: pathUsers, Query: f.Query()}, Filter: f, Chips: userChips(s.local(r), s.Providers, f), Form: form,
		MayAdd: who.May(access.Add, access.Member) && who.Gives() != 0, MayEnd: who.May(access.Deactivate, access.Member), MaySend: who.May(access.Reset, access.Member), Asks: actor(r).AsksFactors()}
	if b.Page, err = s.People.PortalUsers(r.Context(), who, f); err != nil {
		return err
	}
	if b.Count, err = s.People.Headcount(r.Context(), who); err != nil {
		return err
	}
	if b.Methods, err = s.People.MethodsUsed(r.Context(), who); err != nil {
		return err
	}
	if b.Lacks, err = s.People.Lacking(r.Context(), who, b.Page.Rows); err != nil {
		return err
	}
	b.Pages = Pages{Previous: b.Page.Prev, Next: b.Page.Next}
	b.Sort.By, b.Sort.Down = b.List.Sort(people.SortName, false)
	return s.page(w, r, form.Err, usersScreen(s.frameOf(r, say(r.Context(), "word.users")), b))
}

func userChips(l Local, ways *provider.Set, f people.MemberFilter) []Chip {
	var all []Chip
	add := func(name, value, say string) {
		if value != "" {
			all = append(all, Chip{name, say})
		}
	}
	add("q", f.Q, "“"+f.Q+"”")
	add("kind", f.Kind, map[string]string{people.Staff: l.Say("user.staff"), people.Portal: l.Say("user.portal")}[f.Kind])
	add("role", f.Role, roleName(l, f.Role))
	add("state", f.State, capital(l.Word("state", f.State)))
	add("second_factor", f.Factor, l.Say("demand.lacks"))
	add("connected", f.Connected, map[string]string{people.Connected: l.Say("user.connected"), people.NotConnected: l.Say("user.not-connected")}[f.Connected])
	add("method", f.Method, l.Say("user.by-methodword-2", "methodword", strings.ToLower(methodWord(l, ways, f.Method))))
	return all
}

// roleName says a role as a heading does: "Front desk".
func roleName(l Local, word string) string {
	r, ok := access.ParseRole(word)
	if !ok || word == "" {
		return word
	}
	return capital(l.Word("role-name", r.String()))
}

// roleNames are what roles are called, in a row.
func roleNames(l Local, roles []string) string {
	names := make([]string, len(roles))
	for i, word := range roles {
		names[i] = roleName(l, word)
	}
	return strings.Join(names, ", ")
}

// methodWord says how somebody signed in; a provider says its own name.
func methodWord(l Local, ways *provider.Set, method string) string {
	switch method {
	case "link", "code":
		return l.Say("user.link")
	case "":
		return ""
	}
	if ways.Get(method) != nil {
		return ways.Label(method)
	}
	return capital(l.Word("method", method))
}

// planWords say how many seats of the plan are taken.
func planWords(c people.Headcount, l Local) string {
	switch seats := people.SeatsOf(c.Plan); {
	case c.Plan == "":
		return ""
	case seats == 0:
		return l.Say("user.seats-any", "n", c.Staff, "plan", people.PlanName(c.Plan))
	default:
		return l.Say("user.seats-of", "taken", c.Staff, "n", seats, "plan", people.PlanName(c.Plan))
	}
}

// accessNotes are what a member's roles do not say in a word: what their records
// of access are on. At most two lines.
func accessNotes(l Local, m people.Member) []string {
	var notes []string
	for _, g := range m.Records {
		switch {
		case isPortal(g):
			notes = append(notes, g.Where(l.Tongue))
		case g.On != access.OnAccount.String() && g.On != access.OnServer.String():
			notes = append(notes, l.Say("portal.role-for", "role", roleName(l, g.Role), "on", g.Where(l.Tongue)))
		}
	}
	if len(notes) > 2 {
		return append(notes[:2:2], l.Say("list.and-more", "n", len(notes)-2))
	}
	return notes
}

// outcomeLine is what came of a bulk act on one user.
type outcomeLine struct {
	Name, Say string
	Href      string
	Done      bool
}

// bulkUsers acts on the users that were ticked, and says of each what came of it.
func (s *screens) bulkUsers(w http.ResponseWriter, r *http.Request) error {
	do, said := s.People.Deactivate, say(r.Context(), "user.switched-off-signed-out")
	switch r.PostFormValue("do") {
	case "reactivate":
		do, said = s.People.Reactivate, say(r.Context(), "user.can-sign-in-again")
	case "sign-out":
		do, said = s.People.SignOutMember, say(r.Context(), "user.signed-out-everywhere")
	case "invite-again":
		do, said = s.People.InviteAgain, say(r.Context(), "user.invited-again")
	case "deactivate":
	default:
		return fault.Bad("web.bulkUsers", "do", say(r.Context(), "user.choose-what-do"))
	}
	ids, err := tickedIDs(r)
	if err != nil {
		return err
	}
	all, err := s.People.ForEach(r.Context(), viewer(r), ids, do)
	if retry(err) {
		return s.showUsers(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	lines := make([]outcomeLine, len(all))
	for i, o := range all {
		lines[i] = outcomeLine{Name: o.Name, Say: said, Href: pathPortal + "/" + o.Member.String(), Done: o.Err == nil}
		if o.Err != nil {
			lines[i].Say = fault.Of(o.Err).Say
		}
		if o.Name == "" {
			lines[i].Name, lines[i].Href = say(r.Context(), "user.somebody-else"), ""
		}
	}
	return s.show(w, r, http.StatusOK, bulkUsersScreen(s.frameOf(r, say(r.Context(), "word.users")), lines))
}

// tickedIDs reads which rows were ticked, each once.
func tickedIDs(r *http.Request) ([]id.ID, error) {
	var ids []id.ID
	seen := map[id.ID]bool{}
	for _, text := range r.PostForm["id"] {
		i, err := id.Parse(text)
		if err != nil {
			return nil, fault.Bad("web.tickedIDs", "id", say(r.Context(), "user.form-damaged-load-page"))
		}
		if !seen[i] {
			ids, seen[i] = append(ids, i), true
		}
	}
	return ids, nil
}
