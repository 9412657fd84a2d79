package words

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"keyhouse/fault"
)

var update = flag.Bool("update", false, "write en/refusal.txt anew from what the rooms say")

// rooms say sentences to people without knowing who reads them.
var rooms = []string{"access", "api", "archive", "calendar", "cash", "db", "entry", "fault", "ical", "imports", "intake", "machine", "mail", "money", "page", "passwords", "people", "portfolio", "provider", "server", "sheet", "stays", "web"}

// reading are the leaves whose errors tell what is wrong with what somebody
// typed: they are shown as sentences (fault.Sentence).
var reading = []string{"calendar", "cash"}

// reasoning are the rooms that say of a row or an event why it was left out, in
// a few words that stand behind others.
var reasoning = []string{"ical", "imports", "intake"}

// reason is such words.
var reason = regexp.MustCompile(`^(this|it|there|an?|the|you|some|no|how|when|\{a\}) [^\n]*[a-z{}]`)

// documented are the fields of the API's own description, which programmers read.
var documented = []string{"Description", "Summary", "Text", "Title"}

// refusing are the calls by which the API refuses; all else that it says in
// whole sentences documents it.
var refusing = []string{"Bad", "Fault"}

// query is a piece of SQL.
var query = regexp.MustCompile(`= \?|> \?| JOIN `)

// TestTheCatalogueHasWhatRoomsSay: a room writes its sentence where it refuses,
// in English; refusal.txt has every one of them, so that Again finds it in
// another language.
func TestTheCatalogueHasWhatRoomsSay(t *testing.T) {
	spoken := map[string]bool{}
	for _, room := range rooms {
		for text := range sentencesIn(t, room) {
			spoken[text] = true
		}
	}
	if *update {
		writeRefusals(t, spoken)
		return
	}
	for text := range spoken {
		if !hasText(text) {
			t.Errorf("a room says %q, and en/refusal.txt has no such text: go test ./words -run Rooms -update", text)
		}
	}
	for key, text := range English.raw {
		if strings.HasPrefix(key, "refusal.") && !spoken[text] {
			t.Errorf("no room says %q (%s) any more: go test ./words -run Rooms -update", text, key)
		}
	}
}

func hasText(text string) bool {
	for _, has := range English.raw {
		if has == text {
			return true
		}
	}
	return false
}

// wholeSentence is what people are told: it begins with a capital and ends with a stop.
var wholeSentence = regexp.MustCompile(`^[“\p{Lu}{][^\n]* [^\n]*[.?!]$`)

// sentencesIn gives what a room says in whole sentences, with {a}, {b} … where
// values stand.
func sentencesIn(t *testing.T, room string) map[string]bool {
	t.Helper()
	said := map[string]bool{}
	err := filepath.WalkDir("../"+room, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") || strings.Contains(path, "test/") {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if room == "api" && !refuses(n) {
				return true
			}
			if room == "api" {
				ast.Inspect(n, func(n ast.Node) bool { return sentenceOf(n, room, said) })
				return false
			}
			return sentenceOf(n, room, said)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// refuses reports whether a node is a call or a value by which the API refuses.
func refuses(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		return slices.Contains(refusing, calledBy(n))
	case *ast.CompositeLit:
		return isFault(n)
	}
	return false
}

// sentenceOf notes the sentence that an expression makes, and reports whether
// to look inside it.
func sentenceOf(n ast.Node, room string, said map[string]bool) bool {
	switch n := n.(type) {
	case *ast.Field:
		return n.Tag == nil // a tag documents
	case *ast.KeyValueExpr:
		if name, ok := n.Key.(*ast.Ident); ok && slices.Contains(documented, name.Name) {
			return false
		}
	case *ast.CallExpr:
		name, told := calledBy(n), slices.Contains(reading, room) || slices.Contains(reasoning, room)
		if told && (name == "Errorf" || name == "New") && len(n.Args) > 0 {
			values := 0
			keepReason(saidBy(n.Args[0], &values), room, said)
			return false
		}
		if slices.Contains([]string{"Error", "Info", "Warn", "Debug", "Errorf", "New", "panic", "Everything", "Beyond", "HasPrefix"}, name) {
			return false
		}
	case *ast.ImportSpec:
		return false
	}
	e, ok := n.(ast.Expr)
	if !ok {
		return true
	}
	values := 0
	text := saidBy(e, &values)
	if slices.Contains(reasoning, room) && keepReason(text, room, said) {
		return false
	}
	if letters.MatchString(text) && wholeSentence.MatchString(text) && !query.MatchString(text) && len(braces.ReplaceAllString(text, "")) >= leastWords {
		said[text] = true
		return false
	}
	return true
}

// keepReason notes words that tell why, and reports whether they do.
func keepReason(text, room string, said map[string]bool) bool {
	if !reason.MatchString(text) || query.MatchString(text) || strings.Contains(text, "{") && len(braces.ReplaceAllString(text, "")) < leastWords {
		return false
	}
	if slices.Contains(reading, room) {
		text = fault.Sentence(text)
	}
	said[text] = true
	return true
}

var verbs = regexp.MustCompile(`%[-+# 0]*\d*(\.\d+)?(\[\d+\])?[a-z]`)

// saidBy gives the text of a literal, of literals and values put together, or of Sprintf.
func saidBy(e ast.Expr, values *int) string {
	next := func(string) string {
		*values++
		return "{" + string(rune('a'+*values-1)) + "}"
	}
	if text, ok := literal(e); ok {
		return strings.ReplaceAll(verbs.ReplaceAllStringFunc(text, next), "%%", "%")
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return saidBy(e.X, values) + saidBy(e.Y, values)
		}
	case *ast.CallExpr:
		if calledBy(e) == "Sprintf" || calledBy(e) == "forbidden" {
			if format, ok := literal(e.Args[0]); ok {
				return strings.ReplaceAll(verbs.ReplaceAllStringFunc(format, next), "%%", "%")
			}
		}
	}
	return next("")
}

func writeRefusals(t *testing.T, spoken map[string]bool) {
	t.Helper()
	keys, texts := map[string]string{}, map[string]bool{}
	for key, text := range English.raw {
		if !strings.HasPrefix(key, "refusal.") {
			texts[text] = true
		} else if spoken[text] {
			keys[key], texts[text] = text, true
		}
	}
	for _, text := range slices.Sorted(maps.Keys(spoken)) {
		if texts[text] {
			continue
		}
		key := refusalKey(text)
		for n := 2; keys[key] != ""; n++ {
			key = refusalKey(text) + "-" + strconv.Itoa(n)
		}
		keys[key] = text
	}
	var out strings.Builder
	out.WriteString("# What rooms say when they refuse, or tell what happened: made by\n# go test ./words -run Rooms -update from where they say it.\n\n")
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		fmt.Fprintf(&out, "%s = %s\n", key, keys[key])
	}
	if err := os.WriteFile("en/refusal.txt", []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

var plainWords = regexp.MustCompile(`[a-z]+`)

// refusalKey names a sentence by its first words.
func refusalKey(text string) string {
	words := plainWords.FindAllString(strings.ToLower(braces.ReplaceAllString(text, "")), 6)
	return "refusal." + strings.Join(words, "-")
}
