package web

import (
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
	w := strings.ReplaceAll(t.String(), "-", " ")
	return strings.ToUpper(w[:1]) + w[1:]
}

// previewOf puts the effects of a change in the order they are read in: one
// part an effect, its first records listed below.
func previewOf(p people.Preview) Preview {
	var out Preview
	add := func(effects []people.Effect, gained bool) {
		for _, e := range effects {
			out.Parts = append(out.Parts, previewPart(e, gained))
		}
	}
	add(p.Gained, true)
	add(p.Lost, false)
	return out
}

func previewPart(e people.Effect, gained bool) PreviewPart {
	part := PreviewPart{Thing: thingWord(e.Thing), Fields: e.Words()}
	n := e.Count
	if e.General {
		n = 0
		part.Fields = map[bool]string{true: "may now ", false: "may no longer "}[gained] + e.Words()
	}
	if part.Gained = n; !gained {
		part.Gained, part.Lost = 0, n
	}
	for _, row := range e.Rows {
		part.Lines = append(part.Lines, PreviewLine{Gained: gained, Label: row.Title, Note: row.Day.String()})
	}
	part.Rest = max(0, n-int64(len(e.Rows)))
	return part
}
