package guard

import (
	"context"
	"errors"
	"net"
	"net/http"
)

// StatusAbandoned is what a request is counted as whose sender went away before it
// was answered. Nobody is ever sent it; the number is nginx's.
const StatusAbandoned = 499

// Abandoned reports whether err is only that whoever asked has gone.
func Abandoned(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.As(err, new(*net.OpError)))
}

// answer remembers the status for the log.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status. An answer has one: what is said after it began
// comes too late.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	if status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write notes that an answer began.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is below.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// counted is the status that goes into log and metrics.
func (a *answer) counted(r *http.Request, cut bool) int {
	switch {
	case cut && r.Context().Err() != nil:
		return StatusAbandoned
	case cut:
		return http.StatusInternalServerError
	case a.status == 0:
		return http.StatusOK
	}
	return a.status
}
