package web

import (
	"strconv"
	"strings"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// Local is how one person reads dates, times and sums. Screens say them through
// it and never format on their own, so that another language is one change.
type Local struct {
	Lang string         // BCP 47; "" is English
	Zone *time.Location // nil is UTC
	Now  time.Time      // when the page is made; the year is left out of dates near it
}

// Today is the day it is for the person.
func (l Local) Today() calendar.Date { return calendar.DateOf(l.Now.In(l.zone())) }

// DayOf gives the day it was for the person at t.
func (l Local) DayOf(t time.Time) calendar.Date { return calendar.DateOf(t.In(l.zone())) }

func (l Local) zone() *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}

func (l Local) lang() string {
	if l.Lang == "" {
		return "en"
	}
	return l.Lang
}

// Day says a date in full: "4 March 2026".
func (l Local) Day(d calendar.Date) string { return l.say(d, "2 January 2006") }

// Short says a date for lists: "Wed 4 Mar", with the year if it is another one.
func (l Local) Short(d calendar.Date) string {
	if d.Time().Year() == l.Today().Time().Year() {
		return l.say(d, "Mon 2 Jan")
	}
	return l.say(d, "Mon 2 Jan 2006")
}

// Month says a date's month: "March 2026".
func (l Local) Month(d calendar.Date) string { return l.say(d, "January 2006") }

func (l Local) say(d calendar.Date, layout string) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(layout)
}

// Span says nights from arrival to departure, naming month and year once: "4–9 March 2026".
func (l Local) Span(n calendar.Nights) string {
	a, d := n.Arrive.Time(), n.Depart.Time()
	switch {
	case n.Arrive.IsZero() || n.Depart.IsZero():
		return strings.TrimSpace(l.Day(n.Arrive) + "–" + l.Day(n.Depart))
	case a.Year() != d.Year():
		return a.Format("2 January 2006 – ") + d.Format("2 January 2006")
	case a.Month() != d.Month():
		return a.Format("2 January – ") + d.Format("2 January 2006")
	}
	return a.Format("2–") + d.Format("2 January 2006")
}

// Stay says nights for lists: "4–9 Mar", with the year if it is another one.
func (l Local) Stay(n calendar.Nights) string {
	a, d, year := n.Arrive.Time(), n.Depart.Time(), ""
	if d.Year() != l.Today().Time().Year() {
		year = d.Format(" 2006")
	}
	switch {
	case a.Year() != d.Year():
		return a.Format("2 Jan 2006 – ") + d.Format("2 Jan 2006")
	case a.Month() != d.Month():
		return a.Format("2 Jan – ") + d.Format("2 Jan") + year
	}
	return a.Format("2–") + d.Format("2 Jan") + year
}

// Nights says how long a stay is: "1 night", "5 nights".
func (l Local) Nights(n calendar.Nights) string { return l.Count(int64(n.Count()), "night", "nights") }

// Moment says a point in time in the person's zone: "Wed 4 Mar, 14:05".
func (l Local) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(l.zone())
	return l.Short(calendar.DateOf(t)) + ", " + t.Format("15:04")
}

// Ago says how long since t: "just now", "3 minutes ago", "yesterday", then the date.
func (l Local) Ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	past := l.Now.Sub(t)
	days := int(l.Today() - calendar.DateOf(t.In(l.zone())))
	switch {
	case past < time.Minute:
		return "just now"
	case past < time.Hour:
		return l.Count(int64(past/time.Minute), "minute", "minutes") + " ago"
	case days == 0:
		return l.Count(int64(past/time.Hour), "hour", "hours") + " ago"
	case days == 1:
		return "yesterday"
	case days < 7:
		return l.Count(int64(days), "day", "days") + " ago"
	}
	return l.Short(calendar.DateOf(t.In(l.zone())))
}

// Number says a count with its thousands apart: "12,480".
func (l Local) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign, digits := "", s
	if n < 0 {
		sign, digits = "−", s[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Count says a number of things: "1 booking", "12,480 bookings".
func (l Local) Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return l.Number(n) + " " + many
}

// Money says a sum with its currency, for running text: "1,234.50 EUR".
func (l Local) Money(a cash.Amount) string {
	return strings.TrimSpace(l.sum(a) + " " + string(a.Currency))
}

// sum says the digits of a sum, with a true minus sign so that columns line up.
func (l Local) sum(a cash.Amount) string {
	digits, _, _ := strings.Cut(a.String(), " ")
	return strings.Replace(digits, "-", "−", 1)
}

// initials gives one or two letters for an avatar: of the first and the last word.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])[:1]
	if len(words) > 1 {
		first = append(first, []rune(words[len(words)-1])[0])
	}
	return strings.ToUpper(string(first))
}
