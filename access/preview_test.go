package access_test

import (
	"testing"

	. "keyhouse/access"
)

// TestPreviewIsWhatChanges compares the preview with the two people asked
// directly: a record is gained if and only if it shows after and not before.
func TestPreviewIsWhatChanges(t *testing.T) {
	w := newWorld(3, Page, 10)
	for _, role := range roleNames {
		before, after := w.viewer(role, w.scope(role)), w.viewer(role, w.scope(role))
		changes := map[[3]int]Change{}
		for _, c := range Preview(before, after) {
			changes[[3]int{int(c.Thing), int(c.Verb), int(c.Group)}] = c
		}
		for thing, records := range w.records {
			for verb := range Page.Takes(thing).All() {
				groups := []Group{0}
				if verb == Read {
					for g := range Page.Holds(thing).All() {
						if g != Page.Face(thing) {
							groups = append(groups, g)
						}
					}
				}
				for _, g := range groups {
					c := changes[[3]int{int(thing), int(verb), int(g)}]
					for _, r := range records {
						was, is := does(before, verb, r, g), does(after, verb, r, g)
						if c.Gained.Match(r) != (is && !was) || c.Lost.Match(r) != (was && !is) {
							t.Fatalf("%v: %v %v %v: was %v, is %v, gained %v, lost %v", role, verb, thing, g, was, is, c.Gained.Match(r), c.Lost.Match(r))
						}
					}
				}
			}
		}
	}
}

func does(v *Viewer, verb Verb, r *Record, g Group) bool {
	return v.Can(verb, r) == Allowed && (g == 0 || v.Mask(r).Has(g))
}

func TestNothingChangesNothing(t *testing.T) {
	w := newWorld(4, Page, 1)
	for _, role := range roleNames {
		g := w.grant(role, w.scope(role))
		if changes := Preview(person(g), person(g)); len(changes) > 0 {
			t.Errorf("%v: %v %v", role, changes[0].Verb, changes[0].Thing)
		}
	}
}
