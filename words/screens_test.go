package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	templ "github.com/a-h/templ/parser/v2"
	"github.com/a-h/templ/parser/v2/visitor"
)

// told are the attributes that people read or have read to them.
var told = []string{"alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "data-label", "label", "placeholder", "summary", "title"}

// letters is text that would have to be said otherwise elsewhere.
var letters = regexp.MustCompile(`\p{L}{2}`)

// sameEverywhere is what no language says otherwise.
var sameEverywhere = []string{"Keyhouse"}

// programs are words that a browser or a style sheet reads.
var programs = regexp.MustCompile(`^(<|bar at|timeline|username webauthn$)`)

// TestTemplatesHoldNoWords: what a screen says stands in the catalogue, so a
// template holds no text and no attribute that people read.
func TestTemplatesHoldNoWords(t *testing.T) {
	files, err := filepath.Glob("../web/*.templ")
	if err != nil || len(files) == 0 {
		t.Fatal("no templates: ", err)
	}
	for _, file := range files {
		parsed, err := templ.Parse(file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		words := visitor.New()
		words.Text = func(n *templ.Text) error {
			if held(n.Value) {
				t.Errorf("%s:%d: %q stands in the template: put it into words/en and Say it", file, n.Range.From.Line+1, n.Value)
			}
			return nil
		}
		words.ConstantAttribute = func(n *templ.ConstantAttribute) error {
			if slices.Contains(told, n.Key.String()) && held(n.Value) {
				t.Errorf("%s: %s=%q stands in the template: put it into words/en and Say it", file, n.Key, n.Value)
			}
			return nil
		}
		if err := parsed.Visit(words); err != nil {
			t.Fatal(err)
		}
	}
}

func held(text string) bool {
	for _, name := range sameEverywhere {
		text = strings.ReplaceAll(text, name, "")
	}
	return letters.MatchString(text)
}

// sentence is a literal that reads as people speak: words, not one of the
// program's own.
var sentence = regexp.MustCompile(`^[“(–]?\p{Lu}\p{Ll}+($| \p{L}|[.,:?!…] ?)|\p{Ll}{2,} \p{Ll}{2,}`)

// unread are calls whose words nobody but the operator or a program reads.
var unread = []string{"Error", "Info", "Warn", "Debug", "Errorf", "New", "WriteString", "Write", "Set", "Get", "Add", "MustCompile", "Handle", "Bad", "NotFound", "HasPrefix", "Del"}

// TestScreensHoldNoWords: nor does the code of a screen, be it of a template or beside it.
func TestScreensHoldNoWords(t *testing.T) {
	files, err := filepath.Glob("../web/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				return !slices.Contains(unread, calledBy(n))
			case *ast.CompositeLit: // a fault speaks before it is known who reads: see TestFaultsAreInTheCatalogue
				return !isFault(n) && !strings.HasSuffix(file, "_templ.go") || !isFault(n) && !isTemplError(n)
			case *ast.BasicLit:
				if text, ok := literal(n); ok && sentence.MatchString(text) && !slices.Contains(sameEverywhere, text) && !programs.MatchString(text) {
					t.Errorf("%s: %q stands in the code: put it into words/en and Say it", set.Position(n.Pos()), text)
				}
			}
			return true
		})
	}
}

func calledBy(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func isFault(n *ast.CompositeLit) bool {
	s, ok := n.Type.(*ast.SelectorExpr)
	return ok && (s.Sel.Name == "Fault" || s.Sel.Name == "Fields")
}

// isTemplError recognises where templ says in which line of a template something broke.
func isTemplError(n *ast.CompositeLit) bool {
	s, ok := n.Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Error"
}
