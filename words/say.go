package words

import (
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// Say gives the text of a key with its values put in: pairs of a name and what
// stands for it. Numbers come with their thousands apart.
func (t *Tongue) Say(key string, with ...any) string {
	if t == nil {
		t = English
	}
	text := t.find(key, with)
	if len(with) == 0 {
		return text
	}
	return t.fill(text, with)
}

// Split is Say for a text of which parts are links, stressed, or typed as they
// stand: every other piece stood between [ and ].
func (t *Tongue) Split(key string, with ...any) []string {
	if t == nil {
		t = English
	}
	var pieces []string
	for rest, more := t.find(key, with), true; more; {
		var before, within string
		if before, rest, more = strings.Cut(rest, "["); more {
			within, rest, _ = strings.Cut(rest, "]")
			pieces = append(pieces, t.fill(before, with), t.fill(within, with))
		} else {
			pieces = append(pieces, t.fill(before, with))
		}
	}
	return pieces
}

// Word gives one word of a kind: the state of a booking, a role, a column. A
// value that the catalogue has no word for, such as one that people chose
// themselves, stands for itself.
func (t *Tongue) Word(kind, value string) string {
	if t == nil {
		t = English
	}
	for from := t; from != nil; from = from.falls {
		if text, ok := from.says[kind+"."+value]; ok {
			return text
		}
	}
	return value
}

// find gives the text of a key, in the plural form that its n asks for; the key
// itself if nobody knows it.
func (t *Tongue) find(key string, with []any) string {
	for from := t; from != nil; from = from.falls {
		if text, ok := from.says[key]; ok {
			return text
		}
		if len(with) > 0 {
			if text, ok := from.says[key+"."+from.form(with)]; ok {
				return text
			}
			if text, ok := from.says[key+".other"]; ok {
				return text
			}
		}
	}
	return key
}

// fill puts values where their names stand.
func (t *Tongue) fill(text string, with []any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, len(with))
	for i := 0; i+1 < len(with); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", with[i]), t.value(with[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// value says what is put into a text: numbers, days and sums as the language
// writes them.
func (t *Tongue) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return t.Number(int64(v))
	case int64:
		return t.Number(v)
	case calendar.Date:
		return t.Day(v)
	case cash.Amount:
		return t.Money(v)
	}
	return fmt.Sprint(v)
}

// form names the plural form for the value called n.
func (t *Tongue) form(with []any) string {
	for i := 0; i+1 < len(with); i += 2 {
		if with[i] != "n" {
			continue
		}
		switch n := with[i+1].(type) {
		case int:
			return t.plural(n)
		case int64:
			return t.plural(int(n))
		}
	}
	return "other"
}

func (t *Tongue) plural(n int) string {
	switch plural.Cardinal.MatchPlural(t.tag, max(n, -n)%10_000_000, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}
