package access

import (
	"maps"
	"slices"
	"sync"

	"keyhouse/id"
)

// Cut narrows what a person may: a personal token or a calendar feed carries
// one. A field left zero does not narrow.
type Cut struct {
	Verbs      Verbs
	Things     Things
	Groups     Groups
	Properties []id.ID // only records of these properties, and nothing that has no property
}

// limits is a Cut as the readers keep it: what is left.
type limits struct {
	verbs      Verbs
	things     Things
	groups     Groups
	properties map[id.ID]bool // nil: all
}

var unlimited = limits{verbs: ^Verbs(0), things: ^Things(0), groups: ^Groups(0)}

// Cut gives a viewer that may at most what v may, and less where c says so.
func (v *Viewer) Cut(c Cut) *Viewer {
	if v == nil {
		return nil
	}
	less := *v
	less.filters = new(sync.Map)
	less.cut.verbs = narrow(v.cut.verbs, c.Verbs)
	less.cut.things = narrow(v.cut.things, c.Things)
	less.cut.groups = narrow(v.cut.groups, c.Groups)
	if c.Properties != nil {
		less.cut.properties = v.cut.keep(c.Properties)
	}
	return &less
}

// whole reports whether nothing is cut.
func (l *limits) whole() bool {
	return l.verbs == unlimited.verbs && l.things == unlimited.things && l.groups == unlimited.groups && l.properties == nil
}

func narrow[W ~uint8](left, to Set[W]) Set[W] {
	if to == 0 {
		return left
	}
	return left & to
}

func (l limits) keep(ids []id.ID) map[id.ID]bool {
	kept := make(map[id.ID]bool, len(ids))
	for _, i := range ids {
		if l.properties == nil || l.properties[i] {
			kept[i] = true
		}
	}
	return kept
}

// lets reports whether a record is within the limits.
func (l *limits) lets(p *Policy, r *Record) bool {
	return l.things.Has(r.Thing) && (l.properties == nil || p.cards[r.Thing].by.Has(OnProperty) && l.properties[r.at(p, OnProperty)])
}

// ids gives the properties left, in order.
func (l *limits) ids() []id.ID { return slices.SortedFunc(maps.Keys(l.properties), id.ID.Compare) }
