package ical

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"keyhouse/calendar"
	"keyhouse/requiretest"
)

var today = calendar.Day(2027, 3, 10)

func span(from, until int) calendar.Nights { // days from today
	return calendar.Nights{Arrive: today.Add(from), Depart: today.Add(until)}
}

func knownFrom(f Feed) []Known {
	var known []Known
	for _, e := range f.Events {
		known = append(known, Known{UID: e.UID, Nights: e.Nights, Kind: e.Kind})
	}
	return known
}

func words(steps []Step) string {
	var all []string
	for _, s := range steps {
		word := fmt.Sprint(s.Do)
		if s.Was.UID != "" {
			word += " " + s.Was.UID
		}
		if s.Event.UID != "" {
			word += fmt.Sprintf(" to %s %d..%d", s.Event.UID, s.Event.Nights.Arrive-today, s.Event.Nights.Depart-today)
		}
		all = append(all, word)
	}
	return strings.Join(all, ", ")
}

func TestPlan(t *testing.T) {
	stay := func(uid string, from, until int) Event { return Event{UID: uid, Nights: span(from, until), Kind: Stay} }
	block := func(uid string, from, until int) Event { return Event{UID: uid, Nights: span(from, until)} }
	known := func(events ...Event) []Known { return knownFrom(Feed{Events: events}) }
	feed := func(events ...Event) Feed { return Feed{Events: events} }
	called := func(k []Known, byHand bool) []Known { k[0].Cancelled, k[0].ByHand = true, byHand; return k }

	for _, c := range []struct {
		rule  string
		known []Known
		feed  Feed
		want  string
	}{
		{"an unchanged feed changes nothing", known(stay("a", 2, 4)), feed(stay("a", 2, 4)), ""},
		{"what is new is added", nil, feed(stay("a", 2, 4)), "add to a 2..4"},
		{"other nights under the same name are a move", known(stay("a", 2, 4)), feed(stay("a", 3, 5)), "move a to a 3..5"},
		{"a question that was settled is a move", known(Event{UID: "a", Nights: span(2, 4), Kind: Tentative}), feed(stay("a", 2, 4)), "move a to a 2..4"},
		{"a vanished future event cancels", known(stay("a", 2, 4)), feed(), "cancel a"},
		{"one that begins today is still future", known(stay("a", 0, 4)), feed(), "cancel a"},
		{"one that has begun stays", known(stay("a", -1, 4)), feed(), ""},
		{"one that is past stays", known(stay("a", -9, -4)), feed(), ""},
		{"a block under a new name has moved", known(block("a", 20, 200)), feed(block("b", 22, 202)), "move a to b 22..202"},
		{"also when it only adjoins", known(block("a", 2, 4)), feed(block("b", 4, 6)), "move a to b 4..6"},
		{"not when there is a night between", known(block("a", 2, 4)), feed(block("b", 5, 6)), "cancel a, add to b 5..6"},
		{"a stay under a new name is another guest", known(stay("a", 2, 4)), feed(stay("b", 2, 4)), "cancel a, add to b 2..4"},
		{"a block does not become a stay", known(block("a", 2, 4)), feed(stay("b", 2, 4)), "cancel a, add to b 2..4"},
		{"the greatest overlap is the successor", known(block("a", 2, 10)), feed(block("b", 0, 3), block("c", 4, 12)), "move a to c 4..12, add to b 0..3"},
		{"one successor serves one block", known(block("a", 2, 4), block("b", 4, 6)), feed(block("c", 2, 6)), "cancel b, move a to c 2..6"},
		{"a past block has no successor", known(block("a", -4, 0)), feed(block("b", 0, 3)), "add to b 0..3"},
		{"what has begun keeps its beginning when clipped", known(block("a", -5, 4)), feed(block("a", 0, 4)), ""},
		{"and may still get another end", known(block("a", -5, 4)), feed(block("b", -1, 6)), "move a to b -5..6"},
		{"a stay moved into the future moves whole", known(stay("a", -1, 4)), feed(stay("a", 3, 8)), "move a to a 3..8"},
		{"what comes back is added again", called(known(stay("a", 2, 4)), false), feed(stay("a", 2, 4)), "add a to a 2..4"},
		{"but not against a person's word", called(known(stay("a", 2, 4)), true), feed(stay("a", 2, 4)), ""},
		{"a cancelled one does not vanish again", called(known(stay("a", 2, 4)), false), feed(), ""},
		{"a cut feed cancels nothing", known(stay("a", 2, 4)), Feed{Cut: true, Events: []Event{stay("b", 5, 6)}}, "add to b 5..6"},
		{"an unreadable event is not a vanished one", known(stay("a", 2, 4)), Feed{Skipped: []Skip{{UID: "a"}}}, ""},
		{"one the channel called off is", known(stay("a", 2, 4)), Feed{Skipped: []Skip{{UID: "a", Cancelled: true}}}, "cancel a"},
		{"cancels come before moves before adds", known(stay("a", 8, 9), stay("b", 2, 4)), feed(stay("c", 2, 3), stay("a", 5, 6)), "cancel b, move a to a 5..6, add to c 2..3"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := words(Plan(c.known, c.feed, today)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTwoReadingsOfOneCalendar(t *testing.T) {
	first := readFile(t, filepath.Join("testdata", "airbnb.ics"), Limits{})
	later := readFile(t, filepath.Join("testdata", "airbnb_later.ics"), Limits{})
	got := Plan(knownFrom(first), later, calendar.Day(2027, 3, 9)) // a1 has just left
	if len(got) != 1 || got[0].Do != Move || got[0].Was.UID != "6fec1092d3fa-far@airbnb.com" {
		t.Errorf("%v, want only the far block to move", got)
	}
}

func TestTwoReadingsOfRealCalendars(t *testing.T) {
	folder := requiretest.Data(t, "ical-feeds")
	read := func(name string) Feed { return readFile(t, filepath.Join(folder, name), Limits{}) }

	t.Run("only the stamps differ: nothing changes", func(t *testing.T) {
		a, b := read("03_airbnb_v10_snapshot_a_leading_blank_line_lf.ics"), read("04_airbnb_v10_snapshot_b_crlf.ics")
		if steps := Plan(knownFrom(a), b, calendar.Day(2025, 10, 22)); len(steps) != 0 {
			t.Errorf("%v", steps)
		}
	})
	t.Run("a past stay stays and the far block moves", func(t *testing.T) {
		a, b := read("01_airbnb_v088_snapshot_a.ics"), read("02_airbnb_v088_snapshot_b_later.ics")
		steps := Plan(knownFrom(a), b, calendar.Day(2022, 9, 28))
		if len(steps) != 1 || steps[0].Do != Move || steps[0].Event.Nights.Arrive != calendar.Day(2023, 3, 28) || steps[0].Was.Nights.Arrive != calendar.Day(2023, 3, 26) {
			t.Errorf("%v, want only the block from 26 to 28 March", steps)
		}
	})
}
