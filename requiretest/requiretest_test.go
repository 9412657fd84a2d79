package requiretest

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsNamed(t *testing.T) {
	for _, c := range []struct {
		list, what string
		want       bool
	}{
		{"postgres,browser", "postgres", true},
		{"postgres,browser", "browser", true},
		{"postgres, browser", "browser", true},
		{"postgres,browser", "data", false},
		{"database", "data", false},
		{"", "", false},
	} {
		if got := named(c.list, c.what); got != c.want {
			t.Errorf("%q names %q: %v", c.list, c.what, got)
		}
	}
}

// ending is a test that writes down how it ended.
type ending struct {
	testing.TB
	skipped, failed bool
}

func (e *ending) Helper()               {}
func (e *ending) Skip(...any)           { e.skipped = true }
func (e *ending) Fatalf(string, ...any) { e.failed = true }

func TestMissingSkipsOrFails(t *testing.T) {
	t.Setenv("KEYHOUSE_REQUIRE", "browser")
	for what, fails := range map[string]bool{"browser": true, "data": false} {
		e := &ending{TB: t}
		if Missing(e, what, "there is none"); e.failed != fails {
			t.Errorf("%s: failed %v, skipped %v", what, e.failed, e.skipped)
		}
	}
}

func TestDataIsFoundFurtherUp(t *testing.T) {
	top := t.TempDir()
	below := filepath.Join(top, "a", "b")
	file := filepath.Join(top, "shared", "data", "feeds", "one.ics")
	for _, dir := range []string{below, filepath.Dir(file)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)
	if got, err := os.ReadFile(Data(t, "feeds", "one.ics")); err != nil || string(got) != "x" {
		t.Errorf("%q %v", got, err)
	}
	t.Setenv("KEYHOUSE_REQUIRE", "")
	if e := (&ending{TB: t}); Data(e, "no such thing") != "" || !e.skipped {
		t.Error("what is not there was found")
	}
}
