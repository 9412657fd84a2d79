package ical

import (
	"strings"
	"unicode"

	ics "github.com/arran4/golang-ical"
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
