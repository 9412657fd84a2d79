// Package guard stands between the network and the screens: it numbers each
// request, limits what is sent, refuses posts from other sites, survives a
// panic, counts and logs. What it logs and counts names routes, never people.
package guard

import (
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// Options of a guard.
type Options struct {
	Log        *slog.Logger
	Upload     int64                                                          // largest upload, in bytes; 0 means 256 MiB
	TrustProxy bool                                                           // take the client's address from X-Forwarded-For: only behind a proxy that sets it
	Watch      func(r *http.Request, status int, took time.Duration)          // told of every answer, for the metrics
	Trouble    func(w http.ResponseWriter, r *http.Request, reference string) // the page for our own failures; nil: a plain one
}

const (
	maxBody   = 1 << 20   // forms and JSON
	maxUpload = 256 << 20 // multipart
	slow      = time.Second
)

// What every answer carries, whoever gives it; pages allow themselves their own
// scripts and styles.
var (
	noSniff    = []string{"nosniff"}
	sameOrigin = []string{"same-origin"}
	noPage     = []string{"default-src 'none'; frame-ancestors 'none'"}
)

type key struct{}

// ID gives the request's number, which the person sees on the page of a failure
// and the log carries.
func ID(ctx context.Context) string {
	s, _ := ctx.Value(key{}).(string)
	return s
}

// Wrap puts the guard around next.
func Wrap(next http.Handler, o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Upload == 0 {
		o.Upload = maxUpload
	}
	if o.Watch == nil {
		o.Watch = func(*http.Request, int, time.Duration) {}
	}
	if o.Trouble == nil {
		o.Trouble = trouble
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(foreign))
	return &guard{next: cross.Handler(next), o: o}
}

type guard struct {
	next http.Handler
	o    Options
}

// ServeHTTP lets one request through.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	reference := rand.Text()[:16]
	r = r.WithContext(context.WithValue(r.Context(), key{}, reference))
	if g.o.TrustProxy {
		r.RemoteAddr = forwarded(r)
	}
	h := w.Header()
	h.Set("X-Request-Id", reference)
	h["X-Content-Type-Options"], h["Referrer-Policy"], h["Content-Security-Policy"] = noSniff, sameOrigin, noPage
	out := &answer{ResponseWriter: w}
	r.Body = http.MaxBytesReader(out, r.Body, g.limit(r))
	defer func() {
		p := recover()
		cut := p == http.ErrAbortHandler || p != nil && g.panicked(out, r, p)
		g.note(r, out, cut, time.Since(began))
		if cut {
			panic(http.ErrAbortHandler)
		}
	}()
	g.next.ServeHTTP(out, r)
}

func (g *guard) limit(r *http.Request) int64 {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return g.o.Upload
	}
	return maxBody
}

// panicked answers for a handler that broke. If part of an answer is out
// already the connection has to be cut, so that nobody takes it for whole.
func (g *guard) panicked(w *answer, r *http.Request, p any) (cut bool) {
	g.o.Log.Error("a handler panicked", "route", r.Pattern, "request", ID(r.Context()), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	if w.status != 0 {
		return true
	}
	g.o.Trouble(w, r, ID(r.Context()))
	return false
}

// note counts and logs an answer.
func (g *guard) note(r *http.Request, w *answer, cut bool, took time.Duration) {
	status := w.counted(r, cut)
	level := slog.LevelDebug
	switch {
	case status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	case status >= 500:
		level = slog.LevelError
	case took > slow && w.Header().Get("Content-Type") != "text/event-stream":
		level = slog.LevelWarn
	}
	if g.o.Log.Enabled(r.Context(), level) {
		g.o.Log.Log(r.Context(), level, "request", "method", r.Method, "route", r.Pattern, "status", status, "ms", took.Milliseconds(), "request", ID(r.Context()))
	}
	g.o.Watch(r, status, took)
}

// forwarded gives the address the nearest proxy saw. Only the last entry is its
// own; the ones before it anybody can write.
func forwarded(r *http.Request) string {
	all := r.Header.Values("X-Forwarded-For")
	if len(all) == 0 {
		return r.RemoteAddr
	}
	list := strings.Split(all[len(all)-1], ",")
	ip := net.ParseIP(strings.TrimSpace(list[len(list)-1]))
	if ip == nil {
		return r.RemoteAddr
	}
	return net.JoinHostPort(ip.String(), "0")
}

// foreign answers a post that a page of another site made the browser send.
func foreign(w http.ResponseWriter, r *http.Request) {
	say(w, r, http.StatusForbidden, "This came from another site",
		"Your browser says that a page of another site sent this, so nothing was done. Open the form here and send it again.")
}

// trouble is the page for a failure of ours.
func trouble(w http.ResponseWriter, r *http.Request, reference string) {
	say(w, r, http.StatusInternalServerError, "Something went wrong on our side",
		"Nothing was saved. Try again in a moment; if it keeps happening, tell us this reference: "+reference)
}

func say(w http.ResponseWriter, r *http.Request, status int, title, words string) {
	w.Header().Set("Cache-Control", "no-store")
	if strings.HasPrefix(r.URL.Path, "/api/") {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"title":%q,"status":%d,"detail":%q}`+"\n", title, status, words)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%[1]s</title><h1>%[1]s</h1><p>%[2]s</p>\n",
		html.EscapeString(title), html.EscapeString(words))
}
