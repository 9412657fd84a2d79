// Package requiretest says what becomes of a test that needs more than Go: a
// server, a browser, real files. Where that is missing the test is skipped and
// says so – unless KEYHOUSE_REQUIRE, a list such as "postgres,browser,data",
// names it: then it fails, so that nothing is passed over in silence where it
// should have run.
package requiretest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Missing ends a test for want of what it needs; why says what to do about it.
func Missing(t testing.TB, what, why string) {
	t.Helper()
	if named(os.Getenv("KEYHOUSE_REQUIRE"), what) {
		t.Fatalf("KEYHOUSE_REQUIRE names %s: %s", what, why)
	}
	t.Skip(why)
}

func named(list, what string) bool {
	return slices.Contains(strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }), what)
}

// Data gives the path of a file or folder of real input, which lies in
// shared/data beside the project or further up; or it ends the test.
func Data(t testing.TB, name ...string) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(append([]string{"shared", "data"}, name...)...)
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		path := filepath.Join(at, below)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	Missing(t, "data", "no real input here: there is no "+filepath.ToSlash(below)+" beside the project")
	return ""
}
