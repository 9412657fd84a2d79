package access

import (
	"fmt"
	"slices"
)

// Policy is a parsed page. It never changes once parsed.
type Policy struct {
	name string // the file, for citing lines

	verbs, things, groups, roles, switches, states []string // words by number

	scopes          Scopes
	reading, making Verbs
	open            States
	recentDays      int
	suspended       Things // what a suspended account keeps

	cards    []card    // by Thing
	areas    []area    // in the page's order
	parts    []part    // by Role
	everyone Role      // the role that every signed-in person has, 0 if the page has none
	nevers   [][]*Line // by Thing
	self     []Scope   // by Thing: the scope that is the thing itself
}

// card is what the page says of one thing.
type card struct {
	line   int
	by     Scopes
	direct bool // a client grant reaches it by its own client, not through its property
	has    fields
	holds  []Group // face first
	groups Groups
	takes  Verbs
}

// face is the part without which the record is not known.
func (c *card) face() Group { return c.holds[0] }

// fields are the columns that conditions look at.
type fields uint8

const (
	hasDay fields = 1 << iota
	hasState
	hasPerson
	hasAssignee
)

var fieldWords = []string{"day", "state", "person", "assignee"}

// area is one word for several things.
type area struct {
	line   int
	word   string
	things Things
}

// part is what the page says of one role.
type part struct {
	line     int
	on       Scopes
	one      Scopes // of these, exactly one may be named in a grant
	standing bool   // held by right, granted by nobody
	lines    []*Line
	grants   Roles // every role some line of it may grant
	switches SwitchSet
	weight   int // how much the role gives, to tell small from great
}

// Kind is how a sentence speaks.
type Kind uint8

// The kinds of sentence.
const (
	SaysMay Kind = iota
	SaysAsk
	SaysNever
)

var kindWords = []string{"may", "ask", "never"}

// String gives the kind as the page spells it.
func (k Kind) String() string { return kindWords[k] }

// Line is one sentence of the page.
type Line struct {
	Number int  // in the file, from 1
	Role   Role // whose it is
	Kind   Kind
	On     Scopes    // the grants it counts for
	With   SwitchSet // the switches that must be on, all of them
	Verbs  Verbs
	All    bool // "manage": every verb each thing takes
	Things Things
	Sees   Groups
	Whole  bool // "sees all"
	Cond   Cond
	Grants Roles // for "may grant"

	named []string // the things as written, areas included
}

// verbsOn gives what the line says can be done with a thing.
func (l *Line) verbsOn(p *Policy, t Thing) Verbs {
	switch {
	case !l.Things.Has(t):
		return 0
	case l.All:
		return p.cards[t].takes
	}
	return l.Verbs & p.cards[t].takes
}

// seesOf gives the groups of a thing that the line shows: those it names, and
// the face alone if it reads without naming any.
func (l *Line) seesOf(p *Policy, t Thing) Groups {
	c := &p.cards[t]
	switch {
	case l.verbsOn(p, t)&p.reading == 0:
		return 0
	case l.Whole:
		return c.groups
	case l.Sees == 0:
		return SetOf(c.face())
	}
	return l.Sees & c.groups
}

// Cite names a line as file:number.
func (p *Policy) Cite(l *Line) string { return fmt.Sprintf("%s:%d", p.name, l.Number) }

// card gives what the page says of t; nothing, of a thing it does not have.
func (p *Policy) card(t Thing) *card {
	if int(t) >= len(p.cards) {
		t = 0
	}
	return &p.cards[t]
}

// part gives what the page says of r; nothing, of a role it does not have.
func (p *Policy) part(r Role) *part {
	if int(r) >= len(p.parts) {
		r = 0
	}
	return &p.parts[r]
}

// Lines gives every sentence of a role, in the page's order.
func (p *Policy) Lines(r Role) []*Line { return slices.Clone(p.part(r).lines) }

// Holds gives the groups of a thing.
func (p *Policy) Holds(t Thing) Groups { return p.card(t).groups }

// Face gives the part of a thing without which it is not known.
func (p *Policy) Face(t Thing) Group {
	if c := p.card(t); len(c.holds) > 0 {
		return c.face()
	}
	return 0
}

// Takes gives what can be done with a thing.
func (p *Policy) Takes(t Thing) Verbs { return p.card(t).takes }

// Scopes gives what a role can be granted on.
func (p *Policy) Scopes(r Role) Scopes { return p.part(r).on }

// Switches gives the switches that change what a role may do.
func (p *Policy) Switches(r Role) SwitchSet { return p.part(r).switches }

// Grantable gives the roles that a role may grant.
func (p *Policy) Grantable(r Role) Roles { return p.part(r).grants }
