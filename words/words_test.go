package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// speakers are the folders that take their words from here.
var speakers = []string{"api", "cmd", "imports", "machine", "mail", "money", "paper", "passwords", "people", "portfolio", "reason", "sheet", "stays", "web"}

// used gives the keys that the program asks for, each with a place where, and
// the names of the values given with it.
func used(t *testing.T) map[string][]use {
	t.Helper()
	keys := map[string][]use{}
	for _, dir := range speakers {
		err := filepath.WalkDir("../"+dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			inFile(t, path, keys)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

// use is one place where a key is asked for.
type use struct {
	at   string
	with []string
	kind bool // of words of a kind, one of which is chosen while running
}

func inFile(t *testing.T, path string, keys map[string][]use) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, args := said(call)
		if len(args) == 0 {
			return true
		}
		key, ok := literal(args[0])
		if !ok {
			if name == "Say" && !passesOn(args) { // others have a Split or Word of their own
				t.Errorf("%s: %s with a key that is not written out: nobody can find it", set.Position(n.Pos()), name)
			}
			return true
		}
		u := use{at: set.Position(n.Pos()).String(), kind: name == "Word"}
		for i := 1; i < len(args) && !u.kind; i += 2 {
			name, _ := literal(args[i])
			u.with = append(u.with, name)
		}
		keys[key] = append(keys[key], u)
		return true
	})
}

// said gives the arguments of a call that asks for a text, from its key on: of
// Say, Split and Word of a Tongue and of whoever passes on to it, and of say,
// which has a context before.
func said(call *ast.CallExpr) (name string, args []ast.Expr) {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if n := f.Sel.Name; n == "Say" || n == "Split" || n == "Word" {
			return n, call.Args
		}
	case *ast.Ident:
		switch f.Name {
		case "say":
			return "Say", call.Args[1:]
		case "word", "wordOptions":
			return "Word", call.Args[1:]
		}
	}
	return "", nil
}

// passesOn reports whether a call hands on the key it was given itself.
func passesOn(args []ast.Expr) bool {
	name, ok := args[0].(*ast.Ident)
	return ok && (name.Name == "key" || name.Name == "kind")
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

var plurals = regexp.MustCompile(`\.(zero|one|two|few|many|other)$`)

func TestNoKeyIsMissing(t *testing.T) {
	for key, uses := range used(t) {
		_, there := English.says[key]
		_, many := English.says[key+".other"]
		if !there && !many && !uses[0].kind {
			t.Errorf("%s: English has nothing to say for %q", uses[0].at, key)
		}
	}
}

func TestNoKeyIsUnused(t *testing.T) {
	asked := used(t)
	for key := range English.says {
		if asked[key] == nil && asked[plurals.ReplaceAllString(key, "")] == nil && !ofKind(asked, key) && key != "language" && !strings.HasPrefix(key, "trade.") && !strings.HasPrefix(key, "format.") && !strings.HasPrefix(key, "noted") && !strings.HasPrefix(key, "refusal.") {
			t.Errorf("nobody says %q any more: take it out", key)
		}
	}
}

// ofKind reports whether a key is one word of a kind that is asked for.
func ofKind(asked map[string][]use, key string) bool {
	for i, c := range key {
		if uses := asked[key[:i]]; c == '.' && len(uses) > 0 && uses[0].kind {
			return true
		}
	}
	return false
}

var brace = regexp.MustCompile(`\{([a-z]+)\}`)

// TestEveryValueIsGiven compares the names in a text with those given where it
// is used: a brace that stays, or a value that no text shows, is a mistake.
func TestEveryValueIsGiven(t *testing.T) {
	for key, uses := range used(t) {
		text := English.says[key] + English.says[key+".one"] + English.says[key+".other"]
		for _, u := range uses {
			given := map[string]bool{}
			for _, name := range u.with {
				given[name] = true
				if name != "n" && !strings.Contains(text, "{"+name+"}") {
					t.Errorf("%s: %q does not show {%s}", u.at, key, name)
				}
			}
			for _, m := range brace.FindAllStringSubmatch(text, -1) {
				if !given[m[1]] {
					t.Errorf("%s: nobody gives {%s} of %q", u.at, m[1], key)
				}
			}
		}
	}
}

// TestOtherLanguagesSayNothingElse: a translation has no key that English has
// not, and shows the same values.
func TestOtherLanguagesSayNothingElse(t *testing.T) {
	for _, tongue := range spoken.tongues[1:] {
		for key, text := range tongue.says {
			english, ok := English.says[key]
			if !ok && plurals.MatchString(key) {
				english, ok = English.says[plurals.ReplaceAllString(key, ".other")]
			}
			if !ok {
				t.Errorf("%s: %q is no key", tongue.Code(), key)
			}
			for _, m := range brace.FindAllString(english, -1) {
				if !strings.Contains(text, m) {
					t.Errorf("%s: %q leaves out %s", tongue.Code(), key, m)
				}
			}
		}
	}
}

func TestSay(t *testing.T) {
	polish := &Tongue{tag: language.MustParse("pl"), falls: English, says: map[string]string{
		"x.one": "{n} token", "x.few": "{n} tokeny", "x.many": "{n} tokenów", "x.other": "{n} tokena", "hello": "Cześć, {name}"}}
	for _, c := range []struct {
		rule, got, want string
	}{
		{"a text as it stands", English.Say("sign-in.button"), "Sign in"},
		{"no tongue is English", (*Tongue)(nil).Say("sign-in.button"), "Sign in"},
		{"a value in its place", polish.Say("hello", "name", "{name}"), "Cześć, {name}"},
		{"one", polish.Say("x", "n", 1), "1 token"},
		{"few", polish.Say("x", "n", 3), "3 tokeny"},
		{"many", polish.Say("x", "n", 5), "5 tokenów"},
		{"what a language has not, English says", polish.Say("sign-in.button"), "Sign in"},
		{"a key nobody knows stands for itself", English.Say("no.such"), "no.such"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.rule, c.got, c.want)
		}
	}
}

func TestAnyLocaleFindsALanguage(t *testing.T) {
	for _, locale := range []string{"", "en", "en-GB", "nl-BE", "zz", "*", "\x00", "en-US,en;q=0.9,nl;q=0.8", strings.Repeat("x", 5000)} {
		if got := For(locale).Code(); got != "en" {
			t.Errorf("%q is served in %s", locale, got)
		}
	}
	if all := Languages(); len(all) == 0 || all[0] != (Language{"en", "English"}) {
		t.Errorf("languages: %v", all)
	}
}
