package access

import (
	"slices"

	"keyhouse/id"
)

// Where says, for a list, on which rows v may do verb. If groups are named, only
// rows on which every one of them shows are let through: name the group of any
// field you sort, search, filter, count or add up by, when not everyone may see
// it. Rows on which v may only ask are not among them.
func (v *Viewer) Where(verb Verb, t Thing, groups ...Group) Filter {
	if v == nil || v.policy == nil || v.who.Account.IsZero() || t == 0 || int(t) >= len(v.policy.cards) {
		return Filter{}
	}
	key := question{verb, t, SetOf(groups...)}
	if known, ok := v.filters.Load(key); ok {
		return known.(Filter)
	}
	f := v.where(key)
	v.filters.Store(key, f)
	return f
}

// question is what Where was asked.
type question struct {
	verb   Verb
	thing  Thing
	groups Groups
}

func (v *Viewer) where(q question) Filter {
	c := &v.policy.cards[q.thing]
	if !v.policy.making.Has(q.verb) || q.groups != 0 {
		q.groups = q.groups.With(c.face())
	}
	if !c.takes.Has(q.verb) || !v.cut.verbs.Has(q.verb) || !v.cut.things.Has(q.thing) || !(c.groups & v.cut.groups).Covers(q.groups) {
		return Filter{}
	}
	f := Filter{account: v.who.Account, policy: v.policy, thing: q.thing}
	f = f.under(v.clause(q.thing, func(l *Line) Verbs { return l.verbsOn(v.policy, q.thing) & SetOf(q.verb) }))
	for g := range q.groups.All() {
		f = f.under(v.clause(q.thing, func(l *Line) Verbs {
			if !l.seesOf(v.policy, q.thing).Has(g) {
				return 0
			}
			return l.verbsOn(v.policy, q.thing) & v.policy.reading
		}))
	}
	return v.lessNevers(v.lessCut(f), q.verb)
}

// clause gathers the terms of all lines that matter: those for which verbs names
// some. An ask line matters where one of the verbs was approved.
func (v *Viewer) clause(t Thing, verbs func(*Line) Verbs) clause {
	if v.system != "" {
		return clause{{viewer: v, on: OnAccount}}
	}
	var c clause
	for _, w := range v.worn {
		if !w.hat.reaches(&v.policy.cards[t]) {
			continue
		}
		for _, l := range v.policy.parts[w.hat.role].lines {
			if !l.Things.Has(t) || !w.hat.counts(l) {
				continue
			}
			if next := (term{viewer: v, on: w.hat.column(), sources: w.sources, cond: l.Cond}); l.Kind == SaysMay && verbs(l) != 0 {
				c = c.merge(next)
			} else if l.Kind == SaysAsk {
				c = v.approvals(c, next, t, verbs(l))
			}
		}
	}
	return c
}

// approvals adds an ask line's term for each record on which it was approved.
func (v *Viewer) approvals(c clause, t term, thing Thing, verbs Verbs) clause {
	for _, o := range v.overrides {
		if o.Thing == thing && verbs.Has(o.Verb) {
			t.record = o.Record
			c = c.or(t)
		}
	}
	return c
}

// merge adds a term; one that differs only in its sources takes them in.
func (c clause) merge(t term) clause {
	for i, s := range c {
		if s.on == t.on && s.cond == t.cond && s.record.IsZero() && s.on != OnAccount {
			t.sources = union(s.sources, t.sources)
			c = slices.Delete(slices.Clone(c), i, i+1)
			break
		}
	}
	return c.or(t)
}

func union(a, b []*held) []*held {
	all := slices.Clone(a)
	for _, h := range b {
		if !slices.Contains(a, h) {
			all = append(all, h)
		}
	}
	return all
}

// column is the scope whose column leads to a record; the server's is the account.
func (h hat) column() Scope {
	if h.through == OnServer {
		return OnAccount
	}
	return h.through
}

// lessCut leaves only the properties that the viewer is cut down to.
func (v *Viewer) lessCut(f Filter) Filter {
	if v.cut.properties == nil {
		return f
	}
	if ids := v.cut.ids(); len(ids) > 0 && v.policy.cards[f.thing].by.Has(OnProperty) && !f.Nothing() {
		return f.under(clause{{viewer: v, on: OnProperty, ids: ids}})
	}
	return Filter{}
}

// lessNevers leaves out what nobody may.
func (v *Viewer) lessNevers(f Filter, verb Verb) Filter {
	for _, l := range v.policy.nevers[f.thing] {
		if l.verbsOn(v.policy, f.thing).Has(verb) && !f.Nothing() {
			never := Filter{account: f.account, policy: f.policy, thing: f.thing}
			f = f.Minus(never.under(clause{{viewer: v, on: OnAccount, cond: l.Cond}}))
		}
	}
	return f
}

// worn is a hat with every grant that wears it.
type worn struct {
	hat     hat
	sources []*held
}

// gather sorts the routes by hat.
func (v *Viewer) gather() {
	at := map[hat]int{}
	for i := range v.held {
		h := &v.held[i]
		n, known := at[h.hat]
		if !known {
			n = len(v.worn)
			at[h.hat] = n
			v.worn = append(v.worn, worn{hat: h.hat})
		}
		if through := h.hat.column(); through == OnAccount || slices.ContainsFunc(h.ids, func(i id.ID) bool { return !i.IsZero() }) {
			v.worn[n].sources = append(v.worn[n].sources, h)
		}
	}
	v.worn = slices.DeleteFunc(v.worn, func(w worn) bool { return len(w.sources) == 0 })
}
