package access

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files made from the page afresh")

// taken are names of the package's own types; a thing of that name adds Thing.
var taken = []string{"Grant", "Role", "Policy", "Group", "Record", "Filter", "Switch", "State", "Scope"}

func goName(prefix, word string) string {
	var name strings.Builder
	name.WriteString(prefix)
	for _, w := range strings.Split(word, "-") {
		name.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	if slices.Contains(taken, name.String()) {
		name.WriteString("Thing")
	}
	return name.String()
}

func wordsFile() []byte {
	var b bytes.Buffer
	b.WriteString("// Made from policy.txt by go generate; do not edit.\n\npackage access\n")
	for _, k := range []struct {
		about, prefix, kind string
		words               []string
	}{
		{"The verbs.", "", "Verb", Page.verbs},
		{"The things.", "", "Thing", Page.things},
		{"The groups: the parts of a thing.", "Group", "Group", Page.groups},
		{"The roles.", "Role", "Role", Page.roles},
		{"The switches of a grant.", "Switch", "Switch", Page.switches},
		{"The states of a record.", "State", "State", Page.states},
	} {
		fmt.Fprintf(&b, "\n// %s\nconst (\n", k.about)
		for n, w := range k.words[1:] {
			if n == 0 {
				fmt.Fprintf(&b, "%s %s = iota + 1\n", goName(k.prefix, w), k.kind)
			} else {
				fmt.Fprintln(&b, goName(k.prefix, w))
			}
		}
		b.WriteString(")\n")
	}
	src, err := format.Source(b.Bytes())
	if err != nil {
		panic(err)
	}
	return src
}

func TestTheGoNamesAreThoseOfThePage(t *testing.T) { fresh(t, "words.go", wordsFile()) }

// fresh compares a committed file with what the page makes of it.
func fresh(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what policy.txt says (%v): run go generate ./access", file, err)
	}
}
