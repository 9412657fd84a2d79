package web

import (
	"cmp"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/people"
)

// thingWord says a thing as a heading has it: many, with a capital.
func thingWord(l Local, t access.Thing) string {
	if w := l.Word("things", t.String()); w != t.String() {
		return w
	}
	return capital(l.Word("thing", t.String()))
}

// previewOf gathers the effects of a change by thing: how many records come or
// go, which parts of them, what could be done to them. Whatever concerns fewer
// records than the thing's largest number says its own.
func previewOf(l Local, p people.Preview) Preview {
	var out Preview
	for _, gained := range []bool{true, false} {
		effects := p.Gained
		if !gained {
			effects = p.Lost
		}
		var empty []string
		for _, group := range byThing(effects) {
			part := previewPart(l, group, gained)
			if part.Gained+part.Lost == 0 {
				empty = append(empty, strings.ToLower(part.Thing))
				continue
			}
			out.Parts = append(out.Parts, part)
		}
		if len(empty) > 0 {
			out.Parts = append(out.Parts, PreviewPart{Thing: map[bool]string{true: l.Say("portal.also-opened-with-nothing"), false: l.Say("portal.also-closed")}[gained],
				Fields: strings.Join(empty, ", ")})
		}
	}
	return out
}

// byThing splits effects by thing, in the order they come in.
func byThing(effects []people.Effect) [][]people.Effect {
	var groups [][]people.Effect
	at := map[access.Thing]int{}
	for _, e := range effects {
		i, known := at[e.Thing]
		if !known {
			i = len(groups)
			at[e.Thing], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

func previewPart(l Local, effects []people.Effect, gained bool) PreviewPart {
	part := PreviewPart{Thing: thingWord(l, effects[0].Thing)}
	most := slices.MaxFunc(effects, func(a, b people.Effect) int { return cmp.Compare(a.Count, b.Count) })
	part.Fields = fieldsOf(l, effects, most.Count)
	if part.Gained = most.Count; !gained {
		part.Gained, part.Lost = 0, most.Count
	}
	for _, row := range most.Rows {
		part.Lines = append(part.Lines, PreviewLine{Gained: gained, Label: row.Title, Note: l.Day(row.Day)})
	}
	part.Rest = max(0, most.Count-int64(len(most.Rows)))
	return part
}

// fieldsOf says which parts of the records show and what may be done to them.
func fieldsOf(l Local, effects []people.Effect, most int64) string {
	var see, do []string
	for _, e := range effects {
		into, said := &do, l.Word("verb", e.Verb.String())
		if e.Group != 0 {
			into, said = &see, l.Word("group", e.Group.String())
		} else if e.Verb == access.Read {
			continue
		}
		if !e.General && e.Count != most {
			said = l.Say("portal.n-of-them", "what", said, "n", e.Count)
		}
		*into = append(*into, said)
	}
	parts, acts := strings.Join(see, ", "), strings.Join(do, ", ")
	switch {
	case len(do) == 0 && len(see) == 0:
		return ""
	case len(do) == 0:
		return l.Say("portal.sees", "parts", parts)
	case len(see) == 0:
		return l.Say("portal.may", "acts", acts)
	}
	return l.Say("portal.sees-and-may", "parts", parts, "acts", acts)
}

// switchHint says what to know of a switch before choosing it, or "".
func switchHint(l Local, sw access.Switch) string {
	if hint := l.Word("switch-hint", sw.String()); hint != sw.String() {
		return hint
	}
	return ""
}
