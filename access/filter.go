package access

import (
	"slices"

	"keyhouse/id"
)

// Filter says which rows of one thing pass: those of one account that pass every
// clause and none of the exceptions. The zero Filter passes nothing.
type Filter struct {
	account id.ID
	policy  *Policy
	thing   Thing
	clauses []clause
	except  []Filter
	inline  bool // the grants are not the stored ones: never look them up
}

// clause passes a row if one of its terms does; the empty clause passes none.
type clause []term

// Nothing reports whether f is known to pass no row.
func (f Filter) Nothing() bool { return f.account.IsZero() }

// Everything reports whether f is known to pass every row of its account.
func (f Filter) Everything() bool {
	return !f.Nothing() && len(f.clauses) == 0 && len(f.except) == 0
}

// Few reports whether all that f passes hangs on at most n records or properties:
// a business, a vendor or a condition may have any number of rows.
func (f Filter) Few(n int) bool {
	return f.Nothing() || slices.ContainsFunc(f.clauses, func(c clause) bool { return c.few(n) })
}

func (c clause) few(n int) bool {
	for _, t := range c {
		switch {
		case !t.record.IsZero():
			n--
		case t.on == OnProperty:
			n -= t.size()
		default:
			return false
		}
	}
	return n >= 0
}

// Account gives the one account whose rows f passes.
func (f Filter) Account() id.ID { return f.account }

// And gives the filter that passes what both pass. Filters of different accounts
// or things have nothing in common.
func (f Filter) And(g Filter) Filter {
	if f.account != g.account || f.thing != g.thing {
		return Filter{}
	}
	both := f
	both.inline = f.inline || g.inline
	both.except = slices.Concat(f.except, g.except)
	for _, c := range g.clauses {
		both = both.under(c)
	}
	return both
}

// Minus gives the filter that passes what f passes and g does not: what a
// change would gain, or lose.
func (f Filter) Minus(g Filter) Filter {
	if f.account != g.account || f.thing != g.thing || f.Nothing() {
		return f
	}
	if !slices.ContainsFunc(g.clauses, func(c clause) bool { return !f.within(c) }) && f.excepts(g.except) {
		return Filter{} // all that f passes, g passes too
	}
	if len(g.clauses) == 1 && f.excepts(g.except) {
		var apart bool
		if f, apart = f.without(g.clauses[0]); apart {
			return f
		}
	}
	f.except = append(slices.Clip(f.except), g)
	return f
}

// excepts reports whether f leaves out all that the exceptions do.
func (f Filter) excepts(all []Filter) bool {
	for _, g := range all {
		if !slices.ContainsFunc(f.except, g.same) {
			return false
		}
	}
	return true
}

// same reports whether two filters are alike, as far as their terms show.
func (f Filter) same(g Filter) bool {
	alike := func(f, g Filter) bool {
		return !slices.ContainsFunc(g.clauses, func(c clause) bool { return !f.within(c) }) && f.excepts(g.except)
	}
	return alike(f, g) && alike(g, f)
}

// without takes the ids that c passes whatever else holds out of f's terms, and
// reports whether nothing of c is left in f.
func (f Filter) without(c clause) (Filter, bool) {
	less := f
	less.clauses = nil
	apart := false
	for _, d := range f.clauses {
		rest, clear := d.without(c)
		apart = apart || clear
		less.clauses = append(less.clauses, rest)
		if len(rest) == 0 {
			return Filter{}, true
		}
	}
	return less, apart
}

// without does so for one clause: clear if its rows and those of c cannot meet.
func (c clause) without(d clause) (rest clause, clear bool) {
	clear = true
	for _, t := range c {
		for _, u := range d {
			plain := u.on != OnAccount && u.cond.kind == always && u.record.IsZero()
			clear = clear && plain && u.on == t.on
			if plain && u.on == t.on {
				t.ids, t.sources = minus(t.all(), u.all()), nil
			}
		}
		if t.on == OnAccount || t.sources != nil || len(t.ids) > 0 {
			rest = append(rest, t)
		}
	}
	return rest, clear
}

// Inline gives f with every id written out, for grants that are not stored (yet).
func (f Filter) Inline() Filter {
	f.inline = true
	return f
}

// under adds a clause, unless one already there asks for more, and drops those
// that ask for less.
func (f Filter) under(c clause) Filter {
	if len(c) == 0 {
		return Filter{}
	}
	if c.whole() || f.within(c) {
		return f
	}
	f.clauses = slices.DeleteFunc(slices.Clone(f.clauses), func(d clause) bool { return d.covers(c) })
	f.clauses = append(f.clauses, c)
	return f
}

// within reports whether some clause of f passes no more than c does.
func (f Filter) within(c clause) bool {
	return c.whole() || slices.ContainsFunc(f.clauses, func(d clause) bool { return c.covers(d) })
}

// whole reports whether every row of the account passes.
func (c clause) whole() bool { return slices.ContainsFunc(c, term.whole) }

// covers reports whether c passes all that d does, as far as the terms show.
func (c clause) covers(d clause) bool {
	for _, t := range d {
		if !slices.ContainsFunc(c, func(s term) bool { return s.covers(t) }) {
			return false
		}
	}
	return true
}

// or adds a term, unless one already there passes as much.
func (c clause) or(t term) clause {
	if slices.ContainsFunc(c, func(s term) bool { return s.covers(t) }) {
		return c
	}
	c = slices.DeleteFunc(c, func(s term) bool { return t.covers(s) })
	return append(c, t)
}
