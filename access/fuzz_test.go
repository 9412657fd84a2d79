package access_test

import (
	"strings"
	"testing"

	. "keyhouse/access"
)

// FuzzParse wants a page or a complaint that names a line, never a crash; what
// parses must print back as itself.
func FuzzParse(f *testing.F) {
	f.Add(Small)
	f.Add(giver)
	f.Add("role a on one account\n with b, c: may read d of mine sees all\n")
	f.Add("thing a by client directly has day holds b takes c\neveryone\n never c a while recent")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse("f", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") {
				t.Fatalf("%q", err)
			}
			return
		}
		back, err := Parse("f", p.String())
		if err != nil || back.String() != p.String() {
			t.Fatalf("%v\n%s", err, p)
		}
	})
}

// FuzzReaders makes a world of each seed and wants the readers to agree in it.
func FuzzReaders(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(1))
	f.Fuzz(func(t *testing.T, seed uint64, role, scope uint8) {
		w := newWorld(seed, Page, 4)
		r := Role(1 + int(role)%len(roleNames))
		v := w.viewer(r, w.scope(r))
		for thing := range w.records {
			compareAll(t, w, v, memory{}, thing)
		}
	})
}
