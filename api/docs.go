package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/swaggest/swgui/v5emb"

	"keyhouse/fault"
)

// docsPolicy is what the page of the documentation needs and no other: its own
// start-up script stands in the page.
const docsPolicy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const docsPath = "/api/docs"

// docs serves the documentation to read and to try, all of it from here.
func (d *desk) docs() {
	page := v5emb.New("Keyhouse", "/openapi.json", docsPath+"/")
	show := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", docsPolicy)
		page.ServeHTTP(w, r)
	}
	d.mux.HandleFunc("GET "+docsPath+"/", show)
	d.mux.HandleFunc("GET "+docsPath, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, docsPath+"/", http.StatusSeeOther)
	})
}

// others are the kinds of problem that are no kind of fault.
var others = map[string]string{
	"malformed":  "The body is not JSON, or a key stands in it twice.",
	"media-type": "The body has a content type that is not taken. Send application/json.",
	"method":     "The address is right and the method is not. Allow names those it takes.",
}

// kind is the page that a problem's type leads to.
func (d *desk) kind(w http.ResponseWriter, r *http.Request) {
	say, known := others[r.PathValue("kind")]
	for k := range kinds {
		if fault.Kind(k).String() == r.PathValue("kind") {
			say, known = kinds[k].about, true
		}
	}
	if !known {
		d.problem(context.Background(), fault.NotFound("api.kind")).write(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, say)
}
