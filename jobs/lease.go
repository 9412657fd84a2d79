package jobs

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// errTakenOver ends a run whose lease ran out: another node has its job by now.
var errTakenOver = errors.New("jobs: another node has taken the job over")

// keep renews the leases of what this node works on until ctx ends. It is a
// goroutine of its own, so that looking for work, which may take long, cannot
// make it late.
func (q *Queue) keep(ctx context.Context) {
	beat := time.NewTicker(q.o.Lease / 3)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			q.renew(ctx)
		}
	}
}

// renew pushes out the leases, and ends the runs that have lost theirs.
func (q *Queue) renew(ctx context.Context) {
	q.mu.Lock()
	mine := slices.Collect(maps.Keys(q.busy))
	q.mu.Unlock()
	if len(mine) == 0 {
		return
	}
	var lost []id.ID
	err := q.db.Write(ctx, func(tx *db.Tx) error {
		lost = nil // the body may run again
		until := db.Set("due_at", db.Moment(q.o.Now().Add(q.o.Lease)))
		for _, claim := range mine {
			n, err := tx.Global("job").Update(ctx, db.Where("claim = ?", claim), until)
			if err != nil {
				return err
			}
			if n == 0 {
				lost = append(lost, claim)
			}
		}
		return nil
	})
	if err != nil {
		if ctx.Err() == nil {
			q.o.Log.Warn("jobs: cannot renew leases", "error", err)
		}
		return
	}
	q.giveUp(lost)
}

// giveUp ends runs whose jobs are no longer this node's. One that has just ended by
// itself is not there any more.
func (q *Queue) giveUp(lost []id.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, claim := range lost {
		if r := q.busy[claim]; r != nil && r.end != nil {
			r.end(errTakenOver)
		}
	}
}

// started notes how a run can be ended early.
func (q *Queue) started(r *run, end context.CancelCauseFunc) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r.end = end
}
