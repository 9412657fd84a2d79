package access

import "slices"

// readThing reads: thing NAME by SCOPES [has FIELDS] holds GROUPS takes VERBS.
func (p *parser) readThing(_ block, r *reader) {
	c := card{line: r.line}
	before := len(p.things)
	name := &reader{p: p, rest: r.rest[:min(1, len(r.rest))], line: r.line}
	declare(name, "thing", &p.things)
	r.next()
	if r.take("by") {
		p.readBy(r, &c)
	}
	if r.take("has") {
		c.has = fields(lookup[uint8](r, "field", append([]string{""}, fieldWords...)) >> 1)
	}
	if r.take("holds") {
		p.readHolds(r, &c)
	}
	if r.take("takes") {
		c.takes = lookup[Verb](r, "verb", p.verbs)
	}
	r.end()
	if c.by == 0 || len(c.holds) == 0 || c.takes == 0 {
		p.fail(c.line, "write it as: thing NAME by SCOPES [has FIELDS] holds GROUPS takes VERBS")
	}
	if len(p.things) > max(1, before) {
		p.cards = append(p.cards, c)
	}
}

// readBy reads the scopes of a thing; "client directly" is one of them.
func (p *parser) readBy(r *reader, c *card) {
	for {
		w := r.next()
		s, ok := find[Scope](scopeWords[:OnRecord], w)
		if !ok || !p.scopes.Has(s) {
			p.unknown(r.line, "scope", w, spellAll(scopeWords, p.scopes))
			return
		}
		c.by = c.by.With(s)
		if r.take("directly") {
			c.direct = true
			if s != OnClient {
				r.fail("only client can be said to reach something directly")
			}
		}
		if !r.take(",") {
			return
		}
	}
}

// readHolds reads groups in their order, since the first is the face.
func (p *parser) readHolds(r *reader, c *card) {
	for _, w := range r.list() {
		g, ok := find[Group](p.groups, w)
		switch {
		case !ok:
			p.unknown(r.line, "group", w, p.groups)
		case c.groups.Has(g):
			r.fail("it holds %q twice", w)
		default:
			c.groups = c.groups.With(g)
			c.holds = append(c.holds, g)
		}
	}
}

// readArea reads: area NAME is THINGS.
func (p *parser) readArea(_ block, r *reader) {
	a := area{line: r.line, word: r.next()}
	if !isWord(a.word) || slices.Contains(reserved, a.word) || slices.Contains(p.things, a.word) || p.area(a.word) != nil {
		r.fail("an area needs a word of its own, not %q", a.word)
	}
	if !r.take("is") {
		r.fail("write it as: area NAME is THINGS")
		return
	}
	a.things = lookup[Thing](r, "thing", p.things)
	p.areas = append(p.areas, a)
	r.end()
}

func (p *Policy) area(word string) *area {
	at := slices.IndexFunc(p.areas, func(a area) bool { return a.word == word })
	if at < 0 {
		return nil
	}
	return &p.areas[at]
}

// readOpen reads: open is STATES.
func (p *parser) readOpen(_ block, r *reader) {
	if !r.take("is") {
		r.fail("write it as: open is STATES")
		return
	}
	p.open |= lookup[State](r, "state", p.states)
	r.end()
}

// readSuspended reads: suspended keeps THINGS.
func (p *parser) readSuspended(_ block, r *reader) {
	if !r.take("keeps") {
		r.fail("write it as: suspended keeps THINGS")
		return
	}
	p.suspended |= lookup[Thing](r, "thing", p.things)
	r.end()
}

// readRole reads the head: [standing] role NAME on [one] SCOPE, …
func (p *parser) readRole(b block, r *reader) {
	r.rest = b.head
	next := part{line: b.head[0].line, standing: r.take("standing")}
	r.take("role")
	before := len(p.roles)
	name := &reader{p: p, rest: r.rest[:min(1, len(r.rest))], line: next.line}
	declare(name, "role", &p.roles)
	r.next()
	if !r.take("on") {
		r.fail("say what it is granted on: role NAME on SCOPES")
	} else {
		p.readOn(r, &next)
		r.end()
	}
	p.addRole(before, next)
}

func (p *parser) addRole(before int, next part) {
	if len(p.roles) > max(1, before) {
		p.parts = append(p.parts, next)
	}
}

func (p *parser) readOn(r *reader, next *part) {
	for {
		one := r.take("one")
		w := r.next()
		s, ok := find[Scope](scopeWords[:OnRecord], w)
		if !ok || !p.scopes.Has(s) {
			p.unknown(r.line, "scope", w, spellAll(scopeWords, p.scopes))
			return
		}
		next.on = next.on.With(s)
		if one {
			next.one = next.one.With(s)
		}
		if !r.take(",") {
			return
		}
	}
}

// readEveryone reads the head of what holds for all; it is a role that nobody
// needs to be granted.
func (p *parser) readEveryone(b block, r *reader) {
	if p.everyone != 0 {
		p.fail(b.head[0].line, "everyone is said twice: keep the sentences together")
		return
	}
	r.rest = b.head
	before := len(p.roles)
	declare(r, "role", &p.roles)
	r.end()
	p.everyone = Role(len(p.roles) - 1)
	p.addRole(before, part{line: b.head[0].line, on: SetOf(OnAccount), standing: true})
}

func spellAll[W ~uint8](list []string, s Set[W]) []string {
	return append([]string{""}, spell(list, s)...)
}
