package access

import (
	"strings"

	"keyhouse/id"
)

// Reason is why somebody may or may not: the answer, and the lines that made it
// or came nearest.
type Reason struct {
	Decision Decision
	Verb     Verb
	Thing    Thing
	Group    Group // the part asked about that decides, 0 if the verb itself does
	Causes   []Cause
	viewer   *Viewer
}

// Cause is one line of the page in one grant, and what it lacks if it does not
// count. Line and Grant are zero where there is none to name.
type Cause struct {
	Line  *Line
	Grant id.ID
	Lacks Lack
	off   SwitchSet
}

// Lack is the first condition that a line misses, from the nearest to the
// furthest off.
type Lack uint8

// The lacks. The zero Lack is none: the line counts.
const (
	LacksNothing   Lack = iota
	LacksYes            // somebody who may approve has to say so
	LacksFace           // it would, but the record's face does not show
	LacksCondition      // not theirs, not recent, not in that state
	LacksSwitch         // a switch of the grant is off
	LacksScope          // the grant is on others
	LacksRole           // they hold no grant of the role
	LacksLine           // no line of the page says so of anybody
	LacksLeave          // a never of the page forbids it
	LacksRange          // what they use now is cut down: a token, a feed, viewing as
)

var lackWords = []string{"", "approval", "face", "condition", "switch", "scope", "role", "no line", "never", "cut"}

// String gives the lack in a word or two.
func (l Lack) String() string { return lackWords[l] }

// Cite names the line as file:number, or "".
func (r Reason) Cite(c Cause) string {
	if c.Line == nil {
		return ""
	}
	return r.viewer.policy.Cite(c.Line)
}

// Nobody reports whether nobody asked.
func (r Reason) Nobody() bool { return r.viewer == nil || r.viewer.policy == nil }

// Program is what the program itself asked for; "" if a person asked.
func (r Reason) Program() string {
	if r.Nobody() {
		return ""
	}
	return r.viewer.system
}

// Name is what the person is called who asked, "" if they have no name.
func (r Reason) Name() string {
	if r.Nobody() {
		return ""
	}
	return r.viewer.who.Name
}

// Face is the part of the thing that has to show before anything of it does.
func (r Reason) Face() Group {
	if r.Nobody() {
		return 0
	}
	return r.viewer.policy.cards[r.Thing].face()
}

// Off are the switches of the line that its grant has off.
func (c Cause) Off() SwitchSet { return c.off }

// String says it to programmers: the decision, and for each cause the line and
// what it lacks. Package reason says it to people.
func (r Reason) String() string {
	parts := []string{r.Decision.String()}
	for _, c := range r.Causes {
		parts = append(parts, strings.TrimSpace(strings.Join([]string{r.Cite(c), c.Lacks.String()}, " ")))
	}
	return strings.Join(parts, "; ")
}
