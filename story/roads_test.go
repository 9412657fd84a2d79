package story

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// road is one address pattern that the server answers.
type road struct {
	method, path string
	params       []string // the parts in braces
	op           *apiOp   // for the API, what its description says
}

// roads lists every road there is: the screens' as they stand in web's source,
// the API's as its own description has them. Nobody can open one that the tests
// which go down all of them do not learn of.
func (w *town) roads() []road {
	w.t.Helper()
	all := append(screenRoads(w.t), w.apiRoads()...)
	if len(all) < 40 {
		w.t.Fatalf("only %d roads were found: has the map of routes moved?", len(all))
	}
	return all
}

var (
	pattern = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) (/\S*)$`)
	braces  = regexp.MustCompile(`\{([a-z]+)[^}]*\}`)
)

// screenRoads reads the patterns out of the source of web.
func screenRoads(t *testing.T) []road {
	t.Helper()
	files, err := filepath.Glob("../web/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("where is web? %v", err)
	}
	var all []road
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 2 {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Handle" {
					all = append(all, handled(t, file, call.Args[0])...)
				}
			}
			return true
		})
	}
	return all
}

// handled reads the pattern of one line of the map. One that is put together
// would be a road that no test goes down.
func handled(t *testing.T, file string, arg ast.Expr) []road {
	t.Helper()
	if lit, ok := arg.(*ast.BasicLit); ok {
		if text, _ := strconv.Unquote(lit.Value); pattern.MatchString(text) {
			return []road{roadOf(text)}
		}
		return nil // whatever is nowhere else
	}
	if sum, ok := arg.(*ast.BinaryExpr); ok {
		if last := lastName(sum); last == "Prefix" || last == "FeedPath" {
			return nil // styles and scripts; and calendars, whose addresses are secrets
		}
	}
	t.Errorf("%s: a road that is not written out: no test could go down it", file)
	return nil
}

// lastName is the name of the constant in a sum of strings.
func lastName(sum ast.Expr) (name string) {
	ast.Inspect(sum, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			name = sel.Sel.Name
		}
		return true
	})
	return name
}

func roadOf(text string) road {
	found := pattern.FindStringSubmatch(text)
	r := road{method: found[1], path: strings.TrimSuffix(found[2], "{$}")}
	for _, p := range braces.FindAllStringSubmatch(r.path, -1) {
		r.params = append(r.params, p[1])
	}
	return r
}

// apiOp is one operation of the API's description, as far as we read it.
type apiOp struct {
	ID         string `json:"operationId"`
	Security   []any  `json:"security"` // none: anybody may ask
	Parameters []struct {
		Name, In string
	} `json:"parameters"`
	Body struct {
		Content map[string]struct {
			Schema apiSchema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

type apiSchema struct {
	Ref        string               `json:"$ref"`
	Type       any                  `json:"type"`
	Format     string               `json:"format"`
	Properties map[string]apiSchema `json:"properties"`
	Required   []string             `json:"required"`
	Items      *apiSchema           `json:"items"`
	Enum       []any                `json:"enum"`
}

// apiBook is the whole description.
type apiBook struct {
	Paths      map[string]map[string]*apiOp `json:"paths"`
	Components struct {
		Schemas map[string]apiSchema `json:"schemas"`
	} `json:"components"`
	Servers []struct{ URL string } `json:"servers"`
}

func (w *town) book() apiBook {
	w.t.Helper()
	var book apiBook
	got := w.somebody("a program").get("/openapi.json").ok()
	if err := json.Unmarshal([]byte(got.body), &book); err != nil {
		w.t.Fatal(err)
	}
	return book
}

func (w *town) apiRoads() []road {
	w.t.Helper()
	book, prefix := w.book(), ""
	if len(book.Servers) > 0 {
		prefix = regexp.MustCompile(`^https?://[^/]*`).ReplaceAllString(strings.TrimSuffix(book.Servers[0].URL, "/"), "")
	}
	var all []road
	for path, ops := range book.Paths {
		if !strings.HasPrefix(path, "/api/") {
			path = prefix + path
		}
		for method, op := range ops {
			r := roadOf(strings.ToUpper(method) + " " + path)
			r.op = op
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b road) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

// thingOf says what kind of record a parameter of a road names: by its own name,
// else by the part of the path before it. "" is no record.
func (r road) thingOf(param string) string {
	if param == "id" {
		before, _, _ := strings.Cut(r.path, "/{id}")
		param = singular(before[strings.LastIndex(before, "/")+1:])
	}
	switch param {
	case "owner":
		return "client"
	case "user", "portal-user":
		return "member"
	case "stay":
		return "booking"
	}
	return param
}

func singular(plural string) string {
	if rest, ok := strings.CutSuffix(plural, "ies"); ok {
		return rest + "y"
	}
	return strings.TrimSuffix(plural, "s")
}

// to fills the parameters of a road.
func (r road) to(values ...string) string {
	at := 0
	return braces.ReplaceAllStringFunc(r.path, func(string) string { at++; return values[at-1] })
}

func TestRoadsAreFound(t *testing.T) {
	r := roadOf("GET /settings/access/{member}/grants/{grant}")
	if r.method != "GET" || !slices.Equal(r.params, []string{"member", "grant"}) || r.to("a", "b") != "/settings/access/a/grants/b" {
		t.Errorf("%+v", r)
	}
	if got := roadOf("GET /{$}"); got.path != "/" || got.params != nil {
		t.Errorf("%+v", got)
	}
	if got := roadOf("GET /api/v1/properties/{id}/units").thingOf("id"); got != "property" {
		t.Error(got)
	}
}
