package access

import (
	"slices"

	"keyhouse/id"
)

// Through says on whose behalf v sees group g of r: whole if some grant that is
// not on a client shows it, else the clients whose grants do. An owner sees the
// owner's numbers of their own share, not of their neighbour's.
func (v *Viewer) Through(r *Record, g Group) (clients []id.ID, whole bool) {
	if !v.Mask(r).Has(g) {
		return nil, false
	}
	if v.system != "" {
		return nil, true
	}
	for i := range v.held {
		h := &v.held[i]
		if !h.covers(v.policy, r) || !v.shows(h, r, g) {
			continue
		}
		if h.hat.on != OnClient {
			return nil, true
		}
		clients = append(clients, h.grant.Of...)
	}
	return tidy(slices.Clone(clients)), false
}

// shows reports whether some line of a route that leads to r shows g.
func (v *Viewer) shows(h *held, r *Record, g Group) bool {
	return slices.ContainsFunc(v.policy.parts[h.hat.role].lines, func(l *Line) bool {
		return l.Kind != SaysNever && l.seesOf(v.policy, r.Thing).Has(g) && v.lack(l, h, r).Lacks == 0
	})
}
