package web

import (
	"io"
	"net/http"

	"keyhouse/sheet"
	"keyhouse/stays"
)

// bookingsSheet answers with the list as a file: the same filters, order and
// eyes as the screen. It is written as it is read, however long.
func (s *screens) bookingsSheet(kind, media string, as func(io.Writer) sheet.Writer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		q := r.URL.Query()
		q.Del(queryTotals)
		f, err := stays.ParseBookingFilter(q)
		if err != nil {
			return err
		}
		name := "bookings-" + s.local(r).Today().String() + "." + kind
		out := &download{w: w, media: media, name: name}
		to := as(out)
		err = s.Stays.ExportBookings(r.Context(), viewer(r), f, to)
		if err == nil {
			err = to.Close()
		}
		if err != nil && out.begun {
			panic(http.ErrAbortHandler) // half a file must not look like a whole one
		}
		return err
	}
}

// download names the file once its first byte is there; until then the answer
// can still say what went wrong.
type download struct {
	w           http.ResponseWriter
	media, name string
	begun       bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.w.Header().Set("Content-Type", d.media)
		d.w.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	}
	return d.w.Write(b)
}

func asCSV(w io.Writer) sheet.Writer  { return sheet.CSV(w, true) }
func asXLSX(w io.Writer) sheet.Writer { return sheet.XLSX(w, "Bookings") }
