package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"keyhouse/people"
	"keyhouse/server"
)

// readers is how many connections go on reading while others sign in.
const readers = 4

// burst measures what a burst of sign-ins does to everybody else: how long one
// booking takes over HTTP while 200 people give their passwords at once, against
// the same while nobody does. Hashing a password takes a processor tens of
// milliseconds by design.
func burst(ctx context.Context, r *run) error {
	s, err := r.set(ctx, r.Rows, 0)
	if err != nil {
		return err
	}
	running, err := r.serving(ctx, s)
	if err != nil {
		return err
	}
	err = r.signingIn(ctx, s, running)
	return errors.Join(err, running.stop())
}

func (r *run) signingIn(ctx context.Context, s *set, running *serving) error {
	many, long := 200, longTurn
	if r.Quick {
		many, long = 8, 20*time.Millisecond
	}
	api, _, err := bearer(ctx, running.House, s.worlds[0], 0)
	if err != nil {
		return err
	}
	own, _ := s.twoOf(ctx, s.worlds[0], 0)
	one := get(running.address, "/api/v1/bookings/"+own.String(), api, http.StatusOK)
	callers, err := dial(one.address, readers)
	if err != nil {
		return err
	}
	defer hangUp(callers)
	calm, err := one.hammer(callers, long)
	if err != nil {
		return err
	}
	start := time.Now()
	signed := make(chan error, 1)
	go func() { signed <- signIn(ctx, running.House, s.worlds[0].email(1), many) }()
	took, err := one.until(callers, signed)
	if err != nil {
		return err
	}
	f := Figure{Name: fmt.Sprintf("one booking while %d people sign in, p99 (limit: nobody does)", many), Unit: "ms",
		Value: float64(percentile(took, 99)) / millis, Limit: float64(calm.p99) / millis}
	f.Ratio = f.Value / f.Limit
	f.More = map[string]float64{"p50, ms": float64(percentile(took, 50)) / millis, "p50, ms, limit": float64(calm.p50) / millis,
		"sign-ins a second": float64(many) / time.Since(start).Seconds(), "other requests meanwhile": float64(len(took))}
	return r.tell(f)
}

// signIn signs one person in so many times at once.
func signIn(ctx context.Context, h *server.House, email string, many int) error {
	var all sync.WaitGroup
	errs := make([]error, many)
	for i := range many {
		all.Go(func() {
			_, _, errs[i] = h.People.SignIn(ctx, email, password, people.Client{Kind: people.API, IP: fmt.Sprintf("192.0.2.%d", i)})
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// until asks over and over on every connection until done says so.
func (a ask) until(callers []*caller, done <-chan error) ([]time.Duration, error) {
	const slice = 20 * time.Millisecond
	var times []time.Duration
	for {
		took := make([][]time.Duration, len(callers))
		errs := make([]error, len(callers))
		var all sync.WaitGroup
		for i, c := range callers {
			all.Go(func() { took[i], errs[i] = c.keepAsking(a, time.Now().Add(slice)) })
		}
		all.Wait()
		for _, t := range took {
			times = append(times, t...)
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		select {
		case err := <-done:
			return times, err
		default:
		}
	}
}
