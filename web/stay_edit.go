package web

import (
	"net/http"
	"net/url"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// stayEditPage is a form about one booking: who comes, or which nights.
type stayEditPage struct {
	*stays.Stay
	Form    Form
	Path    string
	Version int64
	Stale   []Versus // what somebody else saved meanwhile

	// where it is to move
	To        id.ID
	ToName    string
	ToUnit    string
	Units     []portfolio.Option
	Elsewhere bool // some other property could take it
}

// stayForm starts a form about the booking that the address names, as it is now.
func (s *screens) stayForm(r *http.Request, err error) (stayEditPage, error) {
	st, missing := s.stayOf(r)
	if missing != nil {
		return stayEditPage{}, missing
	}
	b := stayEditPage{Stay: st, Path: bookingPath(st.ID), Version: st.Version}
	if err != nil {
		b.Form = sent(r.PostForm, err)
		b.Version, _ = formVersion(r) // a damaged one stays outdated
	}
	if now, ok := outdated[*stays.Booking](err); ok {
		b.Version = now.Version
	}
	return b, nil
}

func (s *screens) editBooking(w http.ResponseWriter, r *http.Request) error {
	return s.showEditBooking(w, r, nil)
}

func (s *screens) showEditBooking(w http.ResponseWriter, r *http.Request, err error) error {
	b, missing := s.stayForm(r, err)
	if missing != nil {
		return missing
	}
	if !b.May.Edit {
		return s.notThis(r, access.Edit, access.Booking, b.ID, false, say(r.Context(), "booking.booking-not-yours-change"))
	}
	if now, ok := outdated[*stays.Booking](err); ok {
		b.Stale = contested(b.Form, stayWords(s.local(r), now)...)
	}
	return s.page(w, r, err, stayEditScreen(s.frameOf(r, say(r.Context(), "booking.edit-booking")), b))
}

// stayWords are the fields of the edit form, named by Mine, as the booking has
// them; those hidden from the reader are left out.
func stayWords(l Local, b *stays.Booking) []Versus {
	var all []Versus
	add := func(g access.Group, name, label, now string) {
		if b.Shows(g) {
			all = append(all, Versus{Label: label, Mine: name, Theirs: now})
		}
	}
	add(access.GroupGuest, "guest", l.Say("word.guest"), b.Guest)
	add(access.GroupContact, "email", l.Say("word.e-mail"), b.Email)
	add(access.GroupContact, "phone", l.Say("word.phone"), b.Phone)
	add(access.GroupDates, "adults", l.Say("booking.adults"), number(b.Adults))
	add(access.GroupDates, "children", l.Say("booking.children"), number(b.Children))
	add(access.GroupSource, "source", l.Say("booking.source"), b.Source)
	add(access.GroupSource, "reference", l.Say("word.reference"), b.Reference)
	return all
}

func (s *screens) saveBooking(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "booking")
	if err != nil {
		return err
	}
	patch, err := readPatch(r)
	if err == nil {
		_, err = s.Stays.EditBooking(r.Context(), viewer(r), i, patch)
	}
	if retry(err) {
		return s.showEditBooking(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "booking.booking-saved")})
	return seeOther(w, r, bookingPath(i))
}

// readPatch reads only the fields that the form held: those hidden from the
// person were not in it and stay as they are.
func readPatch(r *http.Request) (stays.BookingPatch, error) {
	version, err := formVersion(r)
	if err != nil {
		return stays.BookingPatch{}, err
	}
	f := fault.Fields{Op: "web.readPatch"}
	text := func(name string) *string {
		if !r.PostForm.Has(name) {
			return nil
		}
		s := r.PostForm.Get(name)
		return &s
	}
	count := func(name string) *int64 {
		if !r.PostForm.Has(name) {
			return nil
		}
		n := readCount(&f, name, r.PostForm.Get(name))
		return &n
	}
	return stays.BookingPatch{Version: version, Guest: text("guest"), Email: text("email"), Phone: text("phone"),
		Source: text("source"), Reference: text("reference"), Adults: count("adults"), Children: count("children")}, f.Err()
}

// readCount reads a number of people; nothing is none.
func readCount(f *fault.Fields, name, typed string) int64 {
	if typed == "" {
		return 0
	}
	n, err := strconv.ParseInt(typed, 10, 32)
	if err != nil {
		f.Bad(name, "Enter a whole number.")
	}
	return n
}

// readNights reads the two fields that nights are typed in.
func readNights(f *fault.Fields, v url.Values) calendar.Nights {
	return calendar.Nights{Arrive: entry.Day(f, "arrive", v.Get("arrive")), Depart: entry.Day(f, "depart", v.Get("depart"))}
}

// readRecord reads the id that a select or hidden field holds; nothing is none.
func readRecord(f *fault.Fields, name, typed, say string) id.ID {
	if typed == "" {
		return id.ID{}
	}
	i, err := id.Parse(typed)
	if err != nil {
		f.Bad(name, say)
	}
	return i
}
