package web

import (
	"net/http"

	"keyhouse/fault"
	"keyhouse/words"
)

// Trouble is a page that says what went wrong and what to do next.
type Trouble struct {
	Status    int
	Title     string
	Say       string // from the fault, if it said something
	Next      string // what to do
	Reference string // to find it in the log; only for our own failures
	Why       string // path of the why-panel; only for refusals of what one can see
}

// statuses answer each kind of fault.
var statuses = map[fault.Kind]int{
	fault.Broken:    http.StatusInternalServerError,
	fault.Invalid:   http.StatusUnprocessableEntity,
	fault.Conflict:  http.StatusConflict,
	fault.Missing:   http.StatusNotFound,
	fault.Forbidden: http.StatusForbidden,
	fault.SignedOut: http.StatusUnauthorized,
	fault.TooMany:   http.StatusTooManyRequests,
	fault.Prove:     http.StatusForbidden,
	fault.TooLarge:  http.StatusRequestEntityTooLarge,

	fault.Unavailable: http.StatusServiceUnavailable,
}

// troubleOf turns an error into a page. A broken one keeps its details for the
// log and shows only the reference it is found by.
func troubleOf(err error, reference string) Trouble {
	kind := fault.KindOf(err)
	t := Trouble{Status: statuses[kind], Title: words.English.Word("trouble-title", kind.String()), Next: words.English.Word("trouble-next", kind.String())}
	if f := fault.Of(err); f != nil && f.Kind != fault.Broken {
		t.Say = f.Say
	}
	if t.Status == http.StatusInternalServerError {
		t.Reference = reference
	}
	return t
}
