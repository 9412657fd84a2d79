package access

import (
	"fmt"
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

// what says the act in words: "see the contact info of a booking".
func (r Reason) what() string {
	p := r.viewer.policy
	if r.Group != 0 {
		return fmt.Sprintf("see the %s of %s", groupLabel(word(p.groups, r.Group)), article(spaced(word(p.things, r.Thing))))
	}
	return verbLabel(word(p.verbs, r.Verb)) + " " + article(spaced(word(p.things, r.Thing)))
}

// ForAdmin says it to somebody who manages access: with lines, grants, and what
// would change it.
func (r Reason) ForAdmin() string {
	if r.viewer == nil || r.viewer.policy == nil {
		return "Nobody is signed in: nobody sees nothing."
	}
	if r.viewer.system != "" {
		return "The program itself asks (" + r.viewer.system + ")."
	}
	said := r.name() + " may not " + r.what()
	switch r.Decision {
	case Allowed:
		said = r.name() + " may " + r.what()
	case Ask:
		said = r.name() + " may " + r.what() + " once somebody approves"
	}
	var parts []string
	for _, c := range r.Causes {
		parts = append(parts, r.cause(c))
	}
	return said + ": " + strings.Join(parts, "; ") + "."
}

func (r Reason) name() string {
	if r.viewer.who.Name == "" {
		return "This person"
	}
	return r.viewer.who.Name
}

// cause says one line: who, by which grant, and what it lacks.
func (r Reason) cause(c Cause) string {
	p := r.viewer.policy
	if c.Line == nil {
		return map[Lack]string{
			LacksLine:  "no line of the policy lets anybody",
			LacksRange: "what they use now is cut down to less",
			LacksScope: "it is another account's",
		}[c.Lacks]
	}
	said := fmt.Sprintf("as %s (%s", spaced(p.roles[c.Line.Role]), p.Cite(c.Line))
	if !c.Grant.IsZero() {
		said += ", access " + c.Grant.String()
	}
	said += ")"
	if want := r.remedy(c); want != "" {
		said += ", " + want
	}
	return said
}

// remedy says what one line lacks and what would change it.
func (r Reason) remedy(c Cause) string {
	p := r.viewer.policy
	switch c.Lacks {
	case LacksYes:
		return "if somebody who may approve says so"
	case LacksFace:
		return fmt.Sprintf("but not without seeing the %s: give what shows that", groupLabel(p.groups[p.cards[r.Thing].face()]))
	case LacksCondition:
		return "but only" + c.Line.Cond.text(p)
	case LacksSwitch:
		if c.off.Len() > 1 {
			return fmt.Sprintf("but %s are off: switch them on", listed(quoted(spell(p.switches, c.off)), "and"))
		}
		return fmt.Sprintf("but %s is off: switch it on", listed(quoted(spell(p.switches, c.off)), "and"))
	case LacksScope:
		return fmt.Sprintf("but that access is on others: give it on this %s", listed(spell(scopeWords, c.Line.On), "or"))
	case LacksRole:
		return fmt.Sprintf("which they are not: give it on %s", listed(spell(scopeWords, c.Line.On), "or"))
	case LacksLeave:
		return "nobody may" + c.Line.Cond.text(p)
	}
	return ""
}

// ForPerson says it to the person. It speaks only of their own access, never of
// the record or of other people; and of what they may not know of, it says what
// it says of what does not exist.
func (r Reason) ForPerson() string {
	if r.Decision == Missing {
		return "There is nothing here, or it is not shown to you."
	}
	switch r.Decision {
	case Allowed:
		return "Your access lets you " + r.what() + "."
	case Ask:
		return "You may " + r.what() + " once somebody who may approve says so. Ask them here."
	}
	said := "Your access does not let you " + r.what() + ". "
	for _, c := range r.Causes {
		switch c.Lacks {
		case LacksSwitch:
			return said + fmt.Sprintf("Ask the office to switch on %s.", listed(quoted(spell(r.viewer.policy.switches, c.off)), "and"))
		case LacksLeave:
			return said + "Nobody may do this."
		case LacksRange:
			return said + "You are looking through something that shows less than your own access."
		}
	}
	return said + "Ask the office if you need it."
}
