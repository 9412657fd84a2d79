package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// noting are the rooms that write to the audit trail.
var noting = []string{"imports", "machine", "money", "people", "portfolio", "stays"}

// phrasesIn gives what a room writes down of acts, with {a}, {b} … where values
// stand: the detail of entries, and what is handed to Wrote and its kin.
func phrasesIn(t *testing.T, room string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir("../"+room, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if e := phraseOf(n); e != nil {
				values := 0
				if text := saidBy(e, &values); letters.MatchString(braces.ReplaceAllString(text, "")) {
					all[text] = set.Position(e.Pos()).String()
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// phraseOf gives the expression of a phrase, nil for what is none.
func phraseOf(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if name, ok := n.Key.(*ast.Ident); ok && (name.Name == "Detail" || name.Name == "detail") {
			return n.Value
		}
	case *ast.AssignStmt:
		if name, ok := n.Lhs[0].(*ast.Ident); ok && name.Name == "detail" && len(n.Lhs) == 1 && n.Tok != token.ADD_ASSIGN {
			return n.Rhs[0]
		}
	case *ast.CallExpr:
		at, ok := map[string]int{"Wrote": 5, "ending": 3, "endingOf": 4, "factorsChanged": 3}[calledBy(n)]
		if ok && len(n.Args) > at {
			return n.Args[at]
		}
	}
	return nil
}

// TestTheCatalogueHasWhatTheTrailNotes: what is written down has a text under
// "noted.", which another language says again.
func TestTheCatalogueHasWhatTheTrailNotes(t *testing.T) {
	found := 0
	for _, room := range noting {
		for text, at := range phrasesIn(t, room) {
			found++
			said := strings.NewReplacer("{a}", "1 to 2", "{b}", "2", "{c}", "3", "{d}", "4", "{e}", "5", "{f}", "6", "{g}", "7").Replace(text)
			if !slices.ContainsFunc(noted(), func(p pattern) bool { return p.form.MatchString(said) }) {
				t.Errorf("%s: the trail notes %q, and en/noted.txt has no such text", at, text)
			}
		}
	}
	if found < 50 {
		t.Errorf("found %d phrases only", found)
	}
}

func TestWhatWasNotedIsSaidAgain(t *testing.T) {
	wide := &Tongue{tag: English.tag, falls: English, format: English.format, says: map[string]string{
		"noted.booked": "vom {from} bis {until} gebucht", "noted.wrong-password": "falsches Passwort", "noted.times-more": "noch {n}-mal binnen fünf Minuten",
		"noted.user-added": "{kind} hinzugefügt", "noted-kind.staff": "Mitarbeiter"}}
	for stored, want := range map[string]string{
		"booked 4 March 2026 to 9 March 2026":                     "vom 4 March 2026 bis 9 March 2026 gebucht",
		"wrong password; 1200 times more within five minutes":     "falsches Passwort; noch 1200-mal binnen fünf Minuten",
		"staff user added":                                        "Mitarbeiter hinzugefügt",
		"They forgot their password, so I set it with them there": "They forgot their password, so I set it with them there",
		"": "",
	} {
		if got := wide.Noted(stored); got != want {
			t.Errorf("%q is said as %q, not %q", stored, got, want)
		}
	}
	if got := English.Noted("wrong password"); got != "wrong password" {
		t.Errorf("in English: %q", got)
	}
}
