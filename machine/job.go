package machine

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/words"
)

// Work is how the background jobs stand.
type Work struct {
	Tallies []jobs.Tally
	Jobs    []jobs.Job
}

// WorkFilter chooses from the jobs.
type WorkFilter struct{ State, Kind string }

const mostJobs = 200

// Work lists the jobs of the installation: never what they are about, and of
// their errors only what concerns nobody.
func (s *Store) Work(ctx context.Context, who *access.Viewer, f WorkFilter) (Work, error) {
	var w Work
	err := s.reading(ctx, who, access.Server, "machine.Work", func(tx *db.Tx) (err error) {
		if w.Tallies, err = s.o.Jobs.Tallies(ctx, tx); err != nil {
			return err
		}
		w.Jobs, err = s.o.Jobs.List(ctx, tx, f.State, f.Kind, mostJobs)
		for i := range w.Jobs {
			w.Jobs[i].Error = logbook.Words(w.Jobs[i].Error)
		}
		return err
	})
	return w, err
}

// RetryJob has a job that was given up run again.
func (s *Store) RetryJob(ctx context.Context, who *access.Viewer, job id.ID) error {
	return s.changing(ctx, who, act{access.Edit, access.Server, job, "machine.RetryJob"}, func(tx *db.Tx) (done, error) {
		return done{detail: "a job that was given up runs again"}, s.o.Jobs.Retry(ctx, tx, job)
	})
}

// RetryJobs has all jobs that were given up run again, or those of a kind, and
// gives their number.
func (s *Store) RetryJobs(ctx context.Context, who *access.Viewer, kind string) (n int, err error) {
	err = s.changing(ctx, who, act{access.Edit, access.Server, id.ID{}, "machine.RetryJobs"}, func(tx *db.Tx) (done, error) {
		n = 0
		failed, err := s.o.Jobs.List(ctx, tx, jobs.GivenUp, kind, 1000)
		for _, j := range failed {
			if err == nil {
				err = s.o.Jobs.Retry(ctx, tx, j.ID)
				n++
			}
		}
		if err == nil && n == 0 {
			err = &fault.Fault{Kind: fault.Conflict, Op: "machine.RetryJobs", Say: "No job is given up: there is nothing to run again."}
		}
		return done{detail: words.English.Say("noted.jobs-again", "n", n)}, err
	})
	return n, err
}

// ForgetJob removes a job that was given up.
func (s *Store) ForgetJob(ctx context.Context, who *access.Viewer, job id.ID) error {
	return s.changing(ctx, who, act{access.Edit, access.Server, job, "machine.ForgetJob"}, func(tx *db.Tx) (done, error) {
		return done{detail: "a job that was given up is forgotten"}, s.o.Jobs.Forget(ctx, tx, job)
	})
}
