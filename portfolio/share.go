package portfolio

import (
	"fmt"

	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
)

// Share is a client's part of a property in ten-thousandths, from a day until
// (not including) another; Until is no day while it lasts.
type Share struct {
	Client, Property         id.ID
	ClientName, PropertyName string // as far as the reader sees them
	BPS                      int64
	From, Until              calendar.Date
}

// Part is one owner's share as a form has it.
type Part struct {
	Client id.ID
	BPS    int64
}

// maxOwners bounds the owners of one property.
const maxOwners = 200

// checkParts notes what is wrong with the owners of a property: they must be
// different, each with some share, and together have all of it.
func checkParts(f *fault.Fields, parts []Part) {
	var sum int64
	seen := map[id.ID]bool{}
	for i, p := range parts {
		field := fmt.Sprintf("shares.%d", i)
		switch {
		case p.Client.IsZero():
			f.Bad(field, "Choose an owner.")
		case seen[p.Client]:
			f.Bad(field, "This owner is named twice. Give them one share.")
		case p.BPS < 1 || p.BPS > allBPS:
			f.Bad(field, "A share is more than 0 % and at most 100 %.")
		}
		seen[p.Client] = true
		sum += min(max(p.BPS, 0), allBPS)
	}
	switch {
	case len(parts) == 0:
		f.Bad("shares", "Name at least one owner.")
	case len(parts) > maxOwners:
		f.Bad("shares", fmt.Sprintf("A property can have at most %d owners.", maxOwners))
	case sum != allBPS:
		f.Bad("shares", fmt.Sprintf("The shares make %d.%02d %%. Together they must make 100 %%.", sum/100, sum%100))
	}
}

// stored is a row of ownership_share.
type stored struct {
	id     id.ID
	client id.ID
	bps    int64
	from   calendar.Date
	until  calendar.Date // no day: open
}

// rewrite works out how to give a property new owners from a day on, with what
// was before kept as it was: which rows to change and which to add. A share
// that goes on unchanged goes on in its row; one that ends is closed on that
// day; one planned for later is closed before it began.
func rewrite(rows []stored, parts []Part, from calendar.Date) (change, add []stored) {
	left := map[id.ID]int64{}
	for _, p := range parts {
		left[p.Client] = p.BPS
	}
	for _, r := range rows {
		if r.until != 0 && r.until <= from && r.from != from {
			continue // over by then
		}
		next := r
		bps, stays := left[r.client]
		switch {
		case r.from > from:
			next.until = r.from
		case r.from == from && stays:
			next.bps, next.until = bps, 0
			delete(left, r.client)
		case stays && r.bps == bps && r.until == 0:
			delete(left, r.client)
		default:
			next.until = from
		}
		if next != r {
			change = append(change, next)
		}
	}
	for _, p := range parts {
		if bps, missing := left[p.Client]; missing {
			add = append(add, stored{client: p.Client, bps: bps, from: from})
		}
	}
	return change, add
}
