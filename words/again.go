package words

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
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
			return fill(t.same(p.key), p.values(found))
		}
	}
	return english
}

// same gives the text of a key that was found with its plural form.
func (t *Tongue) same(key string) string {
	for from := t; from != nil; from = from.falls {
		if text, ok := from.says[key]; ok {
			return text
		}
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
	begins, _, values := strings.Cut(text, "{")
	if !values || len(braces.ReplaceAllString(text, "")) < leastWords {
		return pattern{}
	}
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

// values pairs the names in a pattern with what was found for them.
func (p pattern) values(found []string) []any {
	var with []any
	for i, name := range p.names {
		with = append(with, name, found[i+1])
	}
	return with
}
