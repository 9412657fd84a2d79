// Package static serves what screens are dressed in: one style sheet joined
// from css/, the scripts in js/, the mark. It is made once at start-up, with no
// build step. All of it lives under one path that carries its digest, so a
// browser may keep it forever and a new version is fetched at once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed css js logo.svg
var embedded embed.FS

// Prefix is where Handler is to be mounted.
const Prefix = "/static/"

// file is one file, packed when it is first sent so.
type file struct {
	kind, plain string
	packed      func() string
}

var (
	files  = gather()
	digest = sum(files)
)

// Path gives the address of a file: "app.css", "js/app.js", "logo.svg".
// A name that is not there is a slip of the pen: it panics.
func Path(name string) string {
	if _, ok := files[name]; !ok {
		panic("static: no file " + name)
	}
	return Prefix + digest + "/" + name
}

// Handler answers GET and HEAD under Prefix. A path with another digest, from
// a page of another version, gets today's file and is not kept.
func Handler() http.Handler { return http.HandlerFunc(serve) }

func serve(w http.ResponseWriter, r *http.Request) {
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	f, ok := files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("Content-Type", f.kind)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Vary", "Accept-Encoding")
	head.Set("Cache-Control", "no-cache")
	if version == digest {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = f.packed()
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body))
	}
}

func gather() map[string]file {
	all := map[string]file{"app.css": pack("app.css", sheet()), "logo.svg": pack("logo.svg", read("logo.svg"))}
	scripts, _ := fs.Glob(embedded, "js/*.js")
	for _, name := range scripts {
		all[name] = pack(name, read(name))
	}
	return all
}

// sheet joins the style sheets; app.css, which names the layers, comes first.
func sheet() string {
	var b strings.Builder
	b.WriteString(read("css/app.css"))
	names, _ := fs.Glob(embedded, "css/*.css")
	for _, name := range names {
		if name != "css/app.css" {
			b.WriteString(read(name))
		}
	}
	b.WriteString(places())
	return b.String()
}

func read(name string) string {
	b, err := embedded.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error())
	}
	return string(b)
}

func pack(name, text string) file {
	return file{mime.TypeByExtension(path.Ext(name)), text, sync.OnceValue(func() string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text)) // a buffer takes everything
		_ = z.Close()
		return b.String()
	})}
}

func sum(all map[string]file) string {
	h := sha256.New()
	names, _ := fs.Glob(embedded, "js/*.js")
	for _, name := range append(names, "app.css", "logo.svg") {
		h.Write([]byte(name + "\x00" + all[name].plain))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
