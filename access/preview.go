package access

// Change is what one person gains and loses of one thing: the rows on which
// they may do Verb, or on which Group shows if Group is not zero.
type Change struct {
	Thing        Thing
	Verb         Verb
	Group        Group
	Gained, Lost Filter
}

// Preview compares a person before and after a change of grants, before it is
// saved. Changes that cannot let any row through are left out; those that remain
// may still turn out to be empty when counted.
func Preview(before, after *Viewer) []Change {
	var changes []Change
	for t := Thing(1); int(t) < len(after.policy.cards); t++ {
		c := &after.policy.cards[t]
		for verb := range c.takes.All() {
			changes = compare(changes, Change{Thing: t, Verb: verb}, before, after)
			if after.policy.reading.Has(verb) {
				for _, g := range c.holds[1:] {
					changes = compare(changes, Change{Thing: t, Verb: verb, Group: g}, before, after)
				}
			}
		}
	}
	return changes
}

func compare(changes []Change, c Change, before, after *Viewer) []Change {
	var groups []Group
	if c.Group != 0 {
		groups = []Group{c.Group}
	}
	was, is := before.Where(c.Verb, c.Thing, groups...), after.Where(c.Verb, c.Thing, groups...)
	c.Gained, c.Lost = is.Minus(was).Inline(), was.Minus(is).Inline()
	if c.Gained.Nothing() && c.Lost.Nothing() {
		return changes
	}
	return append(changes, c)
}
