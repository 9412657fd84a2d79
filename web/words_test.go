package web

import (
	"testing"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
)

func TestLocalSaysDatesAsPeopleDo(t *testing.T) {
	date := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	nights := func(a, b string) calendar.Nights { return calendar.Nights{Arrive: date(a), Depart: date(b)} }
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	there := Local{Zone: brussels, Now: time.Date(2026, 3, 11, 23, 30, 0, 0, time.UTC)}

	for _, c := range []struct{ what, got, want string }{
		{"a date in full", local.Day(date("2026-03-04")), "4 March 2026"},
		{"no date", local.Day(0), ""},
		{"a date of this year leaves the year out", local.Short(date("2026-03-04")), "Wed 4 Mar"},
		{"a date of another year does not", local.Short(date("2027-03-04")), "Thu 4 Mar 2027"},
		{"nights within a month name it once", local.Span(nights("2026-03-04", "2026-03-09")), "4–9 March 2026"},
		{"nights across months name both", local.Span(nights("2026-03-31", "2026-04-04")), "31 March – 4 April 2026"},
		{"nights across years name both", local.Span(nights("2026-12-30", "2027-01-02")), "30 December 2026 – 2 January 2027"},
		{"one night", local.Nights(nights("2026-03-04", "2026-03-05")), "1 night"},
		{"today is the day in the person's zone", there.Day(there.Today()), "12 March 2026"},
		{"a moment is told in the person's zone", there.Moment(now), "Wed 11 Mar, 10:40"},
		{"no moment", local.Moment(time.Time{}), ""},
		{"seconds ago", local.Ago(now.Add(-20 * time.Second)), "just now"},
		{"one minute ago", local.Ago(now.Add(-time.Minute)), "1 minute ago"},
		{"hours ago", local.Ago(now.Add(-3 * time.Hour)), "3 hours ago"},
		{"the day before", local.Ago(now.AddDate(0, 0, -1)), "yesterday"},
		{"days ago", local.Ago(now.AddDate(0, 0, -6)), "6 days ago"},
		{"long ago", local.Ago(now.AddDate(0, 0, -7)), "Wed 4 Mar"},
		{"never", local.Ago(time.Time{}), "never"},
		{"a sum", local.Money(cash.Amount{Minor: 123450, Currency: "EUR"}), "1,234.50 EUR"},
		{"a sum owed has a true minus", local.Money(cash.Amount{Minor: -5, Currency: "EUR"}), "−0.05 EUR"},
		{"a sum without decimals", local.Money(cash.Amount{Minor: 1200, Currency: "JPY"}), "1,200 JPY"},
		{"a count", local.Number(12480), "12,480"},
		{"a negative count", local.Number(-1000), "−1,000"},
		{"a small count", local.Number(999), "999"},
		{"initials", initials("María-José García de la Torre"), "MT"},
		{"initials of one word", initials("ötzi"), "Ö"},
		{"initials of nobody", initials(" "), "?"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestBarsTakeHalfDays(t *testing.T) {
	first := calendar.Day(2026, time.March, 2)
	for _, c := range []struct {
		what           string
		arrive, depart int
		at, span       int
		cut            string
		in             bool
	}{
		{"one night goes from noon to noon", 0, 1, 2, 2, "", true},
		{"the next may begin where it ends", 1, 3, 4, 4, "", true},
		{"begun before: cut at the start", -2, 1, 1, 3, "start", true},
		{"leaving on the first day: the morning", -2, 0, 1, 1, "start", true},
		{"arriving on the last day: the evening", 6, 9, 14, 1, " end", true},
		{"all through: cut at both ends", -9, 99, 1, 14, "start end", true},
		{"gone before", -9, -1, 0, 0, "", false},
		{"comes after", 7, 9, 0, 0, "", false},
		{"no nights at all", 2, 2, 0, 0, "", false},
	} {
		e := Entry{Nights: calendar.Nights{Arrive: first.Add(c.arrive), Depart: first.Add(c.depart)}}
		b, in := cut(e, first, 7)
		if in != c.in || in && (b.at != c.at || b.span != c.span || b.cut != c.cut) {
			t.Errorf("%s: at %d for %d cut %q in %v", c.what, b.at, b.span, b.cut, in)
		}
	}
}

func TestMonthIsWholeWeeks(t *testing.T) {
	for _, c := range []struct {
		month time.Month
		weeks int
		first string
	}{{time.February, 5, "2026-01-26"}, {time.March, 6, "2026-02-23"}, {time.June, 5, "2026-06-01"}} {
		got := Month{First: calendar.Day(2026, c.month, 17), Begins: time.Monday}.weeks()
		if len(got) != c.weeks || got[0].days[0].String() != c.first || len(got[0].days) != 7 {
			t.Errorf("%s: %d weeks from %s", c.month, len(got), got[0].days[0])
		}
	}
}
