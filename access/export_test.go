package access

import "slices"

// Columns gives the columns that a table of t has, and the readers may use.
func (p *Policy) Columns(t Thing) []string {
	columns := []string{"id"}
	c := &p.cards[t]
	for s := range c.by.With(OnAccount).All() {
		if p.self[t] != s && s != OnServer {
			columns = append(columns, scopeWords[s]+"_id")
		}
	}
	for at, w := range fieldWords {
		if c.has>>at&1 == 1 {
			columns = append(columns, map[string]string{"person": "person_id", "assignee": "assignee_id"}[w])
			if n := len(columns) - 1; columns[n] == "" {
				columns[n] = w
			}
		}
	}
	return columns
}

// Match says what SQL would, without a database: it reads the filter's own
// terms and shares nothing with Can.
func (f Filter) Match(r *Record) bool {
	if f.account.IsZero() || r.Account != f.account {
		return false
	}
	for _, c := range f.clauses {
		if !slices.ContainsFunc(c, func(t term) bool { return t.match(r) }) {
			return false
		}
	}
	return !slices.ContainsFunc(f.except, func(g Filter) bool { return g.Match(r) })
}

func (t term) match(r *Record) bool {
	v := t.viewer
	p := v.policy
	in := true
	if t.on != OnAccount {
		in = slices.Contains(t.all(), r.at(p, t.on))
	}
	if !t.record.IsZero() {
		in = in && r.ID == t.record
	}
	switch t.cond.kind {
	case ofMine:
		return in && r.Person == v.who.Person
	case givenMe:
		return in && r.Assignee == v.who.Person
	case ofVendor:
		return in && slices.Contains(tidy(slices.Clone(v.vendors)), r.at(p, OnVendor))
	case recent:
		return in && r.Day != 0 && r.Day >= v.since
	case open:
		return in && p.open.Has(r.State)
	case inState:
		return in && t.cond.states.Has(r.State)
	}
	return in
}

// RoleWord is the word of a role of any page.
func (p *Policy) RoleWord(r Role) string { return word(p.roles, r) }

// Small is the small page of the parser's own tests.
const Small = small

// VerbLabel, GroupLabel and Article are what refusals call words of the page.
func VerbLabel(word string) string  { return verbLabel(word) }
func GroupLabel(word string) string { return groupLabel(word) }
func Article(thing string) string   { return article(spaced(thing)) }
