package portfolio

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"

	"keyhouse/calendar"
	"keyhouse/id"
)

// leafNights is how many nights one row of calendar_leaf is about: a digit to
// the base of 4 for each, in the 62 bits that every database compares alike.
const leafNights = 31

// leaf names a row of calendar_leaf: 31 nights of one place.
type leaf struct {
	place id.ID
	first calendar.Date // a multiple of leafNights
}

func leafOf(place id.ID, night calendar.Date) leaf {
	into := (night%leafNights + leafNights) % leafNights
	return leaf{place, night - into}
}

// leaves are nights as calendar_leaf keeps them: a digit of 1 for each.
type leaves map[leaf]int64

// take adds nights of a place, and reports whether none of them was there.
func (l leaves) take(place id.ID, n calendar.Nights) bool {
	apart := true
	for from := n.Arrive; from < n.Depart; {
		at := leafOf(place, from)
		until := min(at.first+leafNights, n.Depart)
		wanted, was := marks(int(from-at.first), int(until-at.first)), l[at]
		apart = apart && was&wanted == 0
		l[at] = was | wanted
		from = until
	}
	return apart
}

// marks has a 1 for each night from (included) until (not) of a leaf.
func marks(from, until int) int64 { return (1<<(2*until) - 1<<(2*from)) / 3 }

// night gives the first night among digits of a leaf.
func (at leaf) night(digits int64) calendar.Date {
	return at.first + calendar.Date(bits.TrailingZeros64(uint64(digits))/2)
}

// rows gives l as rows of the table, in the order of its key: so a table is
// written quickest, and two who write the same rows do not wait for each other
// in a circle.
func (l leaves) rows() [][]any {
	keys := make([]leaf, 0, len(l))
	for at := range l {
		keys = append(keys, at)
	}
	slices.SortFunc(keys, func(a, b leaf) int {
		return cmp.Or(bytes.Compare(a.place[:], b.place[:]), cmp.Compare(a.first, b.first))
	})
	out := make([][]any, len(keys))
	for i, at := range keys {
		out[i] = []any{at.place, at.first, l[at]}
	}
	return out
}
