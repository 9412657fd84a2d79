package words

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// spokenFrom makes a language of a few lines for a test.
func spokenFrom(t *testing.T, name string, lines ...string) *Tongue {
	t.Helper()
	tongue, err := load(fstest.MapFS{name: {Data: []byte(strings.Join(lines, "\n"))}}, name, English)
	if err != nil {
		t.Fatal(err)
	}
	return tongue
}

// russian has months with a form of their own beside a day, and marks that are
// not English; american has another order, another clock and another week.
func russian(t *testing.T) *Tongue {
	return spokenFrom(t, "ru.txt",
		"format.months = января, февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря",
		"format.months-alone = Январь, Февраль, Март, Апрель, Май, Июнь, Июль, Август, Сентябрь, Октябрь, Ноябрь, Декабрь",
		"format.weekdays-short = пн, вт, ср, чт, пт, сб, вс",
		"format.day = {day} {month} {year} г.", "format.month = {alone} {year} г.", "format.day-list = {wed}, {dd}.{mm}", "format.stay-month = {dd}–{dd2}.{mm2}",
		"format.number = 1\u00a0234\u00a0567,89", "format.percent = {n}\u00a0%", "format.list-and = {first} и {last}", "format.bytes = байт, кБ, МБ, ГБ, ТБ")
}

func american(t *testing.T) *Tongue {
	return spokenFrom(t, "en-US.txt", "format.day = {month} {day}, {year}", "format.time = {clock}:{minute} {half}", "format.week-begins = 7",
		"format.sum = {currency} {sum}", "format.span-month = {month} {day}–{day2}, {year2}", "format.minus = -")
}

func TestEachLanguageWritesItsWay(t *testing.T) {
	ru, us := russian(t), american(t)
	day, evening := calendar.Day(2026, 3, 4), time.Date(2026, 3, 4, 19, 5, 0, 0, time.UTC)
	nights := calendar.Nights{Arrive: day, Depart: day.Add(5)}
	sum := cash.Amount{Minor: -123450, Currency: "EUR"}
	for _, c := range []struct{ rule, got, want string }{
		{"a day in English", English.Day(day), "4 March 2026"},
		{"a month beside a day", ru.Day(day), "4 марта 2026 г."},
		{"a month alone", ru.Month(day), "Март 2026 г."},
		{"another order", us.Day(day), "March 4, 2026"},
		{"no day", ru.Day(0), ""},
		{"in a list, in figures", ru.DayNear(day, day), "ср, 04.03"},
		{"in a list, of another year, as English", us.DayNear(day, day.AddMonths(12)), "Wed 4 Mar 2026"},
		{"a span", us.Span(nights), "March 4–9, 2026"},
		{"a span over months", English.Span(calendar.Nights{Arrive: day, Depart: day.AddMonths(1)}), "4 March – 1 April 2026"},
		{"a span over years", English.Span(calendar.Nights{Arrive: day, Depart: day.AddMonths(12)}), "4 March 2026 – 1 March 2027"},
		{"a span without an end", English.Span(calendar.Nights{Arrive: day}), "4 March 2026 – "},
		{"nights in a list", ru.Stay(nights, day), "04–09.03"},
		{"nights of another year", English.Stay(nights, day.AddMonths(12)), "4–9 Mar 2026"},
		{"a weekday", ru.Weekday(day), "ср"},
		{"a weekday with hardly room", English.WeekdayNarrowly(day), "We"},
		{"a weekday and a day", English.WeekdayAndDay(day), "Wednesday, 4 March 2026"},
		{"a column of days", English.DayBriefly(day), "4 Mar 2026"},
		{"a clock of twelve hours", us.MomentNear(evening, day), "Wed 4 Mar, 7:05 pm"},
		{"midnight", us.Clock(evening.Add(-19 * time.Hour)), "12:05 am"},
		{"a moment with its zone", English.Moment(evening), "4 March 2026, 19:05 UTC"},
		{"a count", English.Number(12480), "12,480"},
		{"a count below nothing", English.Number(-1000), "−1,000"},
		{"a count with other marks", ru.Number(1234567), "1\u00a0234\u00a0567"},
		{"a sum", English.Money(sum), "−1,234.50 EUR"},
		{"a sum with other marks", ru.Money(sum), "−1\u00a0234,50 EUR"},
		{"a currency before its sum", us.Money(sum), "EUR -1,234.50"},
		{"a sum without a currency", ru.Money(cash.Amount{Minor: 5}), "0,05"},
		{"ten-thousandths", ru.Percent(1250), "12,5\u00a0%"},
		{"bytes", ru.Bytes(1_540_000), "1,5 МБ"},
		{"few bytes", English.Bytes(12), "12 bytes"},
		{"many bytes", English.Bytes(15_400_000_000_000_000), "15,400 TB"},
		{"one of a list", ru.And([]string{"a"}), "a"},
		{"a list", ru.And([]string{"a", "b", "c"}), "a, b и c"},
		{"one of several", English.Or([]string{"a", "b", "c"}), "a, b or c"},
		{"values in a text", ru.Say("time.nights", "n", 1200), "1\u00a0200 nights"},
		{"no tongue is English", (*Tongue)(nil).Day(day), "4 March 2026"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.rule, c.got, c.want)
		}
	}
	if English.WeekBegins() != time.Monday || us.WeekBegins() != time.Sunday {
		t.Errorf("weeks begin on %v and %v", English.WeekBegins(), us.WeekBegins())
	}
}

func TestAFormatThatIsNoneIsRefused(t *testing.T) {
	for _, line := range []string{"format.months = January, February", "format.number = 1234567", "format.number = 1.234,567.89", "format.week-begins = 0", "format.week-begins = Monday"} {
		if _, err := load(fstest.MapFS{"de.txt": {Data: []byte(line)}}, "de.txt", English); err == nil || !strings.Contains(err.Error(), "format.") {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func BenchmarkDay(b *testing.B) {
	day := calendar.Day(2026, 3, 4)
	b.ReportAllocs()
	for b.Loop() {
		English.DayNear(day, day)
	}
}

func BenchmarkDayByTheLibrary(b *testing.B) {
	day := calendar.Day(2026, 3, 4)
	b.ReportAllocs()
	for b.Loop() {
		_ = day.Time().Format("Mon 2 Jan")
	}
}

func BenchmarkSum(b *testing.B) {
	a := cash.Amount{Minor: 123450, Currency: "EUR"}
	b.ReportAllocs()
	for b.Loop() {
		English.Sum(a)
	}
}

func BenchmarkSumOfCash(b *testing.B) {
	a := cash.Amount{Minor: 123450, Currency: "EUR"}
	b.ReportAllocs()
	for b.Loop() {
		_ = a.String()
	}
}
