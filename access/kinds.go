package access

import (
	"iter"
	"math/bits"
	"slices"
)

// The words of the page as small numbers, in the order the page declares them,
// beginning at one; zero is no word. words.go names them.
type (
	Verb   uint8 // what is done: Read, Add, Refund …
	Thing  uint8 // what it is done to: Booking, Payment …
	Group  uint8 // a part of a thing that is shown or not: GroupGuest …
	Role   uint8 // what a grant makes of a person: RolePortal …
	Switch uint8 // an option of a grant: SwitchCalendar …
	State  uint8 // where a record is in its life: StateDraft …
	Scope  uint8 // what a grant is on: OnAccount, OnClient …
)

// The scopes. They are the program's own, since each is a column; the page
// lists them. OnRecord is the scope of an override: one record.
const (
	OnAccount Scope = iota + 1
	OnBusiness
	OnClient
	OnProperty
	OnVendor
	OnServer
	OnRecord
)

var scopeWords = []string{"", "account", "business", "client", "property", "vendor", "server", "record"}

// The words as the page spells them; "" for no word.
func (x Verb) String() string   { return word(Page.verbs, x) }
func (x Thing) String() string  { return word(Page.things, x) }
func (x Group) String() string  { return word(Page.groups, x) }
func (x Role) String() string   { return word(Page.roles, x) }
func (x Switch) String() string { return word(Page.switches, x) }
func (x State) String() string  { return word(Page.states, x) }
func (x Scope) String() string  { return word(scopeWords, x) }

func word[W ~uint8 | ~int](list []string, x W) string {
	if int(x) < len(list) {
		return list[x]
	}
	return ""
}

// ParseVerb and its sisters give the number of a word of the page, and whether
// the page has it.
func ParseVerb(s string) (Verb, bool)     { return find[Verb](Page.verbs, s) }
func ParseThing(s string) (Thing, bool)   { return find[Thing](Page.things, s) }
func ParseGroup(s string) (Group, bool)   { return find[Group](Page.groups, s) }
func ParseRole(s string) (Role, bool)     { return find[Role](Page.roles, s) }
func ParseSwitch(s string) (Switch, bool) { return find[Switch](Page.switches, s) }
func ParseState(s string) (State, bool)   { return find[State](Page.states, s) }
func ParseScope(s string) (Scope, bool)   { return find[Scope](scopeWords, s) }

func find[W ~uint8](list []string, s string) (W, bool) {
	at := slices.Index(list, s)
	if at < 1 {
		return 0, false
	}
	return W(at), true
}

// Set is a set of words of one kind. The zero Set is empty.
type Set[W ~uint8] uint64

// Sets of each kind of word.
type (
	Verbs     = Set[Verb]
	Things    = Set[Thing]
	Groups    = Set[Group]
	Roles     = Set[Role]
	SwitchSet = Set[Switch]
	States    = Set[State]
	Scopes    = Set[Scope]
)

// wordLimit is how many words of one kind a page may have: a Set is 64 bits.
const wordLimit = 63

// SetOf gathers words.
func SetOf[W ~uint8](words ...W) Set[W] {
	var s Set[W]
	for _, w := range words {
		s |= 1 << w
	}
	return s
}

// Has reports whether w is in the set; no word is in none.
func (s Set[W]) Has(w W) bool { return s>>w&1 == 1 }

// With gives the set with w in it.
func (s Set[W]) With(w W) Set[W] { return s | 1<<w }

// Covers reports whether all of t is in s.
func (s Set[W]) Covers(t Set[W]) bool { return t&^s == 0 }

// Empty reports whether nothing is in the set.
func (s Set[W]) Empty() bool { return s == 0 }

// Len counts the words.
func (s Set[W]) Len() int { return bits.OnesCount64(uint64(s)) }

// All yields the words in the page's order.
func (s Set[W]) All() iter.Seq[W] {
	return func(yield func(W) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(W(bits.TrailingZeros64(uint64(s)))) {
				return
			}
		}
	}
}
