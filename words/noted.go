package words

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Noted says in t what the audit trail wrote down of an act. The trail keeps
// short phrases of a fixed form, which the catalogue has under "noted."; what
// people wrote themselves, such as a reason, stays as it is. Phrases that were
// noted together stand between semicolons.
func (t *Tongue) Noted(phrase string) string {
	if t == nil || t == English || phrase == "" {
		return phrase
	}
	parts := strings.Split(phrase, "; ")
	for i, part := range parts {
		parts[i] = t.notedOne(part)
	}
	return strings.Join(parts, "; ")
}

func (t *Tongue) notedOne(phrase string) string {
	phrase = strings.TrimSpace(phrase)
	for _, p := range noted() {
		if !strings.HasPrefix(phrase, p.begins) {
			continue
		}
		if found := p.form.FindStringSubmatch(phrase); found != nil {
			with := t.values(p, found)
			for i := 0; i < len(with); i += 2 {
				if kind, known := notedKinds[with[i].(string)]; known {
					with[i+1] = t.WordsOf(kind, found[i/2+1])
				}
			}
			return t.Say(formless(p.key), with...)
		}
	}
	return phrase
}

// notedKinds are the values in the trail's phrases that are words of a kind.
var notedKinds = map[string]string{"role": "role-name", "on": "scope-name", "switches": "switch", "kind": "noted-kind", "before": "noted-kind", "after": "noted-kind",
	"channel": "source", "parts": "group", "state": "import-state", "method": "payout-method", "way": "noted-way"}

// WordsOf says stored words of a kind, one or several.
func (t *Tongue) WordsOf(kind, stored string) string {
	all := strings.FieldsFunc(stored, func(r rune) bool { return r == ',' || r == ' ' })
	if kind != "switch" && kind != "group" { // whose words have none between
		all = strings.Split(stored, ", ")
	}
	for i, w := range all {
		all[i] = t.Word(kind, w)
	}
	return strings.Join(all, ", ")
}

// noted are the trail's phrases, those with the most fixed words first.
var noted = sync.OnceValue(func() []pattern {
	var all []pattern
	for _, key := range slices.Sorted(maps.Keys(English.says)) {
		if strings.HasPrefix(key, "noted.") {
			all = append(all, anyPattern(key, English.says[key]))
		}
	}
	slices.SortStableFunc(all, func(x, y pattern) int { return cmp.Compare(fixed(y.key), fixed(x.key)) })
	return all
})

func fixed(key string) int { return len(braces.ReplaceAllString(English.says[key], "")) }
