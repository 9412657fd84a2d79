package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

var update = flag.Bool("update", false, "write openapi.json anew")

func described(t *testing.T, path string) []byte {
	t.Helper()
	r := httptest.NewRecorder()
	Handler(Rooms{}).ServeHTTP(r, httptest.NewRequest("GET", path, nil))
	if r.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, r.Code, r.Body)
	}
	return r.Body.Bytes()
}

func TestTheDescriptionIsTheOneCommitted(t *testing.T) {
	got := described(t, "/openapi.json")
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("openapi.json is not what the operations say (%v): look at what changed, then go test ./api -run Committed -update", err)
	}
	if yaml := described(t, "/openapi.yaml"); !strings.Contains(string(yaml), "openapi: 3.1.0") {
		t.Errorf("%.300s", yaml)
	}
}

// everyOperation hands do each operation of the description.
func everyOperation(t *testing.T, do func(method, path string, o *huma.Operation)) {
	t.Helper()
	d := newDesk(Rooms{})
	for path, item := range d.api.OpenAPI().Paths {
		for method, o := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if o != nil {
				do(method, path, o)
			}
		}
	}
}

func TestEveryOperationIsDescribed(t *testing.T) {
	var doc struct {
		Tags []struct{ Name string }
	}
	if err := json.Unmarshal(described(t, "/openapi.json"), &doc); err != nil {
		t.Fatal(err)
	}
	tags := map[string]bool{}
	for _, tag := range doc.Tags {
		tags[tag.Name] = false
	}
	everyOperation(t, func(method, path string, o *huma.Operation) {
		if o.Summary == "" || o.Description == "" || o.OperationID == "" || o.Security == nil || len(o.Responses) < 2 || len(o.Tags) != 1 {
			t.Errorf("%s %s lacks a summary, a description, an id, its security or its errors", method, path)
		}
		if _, known := tags[o.Tags[0]]; !known {
			t.Errorf("%s %s: the tag %s is described nowhere", method, path, o.Tags[0])
		}
		tags[o.Tags[0]] = true
		for _, p := range o.Parameters {
			if p.Description == "" && p.Name != "kind" {
				t.Errorf("%s %s: the parameter %s is not described", method, path, p.Name)
			}
		}
	})
	for tag, used := range tags {
		if !used {
			t.Errorf("the tag %s has no operation", tag)
		}
	}
}

// What is written by hand is what the description says.
func TestBookingsAreWrittenAsDescribed(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		d := newDesk(w.Rooms)
		registry := d.api.OpenAPI().Components.Schemas
		check := func(schema, path string, who *caller) {
			var v any
			w.must(json.Unmarshal(who.get(path).is(200).raw, &v))
			var res huma.ValidateResult
			huma.Validate(registry, registry.SchemaFromRef("#/components/schemas/"+schema), huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, &res)
			for _, err := range res.Errors {
				t.Errorf("%s of %s: %v", path, who.name, err)
			}
		}
		for _, who := range []*caller{w.admin, w.owner, w.cleaner, w.desk} {
			check("ListBookingShape", "/bookings", who)
			check("Booking", "/bookings/"+w.stay.ID.String(), who)
			check("BookingWhole", "/bookings/"+w.stay.ID.String()+"?whole=true", who)
		}
	})
}

func TestTheDocumentationNeedsNobodyElse(t *testing.T) {
	r := httptest.NewRecorder()
	Handler(Rooms{}).ServeHTTP(r, httptest.NewRequest("GET", "/api/docs/", nil))
	page := r.Body.String()
	if r.Code != 200 || !strings.Contains(page, "/openapi.json") || regexp.MustCompile(`(src|href)="(https?:)?//`).MatchString(page) {
		t.Errorf("%d %s", r.Code, page)
	}
	if csp := r.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self'") || !strings.Contains(csp, "script-src 'self' 'sha256-") {
		t.Errorf("%s", csp)
	}
	if described(t, "/api/docs/swagger-ui-bundle.js") == nil || described(t, "/api/docs/swagger-ui.css") == nil {
		t.Error("the page's own files are missing")
	}
}

func TestEveryKindOfProblemHasAPage(t *testing.T) {
	for _, kind := range []string{"broken", "invalid", "conflict", "missing", "forbidden", "signed-out", "too-many", "too-large", "malformed", "media-type", "method"} {
		described(t, problemPath+kind)
	}
}
