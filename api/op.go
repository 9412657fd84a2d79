package api

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/words"
)

// op is one operation as its documentation has it.
type op struct {
	id, tag, summary, about string
	method, path            string
	asks                    []param // parameters of the address
	needs                   need
	early                   bool  // also while the second factor is to come that the account demands
	limit                   int64 // of the body in bytes; 0 is 1 MiB
	status                  int   // 0 is 200, or 204 without an answer
	errors                  []int // beside what every operation may answer
}

// need is who may ask at all.
type need int

const (
	account need = iota // somebody signed in, in an account
	person              // somebody signed in
	nobody
)

// param is a parameter of the address.
type param struct {
	name, about string
	schema      *huma.Schema
	example     any
	needed      bool
}

// must is a parameter without which there is no answer.
func must(p param) param {
	p.needed = true
	return p
}

// call is one request: who makes it, and with what.
type call struct {
	*people.Actor
	token string
	query url.Values
	r     *http.Request
	w     http.ResponseWriter
}

// viewer gives the eyes of who asks. A nil Viewer sees nothing.
func (c *call) viewer() *access.Viewer {
	if c.Actor == nil {
		return nil
	}
	return c.Actor.Viewer
}

// tongue is the language to answer in: the person's own, else what the program
// says it accepts.
func (c *call) tongue() *words.Tongue {
	if c.Actor == nil {
		return spoken(c.r)
	}
	t := words.For(c.Person.Locale)
	if c.Person.Locale == "" {
		t = spoken(c.r)
	}
	return t.Of(c.Account.Template)
}

// spoken is the language that a request asks for.
func spoken(r *http.Request) *words.Tongue { return words.For(r.Header.Get("Accept-Language")) }

type callKey struct{}

// reply is an answer with a body.
type reply[Out any] struct{ Body Out }

// handle adds an operation that answers with a body.
func handle[In, Out any](d *desk, o op, h func(ctx context.Context, c *call, in *In) (Out, error)) {
	huma.Register(d.api, d.operation(o), func(ctx context.Context, in *In) (*reply[Out], error) {
		out, err := h(ctx, ctx.Value(callKey{}).(*call), in)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &reply[Out]{Body: out}, nil
	})
}

// act adds an operation that answers with nothing but that it is done.
func act[In any](d *desk, o op, h func(ctx context.Context, c *call, in *In) error) {
	huma.Register(d.api, d.operation(o), func(ctx context.Context, in *In) (*struct{}, error) {
		if err := h(ctx, ctx.Value(callKey{}).(*call), in); err != nil {
			return nil, d.problem(ctx, err)
		}
		return nil, nil
	})
}

// operation is o as huma has it.
func (d *desk) operation(o op) huma.Operation {
	limit := o.limit
	if limit == 0 {
		limit = 1 << 20
	}
	h := huma.Operation{OperationID: o.id, Method: o.method, Path: o.path, Summary: o.summary, Description: o.about, Tags: []string{o.tag},
		DefaultStatus: o.status, MaxBodyBytes: limit, BodyReadTimeout: time.Minute, Errors: d.failures(o),
		Middlewares: huma.Middlewares{d.enter(o)}}
	if o.needs == nobody {
		h.Security = []map[string][]string{}
	} else {
		h.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	if o.looks() {
		o.asks = append(o.asks[:len(o.asks):len(o.asks)], asParam)
	}
	for _, p := range o.asks {
		h.Parameters = append(h.Parameters, &huma.Param{Name: p.name, In: "query", Description: p.about, Schema: p.schema, Example: p.example, Required: p.needed})
	}
	return h
}

// failures lists what an operation may answer instead, for its documentation.
func (d *desk) failures(o op) []int {
	out := append([]int{}, o.errors...)
	if o.needs != nobody {
		out = append(out, http.StatusUnauthorized, http.StatusForbidden)
	}
	if o.needs == account || strings.Contains(o.path, "{") { // what one may not know of is not found
		out = append(out, http.StatusNotFound)
	}
	switch o.method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		out = append(out, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return append(out, http.StatusUnprocessableEntity)
}

// enter finds out who asks before anything they sent is read.
func (d *desk) enter(o op) func(huma.Context, func(huma.Context)) {
	known := map[string]bool{}
	for _, p := range o.asks {
		known[p.name] = true
	}
	if o.looks() {
		known[asParam.name] = true
	}
	return func(c huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(c)
		k := &call{r: r, w: w, token: d.token(r)}
		if err := d.admit(o, k, known); err != nil {
			d.problem(words.With(r.Context(), k.tongue()), err).write(w)
			return
		}
		ctx := context.WithValue(c.Context(), callKey{}, k)
		if t := k.tongue(); t != words.English {
			ctx = words.With(ctx, t)
		}
		next(huma.WithContext(c, ctx))
	}
}

func (d *desk) admit(o op, k *call, known map[string]bool) error {
	if o.needs != nobody {
		var err error
		k.Actor, err = d.People.Session(k.r.Context(), k.token)
		if err != nil && (k.Actor == nil || o.needs == account || k.Actor.Weak && (!o.early || k.Actor.Session.Kind == people.Bearer)) {
			return err
		}
	}
	if o.needs == account && k.viewer() == nil {
		return &fault.Fault{Kind: fault.Forbidden, Op: "api.admit", Say: "Choose an account first: POST /api/v1/session/account."}
	}
	if err := k.readAddress(known); err != nil || !k.query.Has(asParam.name) {
		return err
	}
	var err error
	k.Actor, err = d.People.LookAs(k.r.Context(), k.Actor, wanted(k.query.Get(asParam.name)))
	k.query.Del(asParam.name)
	return err
}

// asParam lets any reading operation answer as somebody else would see it.
var asParam = uuid("as", "Answer as this user sees it, changing nothing. It takes the right to log in as them, and never shows more than the person who asks holds.")

// looks reports whether an operation can be asked through another's eyes.
func (o op) looks() bool { return o.method == http.MethodGet && o.needs == account }

// readAddress refuses parameters that the operation does not know: a filter
// that is misspelt must not list everything.
func (k *call) readAddress(known map[string]bool) error {
	if k.r.URL.RawQuery == "" {
		return nil
	}
	var err error
	if k.query, err = url.ParseQuery(k.r.URL.RawQuery); err != nil {
		return &fault.Fault{Kind: fault.Invalid, Op: "api.readAddress", Say: "The part after ? cannot be read."}
	}
	bad := fault.Fields{Op: "api.readAddress"}
	for name := range k.query {
		if !known[name] {
			bad.Bad("?"+name, "There is no such parameter here.")
		}
	}
	return bad.Err()
}

// token is what the caller shows: the header's, or else the browser's.
func (d *desk) token(r *http.Request) string {
	if h := r.Header["Authorization"]; len(h) > 0 {
		scheme, token, _ := strings.Cut(h[0], " ")
		if len(h) == 1 && strings.EqualFold(scheme, "bearer") {
			return strings.TrimSpace(token)
		}
		return ""
	}
	c, err := r.Cookie(d.cookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// client says where a request comes from. The guard has put the true address
// into RemoteAddr where a proxy stands in front.
func client(r *http.Request) people.Client {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	return people.Client{IP: ip, Agent: r.UserAgent(), Kind: people.API}
}

// tried gives err back, and notes the attempt at a record behind it; those that
// rooms refuse they have noted already.
func (d *desk) tried(ctx context.Context, c *call, verb access.Verb, t access.Thing, record id.ID, err error) error {
	return d.People.Tried(ctx, c.viewer(), verb, &access.Record{Thing: t, ID: record}, err)
}
