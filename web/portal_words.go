package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
		part.Lines = append(part.Lines, PreviewLine{Gained: gained, Label: row.Title, Note: Local{}.Day(row.Day)})
	}
	part.Rest = max(0, most.Count-int64(len(most.Rows)))
	return part
}

// fieldsOf says which parts of the records show and what may be done to them.
func fieldsOf(l Local, effects []people.Effect, most int64) string {
	var see, do []string
	for _, e := range effects {
		n := ""
		if !e.General && e.Count != most {
			n = fmt.Sprintf(" (%d)", e.Count)
		}
		switch {
		case e.Group != 0:
			see = append(see, l.Word("group", e.Group.String())+n)
		case e.Verb != access.Read:
			do = append(do, l.Word("verb", e.Verb.String())+n)
		}
	}
	var said []string
	if len(see) > 0 {
		said = append(said, "see "+strings.Join(see, ", "))
	}
	if len(do) > 0 {
		said = append(said, "may "+strings.Join(do, ", "))
	}
	return strings.Join(said, "; ")
}

// switchHint says what to know of a switch before choosing it, or "".
func switchHint(l Local, sw access.Switch) string {
	if hint := l.Word("switch-hint", sw.String()); hint != sw.String() {
		return hint
	}
	return ""
}

// switchesSaid says the switches of a record of access. Of money only the
// highest level is said, since it is what counts.
func switchesSaid(l Local, g people.GrantRow) []string {
	var said []string
	for _, sw := range g.Counted() {
		said = append(said, l.Word("switch", sw.String()))
	}
	return said
}

// grantWords says a record of access in one line: "Portal access to Ana Peeters:
// view calendar, view guest name".
func grantWords(l Local, g people.GrantRow) string {
	on := grantOn(l, g)
	words := l.Say("portal.role-for", "role", roleName(l, g.Role), "on", on)
	if g.Role == access.RolePortal.String() {
		words = l.Say("portal.portal-to", "on", on)
	}
	if switches := switchesSaid(l, g); len(switches) > 0 {
		words = l.Say("portal.with-switches", "access", words, "switches", strings.Join(uncapital(switches), ", "))
	}
	if !g.Until.IsZero() {
		words = l.Say("portal.until", "access", words, "day", l.Day(g.Until))
	}
	return words
}

// uncapital begins words as they stand within a sentence.
func uncapital(words []string) []string {
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToLower(first)) + w[size:]
	}
	return words
}

// grantOn says what a record of access is on, within a sentence.
func grantOn(l Local, g people.GrantRow) string {
	switch n := len(g.Of) + g.Unnamed; {
	case g.On == access.OnAccount.String():
		return l.Say("portal.on-everything")
	case g.On == access.OnServer.String():
		return l.Say("portal.on-server")
	case n == 1 && len(g.Of) == 1:
		return g.Of[0].Name
	case g.On == access.OnProperty.String():
		return l.Say("property.count", "n", n)
	case g.On == access.OnClient.String():
		return l.Say("owner.count", "n", n)
	default:
		return l.Say("portal.on-several", "n", n, "of", l.Word("scope", g.On))
	}
}
