package access

import (
	"slices"

	"keyhouse/id"
)

// aim is one target of a grant: a scope, and which one.
type aim struct {
	on Scope
	id id.ID
}

func (g *Grant) aims() []aim {
	if g.On == OnAccount || g.On == OnServer {
		return []aim{{on: g.On}}
	}
	var all []aim
	for _, i := range g.targets() {
		all = append(all, aim{g.On, i})
	}
	return all
}

// power is what a person holds over the whole of one target.
type power struct {
	cells  cells
	grants Roles
}

// power joins every grant of v that covers the target.
func (v *Viewer) power(t aim, about []*Record) power {
	have := power{cells: make(cells, len(v.policy.cards))}
	for i := range v.held {
		h := &v.held[i]
		if h.grant == nil || !h.grant.spans(v.policy, t, about) {
			continue
		}
		have.cells = join(have.cells, h.hat.cells(v.policy))
		have.grants |= v.policy.grantable(h.hat)
	}
	return have
}

// spans reports whether a grant covers the whole of a target.
func (g *Grant) spans(p *Policy, t aim, about []*Record) bool {
	switch {
	case g.On == OnAccount:
		return true
	case g.On == t.on:
		return g.On == OnServer || slices.Contains(g.targets(), t.id)
	case g.On == OnClient && t.on == OnProperty && slices.Contains(g.Properties, t.id):
		return true
	}
	return slices.ContainsFunc(about, func(r *Record) bool {
		on := r.at(p, g.On)
		return p.self[r.Thing] == t.on && r.ID == t.id && !on.IsZero() && slices.Contains(g.targets(), on)
	})
}

// exceeds reports, as a fault to show, a right that g would give and have lacks.
func (have power) exceeds(p *Policy, g Grant) error {
	h := hat{g.Role, g.On, g.Switches, g.On}
	gives := h.cells(p)
	if g.On == OnClient {
		h.through = OnProperty
		gives = join(gives, h.cells(p))
	}
	for t := 1; t < len(gives); t++ {
		verbs, groups := have.cells[t].lacks(&gives[t])
		for verb := range verbs.All() {
			return forbidden("You cannot give that: it would let them %s %s, and you may not, or not everywhere there.", verbLabel(p.verbs[verb]), article(spaced(p.things[t])))
		}
		for group := range groups.All() {
			return forbidden("You cannot give that: it would show them the %s of %s, and you do not see it, or not everywhere there.", groupLabel(p.groups[group]), article(spaced(p.things[t])))
		}
	}
	for role := range (p.grantable(h) &^ have.grants).All() {
		return forbidden("You cannot give that: it would let them make somebody %s, and you may not.", p.roles[role])
	}
	return nil
}

// grantable gives the roles that who wears the hat may grant.
func (p *Policy) grantable(h hat) Roles {
	var roles Roles
	for _, l := range p.parts[h.role].lines {
		if l.On.Has(h.on) && h.switches.Covers(l.With) {
			roles |= l.Grants
		}
	}
	return roles
}

// lacks gives what d has and c does not. A line with a condition is had by who
// has it without one, or the same line.
func (c *cell) lacks(d *cell) (Verbs, Groups) {
	verbs, groups := d.may&^c.may, d.sees&^c.sees
	for _, w := range d.when {
		same := c.under(w.cond, c.when)
		verbs |= w.may &^ same.may
		groups |= w.sees &^ same.sees
	}
	for _, w := range d.asks {
		same := c.under(w.cond, c.when, c.asks)
		verbs |= w.may &^ same.may
		groups |= w.sees &^ same.sees
	}
	return verbs, groups
}

// under gives what c says when the condition holds.
func (c *cell) under(cond Cond, lines ...[]when) when {
	all := when{cond, c.may, c.sees}
	for _, w := range slices.Concat(lines...) {
		if w.cond == cond || w.cond.kind == always {
			all.may |= w.may
			all.sees |= w.sees
		}
	}
	return all
}
