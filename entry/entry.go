// Package entry checks what people type into forms, filters and files: each
// check notes its fault at the field and gives back the tidied value, so that
// one pass shows everything that is wrong.
package entry

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"keyhouse/calendar"
	"keyhouse/fault"
)

// Bounds of entered text, in characters.
const (
	MaxName  = 200
	MaxEmail = 254
	MaxPhone = 50
	MaxProse = 10_000
)

// Name reads one line that must not be empty.
func Name(f *fault.Fields, field, s string) string {
	t := Line(f, field, s, MaxName)
	if strings.TrimSpace(s) == "" {
		f.Bad(field, "Write a name.")
	}
	return t
}

// Line reads at most max characters without line breaks or control characters,
// outer spaces cut off. It may be empty.
func Line(f *fault.Fields, field, s string, max int) string {
	return text(f, field, s, max, func(r rune) bool { return false })
}

// Prose reads text that may have several lines; line ends become "\n".
func Prose(f *fault.Fields, field, s string, max int) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return text(f, field, s, max, func(r rune) bool { return r == '\n' || r == '\t' })
}

func text(f *fault.Fields, field, s string, max int, allowed func(rune) bool) string {
	if !utf8.ValidString(s) {
		f.Bad(field, "This text is damaged. Type it again.")
		return ""
	}
	for _, r := range s {
		if forbidden(r) && !allowed(r) {
			f.Bad(field, "There is a character in it that cannot be shown. Type it again.")
			return ""
		}
	}
	s = norm.NFC.String(strings.TrimSpace(s))
	if utf8.RuneCountInString(s) > max {
		f.Bad(field, fmt.Sprintf("This is longer than %d characters. Shorten it.", max))
		return ""
	}
	return s
}

// forbidden tells control characters and those that turn the direction of the
// text around them, with which one name can be made to look like another.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == utf8.RuneError
}

// Email reads one bare address, or nothing.
func Email(f *fault.Fields, field, s string) string {
	s = Line(f, field, s, MaxEmail)
	if s == "" {
		return ""
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || !strings.Contains(s, "@") {
		f.Bad(field, "This is no e-mail address. Write one like name@example.com.")
		return ""
	}
	return s
}

// Day reads a day as 2006-01-02; empty is no day.
func Day(f *fault.Fields, field, s string) calendar.Date {
	if s == "" {
		return 0
	}
	d, err := calendar.ParseDate(s)
	switch {
	case errors.Is(err, calendar.ErrFar):
		f.Bad(field, fmt.Sprintf("This is too far away: the year must lie between %d and %d.", calendar.MinYear, calendar.MaxYear))
	case err != nil:
		f.Bad(field, "This is no day. Write it as 2026-03-04.")
	}
	return d
}

// Number checks that n lies between low and high.
func Number(f *fault.Fields, field string, n, low, high int64) int64 {
	if n < low || n > high {
		f.Bad(field, fmt.Sprintf("Enter a number from %d to %d.", low, high))
		return low
	}
	return n
}

// Word checks that s is one of the words a field knows; "" is the first of them.
func Word(f *fault.Fields, field, s string, words ...string) string {
	if s == "" {
		return words[0]
	}
	for _, w := range words {
		if s == w {
			return w
		}
	}
	offered := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	f.Bad(field, "Choose one of: "+strings.Join(offered, ", ")+".")
	return words[0]
}
