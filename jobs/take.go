package jobs

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// take claims what is due, as much as this node has places for. Looking is a
// read, so an idle queue never asks for the write lock.
func (q *Queue) take(ctx context.Context) ([]*run, error) {
	kinds, places := q.open()
	if places == 0 || len(kinds) == 0 {
		return nil, nil
	}
	now := q.o.Now()
	due := db.Global("j.id, j.kind, j.args, COALESCE(j.once_key, ''), j.attempts, j.due_at", "job j").
		And("j.due_at <= ?", db.Moment(now)).AndIn("j.kind", kinds...).Order("j.due_at, j.id").Limit(places)
	var found []candidate
	err := q.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, due, q.scan)
		return err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return q.claim(ctx, q.fit(found), now)
}

type candidate struct {
	run
	dueAt int64
}

func (q *Queue) scan(r db.Row) (c candidate, err error) {
	var name string
	err = r.Scan(&c.id, &name, &c.args, &c.once, &c.attempts, &c.dueAt)
	q.mu.Lock()
	c.kind = q.kinds[name]
	q.mu.Unlock()
	return c, err
}

// claim makes the candidates ours, less those another node was quicker with.
func (q *Queue) claim(ctx context.Context, found []candidate, now time.Time) ([]*run, error) {
	var won []*run
	err := q.db.Write(ctx, func(tx *db.Tx) error {
		won = nil // the body may run again
		for _, c := range found {
			r := c.run
			r.claim, r.attempts = id.New(), r.attempts+1
			n, err := tx.Global("job").Update(ctx, db.Where("id = ? AND due_at = ?", r.id, c.dueAt),
				db.Set("claim", r.claim).Set("attempts", r.attempts).Set("due_at", db.Moment(now.Add(q.o.Lease))))
			if err != nil {
				return err
			}
			if n == 1 {
				won = append(won, &r)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	q.hold(won)
	return won, nil
}

// open lists the kinds that may start another job, and how many places are free.
func (q *Queue) open() (kinds []any, places int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for name, k := range q.kinds {
		if k.rules.Limit == 0 || q.running(k) < k.rules.Limit {
			kinds = append(kinds, name)
		}
	}
	return kinds, q.o.Workers - len(q.busy)
}

func (q *Queue) running(k *kind) int {
	n := 0
	for _, r := range q.busy {
		if r.kind == k {
			n++
		}
	}
	return n
}

// fit leaves out candidates over their kind's limit.
func (q *Queue) fit(found []candidate) []candidate {
	q.mu.Lock()
	defer q.mu.Unlock()
	more := map[*kind]int{}
	var fit []candidate
	for _, c := range found {
		if l := c.kind.rules.Limit; l > 0 && q.running(c.kind)+more[c.kind] >= l {
			continue
		}
		more[c.kind]++
		fit = append(fit, c)
	}
	return fit
}

func (q *Queue) hold(won []*run) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range won {
		for _, p := range q.every {
			if p.key == r.once {
				r.interval = p.interval
			}
		}
		q.busy[r.claim] = r
	}
}

func (q *Queue) letGo(r *run) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.busy, r.claim)
}

// Backlog counts the jobs that wait or run and those given up, for the metrics.
func (q *Queue) Backlog(ctx context.Context) (open, failed int64, err error) {
	all := db.Global("COUNT(j.due_at), COUNT(j.failed_at)", "job j")
	err = q.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, all, func(r db.Row) error { return r.Scan(&open, &failed) })
	})
	return open, failed, err
}

type sweepArgs struct{}

// sweep forgets jobs given up a month ago.
func (q *Queue) sweep(ctx context.Context, _ sweepArgs) error {
	old := db.Moment(q.o.Now().AddDate(0, -1, 0))
	return q.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("job").Delete(ctx, db.Where("failed_at < ?", old))
		return err
	})
}
