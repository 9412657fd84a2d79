package ical

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"keyhouse/calendar"
)

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
