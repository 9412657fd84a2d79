package people

import (
	"regexp"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/words"
)

// What the trail stores – names of fields, phrases, values – has one fixed form
// for ever: it is chained. Here it is told to who reads.

// Reader is who an entry is told to: in which language, and by which clock.
type Reader struct {
	Tongue *words.Tongue
	Zone   *time.Location // nil is UTC
}

// Said is what was noted of an act, beside who did it to what.
func (e *TrailEntry) Said(t *words.Tongue) string { return t.Noted(e.Detail) }

var notCode = regexp.MustCompile(`[^a-z0-9]+`)

// fieldCode is the key of a field's stored name: "ip-address".
func fieldCode(name string) string {
	return strings.Trim(notCode.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// numbered are fields of which a record has several.
var numbered = []string{"Charge ", "Owners from ", "Signs in by "}

// Label is what a field is called: "Arrives".
func (c FieldChange) Label(to Reader) string {
	for _, head := range numbered {
		if which, ok := strings.CutPrefix(c.Field, head); ok {
			said := to.Tongue.Word("trail-field-of", fieldCode(head))
			return strings.ReplaceAll(said, "{which}", to.value("", "", which))
		}
	}
	code := fieldCode(c.Field)
	if said := to.Tongue.Word("trail-field", code); said != code {
		return said
	}
	return c.Field
}

// Told gives what a field said before and after: days, moments, sums and words
// of the product as the reader has them, all else as it was written.
func (c FieldChange) Told(to Reader, of access.Thing) (before, after string) {
	field := fieldCode(c.Field)
	return to.value(of.String(), field, c.Before), to.value(of.String(), field, c.After)
}

// fieldKinds are the fields whose values are words of a kind, by what they are
// of; those without a thing are so of any.
var fieldKinds = map[string]string{
	"state": "state", "booking state": "booking-state", "quote state": "quote-state", "payment state": "payment-state", "charge state": "charge-state", "block state": "block-state",
	"statement state": "statement-state", "backup state": "state",
	"role": "role-name", "on": "scope-name", "switches": "switch", "sections": "section", "template": "template", "channel": "source", "source": "source",
	"property kind": "property-kind", "block kind": "block-title", "member kind": "trail-value", "charge for": "charge-kind", "payment by": "method", "payout by": "payout-method",
	"direction": "trail-value",
}

const storedMoment = "2006-01-02 15:04 UTC"

var storedSum = regexp.MustCompile(`^-?\d[\d,]*(\.\d+)? [A-Z]{3}$`)

func (to Reader) value(thing, field, stored string) string {
	t := to.Tongue
	kind, known := fieldKinds[thing+" "+field]
	if !known {
		kind, known = fieldKinds[field]
	}
	switch {
	case stored == "":
		return ""
	case known:
		return t.WordsOf(kind, stored)
	case stored == "yes" || stored == "no" || stored == "everything":
		return t.Word("trail-value", stored)
	case storedSum.MatchString(stored):
		digits, currency, _ := strings.Cut(stored, " ")
		if a, err := cash.Parse(digits, cash.Currency(currency)); err == nil {
			return t.Money(a)
		}
	}
	if day, err := calendar.ParseDate(stored); err == nil {
		return t.Day(day)
	}
	if at, err := time.Parse(storedMoment, stored); err == nil {
		if to.Zone != nil {
			at = at.In(to.Zone)
		}
		return t.Moment(at)
	}
	return stored
}
