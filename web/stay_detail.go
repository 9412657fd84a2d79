package web

import (
	"net/http"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/id"
	"keyhouse/stays"
)

// stayPage is one booking with all that belongs to it.
type stayPage struct {
	*stays.Stay
	Path  string
	Form  Form // of the note being written
	Notes noteList

	History historyPanel
}

func (s *screens) booking(w http.ResponseWriter, r *http.Request) error {
	return s.showBooking(w, r, Form{})
}

func (s *screens) showBooking(w http.ResponseWriter, r *http.Request, f Form) error {
	st, err := s.stayOf(r)
	if err != nil {
		return err
	}
	b := stayPage{Stay: st, Path: bookingPath(st.ID), Form: f,
		Notes: noteList{All: notesOf(s.local(r), st.Notes), Shown: stayShown(st.Booking, access.GroupNotes), MayAdd: st.May.Annotate, Path: bookingPath(st.ID)}}
	if viewer(r).May(access.Read, access.Audit) {
		records, err := s.Stays.BookingTrail(r.Context(), viewer(r), st.ID)
		if err != nil {
			return err
		}
		if b.History, err = s.historyOf(r, st.ID, records...); err != nil {
			return err
		}
	}
	return s.page(w, r, f.Err, stayScreen(s.frameOf(r, bookingTitle(s.local(r), st.Booking)), b))
}

// stayOf reads the booking that the address names.
func (s *screens) stayOf(r *http.Request) (*stays.Stay, error) {
	i, err := pathID(r, "booking")
	if err != nil {
		return nil, err
	}
	return s.Stays.Booking(r.Context(), viewer(r), i)
}

// addBookingNote answers who may write notes, whether or not they may read them.
func (s *screens) addBookingNote(w http.ResponseWriter, r *http.Request) error {
	return s.addNote(w, r, access.Booking, "booking", pathBookings, s.showBooking)
}

// onBooking answers a POST about one booking that asks for nothing more: act,
// say so, go back to it. What went wrong stands above the booking.
func (s *screens) onBooking(act func(r *http.Request, booking id.ID) (done string, err error)) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "booking")
		if err != nil {
			return err
		}
		done, err := act(r, i)
		if retry(err) {
			return s.showBooking(w, r, sent(r.PostForm, err))
		}
		if err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: done})
		return seeOther(w, r, bookingPath(i))
	}
}

func (s *screens) confirmBooking(r *http.Request, booking id.ID) (string, error) {
	version, err := formVersion(r)
	if err != nil {
		return "", err
	}
	_, err = s.Stays.ConfirmBooking(r.Context(), viewer(r), booking, version)
	return say(r.Context(), "booking.booking-confirmed"), err
}

// sum says one of the booking's own numbers.
func (b stayPage) sum(minor int64) cash.Amount { return sumOf(minor, b.Currency) }

// made says when it was written down and, if it is over, when it was cancelled.
func (b stayPage) made(l Local) string {
	words := []string{l.Say("booking.made-moment", "moment", l.Moment(b.CreatedAt))}
	if !b.CancelledAt.IsZero() {
		words = append(words, l.Say("booking.cancelled-moment", "moment", l.Moment(b.CancelledAt)))
	}
	return strings.Join(words, ", ")
}

// charged and paid report whether there is anything to say about charges and
// payments beyond that sums are not shown, which the money card says.
func (b stayPage) charged() bool {
	return b.Shows(access.GroupAllMoney) || len(b.Charges) > 0 || b.May.AddCharge
}

func (b stayPage) paid() bool {
	return b.Shows(access.GroupAllMoney) || len(b.Payments) > 0 || b.May.RecordPayment
}

// nothingMoney reports whether no sum at all shows.
func (b stayPage) nothingMoney() bool {
	return !b.Shows(access.GroupAllMoney) && !b.Shows(access.GroupOwnerMoney)
}
