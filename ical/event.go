package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"keyhouse/calendar"
)

const (
	maxUID         = 255
	maxSummary     = 300
	maxDescription = 4_000
	maxException   = 1_000 // EXDATE and RDATE lines of one event
)

// draft is an event whose lines are still coming in.
type draft struct {
	line   int
	prodID string
	one    map[string]*ics.BaseProperty // the first of each name we use
	except []*ics.BaseProperty          // EXDATE
	extra  []*ics.BaseProperty          // RDATE
}

func newDraft(line int, prodID string) *draft {
	return &draft{line: line, prodID: prodID, one: map[string]*ics.BaseProperty{}}
}

func (d *draft) set(name string, property *ics.BaseProperty) {
	switch name {
	case "UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "STATUS", "RRULE", "RECURRENCE-ID", "URL", "SEQUENCE":
		if d.one[name] == nil {
			d.one[name] = property
		}
	case "EXDATE":
		if len(d.except) < maxException {
			d.except = append(d.except, property)
		}
	case "RDATE":
		if len(d.extra) < maxException {
			d.extra = append(d.extra, property)
		}
	}
}

func (d *draft) text(name string) string {
	if d.one[name] == nil {
		return ""
	}
	return strings.TrimSpace(d.one[name].Value)
}

// finding is an event with what decides between it and its doubles.
type finding struct {
	Event
	line     int
	sequence int
	override bool // it stands for one instance of a series
}

// closeEvent turns the open draft into findings, or into a skip.
func (p *parser) closeEvent() error {
	d := p.event
	if d == nil {
		return nil
	}
	p.event = nil
	if strings.EqualFold(d.text("STATUS"), "CANCELLED") {
		return p.calledOff(d)
	}
	nights, err := p.nights(d)
	if err != nil {
		return p.skip(Skip{Line: d.line, UID: d.text("UID"), Reason: err.Error()})
	}
	event := d.event(nights)
	if d.text("RRULE") == "" && len(d.extra) == 0 {
		return p.keep(p.single(d, event))
	}
	return p.series(d, event)
}

func (p *parser) keep(f finding) error {
	if len(p.found) >= p.limits.Events {
		return tooLarge(fmt.Sprintf("The calendar has more than %d events. A feed for one property has far fewer: check the address.", p.limits.Events))
	}
	p.found = append(p.found, f)
	return nil
}

func (p *parser) calledOff(d *draft) error {
	uid := clean(d.text("UID"), maxUID)
	if on := d.one["RECURRENCE-ID"]; on != nil {
		if day, _, err := p.day(on, p.zoneOf(d)); err == nil {
			uid = instance(uid, day)
			p.overridden[uid] = true
		}
	}
	return p.skip(Skip{Line: d.line, UID: uid, Reason: "the channel has cancelled it", Cancelled: true})
}

// single is an event of its own, or one that stands for a day of a series.
func (p *parser) single(d *draft, e Event) finding {
	sequence, _ := strconv.Atoi(d.text("SEQUENCE"))
	f := finding{Event: e, line: d.line, sequence: sequence}
	if on := d.one["RECURRENCE-ID"]; on != nil {
		if day, _, err := p.day(on, p.zoneOf(d)); err == nil {
			f.UID, f.override = instance(e.UID, day), true
		}
	}
	return f
}

func instance(uid string, day calendar.Date) string {
	return clean(uid, maxUID-11) + "/" + day.String()
}

// event fills in everything but what repetition changes.
func (d *draft) event(nights calendar.Nights) Event {
	e := Event{
		UID:         clean(d.text("UID"), maxUID),
		Nights:      nights,
		Summary:     clean(d.text("SUMMARY"), maxSummary),
		Description: cleanLines(d.text("DESCRIPTION"), maxDescription),
	}
	recognise(&e, d.prodID, d.text("URL"), d.text("STATUS"))
	if e.UID == "" {
		e.UID = stableUID(e)
	}
	return e
}

// stableUID names an event that has no name, the same at every reading.
func stableUID(e Event) string {
	sum := sha256.Sum256([]byte(e.Nights.Arrive.String() + e.Nights.Depart.String() + e.Summary))
	return "unnamed-" + hex.EncodeToString(sum[:8])
}

// clean makes one line of text that may be shown and stored.
func clean(s string, most int) string {
	return strings.Join(strings.Fields(cleanLines(s, most)), " ")
}

// cleanLines drops control characters other than line ends and cuts at most
// bytes, never inside a character.
func cleanLines(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return strings.TrimSpace(s)
}
