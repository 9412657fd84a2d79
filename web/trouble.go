package web

import (
	"net/http"

	"keyhouse/fault"
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

// troubles are the titles and next steps by kind of fault.
var troubles = map[fault.Kind]Trouble{
	fault.Broken:    {Status: http.StatusInternalServerError, Title: "Something went wrong on our side", Next: "Nothing was saved. Try again in a moment; if it keeps happening, tell us the reference below."},
	fault.Invalid:   {Status: http.StatusUnprocessableEntity, Title: "That does not work like this", Next: "Go back, look at what you typed, and send it again."},
	fault.Conflict:  {Status: http.StatusConflict, Title: "Somebody was faster", Next: "Go back and load the page again to see how things stand now."},
	fault.Missing:   {Status: http.StatusNotFound, Title: "Nothing here", Next: "Check the address, or search for what you are looking for."},
	fault.Forbidden: {Status: http.StatusForbidden, Title: "You may see this, but not do that", Next: "Ask somebody in the office who may, or ask them for access."},
	fault.SignedOut: {Status: http.StatusUnauthorized, Title: "You are signed out", Next: "Sign in again to go on."},
	fault.TooMany:   {Status: http.StatusTooManyRequests, Title: "Too many tries", Next: "Wait a minute, then try again."},
	fault.Prove:     {Status: http.StatusForbidden, Title: "Is this still you?", Next: "Prove who you are, then this goes on."},
	fault.TooLarge:  {Status: http.StatusRequestEntityTooLarge, Title: "That is too large", Next: "Send a smaller file, or split it into several."},
}

// troubleOf turns an error into a page. A broken one keeps its details for the
// log and shows only the reference it is found by.
func troubleOf(err error, reference string) Trouble {
	t := troubles[fault.KindOf(err)]
	if f := fault.Of(err); f != nil && f.Kind != fault.Broken {
		t.Say = f.Say
	}
	if t.Status == http.StatusInternalServerError {
		t.Reference = reference
	}
	return t
}
