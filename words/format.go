package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"keyhouse/calendar"
)

// format is how a language writes dates, times, numbers and sums, made once
// from the texts under "format.".
type format struct {
	months, monthsAlone, monthsShort           []string
	weekdays, weekdaysShort, weekdaysNarrow    []string
	halves, bytes                              []string
	day, dayWeekday, dayShort, list, listYear  layout
	month                                      layout
	spanMonth, spanYear, spanYears             layout
	stayMonth, stayMonthYear                   layout
	stayYear, stayYearYear, stayYears          layout
	time                                       layout
	moment, momentZone, spanOpen, sum, percent layout
	and, or, measure                           layout
	thousands, decimal, minus, comma           string
	begins                                     int // the first day of a week, from Monday
}

// layout is a text with values, taken apart: what stands fast, and after each
// piece the value that follows it.
type layout []piece

type piece struct{ text, value string }

// layoutOf takes a text apart.
func layoutOf(text string) layout {
	var l layout
	for text != "" {
		before, rest, more := strings.Cut(text, "{")
		value, after, closed := strings.Cut(rest, "}")
		if !more || !closed {
			return append(l, piece{text: text})
		}
		l, text = append(l, piece{before, value}), after
	}
	return l
}

// formatOf reads how t writes; what it does not say it writes as English does.
func formatOf(t *Tongue) (*format, error) {
	f := &format{minus: t.find("format.minus", nil)}
	f.comma, _, _ = strings.Cut(strings.TrimPrefix(t.find("format.list", nil), "{a}"), "{b}")
	for key, into := range map[string]*layout{
		"day": &f.day, "day-weekday": &f.dayWeekday, "day-short": &f.dayShort, "day-list": &f.list, "day-list-year": &f.listYear, "month": &f.month,
		"span-month": &f.spanMonth, "span-year": &f.spanYear, "span-years": &f.spanYears, "span-open": &f.spanOpen,
		"stay-month": &f.stayMonth, "stay-month-year": &f.stayMonthYear, "stay-year": &f.stayYear, "stay-year-year": &f.stayYearYear, "stay-years": &f.stayYears,
		"time": &f.time, "moment": &f.moment, "moment-zone": &f.momentZone, "sum": &f.sum, "percent": &f.percent, "list-and": &f.and, "list-or": &f.or, "measure": &f.measure,
	} {
		*into = layoutOf(t.find("format."+key, nil))
	}
	for key, into := range map[string]struct {
		names *[]string
		count int
	}{
		"months": {&f.months, 12}, "months-alone": {&f.monthsAlone, 12}, "months-short": {&f.monthsShort, 12},
		"weekdays": {&f.weekdays, 7}, "weekdays-short": {&f.weekdaysShort, 7}, "weekdays-narrow": {&f.weekdaysNarrow, 7}, "halves": {&f.halves, 2}, "bytes": {&f.bytes, 5},
	} {
		*into.names = strings.Split(t.find("format."+key, nil), ", ")
		if len(*into.names) != into.count {
			return nil, fmt.Errorf("words: %s: format.%s has %d names, not %d", t.tag, key, len(*into.names), into.count)
		}
	}
	marks := strings.FieldsFunc(t.find("format.number", nil), unicode.IsDigit)
	if len(marks) != 3 || marks[0] != marks[1] {
		return nil, fmt.Errorf("words: %s: format.number has to be 1234567.89 with this language's marks", t.tag)
	}
	f.thousands, f.decimal = marks[0], marks[2]
	first, err := strconv.Atoi(t.find("format.week-begins", nil))
	if err != nil || first < 1 || first > 7 {
		return nil, fmt.Errorf("words: %s: format.week-begins has to be 1 to 7", t.tag)
	}
	f.begins = first - 1
	return f, nil
}

// written gives how t writes.
func (t *Tongue) written() *format {
	if t == nil {
		t = English
	}
	return t.format
}

// put writes a layout of one day, or of a span of two, behind b.
func (f *format) put(b []byte, l layout, from, until time.Time) []byte {
	for _, p := range l {
		b = append(b, p.text...)
		name, at := p.value, from
		if last, ok := strings.CutSuffix(name, "2"); ok {
			name, at = last, until
		}
		b = f.value(b, name, at)
	}
	return b
}

// value writes one value of a date or a time. A month that stands alone has a
// form of its own in some languages.
func (f *format) value(b []byte, name string, at time.Time) []byte {
	switch name {
	case "":
		return b
	case "day":
		return strconv.AppendInt(b, int64(at.Day()), 10)
	case "dd":
		return two(b, at.Day())
	case "mm":
		return two(b, int(at.Month()))
	case "month":
		return append(b, f.months[at.Month()-1]...)
	case "alone":
		return append(b, f.monthsAlone[at.Month()-1]...)
	case "mon":
		return append(b, f.monthsShort[at.Month()-1]...)
	case "year":
		return strconv.AppendInt(b, int64(at.Year()), 10)
	case "weekday":
		return append(b, f.weekdays[fromMonday(at)]...)
	case "wed":
		return append(b, f.weekdaysShort[fromMonday(at)]...)
	case "hour":
		return two(b, at.Hour())
	case "minute":
		return two(b, at.Minute())
	case "clock":
		return strconv.AppendInt(b, int64((at.Hour()+11)%12+1), 10)
	case "half":
		return append(b, f.halves[at.Hour()/12]...)
	}
	return b
}

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

func fromMonday(at time.Time) int { return (int(at.Weekday()) + 6) % 7 }

// on writes one day by a layout; no day is no words.
func (f *format) on(l layout, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	var room [48]byte
	return string(f.put(room[:0], l, d.Time(), time.Time{}))
}
