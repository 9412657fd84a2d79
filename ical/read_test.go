package ical

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"keyhouse/calendar"
	"keyhouse/fault"
)

// calendarOf wraps event lines in a calendar.
func calendarOf(lines ...string) string {
	return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nBEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n"
}

// spans prints the nights and UIDs of a feed.
func spans(f Feed) string {
	var all []string
	for _, e := range f.Events {
		all = append(all, fmt.Sprintf("%s %s..%s", e.UID, e.Nights.Arrive, e.Nights.Depart))
	}
	return strings.Join(all, ", ")
}

func reasons(f Feed) string {
	var all []string
	for _, s := range f.Skipped {
		all = append(all, fmt.Sprintf("%d %s: %s", s.Line, s.UID, s.Reason))
	}
	return strings.Join(all, "; ")
}

func TestReadingOneEvent(t *testing.T) {
	for _, c := range []struct{ rule, event, want, skipped string }{
		{"whole days end before their DTEND", "UID:a|DTSTART;VALUE=DATE:20270304|DTEND;VALUE=DATE:20270306", "a 2027-03-04..2027-03-06", ""},
		{"DTSTAMP may be missing and DTEND may come first", "DTEND;VALUE=DATE:20270306|DTSTART;VALUE=DATE:20270304|UID:a", "a 2027-03-04..2027-03-06", ""},
		{"no end is one night", "UID:a|DTSTART;VALUE=DATE:20270304", "a 2027-03-04..2027-03-05", ""},
		{"an end on the first day is one night", "UID:a|DTSTART;VALUE=DATE:20270304|DTEND;VALUE=DATE:20270304", "a 2027-03-04..2027-03-05", ""},
		{"a duration in days", "UID:a|DTSTART;VALUE=DATE:20270304|DURATION:P1W2D", "a 2027-03-04..2027-03-13", ""},
		{"a duration in hours counts the nights it crosses", "UID:a|DTSTART:20270304T160000|DURATION:PT43H", "a 2027-03-04..2027-03-06", ""},
		{"a duration that is none", "UID:a|DTSTART:20270304T160000|DURATION:two days", "", `4 a: "two days" is not a length of time`},
		{"a timed stay takes the nights between its days", "UID:a|DTSTART;TZID=Europe/Paris:20270304T160000|DTEND;TZID=Europe/Paris:20270306T110000", "a 2027-03-04..2027-03-06", ""},
		{"an hour takes one night", "UID:a|DTSTART;TZID=Europe/Paris:20270304T090000|DTEND;TZID=Europe/Paris:20270304T100000", "a 2027-03-04..2027-03-05", ""},
		{"an unknown zone still shows its own day", "UID:a|DTSTART;TZID=Customised/Nowhere:20270304T230000|DTEND;TZID=Customised/Nowhere:20270305T090000", "a 2027-03-04..2027-03-05", ""},
		{"UTC moments become days where the event says it is", "UID:a|DTSTART;TZID=Europe/Paris:20270304T160000|DTEND:20270305T233000Z", "a 2027-03-04..2027-03-06", ""},
		{"days written with dashes", "UID:a|DTSTART:2027-03-04|DTEND:2027-03-05", "a 2027-03-04..2027-03-05", ""},
		{"small letters and spaces", "uid: a |dtstart;value=date: 20270304 ", "a 2027-03-04..2027-03-05", ""},
		{"an end before the beginning", "UID:a|DTSTART;VALUE=DATE:20270601|DTEND;VALUE=DATE:20270227", "", "4 a: it ends (2027-02-27) before it begins (2027-06-01)"},
		{"no beginning", "UID:a|DTEND;VALUE=DATE:20270227", "", "4 a: it does not say when it begins (no DTSTART)"},
		{"the year 9999", "UID:a|DTSTART;VALUE=DATE:20270304|DTEND;VALUE=DATE:99991231", "", "4 a: when it ends: 9999-12-31 is too far away: the year must lie between 1990 and 2200"},
		{"a century", "UID:a|DTSTART;VALUE=DATE:20270304|DTEND;VALUE=DATE:21270304", "", "4 a: it is longer than 1830 nights (2027-03-04 to 2127-03-04)"},
		{"30 February", "UID:a|DTSTART;VALUE=DATE:20270230", "", `4 a: when it begins: "2027-02-30" is not a day: write it as 2026-03-04`},
		{"no day at all", "UID:a|DTSTART:soon", "", `4 a: when it begins: "soon" is not a day`},
		{"cancelled by the channel", "UID:a|STATUS:CANCELLED|DTSTART;VALUE=DATE:20270304", "", "4 a: the channel has cancelled it"},
		{"a name made of dates is a name", "UID:20270304-20270305|DTSTART;VALUE=DATE:20270304", "20270304-20270305 2027-03-04..2027-03-05", ""},
		{"without a name it gets a steady one", "DTSTART;VALUE=DATE:20270304|SUMMARY:x", "unnamed-94a592f932d01ef2 2027-03-04..2027-03-05", ""},
		{"a line that is no line costs only itself", "UID:a|what is this|DTSTART;VALUE=DATE:20270304", "a 2027-03-04..2027-03-05", "6 a: this line is not in calendar form and was left out"},
		{"folds undone, also with tabs and inside a name", "UID:a|DTST|\tART;VALUE=DATE:2027| 0304", "a 2027-03-04..2027-03-05", ""},
		{"an alarm's lines are not the event's", "BEGIN:VALARM|UID:b|DTSTART:20200101|END:VALARM|UID:a|DTSTART;VALUE=DATE:20270304", "a 2027-03-04..2027-03-05", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			feed, err := Read(strings.NewReader(calendarOf(strings.Split(c.event, "|")...)), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := spans(feed); got != c.want {
				t.Errorf("events %q, want %q", got, c.want)
			}
			if got := reasons(feed); got != c.skipped {
				t.Errorf("skipped %q, want %q", got, c.skipped)
			}
		})
	}
}

func TestRepeatingEvents(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ rule, event, want, skipped string }{
		{"a count", "RRULE:FREQ=WEEKLY;COUNT=2", "a/2027-03-04 2027-03-04..2027-03-05, a/2027-03-11 2027-03-11..2027-03-12", ""},
		{"exceptions are left out", "RRULE:FREQ=DAILY;COUNT=3|EXDATE;VALUE=DATE:20270305,20270306", "a/2027-03-04 2027-03-04..2027-03-05", ""},
		{"extra days are added", "RDATE;VALUE=DATE:20270401", "a/2027-03-04 2027-03-04..2027-03-05, a/2027-04-01 2027-04-01..2027-04-02", ""},
		{"an end in UTC is a day here", "RRULE:FREQ=DAILY;UNTIL=20270304T230000Z", "a/2027-03-04 2027-03-04..2027-03-05, a/2027-03-05 2027-03-05..2027-03-06", ""},
		{"hourly is refused", "RRULE:FREQ=HOURLY", "", "4 a: it repeats more often than daily"},
		{"times of day make no difference", "RRULE:FREQ=DAILY;COUNT=1;BYHOUR=1,2,3;BYSECOND=1", "a/2027-03-04 2027-03-04..2027-03-05", ""},
		{"a day that never comes is refused", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "", "4 a: it repeats on a day that does not exist"},
		{"positions are refused", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400", "", "4 a: it repeats in a way that is not supported (by position, week number or day of the year)"},
		{"nonsense is refused", "RRULE:FREQ=OFTEN", "", `4 a: how it repeats is not understood: "FREQ=OFTEN"`},
		{"backwards is refused", "RRULE:FREQ=DAILY;INTERVAL=-1", "", "4 a: how often it repeats makes no sense"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			text := calendarOf(strings.Split("UID:a|DTSTART;VALUE=DATE:20270304|"+c.event, "|")...)
			feed, err := Read(strings.NewReader(text), Limits{Zone: paris})
			if err != nil {
				t.Fatal(err)
			}
			if got := spans(feed); got != c.want {
				t.Errorf("events %q, want %q", got, c.want)
			}
			if got := reasons(feed); got != c.skipped {
				t.Errorf("skipped %q, want %q", got, c.skipped)
			}
		})
	}
}

func TestASeriesWithoutEndFillsTwoYearsFromToday(t *testing.T) {
	text := calendarOf("UID:a", "DTSTART;VALUE=DATE:20150101", "DTEND;VALUE=DATE:20150103", "RRULE:FREQ=WEEKLY;BYDAY=TH")
	today := calendar.Day(2027, 3, 4)
	feed, err := Read(strings.NewReader(text), Limits{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(feed.Events); n != 105 {
		t.Errorf("%d Thursdays in two years, want 105", n)
	}
	if first := feed.Events[0].Nights.Arrive; first != today {
		t.Errorf("the first begins on %s, want today %s", first, today)
	}
}

func TestOneInstanceOfASeriesMayDiffer(t *testing.T) {
	text := "BEGIN:VCALENDAR\n" +
		"BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;VALUE=DATE:20270305\nDTSTART;VALUE=DATE:20270305\nDTEND;VALUE=DATE:20270308\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20270304\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:a\nSTATUS:CANCELLED\nRECURRENCE-ID;VALUE=DATE:20270306\nDTSTART;VALUE=DATE:20270306\nEND:VEVENT\n" +
		"END:VCALENDAR\n"
	feed, err := Read(strings.NewReader(text), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := spans(feed), "a/2027-03-05 2027-03-05..2027-03-08, a/2027-03-04 2027-03-04..2027-03-05"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestOneNameForSeveralEvents(t *testing.T) {
	event := func(lines string) string {
		return "BEGIN:VEVENT\nUID:a\n" + strings.ReplaceAll(lines, "|", "\n") + "\nEND:VEVENT\n"
	}
	for _, c := range []struct{ rule, events, want, skipped string }{
		{"the same nights twice are one event", event("DTSTART:20270304") + event("DTSTART:20270304"), "a 2027-03-04..2027-03-05", "6 a: the same event a second time"},
		{"other nights: neither is lost", event("DTSTART:20270304") + event("DTSTART:20270310"), "a 2027-03-04..2027-03-05, a/2027-03-10 2027-03-10..2027-03-11", ""},
		{"the later version wins", event("SEQUENCE:2|DTSTART:20270304") + event("SEQUENCE:1|DTSTART:20270310"), "a 2027-03-04..2027-03-05", "7 a: a later version of this event is in the same calendar"},
		{"also when it comes last", event("SEQUENCE:1|DTSTART:20270304") + event("SEQUENCE:2|DTSTART:20270310"), "a 2027-03-10..2027-03-11", "2 a: a later version of this event is in the same calendar"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			feed, err := Read(strings.NewReader("BEGIN:VCALENDAR\n"+c.events+"END:VCALENDAR"), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := spans(feed); got != c.want {
				t.Errorf("events %q, want %q", got, c.want)
			}
			if got := reasons(feed); got != c.skipped {
				t.Errorf("skipped %q, want %q", got, c.skipped)
			}
		})
	}
}

func TestLayoutsThatAreSurvived(t *testing.T) {
	plain := calendarOf("UID:a", "SUMMARY:Réservée - Anna", "DTSTART;VALUE=DATE:20270304")
	const want = "a 2027-03-04..2027-03-05"
	for _, c := range []struct {
		rule, text string
		cut        bool
	}{
		{"LF", plain, false},
		{"CRLF", strings.ReplaceAll(plain, "\n", "\r\n"), false},
		{"CR alone", strings.ReplaceAll(plain, "\n", "\r"), false},
		{"blank lines everywhere", "\n\n" + strings.ReplaceAll(plain, "\n", "\n \r\n\n"), false},
		{"a byte order mark", "\xef\xbb\xbf" + plain, false},
		{"no final newline", strings.TrimSpace(plain), false},
		{"two calendars in a row", plain + plain, false},
		{"a calendar inside a calendar", "BEGIN:VCALENDAR\nVERSION:2.0\n" + plain, false},
		{"Windows-1252", strings.ReplaceAll(plain, "é", "\xe9"), false},
		{"no END:VCALENDAR", strings.TrimSuffix(plain, "END:VCALENDAR\n"), true},
		{"no end at all", strings.TrimSuffix(plain, "END:VEVENT\nEND:VCALENDAR\n"), true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			feed, err := Read(strings.NewReader(c.text), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if spans(feed) != want || feed.Cut != c.cut {
				t.Errorf("%q cut=%v, want %q cut=%v", spans(feed), feed.Cut, want, c.cut)
			}
			if feed.Events[0].GuestName != "Anna" {
				t.Errorf("guest %q of %q, want Anna", feed.Events[0].GuestName, feed.Events[0].Summary)
			}
		})
	}
}

// endless gives one line over and over.
type endless string

func (e endless) Read(b []byte) (int, error) {
	return copy(b, strings.Repeat(string(e), 1+len(b)/len(e))), nil
}

func TestWhatIsNoCalendarIsRefusedByName(t *testing.T) {
	start := "BEGIN:VCALENDAR\n"
	for _, c := range []struct {
		rule string
		in   io.Reader
		kind fault.Kind
		say  string
	}{
		{"nothing", strings.NewReader(""), fault.Invalid, "is empty"},
		{"blank lines only", strings.NewReader("\n\n  \n"), fault.Invalid, "is empty"},
		{"a web page", strings.NewReader("\n<!DOCTYPE html><html>"), fault.Invalid, "gives a web page, not a calendar"},
		{"JSON", strings.NewReader(`{"error":"expired"}`), fault.Invalid, "data for programs"},
		{"a picture", strings.NewReader("\x89PNG\x00\x00"), fault.Invalid, "it is not text"},
		{"a compressed file", strings.NewReader("\x1f\x8b\x08abc"), fault.Invalid, "it is not text"},
		{"other text", strings.NewReader("Dear guest,\n"), fault.Invalid, "does not begin with BEGIN:VCALENDAR"},
		{"an event without a calendar", strings.NewReader("BEGIN:VEVENT\n"), fault.Invalid, "does not begin with BEGIN:VCALENDAR"},
		{"a feed that never ends", io.MultiReader(strings.NewReader(start), endless("X-A:b\n")), fault.TooLarge, "larger than 5120 KB"},
		{"a line that never ends", io.MultiReader(strings.NewReader(start), endless("x")), fault.TooLarge, "larger than 5120 KB"},
		{"events without end", io.MultiReader(strings.NewReader(start), endless("BEGIN:VEVENT\nDTSTART:20270304\n")), fault.TooLarge, "more than 10000 events"},
		{"nonsense without end", io.MultiReader(strings.NewReader(start), endless("nonsense\n")), fault.Invalid, "make no sense"},
		{"a broken connection", io.MultiReader(strings.NewReader(start), iotest.ErrReader(errors.New("reset"))), fault.Invalid, "broke off"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			_, err := Read(c.in, Limits{})
			f := fault.Of(err)
			if f == nil || f.Kind != c.kind || !strings.Contains(f.Say, c.say) {
				t.Errorf("%v, want %v saying %q", err, c.kind, c.say)
			}
		})
	}
}

func TestAnOverlongLineCostsOnlyItself(t *testing.T) {
	feed, err := Read(strings.NewReader(calendarOf("UID:a", "DESCRIPTION:"+strings.Repeat("x", 70<<10), "DTSTART:20270304")), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if spans(feed) != "a 2027-03-04..2027-03-05" || len(feed.Skipped) != 1 {
		t.Errorf("%q, skipped %q", spans(feed), reasons(feed))
	}
}

func TestUTCMomentsBecomeDaysAtTheProperty(t *testing.T) {
	text := calendarOf("UID:a", "DTSTART:20270304T130000Z", "DTEND:20270306T200000Z")
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	feed, err := Read(strings.NewReader(text), Limits{Zone: auckland})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := spans(feed), "a 2027-03-05..2027-03-07"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(calendarOf("UID:a", "DTSTART;VALUE=DATE:20270304", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20270305"))
	f.Add(calendarOf("DTSTART;TZID=Europe/Paris:20270304T160000", "DURATION:PT43H", "SUMMARY:Reserved - x"))
	f.Add("BEGIN:VCALENDAR\r\rBEGIN:VEVENT\n \nUID\n :\n")
	f.Fuzz(func(t *testing.T, text string) {
		feed, err := Read(strings.NewReader(text), Limits{Bytes: 64 << 10, Events: 200})
		if err != nil {
			if f := fault.Of(err); f == nil || f.Say == "" {
				t.Fatalf("an error without words: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, e := range feed.Events {
			if e.UID == "" || seen[e.UID] || e.Nights.Count() < 1 {
				t.Fatalf("event %+v: no name, a double name or no nights", e)
			}
			seen[e.UID] = true
		}
		again := Plan(knownFrom(feed), feed, 0)
		if len(again) != 0 {
			t.Fatalf("reading it again changes %v", again)
		}
		if err := Write(io.Discard, feed, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
	})
}
