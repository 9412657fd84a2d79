package access

import (
	"slices"
	"strings"

	"keyhouse/calendar"
	"keyhouse/id"
)

// writer puts a condition together.
type writer struct {
	strings.Builder
	args    []any
	alias   string
	dialect Dialect
	shape   Shape
	filter  Filter
}

func (w *writer) put(text string, args ...any) {
	w.WriteString(text)
	w.args = append(w.args, args...)
}

// column names the column of a scope; on the thing that is that scope, it is id.
func (w *writer) column(s Scope) string {
	if w.filter.policy.self[w.filter.thing] == s {
		return w.alias + "id"
	}
	return w.alias + scopeWords[s] + "_id"
}

// conditions writes the clauses and exceptions, each with AND in front.
func (w *writer) conditions(f Filter) {
	for _, c := range f.clauses {
		w.put(" AND (")
		for i, t := range c {
			if i > 0 {
				w.put(" OR ")
			}
			w.term(t)
		}
		w.put(")")
	}
	for _, g := range f.except {
		w.put(" AND (1 = 1")
		w.conditions(g)
		w.put(") IS NOT TRUE")
	}
}

// term writes what one term asks of a row.
func (w *writer) term(t term) {
	and := ""
	if t.on != OnAccount {
		w.ids(t)
		and = " AND "
	}
	if t.cond.kind != always {
		w.put(and)
		w.cond(t)
		and = " AND "
	}
	if !t.record.IsZero() {
		w.put(and+w.alias+"id = ?", t.record)
	}
}

// cond writes a condition. State words come from the page, never from people.
func (w *writer) cond(t term) {
	v := t.viewer
	switch t.cond.kind {
	case ofMine:
		w.put(w.alias+"person_id = ?", v.who.Person)
	case givenMe:
		w.put(w.alias+"assignee_id = ?", v.who.Person)
	case ofVendor:
		w.list(w.column(OnVendor), tidy(slices.Clone(v.vendors)))
	case recent:
		w.put(w.alias+"day >= ?", int64(v.since))
	case open:
		w.states(v.policy.open)
	case inState:
		w.states(t.cond.states)
	}
}

func (w *writer) states(s States) {
	w.put(w.alias + "state IN ('" + strings.Join(spell(w.filter.policy.states, s), "', '") + "')")
}

// sizes are the numbers of ids that lists are filled up to, by repeating the
// last; beyond, multiples of the largest.
var sizes = []int{1, 2, 4, 8, 16, 32, 64, 128, 200, 300, 400, 500, 600, 700, inlineMost}

func roundUp(n int) int {
	for _, s := range sizes {
		if n <= s {
			return s
		}
	}
	return (n + inlineMost - 1) / inlineMost * inlineMost
}

// list writes column IN (…).
func (w *writer) list(column string, ids []id.ID) {
	if len(ids) == 0 {
		w.put("1 = 0")
		return
	}
	n := roundUp(len(ids))
	w.put(column + " IN (?" + strings.Repeat(", ?", n-1) + ")")
	for i := range n {
		w.args = append(w.args, ids[min(i, len(ids)-1)])
	}
}

// ids writes that the column is among the ids of the sources.
func (w *writer) ids(t term) {
	grants, clients, stored := t.stored()
	if w.shape == Inline || t.on != OnProperty || !stored || w.shape == Auto && !t.many() {
		w.list(w.column(t.on), t.all())
		return
	}
	w.put("(")
	if len(grants) > 0 {
		w.lookUp(table{name: "grant_property granted", alias: "granted", key: "grant_id"}, grants)
	}
	if len(grants) > 0 && len(clients) > 0 {
		w.put(" OR ")
	}
	if len(clients) > 0 {
		w.lookUp(table{"ownership_share owned", "owned", "client_id", true, t.viewer.who.Today}, clients)
	}
	w.put(")")
}

// lookUp writes that some row of a grant table leads to the record. SQLite is
// told "= 1" so that it does not turn the look-up into a join.
func (w *writer) lookUp(t table, keys []id.ID) {
	property := w.column(OnProperty)
	if w.shape == Count {
		w.put(property+" IN (SELECT "+t.alias+".property_id FROM "+t.name+" WHERE "+t.alias+".account_id = ? AND ", w.filter.account)
	} else {
		w.put("EXISTS (SELECT 1 FROM " + t.name + " WHERE " + t.alias + ".account_id = " + w.alias + "account_id AND ")
	}
	w.list(t.alias+"."+t.key, keys)
	if w.shape != Count {
		w.put(" AND " + t.alias + ".property_id = " + property)
	}
	if t.dated {
		today := int64(t.today)
		w.put(" AND "+t.alias+".from_day <= ? AND ("+t.alias+".until_day IS NULL OR "+t.alias+".until_day > ?)", today, today)
	}
	w.put(")")
	if w.dialect == SQLite && w.shape != Count {
		w.put(" = 1")
	}
}

// table is one in which reach is stored.
type table struct {
	name, alias, key string
	dated            bool
	today            calendar.Date
}

// stored gives the tables that hold what the sources reach by property, with
// the keys to look up, or false if some of it is stored nowhere.
func (t term) stored() (grants, clients []id.ID, ok bool) {
	for _, h := range t.sources {
		switch {
		case h.hat.on == OnClient:
			clients = append(clients, h.grant.Of...)
		case h.grant.ID.IsZero():
			return nil, nil, false
		default:
			grants = append(grants, h.grant.ID)
		}
	}
	return tidy(grants), tidy(clients), len(t.sources) > 0
}

// many reports whether there are too many ids to write out.
func (t term) many() bool {
	if t.size() <= inlineMost {
		return false
	}
	big := slices.ContainsFunc(t.sources, func(h *held) bool { return len(h.ids) > inlineMost })
	return big || len(t.all()) > inlineMost
}
