package access_test

import (
	"testing"

	. "keyhouse/access"
	"keyhouse/words"
)

// TestLabels: what a refusal calls an act, a part and a thing is what the
// catalogue calls it, so that another language finds it there.
func TestLabels(t *testing.T) {
	for v := Verb(1); v.String() != ""; v++ {
		if said := words.English.Word("verb", v.String()); said != VerbLabel(v.String()) {
			t.Errorf("%v is %q in the catalogue and %q in a refusal", v, said, VerbLabel(v.String()))
		}
	}
	for g := Group(1); g.String() != ""; g++ {
		if said := words.English.Word("group", g.String()); said != GroupLabel(g.String()) {
			t.Errorf("%v is %q in the catalogue and %q in a refusal", g, said, GroupLabel(g.String()))
		}
	}
	for x := Thing(1); x.String() != ""; x++ {
		if said := words.English.Word("a-thing", x.String()); said != Article(x.String()) {
			t.Errorf("%v is %q in the catalogue and %q in a refusal", x, said, Article(x.String()))
		}
	}
}
