package jobs

import (
	"context"
	"maps"
	"slices"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// The states of a job. One that is done is gone.
const (
	Waiting = "waiting"
	Running = "running"
	GivenUp = "failed"
)

// Job is one job as an operator sees it: never its arguments, which may say
// whom it is about.
type Job struct {
	ID           id.ID
	Kind, State  string
	Attempts     int64
	Error        string // of the last run
	Repeats      bool   // runs again and again
	Created, Due time.Time
	FailedAt     time.Time

	claimed bool
}

// Tally is how many jobs of a kind there are.
type Tally struct {
	Kind                     string
	Waiting, Running, Failed int64
	Oldest                   time.Time // since when the longest waiting one could have run; zero: none is late
}

const listColumns = "j.id, j.kind, j.attempts, j.error, COALESCE(j.once_key, '') LIKE 'every %', j.created_at, j.due_at, j.failed_at, j.claim IS NOT NULL"

func (q *Queue) scanJob(r db.Row) (Job, error) {
	var j Job
	err := r.Scan(&j.ID, &j.Kind, &j.Attempts, &j.Error, &j.Repeats, db.ScanMoment(&j.Created), db.ScanMoment(&j.Due), db.ScanMoment(&j.FailedAt), &j.claimed)
	switch {
	case !j.FailedAt.IsZero():
		j.State = GivenUp
	case j.claimed && j.Due.After(q.o.Now()):
		j.State = Running
	default:
		j.State = Waiting
	}
	return j, err
}

// List gives jobs in a state ("" is any) and of a kind ("" is any): what failed
// first, then what is due first.
func (q *Queue) List(ctx context.Context, tx *db.Tx, state, kind string, n int) ([]Job, error) {
	query := q.in(db.Global(listColumns, "job j").AndIf(kind != "", "j.kind = ?", kind), state).
		Order("COALESCE(j.due_at, 0), j.id").Limit(n)
	return db.All(ctx, tx, query, q.scanJob)
}

// in narrows a query to the jobs in a state; "" is any.
func (q *Queue) in(query db.Query, state string) db.Query {
	now := db.Moment(q.o.Now())
	return query.AndIf(state == GivenUp, "j.failed_at IS NOT NULL").
		AndIf(state == Running, "j.claim IS NOT NULL AND j.due_at > ?", now).
		AndIf(state == Waiting, "j.failed_at IS NULL AND (j.claim IS NULL OR j.due_at <= ?)", now)
}

// Tallies counts the jobs by kind.
func (q *Queue) Tallies(ctx context.Context, tx *db.Tx) ([]Tally, error) {
	at := map[string]*Tally{}
	for _, state := range []string{Waiting, Running, GivenUp} {
		query := q.in(db.Global("j.kind, COUNT(*), MIN(j.due_at)", "job j"), state).GroupBy("j.kind")
		err := db.Each(ctx, tx, query, func(r db.Row) error {
			var kind string
			var n int64
			var due time.Time
			if err := r.Scan(&kind, &n, db.ScanMoment(&due)); err != nil {
				return err
			}
			if at[kind] == nil {
				at[kind] = &Tally{Kind: kind}
			}
			at[kind].note(state, n, due, q.o.Now())
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	all := make([]Tally, 0, len(at))
	for _, kind := range slices.Sorted(maps.Keys(at)) {
		all = append(all, *at[kind])
	}
	return all, nil
}

func (t *Tally) note(state string, n int64, due, now time.Time) {
	switch state {
	case Waiting:
		t.Waiting = n
		if due.Before(now) {
			t.Oldest = due
		}
	case Running:
		t.Running = n
	case GivenUp:
		t.Failed = n
	}
}

// Retry has a job that was given up run again, as often as a new one would.
func (q *Queue) Retry(ctx context.Context, tx *db.Tx, job id.ID) error {
	n, err := tx.Global("job").Update(ctx, db.Where("id = ? AND failed_at IS NOT NULL", job),
		db.Set("due_at", db.Moment(q.o.Now())).Set("failed_at", nil).Set("claim", nil).Set("attempts", 0))
	if err == nil && n == 0 {
		return fault.NotFound("jobs.Retry")
	}
	tx.OnCommit(q.poke)
	return err
}

// Forget removes a job that was given up.
func (q *Queue) Forget(ctx context.Context, tx *db.Tx, job id.ID) error {
	n, err := tx.Global("job").Delete(ctx, db.Where("id = ? AND failed_at IS NOT NULL", job))
	if err == nil && n == 0 {
		return fault.NotFound("jobs.Forget")
	}
	return err
}
