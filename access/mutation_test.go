package access_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"keyhouse/requiretest"
)

// breakages are ways to break the readers, each of which a reviewer could miss.
// docs/adr/policy-language.md lists them.
var breakages = []struct{ name, file, old, new string }{
	{"Can forgets whose account it is", "can.go", "r.Account != v.who.Account || r.Account.IsZero()", "r.Account.IsZero()"},
	{"SQL and Where forget a grant names its ids", "where.go", "next := (term{viewer: v, on: w.hat.column(),", "next := (term{viewer: v, on: OnAccount,"},
	{"a switch that is off counts", "cell.go", "&& h.switches.Covers(l.With)", ""},
	{"recent begins a day late", "can.go", "r.Day >= v.since && r.Day != 0", "r.Day > v.since"},
	{"a day that is not known is recent", "can.go", "r.Day >= v.since && r.Day != 0", "r.Day >= v.since || r.Day == 0"},
	{"nevers are skipped", "can.go", "v.cut.verbs &^ v.never(r)", "v.cut.verbs"},
	{"no face is needed", "can.go", "d.sees, known = 0, 0", "known = 0"},
	{"an approval counts for every record", "can.go", "o.Record == r.ID && o.Thing", "o.Thing"},
	{"of mine is anybody's", "can.go", "return r.Person == v.who.Person && !r.Person.IsZero()", "return !r.Person.IsZero()"},
	{"a client's own papers are reached through its properties", "cell.go", "byProperty := c.by.Has(OnProperty) && !c.direct", "byProperty := c.by.Has(OnProperty)"},
	{"asking is as good as being allowed", "can.go", "d.may |= approved\n", "d.may |= w.may\n"},
	{"a property with two grants has only the last", "cell.go", "both[t].sees |= b[t].sees", "both[t].sees = b[t].sees"},
	{"a list asked with a group forgets it", "where.go", "for g := range q.groups.All()", "for g := range Groups(0).All()"},
	{"a token's properties do not bind the list", "where.go", "return f.under(clause{{viewer: v, on: OnProperty, ids: ids}})", "return f"},
	{"what is excepted without a value is lost", "writer.go", ") IS NOT TRUE", ") = FALSE"},
}

// TestBrokenReadersAreCaught breaks a copy of the readers in each of those ways
// and wants the agreement and the specs to fail, which pass when nothing is
// broken. It takes a compiler, and with -short it is left out.
func TestBrokenReadersAreCaught(t *testing.T) {
	if testing.Short() {
		requiretest.Missing(t, "compiler", "breaking the readers is left out by -short")
	}
	if _, err := exec.LookPath("go"); err != nil {
		requiretest.Missing(t, "compiler", "there is no go command to build broken readers with")
	}
	if out, err := checked(); err != nil {
		t.Fatalf("the readers fail as they are:\n%s", out)
	}
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			text, err := os.ReadFile(b.file)
			if err != nil || !strings.Contains(string(text), b.old) {
				t.Fatalf("%s no longer says %q (%v)", b.file, b.old, err)
			}
			overlay := instead(t, b.file, strings.Replace(string(text), b.old, b.new, 1))
			out, err := checked("-overlay", overlay)
			if err == nil {
				t.Errorf("nobody noticed:\n%s", out)
			} else if strings.Contains(out, "build failed") {
				t.Errorf("it does not compile:\n%s", out)
			}
		})
	}
}

// checked has a compiler of its own check the readers.
func checked(flags ...string) (string, error) {
	args := append([]string{"test", "-short", "-run", "TestTheReadersAgree|TestSpec", "-seeds", "2"}, flags...)
	check := exec.Command("go", append(args, ".")...)
	check.Env = append(os.Environ(), "KEYHOUSE_REQUIRE=") // or leaving PostgreSQL out would be what fails
	out, err := check.CombinedOutput()
	return string(out), err
}

// instead tells the compiler to read other text where it would read file.
func instead(t *testing.T, file, text string) string {
	t.Helper()
	dir := t.TempDir()
	broken, overlay := filepath.Join(dir, file), filepath.Join(dir, "overlay.json")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string]string{broken: text, overlay: `{"Replace": {"` + filepath.Join(here, file) + `": "` + broken + `"}}`} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return overlay
}
