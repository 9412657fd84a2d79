package access

import (
	"cmp"
	"slices"

	"keyhouse/id"
)

// causesMost is how many near misses help; more confuse.
const causesMost = 5

// Why explains what v may do to r, or why some part of it shows or not: with
// groups, the first that does not show decides.
func (v *Viewer) Why(verb Verb, r *Record, groups ...Group) Reason {
	why := Reason{Decision: v.Can(verb, r), Verb: verb, Thing: r.Thing, viewer: v}
	if v == nil || v.policy == nil || v.system != "" || int(r.Thing) >= len(v.policy.cards) || r.Thing == 0 {
		return why
	}
	mask := v.Mask(r)
	for _, g := range groups {
		if !mask.Has(g) {
			why.Group = g
			if mask != 0 {
				why.Decision = Denied
			}
			break
		}
	}
	if why.Group == 0 && why.Decision == Allowed && len(groups) > 0 {
		why.Group = groups[0]
	}
	why.Causes = v.causes(why, r)
	return why
}

// need is what has to be found in a line: some verb, or a group that shows.
type need func(*Line) bool

// causes gives the lines that make the answer, or the nearest that do not.
func (v *Viewer) causes(why Reason, r *Record) []Cause {
	if r.Account != v.who.Account {
		return []Cause{{Lacks: LacksScope}}
	}
	if c, stopped := v.stopped(why, r); stopped {
		return []Cause{c}
	}
	all := v.candidates(v.need(why), r)
	v.nearestFirst(all)
	if why.Decision == Allowed || why.Decision == Ask {
		return slices.DeleteFunc(all, func(c Cause) bool { return c.Lacks > LacksYes || why.Decision == Allowed && c.Lacks != 0 })
	}
	if len(all) == 0 {
		return []Cause{{Lacks: LacksLine}}
	}
	if all[0].Lacks <= LacksYes && v.Mask(r) == 0 { // the line counts, so the face is what is missing
		return v.faceless(all, r)
	}
	return all[:min(len(all), causesMost)]
}

// nearestFirst sorts by what is missing, then by how little else the role gives.
func (v *Viewer) nearestFirst(all []Cause) {
	slices.SortStableFunc(all, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(a.Lacks, b.Lacks), cmp.Compare(v.policy.parts[a.Line.Role].weight, v.policy.parts[b.Line.Role].weight))
	})
}

// stopped finds what comes after all lines: a cut, or a never.
func (v *Viewer) stopped(why Reason, r *Record) (Cause, bool) {
	if why.Decision == Allowed || why.Decision == Ask {
		return Cause{}, false
	}
	whole := *v
	whole.cut = unlimited
	if d := whole.Can(why.Verb, r); d != v.Can(why.Verb, r) || whole.Mask(r) != v.Mask(r) {
		return Cause{Lacks: LacksRange}, true
	}
	for _, l := range v.policy.nevers[r.Thing] {
		if why.Group == 0 && l.verbsOn(v.policy, r.Thing).Has(why.Verb) && v.holds(l.Cond, r) {
			return Cause{Line: l, Lacks: LacksLeave}, true
		}
	}
	return Cause{}, false
}

func (v *Viewer) need(why Reason) need {
	if why.Group != 0 {
		return func(l *Line) bool { return l.seesOf(v.policy, why.Thing).Has(why.Group) }
	}
	face := v.policy.cards[why.Thing].face()
	return func(l *Line) bool {
		if !l.verbsOn(v.policy, why.Thing).Has(why.Verb) {
			return false
		}
		return !v.policy.reading.Has(why.Verb) || l.seesOf(v.policy, why.Thing).Has(face) // reading without the face is not reading
	}
}

// candidates gives every line that would do, in the grant that comes nearest.
func (v *Viewer) candidates(would need, r *Record) []Cause {
	var all []Cause
	for role := range v.policy.parts {
		for _, l := range v.policy.parts[role].lines {
			if l.Kind != SaysNever && l.Things.Has(r.Thing) && would(l) {
				all = append(all, v.nearest(l, r)...)
			}
		}
	}
	return all
}

// nearest gives the grants in which a line counts, or the one that lacks least.
func (v *Viewer) nearest(l *Line, r *Record) []Cause {
	best := Cause{Line: l, Lacks: LacksRole}
	var count []Cause
	for i := range v.held {
		if h := &v.held[i]; h.hat.role == l.Role {
			c := v.lack(l, h, r)
			if c.Lacks == 0 {
				count = append(count, c)
			}
			if c.Lacks < best.Lacks {
				best = c
			}
		}
	}
	if len(count) > 0 {
		return count
	}
	return []Cause{best}
}

// lack says what a line misses in one route of one grant.
func (v *Viewer) lack(l *Line, h *held, r *Record) Cause {
	c := Cause{Line: l, Grant: h.id(), off: l.With &^ h.hat.switches}
	switch {
	case !l.On.Has(h.hat.on) || !h.covers(v.policy, r):
		c.Lacks = LacksScope
	case c.off != 0:
		c.Lacks = LacksSwitch
	case !v.holds(l.Cond, r):
		c.Lacks = LacksCondition
	case l.Kind == SaysAsk && v.approved(r)&l.verbsOn(v.policy, r.Thing) == 0:
		c.Lacks = LacksYes
	}
	return c
}

// faceless turns lines that would count into ones that lack the face.
func (v *Viewer) faceless(all []Cause, r *Record) []Cause {
	face := v.policy.cards[r.Thing].face()
	showing := v.candidates(func(l *Line) bool { return l.seesOf(v.policy, r.Thing).Has(face) }, r)
	v.nearestFirst(showing)
	all[0].Lacks = LacksFace
	return append(all[:1], showing[:min(len(showing), causesMost-1)]...)
}

func (h *held) id() id.ID {
	if h.grant == nil {
		return id.ID{}
	}
	return h.grant.ID
}

// covers reports whether a route leads to r.
func (h *held) covers(p *Policy, r *Record) bool {
	if !h.hat.reaches(&p.cards[r.Thing]) {
		return false
	}
	on := h.hat.column()
	return on == OnAccount || !r.at(p, on).IsZero() && slices.Contains(h.ids, r.at(p, on))
}
