package access

import (
	"slices"

	"keyhouse/id"
)

// term passes the rows whose column is one of the ids that the sources hold, if
// the condition holds.
type term struct {
	viewer  *Viewer
	on      Scope   // the column; OnAccount: every row
	sources []*held // where the ids come from
	ids     []id.ID // or the ids themselves, in order
	cond    Cond
	record  id.ID // an override: only this row
}

func (t term) whole() bool {
	return t.on == OnAccount && t.cond.kind == always && t.record.IsZero()
}

// covers reports whether t passes all that u does.
func (t term) covers(u term) bool {
	if !t.record.IsZero() && t.record != u.record {
		return false
	}
	if t.cond.kind != always && !t.sameCond(u) {
		return false
	}
	return t.on == OnAccount || t.on == u.on && t.reach(u)
}

func (t term) sameCond(u term) bool {
	a, b := t.viewer, u.viewer
	return t.cond == u.cond && (a == b || a.who.Person == b.who.Person && a.since == b.since && slices.Equal(a.vendors, b.vendors))
}

// reach reports whether all ids of u are ids of t.
func (t term) reach(u term) bool {
	if len(t.sources) > 0 && len(u.sources) > 0 && !slices.ContainsFunc(u.sources, func(h *held) bool { return !slices.Contains(t.sources, h) }) {
		return true
	}
	if t.viewer == u.viewer && len(t.sources) > 0 && len(u.sources) > 0 && t.size() > inlineMost {
		return false // the same grants would have shown it; ids that merely coincide cost too much to find
	}
	mine := t.all()
	for _, i := range u.all() {
		if _, found := slices.BinarySearchFunc(mine, i, id.ID.Compare); !found {
			return false
		}
	}
	return true
}

// size is at least how many ids there are.
func (t term) size() int {
	n := len(t.ids)
	for _, h := range t.sources {
		n += len(h.ids)
	}
	return n
}

// all gives the ids in order, each once.
func (t term) all() []id.ID {
	ids := slices.Clone(t.ids)
	for _, h := range t.sources {
		ids = append(ids, h.ids...)
	}
	return tidy(ids)
}

// tidy sorts ids and drops those that repeat or name nothing.
func tidy(ids []id.ID) []id.ID {
	slices.SortFunc(ids, id.ID.Compare)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0].IsZero() {
		return ids[1:]
	}
	return ids
}

// minus gives the ids of a that are not in b; both are in order.
func minus(a, b []id.ID) []id.ID {
	var left []id.ID
	for _, i := range a {
		if _, found := slices.BinarySearchFunc(b, i, id.ID.Compare); !found {
			left = append(left, i)
		}
	}
	return left
}
