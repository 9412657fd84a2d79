package ical

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"keyhouse/calendar"
)

func TestWrittenFeedsAreReadBack(t *testing.T) {
	feed := Feed{Name: "Zur Mühle, Süd", Events: []Event{
		{UID: "one@keyhouse", Nights: calendar.Nights{Arrive: calendar.Day(2027, 3, 4), Depart: calendar.Day(2027, 3, 9)}, Kind: Stay, Channel: ICal,
			Summary: "Reserved", Description: strings.Repeat("Grüße; an, alle\\ ", 20) + "\nzweite Zeile", URL: "https://example.org/b/1"},
		{UID: "two@keyhouse", Nights: calendar.Nights{Arrive: calendar.Day(2027, 3, 9), Depart: calendar.Day(2027, 3, 10)}, Kind: Tentative, Channel: ICal, Summary: "Held"},
	}}
	made := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	if err := Write(&b, feed, made); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for l := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") || !utf8.ValidString(l) {
			t.Errorf("not a proper line: %q", l)
		}
	}
	for _, want := range []string{"DTSTAMP:20270101T120000Z", "DTSTART;VALUE=DATE:20270304", "DTEND;VALUE=DATE:20270309", "VERSION:2.0"} {
		if !strings.Contains(text, want+"\r\n") {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	again, err := Read(&b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Name != feed.Name || len(again.Skipped) > 0 || again.Cut {
		t.Errorf("name %q, skipped %q, cut %v", again.Name, reasons(again), again.Cut)
	}
	for i, want := range feed.Events {
		want.Description = strings.TrimSpace(want.Description)
		if got := again.Events[i]; got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestWriteNeutralisesWhatWouldBreakALine(t *testing.T) {
	var b bytes.Buffer
	feed := Feed{Events: []Event{{UID: "a\r\nEND:VCALENDAR", Nights: calendar.Nights{Arrive: 20_000, Depart: 20_001}, Summary: "x\r\nBEGIN:VEVENT"}}}
	if err := Write(&b, feed, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\r\nEND:VCALENDAR"); n != 1 || strings.Count(b.String(), "\nBEGIN:VEVENT") != 1 {
		t.Errorf("a text became a line:\n%s", b.String())
	}
}

func TestWriteRefusesEventsWithoutNameOrNights(t *testing.T) {
	for _, e := range []Event{{Nights: calendar.Nights{Arrive: 1, Depart: 2}}, {UID: "a"}} {
		var b bytes.Buffer
		if err := Write(&b, Feed{Events: []Event{e}}, time.Unix(0, 0)); err == nil || b.Len() > 0 {
			t.Errorf("%+v: %v and %d bytes written", e, err, b.Len())
		}
	}
}
