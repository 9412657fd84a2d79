package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"keyhouse/calendar"
)

const (
	windowDays    = 2*366 + 1
	maxInstances  = 1_000  // of one series
	maxRepeating  = 100    // series in one feed
	maxSteps      = 25_000 // days a rule may visit: daily since before MinYear
	monthsOfAYear = 12
)

// series unfolds a repeating event into one event per instance.
func (p *parser) series(d *draft, e Event) error {
	if p.repeating++; p.repeating > maxRepeating {
		return p.skip(Skip{Line: d.line, UID: e.UID, Reason: fmt.Sprintf("more than %d events of this calendar repeat", maxRepeating)})
	}
	days, err := p.days(d, e.Nights)
	if err != nil {
		return p.skip(Skip{Line: d.line, UID: e.UID, Reason: err.Error()})
	}
	for _, day := range days {
		one := e
		one.UID = instance(e.UID, day)
		one.Nights = calendar.Nights{Arrive: day, Depart: day.Add(e.Nights.Count())}
		if err := p.keep(finding{Event: one, line: d.line}); err != nil {
			return err
		}
	}
	return nil
}

// days lists the first days of a series' instances inside the window.
func (p *parser) days(d *draft, n calendar.Nights) ([]calendar.Date, error) {
	from := p.limits.Today.Add(1 - n.Count())
	if p.limits.Today.IsZero() {
		from = n.Arrive
	}
	until := from.Add(n.Count() + windowDays)
	days := []calendar.Date{n.Arrive}
	if text := d.text("RRULE"); text != "" {
		var err error
		if days, err = unfold(text, n.Arrive, until, p.zoneOf(d)); err != nil {
			return nil, err
		}
	}
	days = append(days, p.listed(d.extra, p.zoneOf(d))...)
	except := p.listed(d.except, p.zoneOf(d))
	days = slices.DeleteFunc(days, func(day calendar.Date) bool {
		return day < from || day > until || slices.Contains(except, day)
	})
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) > maxInstances {
		return nil, fmt.Errorf("it repeats more than %d times", maxInstances)
	}
	return days, nil
}

// listed reads the days of EXDATE or RDATE lines; what is no day is passed over.
func (p *parser) listed(properties []*ics.BaseProperty, zone *time.Location) []calendar.Date {
	var days []calendar.Date
	for _, property := range properties {
		for text := range strings.SplitSeq(property.Value, ",") {
			begin, _, _ := strings.Cut(text, "/")
			day, _, err := p.day(&ics.BaseProperty{Value: begin}, zone)
			if err == nil && len(days) < maxException {
				days = append(days, day)
			}
		}
	}
	return days
}

// unfold lists the days of a rule from first to until.
func unfold(text string, first, until calendar.Date, zone *time.Location) ([]calendar.Date, error) {
	option, err := rrule.StrToROptionInLocation(strings.ToUpper(text), time.UTC)
	if err != nil {
		return nil, fmt.Errorf("how it repeats is not understood: %.60q", text)
	}
	if err := bounded(option); err != nil {
		return nil, err
	}
	option.Dtstart = first.Time()
	if !option.Until.IsZero() {
		option.Until = calendar.DateOf(option.Until.In(zone)).Time()
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Errorf("how it repeats is not understood: %.60q", text)
	}
	var days []calendar.Date
	next := rule.Iterator()
	for range maxSteps {
		at, ok := next()
		day := calendar.DateOf(at)
		if !ok || day > until {
			return days, nil
		}
		days = append(days, day)
	}
	return nil, errors.New("it has repeated since too long ago")
}

// bounded refuses rules that could keep the unfolding busy without giving a
// day: nights need whole days only, and no channel sends such rules.
func bounded(o *rrule.ROption) error {
	o.Byhour, o.Byminute, o.Bysecond = nil, nil, nil // the time of day makes no difference to nights
	switch {
	case o.Freq > rrule.DAILY:
		return errors.New("it repeats more often than daily")
	case o.Interval < 0 || o.Interval > 1_000 || o.Count < 0:
		return errors.New("how often it repeats makes no sense")
	case len(o.Bysetpos)+len(o.Byyearday)+len(o.Byweekno)+len(o.Byeaster) > 0:
		return errors.New("it repeats in a way that is not supported (by position, week number or day of the year)")
	case len(o.Bymonth) > monthsOfAYear || len(o.Bymonthday) > 62 || len(o.Byweekday) > 70:
		return errors.New("how it repeats makes no sense")
	case !dayExists(o.Bymonth, o.Bymonthday):
		return errors.New("it repeats on a day that does not exist")
	}
	return nil
}

func dayExists(months, days []int) bool {
	if len(months) == 0 || len(days) == 0 {
		return true
	}
	for _, month := range months {
		longest := calendar.Day(2024, time.Month(month+1), 1) - calendar.Day(2024, time.Month(month), 1)
		for _, day := range days {
			if day <= int(longest) && -day <= int(longest) {
				return true
			}
		}
	}
	return false
}
