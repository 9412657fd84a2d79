package web

import (
	"net/http"

	"keyhouse/sheet"
	"keyhouse/stays"
)

// bookingsSheet answers with the list as a file: the same filters, order and
// eyes as the screen. It is written as it is read, however long.
func (s *screens) bookingsSheet(kind string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := stays.ParseBookingFilter(r.URL.Query())
		if err != nil {
			return err
		}
		name := "bookings-" + s.local(r).Today().String()
		return s.export(w, name, kind, func(to sheet.Writer) error {
			return s.Stays.ExportBookings(r.Context(), viewer(r), f, to)
		})
	}
}
