package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/people"
)

// things says things as a heading has them: many, with a capital.
var things = map[access.Thing]string{
	access.Booking: "Bookings", access.Block: "Blocked time", access.Property: "Properties", access.Client: "Owners",
	access.Statement: "Statements", access.Quote: "Quotes", access.Charge: "Charges", access.Payment: "Payments",
	access.Member: "Users", access.GrantThing: "Access records", access.Payout: "Payouts", access.Journal: "Journal entries",
	access.Channel: "Calendar feeds", access.Unit: "Units",
}

func thingWord(t access.Thing) string {
	if w, ok := things[t]; ok {
		return w
	}
	return capital(t.Label())
}

// previewOf gathers the effects of a change by thing: how many records come or
// go, which parts of them, what could be done to them. Whatever concerns fewer
// records than the thing's largest number says its own.
func previewOf(p people.Preview) Preview {
	var out Preview
	for _, gained := range []bool{true, false} {
		effects := p.Gained
		if !gained {
			effects = p.Lost
		}
		var empty []string
		for _, group := range byThing(effects) {
			part := previewPart(group, gained)
			if part.Gained+part.Lost == 0 {
				empty = append(empty, strings.ToLower(part.Thing))
				continue
			}
			out.Parts = append(out.Parts, part)
		}
		if len(empty) > 0 {
			out.Parts = append(out.Parts, PreviewPart{Thing: map[bool]string{true: "Also opened, with nothing of it counted yet", false: "Also closed"}[gained],
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

func previewPart(effects []people.Effect, gained bool) PreviewPart {
	part := PreviewPart{Thing: thingWord(effects[0].Thing)}
	most := slices.MaxFunc(effects, func(a, b people.Effect) int { return cmp.Compare(a.Count, b.Count) })
	part.Fields = fieldsOf(effects, most.Count)
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
func fieldsOf(effects []people.Effect, most int64) string {
	var see, do []string
	for _, e := range effects {
		n := ""
		if !e.General && e.Count != most {
			n = fmt.Sprintf(" (%d)", e.Count)
		}
		switch {
		case e.Group != 0:
			see = append(see, e.Group.Label()+n)
		case e.Verb != access.Read:
			do = append(do, e.Verb.Label()+n)
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
