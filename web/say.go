package web

import (
	"context"
	"strings"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/words"
)

// Local is how one person reads: in which language, and how dates, times and
// sums are told. Screens say everything through it.
type Local struct {
	Tongue *words.Tongue  // nil is English
	Zone   *time.Location // nil is UTC
	Now    time.Time      // when the page is made; the year is left out of dates near it
}

// Say gives a text of the catalogue in the person's language.
func (l Local) Say(key string, with ...any) string { return l.Tongue.Say(key, with...) }

// Split is Say for a text with a link or something stressed in it.
func (l Local) Split(key string, with ...any) []string { return l.Tongue.Split(key, with...) }

// Word gives the word for one of several values: a state, a role, a kind.
func (l Local) Word(kind, value string) string { return l.Tongue.Word(kind, value) }

// Again says what a room said in English.
func (l Local) Again(english string) string { return l.Tongue.Again(english) }

// say gives a text of the catalogue to whoever a request or a page is for. It is
// for the pieces that have no Page or Local at hand.
func say(ctx context.Context, key string, with ...any) string { return words.In(ctx).Say(key, with...) }

// word gives one word of a kind to whoever a request or a page is for.
func word(ctx context.Context, kind, value string) string { return words.In(ctx).Word(kind, value) }

// again says what a room said in English to whoever a page is for.
func again(ctx context.Context, english string) string { return words.In(ctx).Again(english) }

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

func (l Local) lang() string { return l.Tongue.Code() }

// Day says a date in full: "4 March 2026".
func (l Local) Day(d calendar.Date) string { return l.Tongue.Day(d) }

// Short says a date for lists: "Wed 4 Mar", with the year if it is another one.
func (l Local) Short(d calendar.Date) string { return l.Tongue.DayNear(d, l.Today()) }

// Month says a date's month: "March 2026".
func (l Local) Month(d calendar.Date) string { return l.Tongue.Month(d) }

// Span says nights from arrival to departure, naming month and year once: "4–9 March 2026".
func (l Local) Span(n calendar.Nights) string { return l.Tongue.Span(n) }

// Stay says nights for lists: "4–9 Mar", with the year if it is another one.
func (l Local) Stay(n calendar.Nights) string { return l.Tongue.Stay(n, l.Today()) }

// Nights says how long a stay is: "1 night", "5 nights".
func (l Local) Nights(n calendar.Nights) string { return l.Say("time.nights", "n", n.Count()) }

// Moment says a point in time in the person's zone: "Wed 4 Mar, 14:05".
func (l Local) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.Tongue.MomentNear(t.In(l.zone()), l.Today())
}

// Ago says how long since t: "just now", "3 minutes ago", "yesterday", then the date.
func (l Local) Ago(t time.Time) string {
	if t.IsZero() {
		return l.Say("time.never")
	}
	past := l.Now.Sub(t)
	days := int(l.Today() - calendar.DateOf(t.In(l.zone())))
	switch {
	case past < time.Minute:
		return l.Say("time.just-now")
	case past < time.Hour:
		return l.Say("time.minutes-ago", "n", int64(past/time.Minute))
	case days == 0:
		return l.Say("time.hours-ago", "n", int64(past/time.Hour))
	case days == 1:
		return l.Say("time.yesterday")
	case days < 7:
		return l.Say("time.days-ago", "n", days)
	}
	return l.Short(calendar.DateOf(t.In(l.zone())))
}

// Number says a count with its thousands apart: "12,480".
func (l Local) Number(n int64) string { return l.Tongue.Number(n) }

// Money says a sum with its currency, for running text: "1,234.50 EUR".
func (l Local) Money(a cash.Amount) string { return l.Tongue.Money(a) }

// sum says the digits of a sum, with a true minus sign so that columns line up.
func (l Local) sum(a cash.Amount) string { return l.Tongue.Sum(a) }

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
