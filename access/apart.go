package access

import (
	"slices"
	"sync"

	"keyhouse/id"
)

// Without gives the viewer v would be without its grants on s: for what a grant
// on a client shows only that client's part of. What cuts v down, cuts it too.
// It is worked out once for each viewer.
func (v *Viewer) Without(s Scope) *Viewer {
	if v == nil || v.policy == nil || v.system != "" {
		return v
	}
	if known, ok := v.filters.Load(without(s)); ok {
		return known.(*Viewer)
	}
	less := v.only(func(g *Grant) bool { return g.On != s })
	v.filters.Store(without(s), less)
	return less
}

// without is under what a viewer keeps Without's answer.
type without Scope

// only gives the viewer v would be with some of its grants.
func (v *Viewer) only(keep func(*Grant) bool) *Viewer {
	less := &Viewer{policy: v.policy, who: v.who, since: v.since, until: v.until, cut: v.cut, filters: new(sync.Map)}
	for i := range v.grants {
		if keep(&v.grants[i]) {
			less.grants = append(less.grants, v.grants[i])
		}
	}
	less.wear()
	less.gather()
	less.compile()
	return less
}

// ClientsShowing gives the clients whose grants, each for itself, show group of
// some thing t that v may read: where a thing has several owners, those whose
// part v sees by them. It is worked out once; the list is not the caller's to
// change.
func (v *Viewer) ClientsShowing(t Thing, group Group) []id.ID {
	if v == nil || v.policy == nil || v.system != "" {
		return nil
	}
	key := showing{t, group}
	if known, ok := v.filters.Load(key); ok {
		return known.([]id.ID)
	}
	clients := v.clientsShowing(t, group)
	v.filters.Store(key, clients)
	return clients
}

// showing is under what a viewer keeps the answer of ClientsShowing.
type showing struct {
	thing Thing
	group Group
}

func (v *Viewer) clientsShowing(t Thing, group Group) []id.ID {
	var clients []id.ID
	for i := range v.grants {
		g := &v.grants[i]
		if g.On != OnClient || !v.showsBy(g, t, group) {
			continue
		}
		for _, c := range g.Of {
			if !slices.Contains(clients, c) {
				clients = append(clients, c)
			}
		}
	}
	return clients
}

// showsBy reports whether one of the lines that g brings shows group of t.
func (v *Viewer) showsBy(g *Grant, t Thing, group Group) bool {
	h := hat{g.Role, g.On, g.Switches & v.policy.parts[g.Role].switches, OnProperty}
	cs := h.cells(v.policy)
	if !v.cut.groups.Has(group) {
		return false
	}
	c := &cs[t]
	return c.sees.Has(group) || slices.ContainsFunc(c.when, func(w when) bool { return w.sees.Has(group) })
}
