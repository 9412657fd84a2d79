package access

import "keyhouse/id"

// Decision is the answer to "may they?".
type Decision uint8

// The decisions. The zero Decision is Missing.
const (
	Missing Decision = iota // they may not know of the record: answer as if there were none
	Denied                  // they see it and may not do this
	Ask                     // they may once somebody who may approve says so
	Allowed
)

// String gives the decision in a word.
func (d Decision) String() string { return [...]string{"missing", "denied", "ask", "allowed"}[d] }

// verdict is what all lines say of one record.
type verdict struct {
	sees Groups
	may  Verbs
	ask  Verbs
}

// Can says whether v may do verb to r. It costs a map look-up for each column
// that v holds grants on, and no memory.
func (v *Viewer) Can(verb Verb, r *Record) Decision {
	d := v.weigh(r)
	switch {
	case d.may.Has(verb):
		return Allowed
	case d.ask.Has(verb):
		return Ask
	case d.sees != 0 || v.making(verb, r):
		return Denied
	}
	return Missing
}

// making reports whether there is no record yet that could be given away.
func (v *Viewer) making(verb Verb, r *Record) bool {
	return v != nil && v.policy != nil && v.policy.making.Has(verb) && r.Account == v.who.Account && !r.Account.IsZero()
}

// Mask says which groups of r show; none means that v may not know of r.
func (v *Viewer) Mask(r *Record) Groups { return v.weigh(r).sees }

// May says whether v may do verb to any thing of that kind, anywhere: for menus
// and buttons. The record decides, not this.
func (v *Viewer) May(verb Verb, t Thing) bool { return !v.Where(verb, t).Nothing() }

// weigh counts the lines that count for r.
func (v *Viewer) weigh(r *Record) verdict {
	if v == nil || v.policy == nil || r.Account != v.who.Account || r.Account.IsZero() {
		return verdict{}
	}
	if int(r.Thing) >= len(v.policy.cards) || r.Thing == 0 || !v.cut.lets(v.policy, r) {
		return verdict{}
	}
	if v.system != "" {
		c := &v.policy.cards[r.Thing]
		return v.limit(verdict{sees: c.groups, may: c.takes}, r)
	}
	var d verdict
	v.count(v.whole, r, &d)
	for s := OnBusiness; s <= OnVendor; s++ {
		if v.by[s] != nil {
			if on := r.at(v.policy, s); on != (id.ID{}) {
				v.count(v.by[s][on], r, &d)
			}
		}
	}
	return v.limit(d, r)
}

// count adds what one set of lines says of r.
func (v *Viewer) count(cs cells, r *Record, d *verdict) {
	if cs == nil {
		return
	}
	c := &cs[r.Thing]
	d.sees |= c.sees
	d.may |= c.may
	for i := range c.when {
		if w := &c.when[i]; v.holds(w.cond, r) {
			d.sees |= w.sees
			d.may |= w.may
		}
	}
	for i := range c.asks {
		if w := &c.asks[i]; v.holds(w.cond, r) {
			approved := v.approved(r) & w.may
			d.ask |= w.may
			d.may |= approved
			if approved&v.policy.reading != 0 {
				d.sees |= w.sees
			}
		}
	}
}

// approved gives the verbs somebody allowed on this one record.
func (v *Viewer) approved(r *Record) Verbs {
	var verbs Verbs
	for i := range v.overrides {
		if o := &v.overrides[i]; o.Record == r.ID && o.Thing == r.Thing {
			verbs = verbs.With(o.Verb)
		}
	}
	return verbs
}

// limit applies what comes after all lines: the face, the nevers and the cut.
func (v *Viewer) limit(d verdict, r *Record) verdict {
	p := v.policy
	d.sees &= v.cut.groups
	known := d.sees
	if !d.sees.Has(p.cards[r.Thing].face()) {
		d.sees, known = 0, 0
		d.may &= p.making
	}
	if known == 0 && d.ask&p.reading == 0 {
		d.ask &= p.making
	}
	left := v.cut.verbs &^ v.never(r)
	d.may &= left
	d.ask &= left
	return d
}

// never gives the verbs that nobody may on this record.
func (v *Viewer) never(r *Record) Verbs {
	var verbs Verbs
	for _, l := range v.policy.nevers[r.Thing] {
		if v.holds(l.Cond, r) {
			verbs |= l.verbsOn(v.policy, r.Thing)
		}
	}
	return verbs
}

// holds reports whether a condition holds for r, as SQL would: a column without
// a value satisfies none.
func (v *Viewer) holds(c Cond, r *Record) bool {
	switch c.kind {
	case ofMine:
		return r.Person == v.who.Person && !r.Person.IsZero()
	case givenMe:
		return r.Assignee == v.who.Person && !r.Assignee.IsZero()
	case ofVendor:
		return v.worksFor(r.at(v.policy, OnVendor))
	case recent:
		return r.Day >= v.since && r.Day != 0
	case open:
		return r.State != 0 && v.policy.open.Has(r.State)
	case inState:
		return r.State != 0 && c.states.Has(r.State)
	}
	return true
}

func (v *Viewer) worksFor(vendor id.ID) bool {
	for _, mine := range v.vendors {
		if mine == vendor && !vendor.IsZero() {
			return true
		}
	}
	return false
}
