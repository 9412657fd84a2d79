package web

import (
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/id"
	"keyhouse/stays"
)

const (
	pathBookings = "/bookings"
	pathBlocks   = "/blocks"
	pathQuotes   = "/quotes"
	pathCalendar = "/calendar"
)

func bookingPath(i id.ID) string { return pathBookings + "/" + i.String() }
func blockPath(i id.ID) string   { return pathBlocks + "/" + i.String() }
func quotePath(i id.ID) string   { return pathQuotes + "/" + i.String() }
func monthPath(i id.ID) string   { return pathCalendar + "/" + i.String() }

// stayShown says for one part of a booking whether it shows.
func stayShown(b *stays.Booking, g access.Group) Shown {
	return shown(b.Shown, access.Booking, b.ID, g)
}

func quoteShown(q *stays.Quote, g access.Group) Shown {
	return shown(q.Shown, access.Quote, q.ID, g)
}

// bookingTitle is what a booking is called where its guest's name may not show.
func bookingTitle(b *stays.Booking) string {
	if b.Guest != "" {
		return b.Guest
	}
	return b.Called()
}

// bookingNumber says what a booking is called, small: "No. 17, K7F3QA".
func bookingNumber(b *stays.Booking) string {
	if b.Number == 0 {
		return b.Code()
	}
	return "No. " + number(b.Number) + ", " + b.Code()
}

func quoteTitle(q *stays.Quote) string {
	if q.Guest != "" {
		return q.Guest
	}
	return "Quote " + strconv.FormatInt(q.Number, 10)
}

// placeName is a property, and the unit if one is meant.
func placeName(property, unit string) string {
	if unit == "" {
		return property
	}
	return property + ", " + unit
}

func bookingTone(s stays.State) Tone {
	switch s {
	case stays.Confirmed:
		return Good
	case stays.Tentative:
		return Warn
	}
	return Neutral
}

func quoteTone(s stays.QuoteState) Tone {
	switch s {
	case stays.QuoteAccepted:
		return Good
	case stays.QuoteSent:
		return Info
	case stays.QuoteExpired:
		return Warn
	}
	return Neutral
}

// capital begins a word of ours as a label does.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// sourceNames are the channels as they call themselves.
var sourceNames = map[string]string{
	stays.SourceAirbnb: "Airbnb", stays.SourceBooking: "Booking.com", stays.SourceVrbo: "Vrbo",
	stays.SourceICal: "Calendar feed", stays.SourceOwner: "Owner", stays.SourceDirect: "Direct",
}

func sourceName(s string) string {
	if n, ok := sourceNames[s]; ok {
		return n
	}
	return capital(s)
}

// sourceOptions offers the sources, first one that stands for none if any is set.
func sourceOptions(first ...Option) []Option {
	for _, s := range stays.Sources {
		first = append(first, Option{s, sourceName(s)})
	}
	return first
}

func wordOptions(words []string) []Option {
	var all []Option
	for _, w := range words {
		all = append(all, Option{w, capital(w)})
	}
	return all
}

// party says who comes: "2 adults, 1 child".
func party(l Local, adults, children int64) string {
	if adults == 0 && children == 0 {
		return ""
	}
	s := l.Count(adults, "adult", "adults")
	if children > 0 {
		s += ", " + l.Count(children, "child", "children")
	}
	return s
}

func sumOf(minor int64, c cash.Currency) cash.Amount { return cash.Amount{Minor: minor, Currency: c} }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// barEntry makes a bar of what lies on a property's nights, as its reader sees it.
func barEntry(l Local, b stays.Bar) Entry {
	e := Entry{Nights: b.Nights, Label: b.Title()}
	if b.Block != nil {
		e.State, e.Href = Blocked, blockPath(b.Block.ID)
	} else {
		e.Href = bookingPath(b.Booking.ID)
		if b.Booking.State == stays.Tentative {
			e.State = Tentative
		}
	}
	if unit := barUnit(b); unit != "" {
		e.Label += " · " + unit
	}
	e.Say = e.Label + ", " + l.Span(b.Nights)
	if e.State == Tentative && b.Title() != "Tentative" {
		e.Say += ", tentative"
	}
	return e
}

// barUnit names the unit a bar is about; "" is the whole property.
func barUnit(b stays.Bar) string {
	if b.Block != nil {
		return b.Block.UnitName
	}
	return b.Booking.UnitName
}

func barEntries(l Local, bars []stays.Bar) []Entry {
	all := make([]Entry, len(bars))
	for i, b := range bars {
		all[i] = barEntry(l, b)
	}
	return all
}

// nightsFrom is a first guess for nights that begin on a day somebody clicked.
func nightsFrom(arrive calendar.Date) calendar.Nights {
	if arrive.IsZero() {
		return calendar.Nights{}
	}
	return calendar.Nights{Arrive: arrive, Depart: arrive.Add(1)}
}

// nightWords are the two fields of nights as a record has them.
func nightWords(n calendar.Nights) []Versus {
	return []Versus{{"Arrives", "arrive", n.Arrive.String()}, {"Leaves", "depart", n.Depart.String()}}
}
