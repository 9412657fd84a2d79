package web

import (
	"cmp"
	"strconv"
	"unicode"
	"unicode/utf8"

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
func bookingTitle(l Local, b *stays.Booking) string {
	if b.Guest != "" {
		return b.Guest
	}
	return bookingCalled(l, b)
}

// bookingCalled is a booking by its number for the office, else by its code.
func bookingCalled(l Local, b *stays.Booking) string {
	return l.Say("booking.called", "number", bookingNumberOrCode(b))
}

func bookingNumberOrCode(b *stays.Booking) string {
	if b.Number == 0 {
		return b.Code()
	}
	return number(b.Number)
}

// bookingNumber says what a booking is called, small: "No. 17, K7F3QA".
func bookingNumber(l Local, b *stays.Booking) string {
	if b.Number == 0 {
		return b.Code()
	}
	return l.Say("booking.number", "number", number(b.Number), "code", b.Code())
}

func quoteTitle(l Local, q *stays.Quote) string {
	if q.Guest != "" {
		return q.Guest
	}
	return l.Say("quote.quote-number", "number", number(q.Number))
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
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// sourceName is a channel as it calls itself.
func sourceName(l Local, s string) string { return capital(l.Word("source", s)) }

// sourceOptions offers the sources, first one that stands for none if any is set.
func sourceOptions(l Local, first ...Option) []Option {
	for _, s := range stays.Sources {
		first = append(first, Option{s, sourceName(l, s)})
	}
	return first
}

// wordOptions offers all words of a kind.
func wordOptions(l Local, kind string, values []string) []Option {
	var all []Option
	for _, v := range values {
		all = append(all, Option{v, capital(l.Word(kind, v))})
	}
	return all
}

// party says who comes: "2 adults, 1 child".
func party(l Local, adults, children int64) string {
	if adults == 0 && children == 0 {
		return ""
	}
	s := l.Say("booking.party-adults", "n", adults)
	if children > 0 {
		s += ", " + l.Say("booking.party-children", "n", children)
	}
	return s
}

func sumOf(minor int64, c cash.Currency) cash.Amount { return cash.Amount{Minor: minor, Currency: c} }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// barEntry makes a bar of what lies on a property's nights, as its reader sees it.
func barEntry(l Local, b stays.Bar) Entry {
	e := Entry{Nights: b.Nights, Label: barTitle(l, b)}
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
	if e.State == Tentative && b.Booking.Guest != "" {
		e.Say += l.Say("booking.tentative-2")
	}
	return e
}

// barTitle says what a bar is about, as far as its reader may know.
func barTitle(l Local, b stays.Bar) string {
	switch {
	case b.Block != nil:
		return blockTitle(l, b.Block)
	case b.Booking.Guest != "":
		return b.Booking.Guest
	case b.Booking.State == stays.Tentative:
		return l.Say("booking.title-tentative")
	}
	return l.Say("booking.title-booked")
}

// blockTitle says whose nights a block keeps, or what was written on it.
func blockTitle(l Local, b *stays.Block) string {
	if (b.Kind == stays.OfficeBlock || b.Kind == "") && b.Label != "" {
		return b.Label
	}
	return l.Word("block-title", cmp.Or(b.Kind, stays.OfficeBlock))
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
func nightWords(l Local, n calendar.Nights) []Versus {
	return []Versus{{l.Say("word.arrives"), "arrive", n.Arrive.String()}, {l.Say("word.leaves"), "depart", n.Depart.String()}}
}
