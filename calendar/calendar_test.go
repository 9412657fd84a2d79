package calendar

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		rule, in string
		ok       bool
	}{
		{"a day", "2026-03-04", true},
		{"a leap day", "2024-02-29", true},
		{"the first day there is", "1990-01-01", true},
		{"the last", "2200-12-31", true},
		{"no leap day that year", "2026-02-29", false},
		{"month 13", "2026-13-01", false},
		{"before the first", "1989-12-31", false},
		{"after the last", "2201-01-01", false},
		{"the year 9999", "9999-12-31", false},
		{"five digits of a year", "12026-03-04", false},
		{"without zeros", "2026-3-4", false},
		{"with a time", "2026-03-04T00:00:00Z", false},
		{"spaces", " 2026-03-04", false},
		{"nothing", "", false},
		{"no day", "1970-01-01", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d, err := ParseDate(c.in)
			if (err == nil) != c.ok || c.ok && d.String() != c.in || !c.ok && !d.IsZero() {
				t.Errorf("%q, %v", d, err)
			}
		})
	}
}

func TestDaysCountOneByOne(t *testing.T) {
	d := Day(MinYear, 1, 1)
	for at := time.Date(MinYear, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= MaxYear; at = at.AddDate(0, 0, 1) {
		if got := Day(at.Date()); got != d || d.String() != at.Format(time.DateOnly) || !d.Time().Equal(at) || d.Weekday() != at.Weekday() {
			t.Fatalf("%s is day %d, want %d; it prints %s", at, got, d, d)
		}
		d = d.Add(1)
	}
}

func TestTheDayDependsOnWhereTheClockHangs(t *testing.T) {
	at := time.Date(2026, 3, 4, 23, 30, 0, 0, time.UTC)
	if got := DateOf(at); got != Day(2026, 3, 4) {
		t.Errorf("in UTC %s", got)
	}
	if got := DateOf(at.In(time.FixedZone("", 3600))); got != Day(2026, 3, 5) {
		t.Errorf("an hour further east %s", got)
	}
	if got := DateOf(at.In(time.FixedZone("", -24*3600+1))); got != Day(2026, 3, 3) {
		t.Errorf("a day further west %s", got)
	}
}

func TestMonths(t *testing.T) {
	d := Day(2026, 1, 31)
	for _, c := range []struct {
		n    int
		want string
	}{{0, "2026-01-01"}, {1, "2026-02-01"}, {-1, "2025-12-01"}, {12, "2027-01-01"}, {-13, "2024-12-01"}} {
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%d months on: %s, want %s", c.n, got, c.want)
		}
	}
	if got := d.FirstOfMonth().String(); got != "2026-01-01" {
		t.Errorf("first of its month %s", got)
	}
}

func TestNoDay(t *testing.T) {
	if s := Date(0).String(); s != "" || !Date(0).IsZero() {
		t.Errorf("no day prints %q", s)
	}
	if v, err := Date(0).Value(); v != nil || err != nil {
		t.Errorf("no day is stored as %v, %v; want NULL", v, err)
	}
}

func TestStorage(t *testing.T) {
	in := Day(2026, 3, 4)
	stored, err := in.Value()
	if err != nil || stored != int64(in) {
		t.Fatalf("%v, %v", stored, err)
	}
	var out Date
	if err := out.Scan(stored); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := out.Scan(nil); err != nil || out != 0 {
		t.Errorf("NULL is read as %v, %v", out, err)
	}
	for _, wrong := range []any{"2026-03-04", 1.5, int64(1) << 40} {
		if err := out.Scan(wrong); err == nil {
			t.Errorf("%T %v was read as %s", wrong, wrong, out)
		}
	}
}

func TestJSON(t *testing.T) {
	type record struct {
		D Date   `json:"d"`
		N Nights `json:"n"`
	}
	in := record{N: Nights{Day(2026, 3, 4), Day(2026, 3, 6)}}
	b, err := json.Marshal(in)
	if want := `{"d":"","n":{"arrive":"2026-03-04","depart":"2026-03-06"}}`; err != nil || string(b) != want {
		t.Errorf("%s, %v; want %s", b, err, want)
	}
	var out record
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("%+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"d":"tomorrow"}`), &out); err == nil {
		t.Error("tomorrow was read as a day")
	}
}

func TestClash(t *testing.T) {
	const mon, tue, wed, thu = Date(20_000), Date(20_001), Date(20_002), Date(20_003)
	for _, c := range []struct {
		rule string
		a, b Nights
		want bool
	}{
		{"the same nights", Nights{mon, wed}, Nights{mon, wed}, true},
		{"one shared night is enough", Nights{mon, wed}, Nights{tue, thu}, true},
		{"one inside the other", Nights{mon, thu}, Nights{tue, wed}, true},
		{"leaving the day another arrives is fine", Nights{mon, wed}, Nights{wed, thu}, false},
		{"days apart", Nights{mon, tue}, Nights{wed, thu}, false},
		{"an empty stay clashes with nothing", Nights{tue, tue}, Nights{mon, thu}, false},
		{"nor does one that ends before it begins", Nights{wed, mon}, Nights{mon, thu}, false},
		{"nor the zero span", Nights{}, Nights{mon, thu}, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			shared := false
			for d := range c.a.All() {
				shared = shared || c.b.Has(d)
			}
			if got, back := c.a.Clash(c.b), c.b.Clash(c.a); got != c.want || back != c.want || shared != c.want {
				t.Errorf("%v, the other way round %v, night by night %v; want %v", got, back, shared, c.want)
			}
		})
	}
}

func TestNights(t *testing.T) {
	n := Nights{Day(2026, 2, 27), Day(2026, 3, 2)}
	if got := slices.Collect(n.All()); len(got) != 3 || n.Count() != 3 || got[0] != n.Arrive || got[2] != n.Depart.Add(-1) {
		t.Errorf("nights %v, counted %d", got, n.Count())
	}
	if n.Has(n.Depart) || !n.Has(n.Arrive) || n.Has(n.Arrive.Add(-1)) {
		t.Error("arrival is in, departure is out")
	}
	for range n.All() {
		break // one may stop early
	}
	if back := (Nights{n.Depart, n.Arrive}); back.Count() != 0 || len(slices.Collect(back.All())) != 0 {
		t.Errorf("a span that ends before it begins has %d nights", back.Count())
	}
}
