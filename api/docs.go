package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"sync"

	"github.com/swaggest/swgui/v5emb"

	"keyhouse/fault"
	"keyhouse/words"
)

// docsPolicy is what the page of the documentation needs and no other: the
// scripts that stand in it are let through by what they say, and styles that
// its own scripts set.
const docsPolicy = "default-src 'none'; script-src 'self'%s; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const docsPath = "/api/docs"

// docs serves the documentation to read and to try, all of it from here.
func (d *desk) docs() {
	page := v5emb.New("Keyhouse", "/openapi.json", docsPath+"/")
	policy := sync.OnceValue(func() string {
		text := &kept{header: http.Header{}}
		page.ServeHTTP(text, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: docsPath + "/"}})
		return fmt.Sprintf(docsPolicy, hashes(text.String()))
	})
	d.mux.HandleFunc("GET "+docsPath+"/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy())
		page.ServeHTTP(w, r)
	})
	d.mux.HandleFunc("GET "+docsPath, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, docsPath+"/", http.StatusSeeOther)
	})
}

var inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// hashes names the scripts that stand in a page as its policy does.
func hashes(page string) string {
	var out string
	for _, script := range inlineScript.FindAllStringSubmatch(page, -1) {
		sum := sha256.Sum256([]byte(script[1]))
		out += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return out
}

// kept is an answer that stays here.
type kept struct {
	bytes.Buffer
	header http.Header
}

// Header gives the headers to set.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader takes any status.
func (*kept) WriteHeader(int) {}

// kind is the page that a problem's type leads to.
func (d *desk) kind(w http.ResponseWriter, r *http.Request) {
	t, kind := spoken(r), r.PathValue("kind")
	known := kind == malformed || kind == mediaType || kind == wrongMethod
	for k := range statuses {
		known = known || fault.Kind(k).String() == kind
	}
	if !known {
		d.problem(words.With(r.Context(), t), fault.NotFound("api.kind")).write(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, meaning(t, kind))
}
