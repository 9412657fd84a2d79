package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/fault"
	"keyhouse/guard"
	"keyhouse/words"
)

// Problem is how the API says that something did not happen (RFC 9457).
type Problem struct {
	Type    string  `json:"type" doc:"A page about this kind of problem; the same for every problem of the kind." example:"/api/problems/invalid"`
	Title   string  `json:"title" doc:"The kind of problem in a few words." example:"Something has to be mended"`
	Status  int     `json:"status" doc:"The HTTP status." example:"422"`
	Detail  string  `json:"detail" doc:"What happened and what to do next, for a person." example:"Pick a day."`
	Request string  `json:"request" doc:"The number of this request, which the log carries." example:"KJ2QX5WZ7N4M3ABC"`
	Errors  []Fault `json:"errors,omitempty" nullable:"false" doc:"Each thing that is wrong with what was sent."`
	Current any     `json:"current,omitempty" doc:"After an edit that began from an older version: the record as it is now, as its reader may see it."`

	retry string // after how many seconds it is worth trying again
}

// Fault is one thing that is wrong with what was sent.
type Fault struct {
	Pointer   string `json:"pointer,omitempty" doc:"Where in the body, as an RFC 6901 JSON pointer." example:"#/charges/0/amount"`
	Parameter string `json:"parameter,omitempty" doc:"Which parameter of the address." example:"limit"`
	Detail    string `json:"detail" doc:"What is wrong with it." example:"Enter a sum above zero."`
}

const problemPath = "/api/problems/"

// statuses says how each kind of fault is answered.
var statuses = [...]int{
	fault.Broken:    http.StatusInternalServerError,
	fault.Invalid:   http.StatusUnprocessableEntity,
	fault.Conflict:  http.StatusConflict,
	fault.Missing:   http.StatusNotFound,
	fault.Forbidden: http.StatusForbidden,
	fault.SignedOut: http.StatusUnauthorized,
	fault.TooMany:   http.StatusTooManyRequests,
	fault.TooLarge:  http.StatusRequestEntityTooLarge,
	fault.Prove:     http.StatusForbidden,

	fault.Unavailable: http.StatusServiceUnavailable,
}

// retryAfter is how long programs are asked to wait, in seconds.
var retryAfter = map[fault.Kind]string{fault.TooMany: "60", fault.Unavailable: "5"}

// The kinds of problem that are no kind of fault.
const (
	malformed   = "malformed"
	mediaType   = "media-type"
	wrongMethod = "method"
)

// title says a kind of problem in a few words.
func title(t *words.Tongue, kind string) string { return t.Word("problem-title", kind) }

// meaning says what a kind of problem means, and what to do.
func meaning(t *words.Tongue, kind string) string { return t.Word("problem-about", kind) }

// problem says err to a program, in the language of ctx. What nobody sorted is
// our failure: its details stay in the log.
func (d *desk) problem(ctx context.Context, err error) *Problem {
	f := fault.Of(err)
	if f == nil {
		f = &fault.Fault{}
	}
	kind := f.Kind
	if kind < 0 || int(kind) >= len(statuses) {
		kind = fault.Broken
	}
	t := words.In(ctx)
	p := &Problem{Type: problemPath + kind.String(), Title: title(t, kind.String()), Status: statuses[kind], Detail: t.Again(f.Say), Request: guard.ID(ctx), retry: retryAfter[kind]}
	if p.Detail == "" || kind == fault.Broken {
		p.Detail = meaning(t, kind.String())
	}
	switch {
	case guard.Abandoned(ctx, err):
		p.Status = guard.StatusAbandoned // for the log: nobody reads it
	case kind == fault.Broken:
		d.Log.Error("a request failed", "request", p.Request, "error", err)
	case kind == fault.Unavailable:
		d.Log.Warn("a request could not be served", "request", p.Request, "error", err)
	}
	p.addAll(t, f)
	var stale *fault.Stale
	if errors.As(err, &stale) {
		p.Current = shape(t, stale.Current)
	}
	return p
}

func (p *Problem) addAll(t *words.Tongue, f *fault.Fault) {
	p.add(f.Field, t.Again(f.Say))
	for _, m := range f.More {
		p.add(m.Field, t.Again(m.Say))
	}
}

// add names a field as the rooms call it: "charges.0.amount".
func (p *Problem) add(field, say string) {
	switch {
	case field == "":
	case strings.HasPrefix(field, "?"):
		p.Errors = append(p.Errors, Fault{Parameter: field[1:], Detail: say})
	default:
		p.Errors = append(p.Errors, Fault{Pointer: pointer(field), Detail: say})
	}
}

// pointer writes a.0.b, or a[0].b, as a JSON pointer.
func pointer(field string) string {
	field = strings.NewReplacer("[", ".", "]", "").Replace(field)
	parts := strings.Split(field, ".")
	for i, s := range parts {
		parts[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
	}
	return "#/" + strings.Join(parts, "/")
}

// inAddress makes the fields of a fault parameters of the address.
func inAddress(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid {
		return err
	}
	moved := *f
	moved.More = append([]fault.Fault{}, f.More...)
	mark := func(field *string) {
		if *field != "" {
			*field = "?" + *field
		}
	}
	mark(&moved.Field)
	for i := range moved.More {
		mark(&moved.More[i].Field)
	}
	return &moved
}

// Error is for the log.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders gives what goes with the status.
func (p *Problem) GetHeaders() http.Header {
	switch {
	case p.retry != "":
		return http.Header{"Retry-After": {p.retry}}
	case p.Status == http.StatusUnauthorized:
		return http.Header{"Www-Authenticate": {"Bearer"}}
	}
	return nil
}

// write answers with p where no operation is.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = encode(w, p) // the client is gone if this fails
}

// refused is what huma found wrong before an operation was asked: a body that
// is no JSON, a field of the wrong type.
func refused(ctx context.Context, status int, say string, errs ...error) *Problem {
	t, kind := words.In(ctx), fault.Invalid.String()
	switch {
	case say == bodyMissing:
		kind, say = malformed, t.Say("problem.no-body")
	case status == http.StatusBadRequest:
		kind = malformed
	case status == http.StatusUnsupportedMediaType:
		kind, say = mediaType, meaning(t, mediaType)
	case status == http.StatusRequestEntityTooLarge:
		kind, say = fault.TooLarge.String(), meaning(t, fault.TooLarge.String())
	case status >= http.StatusInternalServerError:
		kind, say = fault.Broken.String(), meaning(t, fault.Broken.String())
	}
	p := &Problem{Type: problemPath + kind, Title: title(t, kind), Status: status, Detail: t.Again(fault.Sentence(say)), Request: guard.ID(ctx)}
	if kind == mediaType {
		return p
	}
	for _, err := range errs {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return refused(ctx, http.StatusRequestEntityTooLarge, "")
		}
		p.found(t, err)
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Detail
	}
	return p
}

// found adds one thing that huma found. What was sent is never echoed.
func (p *Problem) found(t *words.Tongue, err error) {
	var by huma.ErrorDetailer
	if !errors.As(err, &by) {
		return
	}
	e := by.ErrorDetail()
	at, say := e.Location, e.Message
	if place, words, ok := strings.Cut(say, misplaced); ok {
		at, say = "body."+place, words
	}
	if name, ok := strings.CutPrefix(say, "expected required property "); ok {
		at, say = at+"."+strings.TrimSuffix(name, " to be present"), words.English.Say("problem.missing")
	}
	say = t.Again(fault.Sentence(say))
	if where, ok := strings.CutPrefix(at, "query."); ok {
		p.Errors = append(p.Errors, Fault{Parameter: where, Detail: say})
		return
	}
	where := strings.TrimPrefix(strings.TrimPrefix(at, "body"), ".")
	if where == "" {
		p.Errors = append(p.Errors, Fault{Pointer: "#", Detail: say})
		return
	}
	p.add(where, say)
}

// bodyMissing is what huma says of a request that brings nothing.
const bodyMissing = "request body is required"

func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, say string, errs ...error) huma.StatusError {
		return refused(context.Background(), status, say, errs...)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, say string, errs ...error) huma.StatusError {
		return refused(c.Context(), status, say, errs...)
	}
}

// AppendJSON writes the problem; without fields to point at by hand, since a
// refusal should cost no more than an answer.
func (p *Problem) AppendJSON(b []byte) []byte {
	if len(p.Errors) > 0 || p.Current != nil {
		type plain Problem
		return appendAny(b, (*plain)(p))
	}
	b = appendText(append(b, `{"type":`...), p.Type)
	b = appendText(append(b, `,"title":`...), p.Title)
	b = strconv.AppendInt(append(b, `,"status":`...), int64(p.Status), 10)
	b = appendText(append(b, `,"detail":`...), p.Detail)
	b = appendText(append(b, `,"request":`...), p.Request)
	return append(b, '}')
}
