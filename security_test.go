package keyhouse_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest  = regexp.MustCompile(`\bTest[A-Z]\w*`)
	declaresIt = regexp.MustCompile(`(?m)^func (Test[A-Z]\w*)\(`)
)

// TestSecurityNamesTestsThatExist: docs/security.md says which test holds what;
// a test that was renamed or removed holds nothing.
func TestSecurityNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	named := namedTest.FindAllString(string(page), -1)
	if len(named) < 100 {
		t.Fatalf("the page names %d tests: is this still the page?", len(named))
	}
	there := declaredTests(t)
	for _, name := range named {
		if !there[name] {
			t.Errorf("docs/security.md names %s, which no _test.go file has: name the test that holds this now, or say that none does", name)
		}
	}
}

// declaredTests gives the names of all tests of the repository.
func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	there := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declaresIt.FindAllSubmatch(text, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}
