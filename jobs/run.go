package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// run is one job in this node's hands.
type run struct {
	id, claim id.ID
	kind      *kind
	args      string
	once      string
	attempts  int64
	interval  time.Duration // of periodic work, else 0
	end       context.CancelCauseFunc
}

func (r *run) repeats() bool { return r.interval > 0 }

// Start runs what is due until Stop. Jobs of every node that shares the
// database are each taken by one of them.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.plant(ctx); err != nil {
		return err
	}
	ctx, q.stop = context.WithCancel(context.WithoutCancel(ctx))
	go q.loop(ctx)
	go q.keep(ctx)
	return nil
}

// Stop takes no more jobs and waits for those under way. When ctx ends they
// are cut short; another node, or this one after a restart, runs them again.
func (q *Queue) Stop(ctx context.Context) error {
	if q.stop == nil {
		return nil
	}
	q.mu.Lock()
	q.draining = true
	q.mu.Unlock()
	idle := make(chan struct{})
	go func() { q.runs.Wait(); close(idle) }()
	defer q.stop() // leases are renewed until the last job is done
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		q.stop()
		<-idle
		return ctx.Err()
	}
}

// plant adds the rows of periodic work that is not there yet.
func (q *Queue) plant(ctx context.Context) error {
	return q.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range q.every {
			if err := q.add(ctx, tx, p.kind, p.args, Opts{At: q.o.Now(), Once: p.key}); err != nil {
				return err
			}
			// A clock that ran ahead, and was set right, must not keep it waiting.
			_, err := tx.Global("job").Update(ctx, db.Where("once_key = ? AND due_at > ?", p.key, db.Moment(q.o.Now().Add(p.interval+q.o.Lease))), db.Set("due_at", db.Moment(q.o.Now())))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (q *Queue) loop(ctx context.Context) {
	poll := time.NewTicker(q.o.Poll)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
			q.begin(ctx)
		case <-q.wake:
			q.begin(ctx)
		}
	}
}

// begin takes what is due and starts it.
func (q *Queue) begin(ctx context.Context) {
	if !q.enter() {
		return
	}
	defer q.runs.Done()
	taken, err := q.take(ctx)
	q.took(ctx, err)
	for _, r := range taken {
		q.runs.Go(func() {
			q.do(ctx, r)
			q.poke() // a place is free
		})
	}
}

// took says once that jobs cannot be taken, and once that they can again, however
// often it is tried in between.
func (q *Queue) took(ctx context.Context, err error) {
	if ctx.Err() != nil || (err != nil) == q.stuck {
		return
	}
	if q.stuck = err != nil; q.stuck {
		q.o.Log.Warn("jobs: cannot take jobs; trying again until it works", "error", err)
	} else {
		q.o.Log.Info("jobs: jobs can be taken again")
	}
}

// enter counts the caller among the runs that Stop waits for, unless it has begun.
func (q *Queue) enter() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.draining {
		q.runs.Add(1)
	}
	return !q.draining
}

// Work runs everything that is due now, and what that leads to, and returns
// when nothing is left: for tests and for commands that end. It gives the
// number of runs.
func (q *Queue) Work(ctx context.Context) (int, error) {
	keeping, enough := context.WithCancel(ctx)
	defer enough()
	go q.keep(keeping)
	for n := 0; ; {
		taken, err := q.take(ctx)
		if err != nil || len(taken) == 0 {
			return n, err
		}
		for _, r := range taken {
			q.do(ctx, r)
			n++
		}
	}
}

// do runs r and writes down how it went.
func (q *Queue) do(ctx context.Context, r *run) {
	began := q.o.Now()
	mine, end := context.WithCancelCause(context.WithValue(ctx, runKey{}, r))
	q.started(r, end)
	within, cancel := context.WithTimeout(mine, r.kind.rules.Timeout)
	err := q.guarded(within, r)
	cancel()
	end(nil)
	last := r.attempts >= int64(r.kind.rules.Attempts) && !r.repeats()
	how := outcome(err, last)
	if ctx.Err() != nil && err != nil {
		how = Stopped
	}
	q.o.Watch(r.kind.name, how, q.o.Now().Sub(began))
	if how == Retry || how == Failed {
		q.o.Log.Warn("jobs: a job failed", "kind", r.kind.name, "job", r.id, "attempt", r.attempts, "outcome", how, "error", err)
	}
	// The outcome is written even while the node goes down.
	if err := q.finish(context.WithoutCancel(ctx), r, how, err); err != nil {
		q.o.Log.Error("jobs: cannot write down an outcome", "kind", r.kind.name, "job", r.id, "error", err)
	}
}

// guarded makes a panic in the work an error: one bad job must not take the
// node down.
func (q *Queue) guarded(ctx context.Context, r *run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			q.o.Log.Error("jobs: a job panicked", "kind", r.kind.name, "job", r.id, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.kind.work(ctx, []byte(r.args))
}

// finish lets go of r: deleted when done, due again, or kept as given up.
func (q *Queue) finish(ctx context.Context, r *run, how string, cause error) error {
	defer q.letGo(r)
	now := q.o.Now()
	mine := db.Where("id = ? AND claim = ?", r.id, r.claim) // not if somebody took it over
	free := db.Set("claim", nil)
	var again after
	switch {
	case how == Stopped:
		free = free.Set("due_at", db.Moment(now)).Set("attempts", r.attempts-1)
	case errors.As(cause, &again):
		free = free.Set("due_at", db.Moment(now.Add(time.Duration(again)))).Set("attempts", r.attempts-1)
	case how == Done && r.repeats():
		free = free.Set("due_at", db.Moment(now.Add(r.interval))).Set("attempts", 0).Set("error", "")
	case how == Done:
		return q.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("job").Delete(ctx, mine)
			return err
		})
	case r.repeats():
		free = free.Set("due_at", db.Moment(now.Add(min(r.interval, q.o.Backoff(int(r.attempts)))))).Set("error", clip(cause))
	case how == Failed:
		free = free.Set("due_at", nil).Set("once_key", nil).Set("failed_at", db.Moment(now)).Set("error", clip(cause))
	default:
		free = free.Set("due_at", db.Moment(now.Add(q.o.Backoff(int(r.attempts))))).Set("error", clip(cause))
	}
	return q.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("job").Update(ctx, mine, free)
		return err
	})
}

// clip keeps an error short enough for a row.
func clip(err error) string {
	text := []rune(strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\x00", ""), ""))
	return string(text[:min(len(text), 500)])
}
