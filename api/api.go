package api

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"keyhouse/fault"
	"keyhouse/imports"
	"keyhouse/machine"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/provider"
	"keyhouse/stays"
	"keyhouse/words"
)

// Rooms are what the API speaks for.
type Rooms struct {
	People    *people.Store
	Providers *provider.Set
	Portfolio *portfolio.Store
	Money     *money.Store
	Stays     *stays.Store
	Imports   *imports.Store
	Machine   *machine.Store

	BaseURL string // how people reach this installation; https makes the cookie secure
	Now     func() time.Time
	Log     *slog.Logger
}

// prefix stands before the path of every operation.
const prefix = "/api/v1"

// desk answers every request of a program.
type desk struct {
	Rooms
	mux    *http.ServeMux
	api    huma.API
	cookie string
	secure bool
}

// Handler answers everything under /api/, and /openapi.json and /openapi.yaml.
func Handler(r Rooms) http.Handler { return guarded(newDesk(r).mux) }

func newDesk(r Rooms) *desk {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	d := &desk{Rooms: r, mux: http.NewServeMux(), cookie: "keyhouse", secure: strings.HasPrefix(r.BaseURL, "https://")}
	if d.secure {
		d.cookie = "__Host-keyhouse" // the screens' own: one sign-in opens both
	}
	d.api = humago.NewWithPrefix(d.mux, prefix, config())
	d.operations()
	d.otherwise()
	d.describe()
	d.mux.HandleFunc("/", d.nowhere)
	return d
}

// operations is the map: every noun of the API.
func (d *desk) operations() {
	d.sessions()
	d.entries()
	d.mine()
	d.signInProviders()
	d.passkeys()
	d.systems()
	d.ownAccount()
	d.factors()
	d.properties()
	d.owners()
	d.bookings()
	d.blocks()
	d.quotes()
	d.calendars()
	d.feeds()
	d.importing()
	d.statements()
	d.notes()
	d.portalUsers()
	d.users()
	d.policies()
	d.exports()
	d.subscribers()
	d.trails()
	d.searches()
	d.serverParts()
}

// guarded adds the headers every answer carries. Answers are personal: no cache
// may keep them, and no page may be made of them.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Cache-Control"] = noStore
		h["X-Content-Type-Options"] = noSniff
		h["Referrer-Policy"] = sameOrigin
		h["Content-Security-Policy"] = noPage
		next.ServeHTTP(w, r)
	})
}

var (
	noStore    = []string{"no-store"}
	noSniff    = []string{"nosniff"}
	sameOrigin = []string{"same-origin"}
	noPage     = []string{"default-src 'none'; frame-ancestors 'none'"}
)

// nowhere answers what is no operation, and names the methods of a path that
// has others.
func (d *desk) nowhere(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := d.mux.Handler(other); pattern != "/" {
			allow = append(allow, method)
		}
	}
	t := spoken(r)
	ctx := words.With(r.Context(), t)
	if len(allow) == 0 {
		d.problem(ctx, fault.NotFound("api.nowhere")).write(w)
		return
	}
	w.Header().Set("Allow", strings.Join(allow, ", "))
	method := r.Method
	if len(method) > 16 {
		method = t.Say("problem.this-method")
	}
	p := d.problem(ctx, &fault.Fault{Kind: fault.Invalid, Say: t.Say("problem.method", "method", method, "allowed", strings.Join(allow, ", "))})
	p.Type, p.Status, p.Title = problemPath+wrongMethod, http.StatusMethodNotAllowed, title(t, wrongMethod)
	p.write(w)
}
