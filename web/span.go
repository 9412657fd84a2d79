package web

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"keyhouse/calendar"
	"keyhouse/web/static"
)

// Entry is something that takes nights, as a bar on a month or a timeline. It
// begins at the middle of the day of arrival and ends at the middle of the day
// of departure, so that two stays can meet on one day.
type Entry struct {
	Nights calendar.Nights
	State  EntryState
	Label  string // what the bar says: "Ada Lovelace", or "Booked" where names are hidden
	Say    string // the same with dates and state, beginning with Label
	Href   string // "" where nothing opens
}

// EntryState is what a bar looks like. The zero EntryState is a firm booking.
type EntryState string

// The looks.
const (
	Firm      EntryState = ""
	Tentative EntryState = "tentative"
	Blocked   EntryState = "block"
	Cancelled EntryState = "cancelled"
	Troubled  EntryState = "trouble"
)

// bar is an Entry cut to a stretch of days; at and span count half days from 1.
type bar struct {
	Entry
	at, span int
	cut      string // which ends lie outside: "start", "end", "start end", ""
}

// bars cuts entries to days from first on and drops those outside.
func bars(all []Entry, first calendar.Date, days int) []bar {
	var in []bar
	for _, e := range all {
		if b, ok := cut(e, first, days); ok {
			in = append(in, b)
		}
	}
	return in
}

func cut(e Entry, first calendar.Date, days int) (bar, bool) {
	b := bar{Entry: e}
	start, end := 2*int(e.Nights.Arrive-first)+2, 2*int(e.Nights.Depart-first)+2
	if start < 1 {
		start, b.cut = 1, "start"
	}
	if last := 2*days + 1; end > last {
		end = last
		b.cut += " end"
	}
	b.at, b.span = start, end-start
	return b, e.Nights.Count() > 0 && b.span > 0
}

// looks are the attributes the style sheet tells bars apart by.
func (b bar) looks() templ.Attributes {
	all := templ.Attributes{}
	if b.State != Firm {
		all["data-state"] = string(b.State)
	}
	if b.cut != "" {
		all["data-cut"] = b.cut
	}
	return all
}

// narrow has a bar of one night, which has no room for a name, say its
// initials; the whole stands in its title.
func (b bar) narrow() bar {
	if b.span > 2 {
		return b
	}
	var short []rune
	for _, word := range strings.Fields(b.Label) {
		if letter, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(letter) && len(short) < 2 {
			short = append(short, letter)
		}
	}
	b.Label = string(short)
	return b
}

func (b bar) class() string { return fmt.Sprintf("bar at%d for%d", b.at, b.span) }

// Month is one month of one property, or of a few.
type Month struct {
	First   calendar.Date // any day of it
	Begins  time.Weekday  // what its weeks begin with
	Entries []Entry
	Add     func(calendar.Date) string // where a day leads; nil or "" nowhere
	Earlier string                     // the month before
	Later   string                     // the month after
}

type week struct {
	days []calendar.Date
	bars []bar
}

// begins is the first day that is drawn.
func (m Month) begins() calendar.Date {
	first := m.First.FirstOfMonth()
	return first.Add(-(int(first.Weekday()-m.Begins) + 7) % 7)
}

// weeks gives the month in whole weeks.
func (m Month) weeks() []week {
	next := m.First.FirstOfMonth().AddMonths(1)
	var all []week
	for first := m.begins(); first < next; first = first.Add(7) {
		w := week{bars: bars(m.Entries, first, 7)}
		for i := range 7 {
			w.days = append(w.days, first.Add(i))
		}
		all = append(all, w)
	}
	return all
}

func (m Month) outside(d calendar.Date) bool { return d.FirstOfMonth() != m.First.FirstOfMonth() }

func (m Month) add(d calendar.Date) string {
	if m.Add == nil || m.outside(d) {
		return ""
	}
	return m.Add(d)
}

// weekday counts from Monday.
func weekday(d calendar.Date) int { return (int(d.Weekday()) + 6) % 7 }

// denseDays is from how many days on a timeline's columns are narrow.
const denseDays = 45

// Timeline is many properties over some days.
type Timeline struct {
	Heading string // over the names: "Property"
	First   calendar.Date
	Days    int // at most static.MaxDays
	Rows    []TimelineRow
}

// TimelineRow is one property. Add, if set, is where a click on free days
// leads; the day is appended as arrive=2026-03-04.
type TimelineRow struct {
	Name, Note, Href string
	Add              string
	Entries          []Entry
}

func (t Timeline) days() int { return min(t.Days, static.MaxDays) }

// class sets the variables the style sheet draws the grid by.
func (t Timeline) class(today calendar.Date) string {
	s := fmt.Sprintf("timeline n%d from%d", t.days(), weekday(t.First))
	if column := int(today-t.First) + 1; column >= 1 && column <= t.days() {
		s += fmt.Sprintf(" today%d", column)
	}
	return s
}

type monthHead struct {
	first    calendar.Date
	at, span int // days from 1
}

// months gives the stretch of each month in the timeline's head.
func (t Timeline) months() []monthHead {
	var all []monthHead
	for i := range t.days() {
		d := t.First.Add(i)
		if i == 0 || d == d.FirstOfMonth() {
			all = append(all, monthHead{d, i + 1, 0})
		}
		all[len(all)-1].span++
	}
	return all
}

func (h monthHead) class() string { return fmt.Sprintf("timeline__month at%d for%d", h.at, h.span) }
