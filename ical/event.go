package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
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

// nights works out which nights an event takes. A timed event takes the nights
// between the days its clock shows, at least one: a night too many costs less
// than a double booking. So does a one-day event whose end is its beginning.
func (p *parser) nights(d *draft) (calendar.Nights, error) {
	start := d.one["DTSTART"]
	if start == nil {
		return calendar.Nights{}, fmt.Errorf("it does not say when it begins (no DTSTART)")
	}
	zone := p.zoneOf(d)
	arrive, clock, err := p.day(start, zone)
	if err != nil {
		return calendar.Nights{}, fmt.Errorf("when it begins: %w", err)
	}
	depart, err := p.departure(d, arrive, clock, zone)
	if err != nil {
		return calendar.Nights{}, err
	}
	switch {
	case depart < arrive:
		return calendar.Nights{}, fmt.Errorf("it ends (%s) before it begins (%s)", depart, arrive)
	case int(depart-arrive) > calendar.MaxNights:
		return calendar.Nights{}, fmt.Errorf("it is longer than %d nights (%s to %s)", calendar.MaxNights, arrive, depart)
	}
	return calendar.Nights{Arrive: arrive, Depart: max(depart, arrive.Add(1))}, nil
}

func (p *parser) departure(d *draft, arrive calendar.Date, clock time.Duration, zone *time.Location) (calendar.Date, error) {
	if end := d.one["DTEND"]; end != nil {
		depart, _, err := p.day(end, zone)
		if err != nil {
			return 0, fmt.Errorf("when it ends: %w", err)
		}
		return depart, nil
	}
	if text := d.text("DURATION"); text != "" {
		length, err := duration(text)
		if err != nil {
			return 0, err
		}
		return arrive.Add(int((clock + length) / (24 * time.Hour))), nil
	}
	return arrive.Add(1), nil
}

// zoneOf gives the zone in which the event's moments become days: the one it
// names, else the property's.
func (p *parser) zoneOf(d *draft) *time.Location {
	if start := d.one["DTSTART"]; start != nil {
		if names := start.ICalParameters["TZID"]; len(names) > 0 {
			if zone, err := time.LoadLocation(names[0]); err == nil && names[0] != "" {
				return zone
			}
		}
	}
	if p.zone != nil {
		return p.zone
	}
	return time.UTC
}

var datePunctuation = strings.NewReplacer("-", "", ":", "")

// day reads a DATE or DATE-TIME. Local times already show the day of their
// zone, so a VTIMEZONE is never needed; only UTC moments are moved to zone.
func (p *parser) day(property *ics.BaseProperty, zone *time.Location) (calendar.Date, time.Duration, error) {
	text := datePunctuation.Replace(strings.ToUpper(strings.TrimSpace(property.Value)))
	if moment, err := time.Parse("20060102T150405Z", text); err == nil {
		at := moment.In(zone)
		day, err := calendar.ParseDate(at.Format(time.DateOnly))
		return day, at.Sub(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)), err
	}
	if len(text) < 8 || len(text) > 8 && text[8] != 'T' {
		return 0, 0, fmt.Errorf("%.20q is not a day", property.Value)
	}
	day, err := calendar.ParseDate(text[:4] + "-" + text[4:6] + "-" + text[6:8])
	var clock time.Duration
	if at, err := time.Parse("T150405", strings.TrimSuffix(text[8:], "Z")); err == nil {
		clock = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	return day, clock, err
}

var durationForm = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:\d{1,6}S)?)?$`)

// duration reads an RFC 5545 length of time to the minute.
func duration(text string) (time.Duration, error) {
	m := durationForm.FindStringSubmatch(strings.ToUpper(text))
	if m == nil {
		return 0, fmt.Errorf("%.20q is not a length of time", text)
	}
	var sum time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute} {
		n, _ := strconv.Atoi("0" + m[i+1])
		sum += time.Duration(n) * unit
	}
	return sum, nil
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
