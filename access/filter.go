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
	if slices.ContainsFunc(g.clauses, func(c clause) bool { return !f.within(c) }) || len(g.except) > 0 {
		f.except = append(slices.Clip(f.except), g)
		return f
	}
	return Filter{} // all that f passes, g passes too
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
