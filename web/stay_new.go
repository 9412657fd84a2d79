package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// stayNewPage is the form for a new booking at a property already chosen.
type stayNewPage struct {
	Property portfolio.Property
	Units    []portfolio.Option
	Nights   calendar.Nights
	Form     Form
	Lines    int // how many price lines the form offers
	MayOff   bool
	MayPrice bool
}

// newBooking begins with the property: without one in the address it is chosen first.
func (s *screens) newBooking(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("property") == "" {
		return s.choosePlace(w, r, placePage{Title: say(r.Context(), "word.new-booking"), Say: say(r.Context(), "booking.at-which-property"), Back: []Crumb{{say(r.Context(), "word.bookings"), pathBookings}}, Next: pathBookings + "/new"}, access.Add, access.Booking)
	}
	return s.showNewBooking(w, r, r.URL.Query(), nil)
}

// placeOf reads the property that a form is about; one it does not know is not found.
func (s *screens) placeOf(r *http.Request, typed string, t access.Thing) (portfolio.Property, []portfolio.Option, error) {
	i, err := id.Parse(typed)
	if err != nil {
		return portfolio.Property{}, nil, fault.NotFound("web.placeOf")
	}
	p, err := s.Portfolio.Property(r.Context(), viewer(r), i)
	if err != nil {
		return p, nil, err
	}
	units, err := s.Portfolio.PickUnits(r.Context(), viewer(r), access.Add, t, i)
	return p, units, err
}

func (s *screens) showNewBooking(w http.ResponseWriter, r *http.Request, v url.Values, err error) error {
	b := stayNewPage{Lines: minLines, MayOff: viewer(r).May(access.Add, access.Block), MayPrice: viewer(r).May(access.Add, access.Charge)}
	var missing error
	if b.Property, b.Units, missing = s.placeOf(r, v.Get("property"), access.Booking); missing != nil {
		return missing
	}
	if r.Method == http.MethodPost {
		b.Form, b.Lines = sent(v, err), lineCount(v, "charges")
	} else {
		b.Nights = askedNights(v)
	}
	return s.page(w, r, err, stayNewScreen(s.frameOf(r, say(r.Context(), "word.new-booking")), b))
}

// askedNights reads the nights a calendar's link names. Days that are none are
// left to be typed.
func askedNights(v url.Values) calendar.Nights {
	var f fault.Fields
	n := readNights(&f, v)
	if n.Depart <= n.Arrive {
		return nightsFrom(n.Arrive)
	}
	return n
}

func (s *screens) createBooking(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Bad("web.createBooking", "", say(r.Context(), "booking.form-damaged-load-page"))
	}
	v := packLines(r.PostForm, "charges")
	if v.Get("do") == "line" {
		v.Set("lines", strconv.Itoa(lineCount(v, "charges")+1))
		return s.showNewBooking(w, r, v, nil)
	}
	form, err := readBooking(s.local(r), v)
	var made *stays.Booking
	if err == nil {
		made, err = s.Stays.CreateBooking(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showNewBooking(w, r, v, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "booking.booking-made")})
	return seeOther(w, r, bookingPath(made.ID))
}

func readBooking(l Local, v url.Values) (stays.BookingForm, error) {
	f := fault.Fields{Op: "web.readBooking"}
	form := stays.BookingForm{Property: readRecord(&f, "property", v.Get("property"), l.Say("booking.choose-property-from-list")),
		Unit: readRecord(&f, "unit", v.Get("unit"), l.Say("booking.choose-unit-from-list")), Nights: readNights(&f, v),
		State: stays.State(v.Get("state")), Source: v.Get("source"), Reference: v.Get("reference"), Guest: readGuest(&f, v), Charges: readLines(v, "charges")}
	return form, f.Err()
}

func readGuest(f *fault.Fields, v url.Values) stays.Guest {
	return stays.Guest{Name: v.Get("guest"), Email: v.Get("email"), Phone: v.Get("phone"),
		Adults: readCount(f, "adults", v.Get("adults")), Children: readCount(f, "children", v.Get("children"))}
}

// Price lines are fields called charges.0.kind, charges.0.amount and so on, as
// the domain names what is wrong with them.
const (
	minLines = 3
	maxLines = 30
)

var lineFields = []string{"kind", "description", "amount"}

func lineName(name string, i int, field string) string {
	return name + "." + strconv.Itoa(i) + "." + field
}

// packLines gives the form with its empty price lines gone, so that the lines
// that the domain sees have the numbers that the form shows.
func packLines(v url.Values, name string) url.Values {
	out := url.Values{}
	for key, all := range v {
		if !strings.HasPrefix(key, name+".") {
			out[key] = all
		}
	}
	kept := 0
	for i := range maxLines {
		if strings.TrimSpace(v.Get(lineName(name, i, "amount"))+v.Get(lineName(name, i, "description"))) == "" {
			continue
		}
		for _, field := range lineFields {
			out.Set(lineName(name, kept, field), v.Get(lineName(name, i, field)))
		}
		kept++
	}
	return out
}

func readLines(v url.Values, name string) []stays.ChargeForm {
	var all []stays.ChargeForm
	for i := range maxLines {
		if !v.Has(lineName(name, i, "amount")) {
			break
		}
		all = append(all, stays.ChargeForm{Kind: v.Get(lineName(name, i, "kind")), Description: v.Get(lineName(name, i, "description")), Amount: v.Get(lineName(name, i, "amount"))})
	}
	return all
}

// lineCount is how many lines a form shows again: those filled in, one empty
// one after them, as many as were asked for.
func lineCount(v url.Values, name string) int {
	asked, _ := strconv.Atoi(v.Get("lines")) // anything odd is none asked for
	return min(max(minLines, len(readLines(v, name))+1, asked), maxLines)
}
