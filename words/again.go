package words

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
)

// Again says in t what English says, where that is a whole text of the
// catalogue with whatever values; anything else stays as it is. It is for faults
// and other sentences of the rooms, whose words are chosen before it is known
// who reads them.
func (t *Tongue) Again(english string) string {
	if t == nil || t == English || english == "" {
		return english
	}
	b := back()
	if key, ok := b.whole[english]; ok {
		return t.Say(key)
	}
	for _, p := range b.patterns {
		if !strings.HasPrefix(english, p.begins) {
			continue
		}
		if found := p.form.FindStringSubmatch(english); found != nil {
			return t.Say(formless(p.key), t.values(p, found)...)
		}
	}
	return english
}

// forms ends a key that is one form of a plural.
var forms = regexp.MustCompile(`\.(zero|one|two|few|many|other)$`)

// formless is the key that is asked for: the number chooses its form anew, since
// another language has other ones.
func formless(key string) string {
	bare := forms.ReplaceAllString(key, "")
	if _, plural := English.says[bare+".other"]; plural {
		return bare
	}
	return key
}

// known is English the other way round: from what is said to the key.
type known struct {
	whole    map[string]string
	patterns []pattern // the longest first
}

// pattern is a text with values: how it begins, and its form with a group a value.
type pattern struct {
	key, begins string
	names       []string
	form        *regexp.Regexp
}

var braces = regexp.MustCompile(`\{([a-z]+)\}`)

var back = sync.OnceValue(func() known {
	b := known{whole: make(map[string]string, len(English.says))}
	for _, key := range slices.Sorted(maps.Keys(English.says)) {
		text := English.says[key]
		if _, there := b.whole[text]; !there {
			b.whole[text] = key
		}
		if p := patternOf(key, text); p.form != nil {
			b.patterns = append(b.patterns, p)
		}
	}
	slices.SortStableFunc(b.patterns, func(x, y pattern) int {
		return cmp.Compare(len(English.says[y.key]), len(English.says[x.key]))
	})
	return b
})

// leastWords is how much of a text must stand fast for it to be known again by
// the rest.
const leastWords = 12

// patternOf gives the form of a text with values; none if it has no values, or
// little else.
func patternOf(key, text string) pattern {
	if !strings.Contains(text, "{") || len(braces.ReplaceAllString(text, "")) < leastWords {
		return pattern{}
	}
	return anyPattern(key, text)
}

// anyPattern gives the form of a text, be it ever so short.
func anyPattern(key, text string) pattern {
	begins, _, _ := strings.Cut(text, "{")
	p := pattern{key: key, begins: begins}
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		p.names = append(p.names, m[1])
	}
	parts := braces.Split(text, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	p.form = regexp.MustCompile("^" + strings.Join(parts, "(.+)") + "$")
	return p
}

// values pairs the names in a pattern with what was found for them. A sentence
// within the sentence is said again, too.
func (t *Tongue) values(p pattern, found []string) []any {
	var with []any
	for i, name := range p.names {
		v := meant(found[i+1])
		if said, words := v.(string); words && len(said) >= leastWords && strings.Contains(said, " ") {
			v = t.Again(said)
		}
		with = append(with, name, v)
	}
	return with
}

var (
	count   = regexp.MustCompile(`^−?(\d{1,3}|\d{1,3}(,\d{3})+)$`)
	sumOf   = regexp.MustCompile(`^[-−]?\d[\d,]*(\.\d+)? [A-Z]{3}$`)
	dayLong = regexp.MustCompile(`^\d{1,2} [A-Z][a-z]+ \d{4}$`)
)

// meant gives the number, day or sum that English wrote, so that another
// language writes it its own way; other words as they are.
func meant(said string) any {
	switch plain := strings.NewReplacer("−", "-").Replace(said); {
	case count.MatchString(said):
		n, _ := strconv.ParseInt(strings.ReplaceAll(plain, ",", ""), 10, 64)
		return n
	case sumOf.MatchString(said):
		digits, currency, _ := strings.Cut(plain, " ")
		if a, err := cash.Parse(digits, cash.Currency(currency)); err == nil {
			return a
		}
	case dayLong.MatchString(said):
		if at, err := time.Parse("2 January 2006", said); err == nil {
			return calendar.DateOf(at)
		}
	}
	return said
}
