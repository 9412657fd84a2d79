package imports

import (
	"keyhouse/entry"
	"keyhouse/id"
)

// found is a record by what a file calls it: one that is there, or the
// fresh-th (from 1) of those to be made.
type found struct {
	id    id.ID
	fresh int
}

// is gives the id, once those to be made have been.
func (f found) is(made []id.ID) id.ID {
	if f.fresh > 0 {
		return made[f.fresh-1]
	}
	return f.id
}

// names finds records by reference, else by name.
type names struct{ byReference, byName map[string]found }

func newNames() names { return names{map[string]found{}, map[string]found{}} }

func (n names) put(reference, key string, f found) {
	if _, there := n.byReference[reference]; reference != "" && !there {
		n.byReference[reference] = f
	}
	if _, there := n.byName[key]; !there {
		n.byName[key] = f
	}
}

func (n names) find(text string) (found, bool) {
	if f, there := n.byReference[text]; there {
		return f, true
	}
	f, there := n.byName[entry.Fold(text)]
	return f, there
}

// like finds the record that a row describes: by its reference if it has one.
func (n names) like(reference, name string) (found, bool) {
	if reference != "" {
		f, there := n.byReference[reference]
		return f, there
	}
	f, there := n.byName[entry.Fold(name)]
	return f, there
}
