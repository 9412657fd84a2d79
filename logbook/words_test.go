package logbook

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "gather the words afresh")

// libraries are what errors of the runtime, the network and the databases are
// made of.
const libraries = `
	accept access address again already attempt authenticate authentication bad begin beginning body broken buffer busy by bytes cancel canceled cancelled cannot
	certificate chunk client close closed column command commit conflict connect connection consistency constraint context control convert could database deadline deadlock
	decode decrypt deadlocked denied descriptor destination detected device dial dialing did directory disk does driver due duplicate during early empty end EOF error exceeded exchange
	exec exist exists expected expired failed failure fatal field file files for foreign found from full function group handle handshake has header host id in index input interrupt interrupted
	invalid is it key kind length limit line locked long lookup lost mail malformed many memory message missing mode more name nil no not null number of on open opening operation or out panic parse
	parsing password permission pipe pointer pool port prepare primary process query read readonly reading received record recovery refused relation relay reset response retry route row rows runtime
	schema select sending serialize server session shutdown size slice smtp SMTP space SQL SQLite SQLITE sqlite sql statement stopped stream string such support syntax system table temporarily temporary the
	time timed timeout TLS tls to too transaction transient truncated type unable unavailable unexpected unique unknown unreachable unsupported until up update upgrade use user value values
	violates violation wait waiting was while with write writing wrong x509 zero FATAL ERROR PANIC WARNING UNIQUE FOREIGN KEY NOT NULL CHECK BUSY CORRUPT FULL IOERR LOCKED MISUSE READONLY
	dereference nil runtime integer divide range bounds assertion interface map concurrent goroutine index out of overflow underflow
	serialization isolation concurrent terminating administrator starting shutting down slots remaining reserved remote authorized socket network unreachable
	tcp udp i o get Get post Post lookup dns resolve certificate signed authority verify STARTTLS AUTH EHLO HELO RCPT DATA QUIT greylisted mailbox rejected spam`

// letters is what counts as a word of ours.
var letters = regexp.MustCompile(`[\pL\pM]+`)

// TestWordsAreTheProgramsOwn: -update gathers the words of every text in the
// program's source that may become part of an error. The demo's people and the
// tests are no source, and a file that lags behind only means a "…" more.
func TestWordsAreTheProgramsOwn(t *testing.T) {
	if *update {
		if err := os.WriteFile("words.txt", []byte(strings.Join(gather(t), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(file))
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) || len(all) < 1000 {
		t.Errorf("%d words, sorted, each once: run go test ./logbook -update", len(all))
	}
}

func gather(t *testing.T) []string {
	t.Helper()
	all := map[string]bool{}
	for _, w := range strings.Fields(libraries) {
		all[w] = true
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (slices.Contains([]string{"demo", "bench", "story", "testdata", "browsertest", "providertest", "dbtest", "words"}, d.Name()) || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "_templ.go") {
			return fromSource(path, all)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var sorted []string
	for w := range all {
		sorted = append(sorted, w)
	}
	slices.Sort(sorted)
	return sorted
}

// fromSource takes the words of texts that are given to what makes errors and
// lines of the log, and the names of packages and functions as they stand
// before the colon.
func fromSource(path string, all map[string]bool) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	all[f.Name.Name] = true
	take := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
				text, _ := strconv.Unquote(s.Value)
				for _, w := range letters.FindAllString(text, -1) {
					all[w] = true
				}
			}
			return true
		})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Errorf", "New", "Bad", "NotFound", "Error", "Warn", "Info", "Debug", "broken", "missing"}, s.Sel.Name) {
				for _, arg := range n.Args {
					take(arg)
				}
			}
		case *ast.KeyValueExpr:
			if k, ok := n.Key.(*ast.Ident); ok && slices.Contains([]string{"Op", "Say", "Field"}, k.Name) {
				take(n.Value)
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if (strings.HasPrefix(name.Name, "say") || name.Name == "op") && i < len(n.Values) {
					take(n.Values[i])
				}
			}
		case *ast.FuncDecl:
			for _, w := range letters.FindAllString(n.Name.Name, -1) {
				all[w] = true
			}
		}
		return true
	})
	return nil
}
