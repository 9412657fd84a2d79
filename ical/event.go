package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"keyhouse/calendar"
)

const (
	maxUID         = 255
	maxSummary     = 300
	maxDescription = 4_000
	maxException   = 1_000 // EXDATE and RDATE lines of one event
)

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

// settle puts the findings into the feed, each UID once.
func (p *parser) settle() error {
	at := map[string]int{}
	for _, f := range p.found {
		if p.overridden[f.UID] && !f.override {
			continue
		}
		i, double := at[f.UID]
		switch {
		case !double:
		case p.found[i].override != f.override:
			if f.override {
				p.found[i] = f
			}
			continue
		case p.found[i].Nights == f.Nights:
			if err := p.skip(Skip{Line: f.line, UID: f.UID, Reason: "the same event a second time"}); err != nil {
				return err
			}
			continue
		case p.found[i].sequence != f.sequence:
			old := f
			if f.sequence > p.found[i].sequence {
				old, p.found[i] = p.found[i], f
			}
			if err := p.skip(Skip{Line: old.line, UID: f.UID, Reason: "a later version of this event is in the same calendar"}); err != nil {
				return err
			}
			continue
		default: // two events under one name: neither may be lost
			f.UID = instance(f.UID, f.Nights.Arrive)
			if _, taken := at[f.UID]; taken {
				continue
			}
		}
		at[f.UID] = len(at)
		p.found[len(at)-1] = f
	}
	for _, f := range p.found[:len(at)] {
		p.feed.Events = append(p.feed.Events, f.Event)
	}
	return nil
}
