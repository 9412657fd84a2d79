package access

// readLines reads the sentences of one role.
func (p *parser) readLines(b block, _ *reader) {
	role, _ := find[Role](p.roles, roleName(b.head))
	if role == 0 || p.parts[role].line != b.head[0].line {
		return // its head was refused
	}
	for _, words := range b.body {
		r := &reader{p: p, rest: words, line: words[0].line}
		line := &Line{Number: r.line, Role: role, On: p.parts[role].on}
		before := len(p.errs)
		p.readLine(r, line)
		if len(p.errs) == before {
			p.parts[role].lines = append(p.parts[role].lines, line)
		}
	}
}

func roleName(head []token) string {
	for _, w := range head {
		if w.text != "standing" && w.text != "role" {
			return w.text
		}
	}
	return ""
}

// readLine reads: [on SCOPES] [with SWITCHES]: may|ask|never VERBS THINGS [CONDITION] [sees GROUPS].
func (p *parser) readLine(r *reader, l *Line) {
	p.readPrefix(r, l)
	switch w := r.next(); w {
	case "may":
	case "ask":
		l.Kind = SaysAsk
	case "never":
		l.Kind = SaysNever
	default:
		p.unknown(r.line, "kind of sentence", w, append([]string{""}, kindWords...))
		return
	}
	if l.Kind == SaysMay && r.take("grant") {
		l.Grants = lookup[Role](r, "role", p.roles)
		r.end()
		return
	}
	p.readVerbsAndThings(r, l)
	p.readCond(r, l)
	p.readSees(r, l)
	r.end()
}

func (p *parser) readPrefix(r *reader, l *Line) {
	prefixed := false
	if r.take("on") {
		prefixed = true
		l.On = lookup[Scope](r, "scope", scopeWords[:OnRecord])
	}
	if r.take("with") {
		prefixed = true
		l.With = lookup[Switch](r, "switch", p.switches)
	}
	if prefixed && !r.take(":") {
		r.fail("a colon is missing after what comes first")
	}
}

func (p *parser) readVerbsAndThings(r *reader, l *Line) {
	if l.All = r.take("manage"); !l.All {
		l.Verbs = lookup[Verb](r, "verb", p.verbs)
	}
	for _, w := range r.list() {
		t, ok := find[Thing](p.things, w)
		a := p.area(w)
		switch {
		case ok:
			l.Things = l.Things.With(t)
		case a != nil:
			l.Things |= a.things
		default:
			p.unknown(r.line, "thing", w, p.thingWords())
			continue
		}
		l.named = append(l.named, w)
	}
}

func (p *parser) thingWords() []string {
	words := append([]string{""}, p.things...)
	for _, a := range p.areas {
		words = append(words, a.word)
	}
	return words
}

func (p *parser) readCond(r *reader, l *Line) {
	switch {
	case r.take("of", "mine"):
		l.Cond.kind = ofMine
	case r.take("of", "my", "vendor"):
		l.Cond.kind = ofVendor
	case r.take("given", "to", "me"):
		l.Cond.kind = givenMe
	case r.take("while", "recent"):
		l.Cond.kind = recent
	case r.take("while", "open"):
		l.Cond.kind = open
	case r.take("while"):
		l.Cond = Cond{inState, lookup[State](r, "state", p.states)}
	}
}

func (p *parser) readSees(r *reader, l *Line) {
	switch {
	case r.take("sees", "all"):
		l.Whole = true
	case r.take("sees"):
		l.Sees = lookup[Group](r, "group", p.groups)
	}
}
