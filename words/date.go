package words

import (
	"time"

	"keyhouse/calendar"
)

// Day says a date in full: "4 March 2026".
func (t *Tongue) Day(d calendar.Date) string { f := t.written(); return f.on(f.day, d) }

// WeekdayAndDay says it with its weekday: "Wednesday, 4 March 2026".
func (t *Tongue) WeekdayAndDay(d calendar.Date) string {
	f := t.written()
	return f.on(f.dayWeekday, d)
}

// DayBriefly says it for columns of days of any year: "4 Mar 2026".
func (t *Tongue) DayBriefly(d calendar.Date) string { f := t.written(); return f.on(f.dayShort, d) }

// DayNear says it for lists: "Wed 4 Mar", with the year if it is not that of now.
func (t *Tongue) DayNear(d, now calendar.Date) string {
	f := t.written()
	if d.Time().Year() == now.Time().Year() {
		return f.on(f.list, d)
	}
	return f.on(f.listYear, d)
}

// Month says a date's month: "March 2026".
func (t *Tongue) Month(d calendar.Date) string { f := t.written(); return f.on(f.month, d) }

// Weekday says a date's day of the week, for the head of a column: "Wed".
func (t *Tongue) Weekday(d calendar.Date) string {
	return t.written().weekdaysShort[fromMonday(d.Time())]
}

// WeekdayNarrowly says it where there is hardly room: "We".
func (t *Tongue) WeekdayNarrowly(d calendar.Date) string {
	return t.written().weekdaysNarrow[fromMonday(d.Time())]
}

// WeekBegins is the day that weeks begin with.
func (t *Tongue) WeekBegins() time.Weekday { return time.Weekday((t.written().begins + 1) % 7) }

// Span says from a day to another, naming month and year once: "4–9 March 2026".
func (t *Tongue) Span(n calendar.Nights) string {
	f := t.written()
	if n.Arrive.IsZero() || n.Depart.IsZero() {
		return f.pair(f.spanOpen, "from", f.on(f.day, n.Arrive), "until", f.on(f.day, n.Depart))
	}
	a, d := n.Arrive.Time(), n.Depart.Time()
	l := f.spanMonth
	if a.Year() != d.Year() {
		l = f.spanYears
	} else if a.Month() != d.Month() {
		l = f.spanYear
	}
	var room [64]byte
	return string(f.put(room[:0], l, a, d))
}

// Stay says nights for lists: "4–9 Mar", with the year if it is not that of now.
func (t *Tongue) Stay(n calendar.Nights, now calendar.Date) string {
	f, a, d := t.written(), n.Arrive.Time(), n.Depart.Time()
	this := d.Year() == now.Time().Year()
	l := f.stayMonthYear
	switch {
	case a.Year() != d.Year():
		l = f.stayYears
	case a.Month() != d.Month() && this:
		l = f.stayYear
	case a.Month() != d.Month():
		l = f.stayYearYear
	case this:
		l = f.stayMonth
	}
	var room [64]byte
	return string(f.put(room[:0], l, a, d))
}

// Clock says a time of day, where the clock at shows it: "14:05".
func (t *Tongue) Clock(at time.Time) string {
	f := t.written()
	var room [16]byte
	return string(f.put(room[:0], f.time, at, at))
}

// MomentNear says a point in time for lists, in its own zone: "Wed 4 Mar, 14:05".
func (t *Tongue) MomentNear(at time.Time, now calendar.Date) string {
	f := t.written()
	return f.pair(f.moment, "date", t.DayNear(calendar.DateOf(at), now), "time", t.Clock(at))
}

// Moment says a point in time where nobody knows from where it is read: "4
// March 2026, 14:05 CET".
func (t *Tongue) Moment(at time.Time) string {
	f := t.written()
	return f.pair(f.momentZone, "date", t.Day(calendar.DateOf(at)), "time", t.Clock(at), "zone", at.Format("MST"))
}

// pair puts words into a layout: pairs of a name and what stands for it.
func (f *format) pair(l layout, with ...string) string {
	var room [96]byte
	b := room[:0]
	for _, p := range l {
		b = append(b, p.text...)
		for i := 0; i < len(with); i += 2 {
			if with[i] == p.value {
				b = append(b, with[i+1]...)
			}
		}
	}
	return string(b)
}
