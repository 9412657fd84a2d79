package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/stays"
)

// todayPage is the first screen after signing in: what happens on this day.
type todayPage struct {
	*stays.Today
	Guests  bool // names show to this person somewhere
	MayBook bool
	Quotes  bool
}

func (s *screens) today(w http.ResponseWriter, r *http.Request) error {
	p := s.frameOf(r, say(r.Context(), "word.today"))
	v := viewer(r)
	if len(navOf(p.Local, v, false)) == 0 { // the demo's outbox is nobody's access
		return s.show(w, r, http.StatusOK, noAccessScreen(p))
	}
	if !v.May(access.Read, access.Booking) && !v.May(access.Read, access.Block) && !v.May(access.Read, access.Quote) {
		if machineOnly(v) {
			return seeOther(w, r, pathServer)
		}
		return s.show(w, r, http.StatusOK, todayElsewhere(p))
	}
	found, err := s.Stays.Today(r.Context(), v, p.Local.Today())
	if err != nil {
		return err
	}
	b := todayPage{Today: found, Guests: sees(v, access.Booking, access.GroupGuest), MayBook: v.May(access.Add, access.Booking),
		Quotes: v.May(access.Read, access.Quote)}
	return s.show(w, r, http.StatusOK, todayScreen(p, b))
}

// dayList is one of the lists of bookings on Today.
type dayList struct {
	Title, Empty string
	Rows         []*stays.Booking
	Count        int64
	Href         string // the whole list
	Turnovers    bool   // mark those that change over on this day
}

func (b todayPage) lists(l Local) []dayList {
	day := b.Day.String()
	return []dayList{
		{l.Say("today.arriving"), l.Say("today.nobody-arrives-today"), b.Arrivals, b.Counts.Arrivals, pathBookings + "?arriving=" + day, true},
		{l.Say("today.leaving"), l.Say("today.nobody-leaves-today"), b.Departures, b.Counts.Departures, pathBookings + "?departing=" + day, true},
		{l.Say("today.in-house"), l.Say("today.nobody-stays-over"), b.InHouse, b.Counts.InHouse, pathBookings + "?in_house=" + day, false},
	}
}

// perPart is how many lines a part of Today shows; the rest is a click away.
const perPart = 8

func cutTo[T any](all []T) []T { return all[:min(len(all), perPart)] }
