package access

import (
	"slices"
	"strings"
)

// Cond is the one condition a sentence may have. Each is of the form "this
// column is in this set" or "this day is not before that day": that limit is
// what lets Go, SQLite and PostgreSQL agree.
type Cond struct {
	kind   condKind
	states States
}

type condKind uint8

const (
	always   condKind = iota
	ofMine            // the record's person is me
	ofVendor          // the record's vendor is one I work for
	givenMe           // the record's assignee is me
	recent            // the record's day is not before today less the page's days
	inState           // the record's state is one of these
	open              // the same, with the page's open states
)

// needs is the column a condition looks at.
func (c Cond) needs() fields {
	switch c.kind {
	case ofMine:
		return hasPerson
	case givenMe:
		return hasAssignee
	case recent:
		return hasDay
	case inState, open:
		return hasState
	}
	return 0
}

// text gives the condition as the page writes it, with a space in front.
func (c Cond) text(p *Policy) string {
	switch c.kind {
	case ofMine:
		return " of mine"
	case ofVendor:
		return " of my vendor"
	case givenMe:
		return " given to me"
	case recent:
		return " while recent"
	case open:
		return " while open"
	case inState:
		return " while " + strings.Join(spell(p.states, c.states), ", ")
	}
	return ""
}

// String gives the condition as the page writes it, without its states;
// "always" is none.
func (c Cond) String() string {
	return [...]string{"always", "of mine", "of my vendor", "given to me", "while recent", "while", "while open"}[c.kind]
}

// States are those that the condition names.
func (c Cond) States() []State { return slices.Collect(c.states.All()) }

func spell[W ~uint8](list []string, s Set[W]) []string {
	var words []string
	for w := range s.All() {
		words = append(words, list[w])
	}
	return words
}
