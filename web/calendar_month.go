package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/stays"
	"keyhouse/words"
)

// monthPage is the month calendar of one property.
type monthPage struct {
	Found *stays.Month
	Month Month
	Book  string // where a new booking begins; "" for who may not
	Off   string
	Today string
	List  []stays.Bar // what lies in the month, for a phone and for paper
}

func (s *screens) month(w http.ResponseWriter, r *http.Request) error {
	if !hasCalendar(viewer(r)) {
		return s.hides(r, access.Read, access.Booking, "web.month")
	}
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	day, err := readMonth(r.URL.Query().Get("month"))
	if err != nil {
		return err
	}
	found, err := s.Stays.Month(r.Context(), viewer(r), i, day, words.In(r.Context()).WeekBegins())
	if err != nil {
		return err
	}
	p := s.frameOf(r, found.Name)
	return s.show(w, r, http.StatusOK, monthScreen(p, monthOf(p.Local, found)))
}

// readMonth reads 2026-03, or a day of that month; nothing is this month.
func readMonth(typed string) (calendar.Date, error) {
	if typed == "" {
		return 0, nil
	}
	if len(typed) == len("2026-03") {
		typed += "-01"
	}
	d, err := calendar.ParseDate(typed)
	if err != nil {
		return 0, fault.Bad("web.readMonth", "month", "That is no month we know. Write it as in 2026-03.")
	}
	return d, nil
}

func monthOf(l Local, m *stays.Month) monthPage {
	at := monthPath(m.Property)
	b := monthPage{Found: m, Today: at, Month: Month{First: m.Month, Begins: l.Tongue.WeekBegins(), Entries: barEntries(l, m.Bars),
		Earlier: at + monthQuery(m.Month.AddMonths(-1)), Later: at + monthQuery(m.Month.AddMonths(1))}}
	add := addPath(&m.Row, m.Property)
	if add != "" {
		b.Month.Add = func(d calendar.Date) string {
			if taken(m, d) {
				return ""
			}
			return add + "&arrive=" + d.String()
		}
	}
	if m.MayBook {
		b.Book = pathBookings + "/new?property=" + m.Property.String()
	}
	if m.MayBlock {
		b.Off = pathBlocks + "/new?property=" + m.Property.String()
	}
	for _, bar := range m.Bars {
		if bar.Nights.Depart >= m.Month && bar.Nights.Arrive < m.Month.AddMonths(1) {
			b.List = append(b.List, bar)
		}
	}
	return b
}

// taken reports whether the night of d is held by the whole property, as far as
// the reader sees.
func taken(m *stays.Month, d calendar.Date) bool {
	for _, bar := range m.Bars {
		if bar.Unit.IsZero() && bar.Nights.Has(d) {
			return true
		}
	}
	return false
}
