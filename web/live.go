package web

import (
	"io"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/live"
)

// live is the channel of an open page. The channel is opened before the session
// is looked at once more, so that an end between the two is seen by one of them.
// A page whose session is over is told so instead of being refused: a browser
// would only try again. That is what one should do whose session cannot be looked
// at for the moment.
func (s *screens) live(w http.ResponseWriter, r *http.Request) error {
	a, err := s.session(r)
	if over(err) {
		return ended(w)
	}
	if err != nil {
		return err
	}
	o := live.Owner{Session: a.Session.ID, Person: a.Person.ID, Account: a.Session.Account, Wants: wantsOf(a.Viewer), IP: client(r).IP}
	if a.Real != nil {
		o.Real = a.Real.ID
	}
	c := s.Live.Open(o)
	still := func() bool { _, err := s.session(r); return !over(err) }
	if !still() {
		c.Close()
		return ended(w)
	}
	live.Stream(w, r, c, live.Asks{Still: still, Words: func(all []live.Hint) ([]string, bool) { return s.mayHear(r, all) }})
	return nil
}

// mayHear gives the words of the changes of which the person may know by now: an
// owner's page does not learn that something happened at another's property. It is
// not sure of anything while the database is away.
func (s *screens) mayHear(r *http.Request, all []live.Hint) (words []string, sure bool) {
	a, err := s.session(r)
	if err != nil {
		return nil, !fault.Ours(err)
	}
	for _, h := range all {
		if hears(a.Viewer, h) {
			words = append(words, h.Word)
		}
	}
	return words, true
}

// hears reports whether v may know of a change: of a record by reading it, of any
// number of them by reading all there are. Who is here, and the installation, are
// no account's records.
func hears(v *access.Viewer, h live.Hint) bool {
	t, known := access.ParseThing(h.Word)
	switch {
	case !known || t == access.ServerBackup:
		return true
	case h.General():
		return v.Where(access.Read, t).Everything()
	}
	return v.Can(access.Read, &h.Record) == access.Allowed
}

// over says whether what is wrong with a session is that it has ended, or ended
// here: not that the database is away.
func over(err error) bool { return fault.Is(err, fault.SignedOut) || fault.Is(err, fault.Forbidden) }

// ended tells a page whose session is over to turn to the signed-out one.
func ended(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/event-stream")
	_, err := io.WriteString(w, live.Ended)
	return err
}

// wantsOf lists the kinds of change an open page is told about: those the
// person may read, so that not even the moment of a change is disclosed.
func wantsOf(v *access.Viewer) []string {
	if v == nil {
		return nil
	}
	var wants []string
	for _, t := range []access.Thing{access.Booking, access.Block, access.Quote, access.Property, access.Client, access.Statement, access.Member, access.Import, access.Channel, access.ServerBackup} {
		if v.May(access.Read, t) {
			wants = append(wants, t.String())
		}
	}
	if v.May(access.Read, access.Member) || v.May(access.Read, access.Plan) {
		wants = append(wants, live.Present)
	}
	return wants
}
