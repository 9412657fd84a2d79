package access

import (
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"keyhouse/calendar"
	"keyhouse/id"
)

// Viewer is a person with the grants in force, ready to be asked. It never
// changes and may be shared; make a new one when grants change or after
// ValidUntil. The nil and the zero Viewer see nothing.
type Viewer struct {
	policy *Policy
	who    Who
	since  calendar.Date // from when a day is recent
	until  time.Time
	cut    limits
	system string // why the program itself asks, if it does

	held      []held  // every route of every grant
	worn      []worn  // the same by hat
	overrides []Grant // approved acts on one record
	vendors   []id.ID // whom the person works for
	grants    []Grant // all in force, for MayGive
	whole     cells   // what grants on the account and the server give
	by        [OnVendor + 1]map[id.ID]cells

	filters *sync.Map // what Where and Without answered before
}

// held is one route of one grant: what the hat gives on these ids.
type held struct {
	hat   hat
	grant *Grant // nil for what everyone has
	ids   []id.ID
}

// NewViewer prepares a person's grants for asking. Grants not in force at now
// are dropped, as are roles on what they cannot be on. It takes a millisecond or
// so for thousands of properties: once a request, or once a grant change.
func NewViewer(p *Policy, who Who, grants []Grant, now time.Time) *Viewer {
	v := &Viewer{policy: p, who: who, cut: unlimited, filters: new(sync.Map)}
	v.since = who.Today.Add(-p.recent(who.RecentDays))
	if who.ReadOnly {
		v.cut.verbs = p.reading
	}
	if who.Suspended {
		v.cut.things = p.suspended
	}
	for _, g := range grants {
		v.expire(&g, now)
		if g.inForce(now) && p.sound(&g) {
			v.grants = append(v.grants, g)
		}
	}
	v.wear()
	v.gather()
	v.compile()
	return v
}

func (p *Policy) recent(own int) int {
	if own > 0 {
		return own
	}
	return max(0, p.recentDays)
}

// sound reports whether a grant means something on this page.
func (p *Policy) sound(g *Grant) bool {
	if g.On == OnRecord {
		return !g.Record.IsZero()
	}
	return g.Role > 0 && int(g.Role) < len(p.parts) && p.parts[g.Role].on.Has(g.On)
}

// expire notes when the grant next begins or ends.
func (v *Viewer) expire(g *Grant, now time.Time) {
	for _, t := range []time.Time{g.From, g.Until} {
		if t.After(now) && (v.until.IsZero() || t.Before(v.until)) {
			v.until = t
		}
	}
}

// wear turns grants into routes.
func (v *Viewer) wear() {
	if v.policy.everyone != 0 && !v.who.Person.IsZero() {
		h := hat{role: v.policy.everyone, on: OnAccount, through: OnAccount}
		v.held = append(v.held, held{hat: h})
	}
	for i := range v.grants {
		g := &v.grants[i]
		h := hat{g.Role, g.On, g.Switches & v.policy.parts[g.Role].switches, g.On}
		switch g.On {
		case OnRecord:
			v.overrides = append(v.overrides, *g)
			continue
		case OnVendor:
			v.vendors = append(v.vendors, g.Of...)
		case OnClient:
			through := h
			through.through = OnProperty
			v.held = append(v.held, held{through, g, g.Properties})
		}
		v.held = append(v.held, held{h, g, g.targets()})
	}
}

// compile works out, for each id that grants are on, what they give there. Ids
// with the same set of hats share their cells.
func (v *Viewer) compile() {
	hats := map[hat]int{}
	var given []cells
	worn := [OnVendor + 1]map[id.ID][]int{}
	for _, h := range v.held {
		n, known := hats[h.hat]
		if !known {
			n = len(given)
			hats[h.hat] = n
			given = append(given, h.hat.cells(v.policy))
		}
		switch h.hat.through {
		case OnAccount, OnServer:
			if !known {
				v.whole = join(v.whole, given[n])
			}
		default:
			wearOn(&worn[h.hat.through], h.ids, n)
		}
	}
	for scope, ids := range worn {
		v.by[scope] = shared(ids, given)
	}
}

// wearOn notes that hat n counts for each id.
func wearOn(worn *map[id.ID][]int, ids []id.ID, n int) {
	if *worn == nil {
		*worn = make(map[id.ID][]int, len(ids))
	}
	for _, i := range ids {
		if !i.IsZero() && !slices.Contains((*worn)[i], n) {
			(*worn)[i] = append((*worn)[i], n)
		}
	}
}

// shared joins the hats worn on each id, once for each different set.
func shared(worn map[id.ID][]int, given []cells) map[id.ID]cells {
	if worn == nil {
		return nil
	}
	joined := map[string]cells{}
	all := make(map[id.ID]cells, len(worn))
	var key []byte
	for i, hats := range worn {
		key = key[:0]
		for _, n := range hats {
			key = binary.AppendUvarint(key, uint64(n))
		}
		cs, known := joined[string(key)]
		if !known {
			for _, n := range hats {
				cs = join(cs, given[n])
			}
			joined[string(key)] = cs
		}
		all[i] = cs
	}
	return all
}

// Who gives the person who asks.
func (v *Viewer) Who() Who {
	if v == nil {
		return Who{}
	}
	return v.who
}

// Account gives the one account that v can see anything of.
func (v *Viewer) Account() id.ID { return v.Who().Account }

// ValidUntil gives the moment at which a grant begins or ends, so that a new
// Viewer is needed; the zero time if none does. Midnight in the account's zone
// is another such moment, which the caller knows.
func (v *Viewer) ValidUntil() time.Time {
	if v == nil {
		return time.Time{}
	}
	return v.until
}

// System is the program itself at work, for the reason given: it may do
// everything with the records of the one account that In names. Reasons are
// audited and can be found by searching the source for access.System.
func System(why string) *Viewer {
	return &Viewer{policy: Page, system: why, cut: unlimited, filters: new(sync.Map)}
}

// In gives System's viewer of one account.
func (v *Viewer) In(account id.ID) *Viewer {
	if v.Reason() == "" {
		return v
	}
	in := System(v.system)
	in.who = Who{Account: account, Name: v.system}
	return in
}

// Reason gives why the program itself asks, or "" if a person does.
func (v *Viewer) Reason() string {
	if v == nil {
		return ""
	}
	return v.system
}

// IsSystem reports whether the program itself asks.
func (v *Viewer) IsSystem() bool { return v.Reason() != "" }

// Holds reports whether a grant of role is in force. Whether somebody may do
// something is a question for Can; this one is for what a role means beyond the
// account it was given in.
func (v *Viewer) Holds(role Role) bool {
	return v != nil && slices.ContainsFunc(v.grants, func(g Grant) bool { return g.Role == role })
}
