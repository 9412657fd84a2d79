package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

func (s *screens) moveBooking(w http.ResponseWriter, r *http.Request) error {
	return s.showMoveBooking(w, r, nil)
}

func (s *screens) showMoveBooking(w http.ResponseWriter, r *http.Request, err error) error {
	b, missing := s.stayForm(r, err)
	if missing != nil {
		return missing
	}
	if !b.May.Move {
		return s.notThis(r, access.Edit, access.Booking, b.ID, b.May.Edit, say(r.Context(), "booking.booking-not-yours-move"))
	}
	if missing = s.moveTo(r, &b); missing != nil {
		return missing
	}
	if now, ok := outdated[*stays.Booking](err); ok {
		b.Stale = contested(b.Form, nightWords(s.local(r), now.Nights)...)
	}
	return s.page(w, r, err, stayMoveScreen(s.frameOf(r, say(r.Context(), "booking.move-booking")), b))
}

// moveTo finds where a booking is to go: the property that was chosen for it,
// else its own.
func (s *screens) moveTo(r *http.Request, b *stayEditPage) (err error) {
	b.To, b.ToName, b.ToUnit, b.Elsewhere = b.Property, b.PropertyName, b.Unit.String(), viewer(r).May(access.Add, access.Booking)
	verb := access.Edit
	if typed := r.FormValue("property"); typed != "" && typed != b.To.String() {
		if b.To, err = id.Parse(typed); err != nil {
			return fault.NotFound("web.moveTo")
		}
		to, err := s.Portfolio.Property(r.Context(), viewer(r), b.To)
		if err != nil {
			return err
		}
		b.ToName, b.ToUnit, verb = to.Name, "", access.Add
	}
	b.Units, err = s.Portfolio.PickUnits(r.Context(), viewer(r), verb, access.Booking, b.To)
	if b.To == b.Property && !b.Unit.IsZero() && !offered(b.Units, b.Unit) { // a unit put away keeps its booking
		b.Units = append(b.Units, portfolio.Option{ID: b.Unit, Name: b.UnitName})
	}
	return err
}

// movePlace chooses another property for a booking.
func (s *screens) movePlace(w http.ResponseWriter, r *http.Request) error {
	b, err := s.stayForm(r, nil)
	if err != nil {
		return err
	}
	if !b.May.Move {
		return s.notThis(r, access.Edit, access.Booking, b.ID, b.May.Edit, say(r.Context(), "booking.booking-not-yours-move"))
	}
	return s.choosePlace(w, r, placePage{Title: say(r.Context(), "booking.move-another-property"), Say: say(r.Context(), "booking.bookingtitle-now-at-place", "bookingtitle", bookingTitle(s.local(r), b.Booking), "place", placeName(b.PropertyName, b.UnitName)),
		Back: []Crumb{{say(r.Context(), "word.bookings"), pathBookings}, {bookingTitle(s.local(r), b.Booking), b.Path}}, Next: b.Path + "/nights"}, access.Add, access.Booking)
}

func (s *screens) saveNights(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "booking")
	if err != nil {
		return err
	}
	var moved *stays.Booking
	form, err := readMove(r)
	if err == nil {
		moved, err = s.Stays.MoveBooking(r.Context(), viewer(r), i, form)
	}
	if retry(err) {
		return s.showMoveBooking(w, r, err)
	}
	if err != nil {
		return err
	}
	done := say(r.Context(), "booking.booking-moved")
	if moved.Version == form.Version {
		done = say(r.Context(), "booking.there-already")
	}
	s.notify(w, Notice{Tone: Good, Say: done})
	return seeOther(w, r, bookingPath(i))
}

func readMove(r *http.Request) (stays.MoveForm, error) {
	version, err := formVersion(r)
	if err != nil {
		return stays.MoveForm{}, err
	}
	f := fault.Fields{Op: "web.readMove"}
	m := stays.MoveForm{Version: version, Nights: readNights(&f, r.PostForm),
		Property: readRecord(&f, "property", r.PostFormValue("property"), say(r.Context(), "booking.choose-property-from-list")),
		Unit:     readRecord(&f, "unit", r.PostFormValue("unit"), say(r.Context(), "booking.choose-unit-from-list"))}
	return m, f.Err()
}

// unitOptions offers a property's units, the whole of it first.
func unitOptions(l Local, units []portfolio.Option) []Option {
	all := []Option{{"", l.Say("booking.whole-property")}}
	for _, u := range units {
		all = append(all, Option{u.ID.String(), u.Name})
	}
	return all
}

// askCancel asks before a booking is cancelled, and whether charges are kept.
func (s *screens) askCancel(w http.ResponseWriter, r *http.Request) error {
	return s.showCancel(w, r, nil)
}

func (s *screens) showCancel(w http.ResponseWriter, r *http.Request, err error) error {
	b, missing := s.stayForm(r, err)
	if missing != nil {
		return missing
	}
	if !b.May.Cancel && err == nil {
		return s.notThis(r, access.Edit, access.Booking, b.ID, b.May.Edit, say(r.Context(), "booking.booking-not-yours-cancel"))
	}
	a := Ask{Title: say(r.Context(), "booking.cancel-booking-bookingtitle", "bookingtitle", bookingTitle(s.local(r), b.Booking)), Danger: true, Do: say(r.Context(), "booking.cancel-booking"), Cancel: b.Path, Action: b.Path + "/cancel", Err: err,
		Say: say(r.Context(), "booking.its-nights-become-free"), Hidden: map[string]string{"version": number(b.Version)}}
	if b.Guest == "" {
		a.Title = say(r.Context(), "booking.cancel-numbered", "number", bookingNumberOrCode(b.Booking))
	}
	return s.page(w, r, err, stayCancelScreen(s.frameOf(r, a.Title), a, b))
}

func (s *screens) cancelBooking(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "booking")
	if err != nil {
		return err
	}
	version, err := formVersion(r)
	if err == nil {
		_, err = s.Stays.CancelBooking(r.Context(), viewer(r), i, stays.CancelForm{Version: version, KeepCharges: r.PostFormValue("keep") != ""})
	}
	if retry(err) {
		return s.showCancel(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "booking.booking-cancelled-its-nights")})
	return seeOther(w, r, bookingPath(i))
}
