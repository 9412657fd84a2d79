package keyhouse_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors is the house from the ground up. A room imports rooms of lower floors
// only, and rooms on one floor never each other, unless beside says so.
var floors = [][]string{
	{"archive", "calendar", "cash", "entry", "fault", "guard", "ical", "id", "intake", "logbook", "page", "paper", "passwords", "provider", "requiretest", "seal", "sheet", "throttle", "words"},
	{"access"},
	{"db", "reason"},
	{"jobs", "live", "mail"},
	{"people"},
	{"portfolio"},
	{"money"},
	{"stays"},
	{"imports"},
	{"machine"},
	{"api", "web"},
	{"bench", "cmd", "demo", "internal_deps", "server", "story"},
}

// beside lists who may import whom on the same floor: leaves other leaves,
// letters are jobs, and the command starts everything.
func beside(from, to string) bool {
	return floor(from) == 0 || from == "mail" && to == "jobs" || floor(from) == len(floors)-1
}

func floor(room string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, room) })
}

// tools are packages that only some rooms may import, and what to do instead.
var tools = []struct {
	path    string // itself and everything below
	allowed []string
	instead string
}{
	{"database/sql", []string{"db", "bench", "internal_deps"}, "ask db: Select, Insert and their kin; only db opens connections"},
	{"database/sql/driver", []string{"archive", "calendar", "cash", "db", "id"}, "db binds and scans what it needs to; give it plain values"},
	{"modernc.org/sqlite", []string{"db", "bench", "internal_deps"}, "ask db: only db opens connections"},
	{"github.com/jackc/pgx", []string{"db", "bench", "internal_deps"}, "ask db: only db opens connections"},
	{"github.com/pressly/goose", []string{"db", "internal_deps"}, "add a file to db/migrations"},
	{"github.com/coreos/go-oidc", []string{"provider"}, "ask provider: only it speaks OpenID Connect"},
	{"golang.org/x/oauth2", []string{"provider"}, "ask provider: only it speaks OpenID Connect"},
	{"golang.org/x/crypto/argon2", []string{"passwords"}, "ask passwords: it hashes them in turn"},
	{"github.com/go-webauthn", []string{"people"}, "ask people: it keeps the passkeys"},
	{"github.com/pquerna/otp", []string{"people"}, "ask people: it keeps the authenticator apps"},
	{"keyhouse/db/dbtest", nil, testsOnly},
	{"keyhouse/requiretest", nil, testsOnly},
	{"testing", []string{"story"}, testsOnly},
	{"testing/fstest", []string{"db"}, testsOnly}, // an fs.FS in memory, for goose
}

const testsOnly = "this is for tests, and for packages that help tests, whose names end in test"

// TestArrowsOnlyGoRight reads the imports of everything that ships.
func TestArrowsOnlyGoRight(t *testing.T) {
	for file, imports := range sources(t) {
		room := strings.Split(file, "/")[0]
		if floor(room) < 0 {
			t.Errorf("%s: nobody knows the room %q yet: put it on its floor in house_test.go and DESIGN's map", file, room)
			continue
		}
		for _, path := range imports {
			arrow(t, file, room, path)
			tool(t, file, room, path)
		}
	}
}

func arrow(t *testing.T, file, room, path string) {
	t.Helper()
	rest, ours := strings.CutPrefix(path, "keyhouse/")
	to := strings.Split(rest, "/")[0]
	switch {
	case !ours || to == room || floor(to) < floor(room):
	case floor(to) == floor(room) && beside(room, to):
	case floor(to) == floor(room):
		t.Errorf("%s imports %s: rooms of one floor do not know each other; move what both need one floor down, or let the floor above join them", file, path)
	default:
		t.Errorf("%s imports %s, which stands above it: arrows only go right (cmd, web, stays, money, portfolio, people, db, access); take what you need as an argument or a small interface", file, path)
	}
}

func tool(t *testing.T, file, room, path string) {
	t.Helper()
	best := -1
	for i, tool := range tools {
		if path == tool.path || strings.HasPrefix(path, tool.path+"/") {
			best = i // the last that fits is the narrowest
		}
	}
	if best >= 0 && strings.HasSuffix(filepath.Dir(file), "test") && tools[best].instead == testsOnly {
		return // dbtest, browsertest: helpers of tests
	}
	if best >= 0 && !slices.Contains(tools[best].allowed, room) {
		t.Errorf("%s imports %s: %s", file, path, tools[best].instead)
	}
}

// TestOnlyDomainsSpeakSQL: the shells call the domain; a statement in them would
// be a road around access.
func TestOnlyDomainsSpeakSQL(t *testing.T) {
	for file, imports := range sources(t) {
		room := strings.Split(file, "/")[0]
		if (room == "web" || room == "api") && slices.Contains(imports, "keyhouse/db") {
			t.Errorf("%s imports keyhouse/db: screens and API calls ask the domain (people, portfolio, money, stays), which asks access", file)
		}
	}
}

// TestOnlyTheBenchmarkWritesUntraced: nothing else may leave the audit trail out.
func TestOnlyTheBenchmarkWritesUntraced(t *testing.T) {
	for file := range sources(t) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		room := strings.Split(file, "/")[0]
		if room != "bench" && room != "people" && strings.Contains(string(b), "Untraced") {
			t.Errorf("%s: every change is in the trail; only bench measures what that costs", file)
		}
	}
}

// sources gives the imports of every Go file that is not a test.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		imports, err := importsOf(path)
		out[filepath.ToSlash(path)] = imports
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func importsOf(path string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var imports []string
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		imports = append(imports, p)
	}
	return imports, nil
}
