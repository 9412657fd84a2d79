package web

import (
	"net/http"
	"strings"

	"keyhouse/access"
	"keyhouse/portfolio"
	"keyhouse/web/icon"
)

// searchPage is what was found everywhere, kind by kind.
type searchPage struct {
	Q      string
	Groups []JumpGroup
}

// hitPlaces are the things that search finds and where each is shown.
var hitPlaces = map[access.Thing]struct {
	path string
	icon icon.Icon
}{
	access.Booking:  {pathBookings + "/", icon.Booking},
	access.Property: {pathProperties + "/", icon.Property},
	access.Client:   {pathOwners + "/", icon.Owner},
	access.Quote:    {pathQuotes + "/", icon.Quote},
	access.Block:    {pathBlocks + "/", icon.Block},
}

// How many of a kind the search page shows, and how many the jump dialog.
const (
	searchMost = 20
	jumpMost   = 5
)

// maxQuery bounds what is searched for; nobody types more.
const maxQuery = 200

func typedQuery(r *http.Request) string {
	q := []rune(strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get("q"), "")))
	return string(q[:min(len(q), maxQuery)])
}

// search answers GET /search.
func (s *screens) search(w http.ResponseWriter, r *http.Request) error {
	b := searchPage{Q: typedQuery(r)}
	found, err := s.Portfolio.Search(r.Context(), viewer(r), b.Q, searchMost)
	if err != nil {
		return err
	}
	p := s.frameOf(r, say(r.Context(), "frame.search"))
	p.Query = b.Q
	b.Groups = append(placesFor(s.local(r), p.Nav, b.Q), hitGroups(s.local(r), found)...)
	return s.show(w, r, http.StatusOK, searchScreen(p, b))
}

// jump answers GET /jump with the places and records that what was typed may
// mean, as a bare fragment.
func (s *screens) jump(w http.ResponseWriter, r *http.Request) error {
	q := typedQuery(r)
	found, err := s.Portfolio.Search(r.Context(), viewer(r), q, jumpMost)
	if err != nil {
		return err
	}
	nav := navOf(s.local(r), viewer(r), s.Outbox)
	return s.show(w, r, http.StatusOK, jumpFound(append(placesFor(s.local(r), nav, q), hitGroups(s.local(r), found)...)))
}

// placesFor finds the screens of the navigation by the beginnings of their
// words; all of them while nothing is typed.
func placesFor(l Local, nav []NavPart, q string) []JumpGroup {
	g := JumpGroup{Label: l.Say("frame.go-to")}
	for _, part := range nav {
		for _, l := range part.Links {
			if begins(l.Label, q) {
				g.Hits = append(g.Hits, JumpHit{Label: l.Label, Note: part.Label, Href: l.Href, Icon: l.Icon})
			}
		}
	}
	if len(g.Hits) == 0 {
		return nil
	}
	return []JumpGroup{g}
}

// begins reports whether each word of q begins a word of label.
func begins(label, q string) bool {
	words := strings.Fields(strings.ToLower(label))
	for _, w := range strings.Fields(strings.ToLower(q)) {
		if !anyBegins(words, w) {
			return false
		}
	}
	return true
}

func anyBegins(words []string, w string) bool {
	for _, word := range words {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}

// hitGroups puts what was found under headings, in the order it came.
func hitGroups(l Local, found []portfolio.Hit) []JumpGroup {
	var groups []JumpGroup
	at := map[access.Thing]int{}
	for _, h := range found {
		to, known := hitPlaces[h.Thing]
		if !known {
			continue
		}
		i, met := at[h.Thing]
		if !met {
			i = len(groups)
			at[h.Thing] = i
			groups = append(groups, JumpGroup{Label: thingWord(l, h.Thing)})
		}
		groups[i].Hits = append(groups[i].Hits, JumpHit{Label: hitTitle(h), Note: h.Sub, Href: to.path + h.ID.String(), Icon: to.icon})
	}
	return groups
}

func hitTitle(h portfolio.Hit) string {
	if h.Title == "" {
		return strings.ToUpper(h.Thing.String()[:1]) + h.Thing.String()[1:]
	}
	return h.Title
}
