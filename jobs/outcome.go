package jobs

import (
	"context"
	"errors"
	"time"
)

// Backoff is how long a job that failed attempt times waits: 2 s, 8 s, 32 s,
// 2 min, 8 min, 34 min, then 2 hours each.
func Backoff(attempt int) time.Duration {
	return min(2*time.Hour, 2*time.Second<<(2*min(attempt-1, 10)))
}

// GiveUp marks an error that trying again cannot cure.
func GiveUp(err error) error { return giveUp{err} }

// After asks for another run after d that does not count as a failed attempt:
// the far side named a time, or the work goes on in pieces.
func After(d time.Duration) error { return after(d) }

// Attempt says inside a job how often it has been tried, this time included;
// last is true if a failure now would be the end of it.
func Attempt(ctx context.Context) (n int, last bool) {
	r, ok := ctx.Value(runKey{}).(*run)
	if !ok {
		return 1, true
	}
	return int(r.attempts), int(r.attempts) >= r.kind.rules.Attempts && !r.repeats()
}

type giveUp struct{ error }

func (g giveUp) Unwrap() error { return g.error }

type after time.Duration

func (a after) Error() string { return "again after " + time.Duration(a).String() }

type runKey struct{}

// The outcomes that Options.Watch is told.
const (
	Done    = "done"
	Retry   = "retry"   // failed, will be tried again
	Failed  = "failed"  // given up
	Stopped = "stopped" // the node went down; another takes it over
)

func outcome(err error, last bool) string {
	var again after
	switch {
	case err == nil || errors.As(err, &again):
		return Done
	case last || errors.As(err, new(giveUp)):
		return Failed
	}
	return Retry
}
