package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// portalWhyPage asks about one person: find the record, then read why they see
// it or do not.
type portalWhyPage struct {
	Member people.Member
	Q      string
	Hits   []portfolio.Hit
}

// hitsOfWhy is how many records are offered to be asked about.
const hitsOfWhy = 20

// portalWhy finds what to ask about, among what who asks may see themselves.
func (s *screens) portalWhy(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	b := portalWhyPage{Q: r.FormValue("q")}
	if b.Member, err = s.People.PortalUser(r.Context(), viewer(r), i); err != nil {
		return err
	}
	if b.Q != "" {
		if b.Hits, err = s.Portfolio.Search(r.Context(), viewer(r), b.Q, hitsOfWhy); err != nil {
			return err
		}
	}
	return s.show(w, r, http.StatusOK, portalWhyScreen(s.frameOf(r, say(r.Context(), "word.why")), b))
}

// aboutMember is where the question is answered for one person and record; a
// zero group asks about the record itself.
func aboutMember(member id.ID, t access.Thing, record id.ID, g access.Group) string {
	v := url.Values{"member": {member.String()}, "thing": {t.String()}, "record": {record.String()}}
	if g != 0 {
		v.Set("group", g.String())
	}
	return "/why?" + v.Encode()
}

// parts lists the parts of a record that can be asked about next.
func parts(l Local, q people.Question) []NavLink {
	var all []NavLink
	for g := range access.Page.Holds(q.Thing).All() {
		if g != q.Group {
			all = append(all, NavLink{Label: l.Word("group", g.String()), Href: aboutMember(q.Member, q.Thing, q.Record, g)})
		}
	}
	return all
}
