package access

// index gathers what the readers look up by role and by thing.
func (p *parser) index() {
	p.nevers = make([][]*Line, len(p.cards))
	p.self = make([]Scope, len(p.cards))
	for t := range p.cards {
		p.self[t], _ = find[Scope](scopeWords, word(p.things, t))
	}
	for r := range p.parts {
		for _, l := range p.parts[r].lines {
			p.parts[r].grants |= l.Grants
			p.parts[r].switches |= l.With
			for t := range l.Things.All() {
				p.parts[r].weight += l.verbsOn(p.Policy, t).Len() + l.seesOf(p.Policy, t).Len()
				if l.Kind == SaysNever {
					p.nevers[t] = append(p.nevers[t], l)
				}
			}
		}
	}
}

// check refuses what parses and yet cannot be meant.
func (p *parser) check() {
	for r := range p.parts {
		for at, l := range p.parts[r].lines {
			p.checkLine(l)
			for _, earlier := range p.parts[r].lines[:at] {
				if earlier.saysAll(p.Policy, l) {
					p.fail(l.Number, "says nothing new: line %d already does", earlier.Number)
					break
				}
			}
		}
	}
	p.checkRoles()
	p.checkUse()
}

func (p *parser) checkLine(l *Line) {
	part := &p.parts[l.Role]
	if l.On == 0 || !part.on.Covers(l.On) {
		p.fail(l.Number, "cannot be reached: %s is not granted on that", p.roles[l.Role])
	}
	if (l.Kind == SaysNever) != (p.everyone == l.Role && l.Kind != SaysMay) {
		p.fail(l.Number, "never stands only under everyone, ask never does: roles only add")
	}
	if l.Role == p.everyone && (l.With != 0 || l.Grants != 0) {
		p.fail(l.Number, "everyone holds no grant, so there is no switch and nothing to grant")
	}
	if l.Grants == 0 {
		p.checkVerbs(l)
		p.checkSees(l)
		p.checkThings(l)
	}
}

// checkVerbs wants each verb taken by some thing and each thing to take some verb.
func (p *parser) checkVerbs(l *Line) {
	var used Verbs
	for t := range l.Things.All() {
		on := l.verbsOn(p.Policy, t)
		used |= on
		if on == 0 {
			p.fail(l.Number, "cannot be reached: %s takes none of these verbs", p.things[t])
		}
	}
	for v := range (l.Verbs &^ used).All() {
		p.fail(l.Number, "cannot be reached: none of these takes %s", p.verbs[v])
	}
	if l.Kind == SaysNever && (l.Verbs&p.reading != 0 || l.All) {
		p.fail(l.Number, "never refuses acts and hides nothing: take the reading verbs out of the lines that give them")
	}
}

// checkSees wants each group held by some thing that is read, and each thing
// that is read to show some group.
func (p *parser) checkSees(l *Line) {
	var shown Groups
	for t := range l.Things.All() {
		shown |= l.seesOf(p.Policy, t)
		if l.Sees != 0 && l.Sees&p.cards[t].groups == 0 {
			p.fail(l.Number, "cannot be reached: %s holds none of these groups", p.things[t])
		}
	}
	for g := range (l.Sees &^ shown).All() {
		p.fail(l.Number, "cannot be reached: nothing read here holds %s", p.groups[g])
	}
	if l.Whole && shown == 0 {
		p.fail(l.Number, "sees all is of no use: nothing is read here")
	}
	if l.Kind == SaysNever && (l.Sees != 0 || l.Whole) {
		p.fail(l.Number, "never shows nothing: leave sees out")
	}
}

// checkThings wants each thing within reach of some scope and in possession of
// the column that the condition looks at.
func (p *parser) checkThings(l *Line) {
	for t := range l.Things.All() {
		c := &p.cards[t]
		if c.by&l.On == 0 {
			p.fail(l.Number, "cannot be reached: %s is not by %s", p.things[t], listed(spell(scopeWords, l.On), "or"))
		}
		if need := l.Cond.needs(); need&^c.has != 0 {
			p.fail(l.Number, "cannot be reached: %s has no %s", p.things[t], need.words()[0])
		}
		if l.Cond.kind == ofVendor && !c.by.Has(OnVendor) {
			p.fail(l.Number, "cannot be reached: %s is not by vendor", p.things[t])
		}
	}
	if l.Cond.kind == open && p.open == 0 {
		p.fail(l.Number, "cannot be reached: the page declares no open states")
	}
	if l.Cond.kind == recent && p.recentDays < 0 {
		p.fail(l.Number, "cannot be reached: the page does not declare how long recent is")
	}
}

// saysAll reports whether whatever m gives, l already gives.
func (l *Line) saysAll(p *Policy, m *Line) bool {
	if l.Kind != m.Kind || !l.On.Covers(m.On) || !m.With.Covers(l.With) || !l.Grants.Covers(m.Grants) {
		return false
	}
	if l.Cond != m.Cond && l.Cond.kind != always {
		return false
	}
	for t := range m.Things.All() {
		if !l.verbsOn(p, t).Covers(m.verbsOn(p, t)) || !l.seesOf(p, t).Covers(m.seesOf(p, t)) {
			return false
		}
	}
	return true
}

// checkRoles wants each role to be grantable by somebody, and to say something.
func (p *parser) checkRoles() {
	var grantable Roles
	for r := range p.parts {
		grantable |= p.parts[r].grants
	}
	for r := 1; r < len(p.parts); r++ {
		part := &p.parts[r]
		switch given := grantable.Has(Role(r)); {
		case len(part.lines) == 0:
			p.fail(part.line, "role %s may do nothing", p.roles[r])
		case part.standing && given:
			p.fail(part.line, "role %s is standing, and yet some line may grant it", p.roles[r])
		case !part.standing && !given:
			p.fail(part.line, "nobody can grant role %s: name it in a \"may grant\", or make it standing", p.roles[r])
		}
	}
}

// checkUse wants every word to be of some use: a switch that changes a line, a
// thing somebody may read, a group somebody may see, a verb some thing takes, a
// state some line or the page can tell.
func (p *parser) checkUse() {
	var switches SwitchSet
	var takes Verbs
	seen := make([]Groups, len(p.cards))
	for r := range p.parts {
		switches |= p.parts[r].switches
		for _, l := range p.parts[r].lines {
			for t := range l.Things.All() {
				seen[t] |= l.seesOf(p.Policy, t)
			}
		}
	}
	var held Groups
	for t := 1; t < len(p.cards); t++ {
		c := &p.cards[t]
		takes |= c.takes
		held |= c.groups
		p.checkSeen(t, seen[t])
	}
	p.unused("switch", p.switches, uint64(switches))
	p.unused("verb", p.verbs, uint64(takes))
	p.unused("group", p.groups, uint64(held))
}

func (p *parser) checkSeen(thing int, seen Groups) {
	c := &p.cards[thing]
	if !seen.Has(c.face()) {
		p.fail(c.line, "nobody may read a %s", p.things[thing])
		return
	}
	for g := range (c.groups &^ seen).All() {
		p.fail(c.line, "nobody may see the %s of a %s", p.groups[g], p.things[thing])
	}
}

func (p *parser) unused(what string, list []string, used uint64) {
	for n := 1; n < len(list); n++ {
		if used>>n&1 == 0 {
			p.fail(1, "%s %q is declared and never used", what, list[n])
		}
	}
}
