package static

import (
	"fmt"
	"strings"
)

// MaxDays is the widest timeline: three months.
const MaxDays = 93

// places writes the classes that put a bar on a calendar. A strict content
// policy allows no style attribute, so a place is a class that sets a variable:
// at7 and for4 in half days, n31 the number of days, from2 the weekday the first
// day is (0 is Monday), today12 which column is today.
func places() string {
	var b strings.Builder
	b.WriteString("@layer utilities{")
	each := func(name string, from, to int) {
		for i := from; i <= to; i++ {
			fmt.Fprintf(&b, ".%s%d{--%s:%d}", name, i, name, i)
		}
	}
	each("at", 1, 2*MaxDays)
	each("for", 1, 2*MaxDays)
	each("n", 1, MaxDays)
	each("from", 0, 6)
	each("today", 1, MaxDays)
	b.WriteString("}\n")
	return b.String()
}
