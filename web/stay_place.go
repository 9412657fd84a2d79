package web

import (
	"net/http"
	"net/url"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// placePage lets somebody choose a property first: any form or list that needs
// one leads here and is led back to, with the property in its address. It
// offers only where the person may do what they are about to do.
type placePage struct {
	Title, Say string
	Back       []Crumb
	Path       string     // of this page
	Next       string     // where a choice leads
	Query      url.Values // carried along
	Q          string
	Options    []portfolio.Option
}

func (b placePage) with(i id.ID) string {
	q := url.Values{}
	for name := range b.Query {
		if name != "pick" && name != queryCursor {
			q[name] = b.Query[name]
		}
	}
	q.Set("property", i.String())
	return List{Path: b.Next}.at(q)
}

func (b placePage) list() List { return List{Path: b.Path, Query: b.Query} }

// choosePlace shows the choice. A single place is no choice.
func (s *screens) choosePlace(w http.ResponseWriter, r *http.Request, b placePage, verb access.Verb, t access.Thing) error {
	b.Query = r.URL.Query()
	b.Path, b.Q = r.URL.Path, b.Query.Get("pick")
	var err error
	if b.Options, err = s.Portfolio.PickProperties(r.Context(), viewer(r), verb, t, b.Q, mostOptions); err != nil {
		return err
	}
	if len(b.Options) == 1 && b.Q == "" && verb != access.Read {
		return seeOther(w, r, b.with(b.Options[0].ID))
	}
	return s.show(w, r, http.StatusOK, placeScreen(s.frameOf(r, b.Title), b))
}

// bookingsPlace chooses the one property whose bookings are to be listed.
func (s *screens) bookingsPlace(w http.ResponseWriter, r *http.Request) error {
	return s.choosePlace(w, r, placePage{Title: say(r.Context(), "booking.bookings-one-property"), Back: []Crumb{{say(r.Context(), "word.bookings"), pathBookings}}, Next: pathBookings}, access.Read, access.Property)
}

// blocksPlace chooses the one property whose blocked time is to be listed.
func (s *screens) blocksPlace(w http.ResponseWriter, r *http.Request) error {
	return s.choosePlace(w, r, placePage{Title: say(r.Context(), "booking.blocked-time-one-property"), Back: []Crumb{{say(r.Context(), "booking.blocked-time"), pathBlocks}}, Next: pathBlocks}, access.Read, access.Property)
}

func pickPath(l List) string {
	return List{Path: pathBookings + "/property", Query: l.Query}.With(queryTotals, "")
}
