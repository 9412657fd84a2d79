package access

import "slices"

// cell is all that some lines together say of one thing, worked out beforehand.
type cell struct {
	sees Groups // what the unconditional reading lines show
	may  Verbs  // what they allow
	when []when // the lines with a condition
	asks []when // the ask lines
}

// when is one line of a cell.
type when struct {
	cond Cond
	may  Verbs
	sees Groups
}

// cells has one cell for each Thing.
type cells []cell

// add counts a line in, for the things that reach says the route leads to.
func (cs cells) add(p *Policy, l *Line, reach func(*card) bool) {
	for t := range l.Things.All() {
		if !reach(&p.cards[t]) {
			continue
		}
		c, w := &cs[t], when{l.Cond, l.verbsOn(p, t), l.seesOf(p, t)}
		switch {
		case l.Kind == SaysAsk:
			c.asks = append(c.asks, w)
		case l.Cond.kind != always:
			c.when = append(c.when, w)
		default:
			c.sees |= w.sees
			c.may |= w.may
		}
	}
}

// join gives what two sets of lines say together.
func join(a, b cells) cells {
	if a == nil {
		return b
	}
	both := slices.Clone(a)
	for t := range both {
		both[t].sees |= b[t].sees
		both[t].may |= b[t].may
		both[t].when = slices.Concat(a[t].when, b[t].when)
		both[t].asks = slices.Concat(a[t].asks, b[t].asks)
	}
	return both
}

// hat is a role as worn in a grant: grants that differ only in whom they are on
// share it. The route says which column leads from the grant to a record.
type hat struct {
	role     Role
	on       Scope
	switches SwitchSet
	through  Scope // OnProperty for what a client grant reaches by property, else on
}

// counts reports whether a line counts for grants that wear the hat.
func (h hat) counts(l *Line) bool {
	return l.Role == h.role && l.On.Has(h.on) && h.switches.Covers(l.With) && l.Grants == 0
}

// reaches reports whether the hat's route leads to a thing.
func (h hat) reaches(c *card) bool {
	if h.on != OnClient {
		return c.by.Has(h.on)
	}
	byProperty := c.by.Has(OnProperty) && !c.direct
	return c.by.Has(OnClient) && byProperty == (h.through == OnProperty)
}

// cells works out what the hat gives.
func (h hat) cells(p *Policy) cells {
	cs := make(cells, len(p.cards))
	for _, l := range p.parts[h.role].lines {
		if h.counts(l) {
			cs.add(p, l, h.reaches)
		}
	}
	return cs
}
