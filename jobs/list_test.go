package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/jobs"
)

func TestJobsAreListedByStateAndTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		q := jobs.New(d, jobs.Options{Now: c.now})
		fail, held, free := true, make(chan struct{}), make(chan struct{})
		jobs.Register(q, "test.note", func(_ context.Context, n note) error {
			switch {
			case n.Text == "slow":
				close(held)
				<-free
			case fail:
				return jobs.GiveUp(errors.New("no use"))
			}
			return nil
		})
		list := func(state string) (all []jobs.Job, tallies []jobs.Tally) {
			t.Helper()
			err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				if all, err = q.List(t.Context(), tx, state, "", 10); err != nil {
					return err
				}
				tallies, err = q.Tallies(t.Context(), tx)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all, tallies
		}
		enqueue(t, d, q, note{"bad"})
		work(t, q, 1)
		enqueue(t, d, q, note{"later"}, jobs.Opts{At: c.now().Add(time.Hour)})
		enqueue(t, d, q, note{"slow"})
		ended := make(chan struct{})
		go func() { q.Work(t.Context()); close(ended) }()
		<-held
		for state, want := range map[string]int{"": 3, jobs.Waiting: 1, jobs.Running: 1, jobs.GivenUp: 1} {
			all, tallies := list(state)
			if len(all) != want || state != "" && all[0].State != state {
				t.Errorf("%q lists %+v", state, all)
			}
			if len(tallies) != 1 || tallies[0].Waiting != 1 || tallies[0].Running != 1 || tallies[0].Failed != 1 || !tallies[0].Oldest.IsZero() {
				t.Errorf("%+v", tallies)
			}
		}
		close(free)
		<-ended
		failed, _ := list(jobs.GivenUp)
		if failed[0].Error != "no use" || failed[0].FailedAt.IsZero() {
			t.Errorf("%+v", failed)
		}
		again := func(fn func(context.Context, *db.Tx, id.ID) error, job id.ID) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return fn(t.Context(), tx, job) })
		}
		fail = false
		if err := again(q.Retry, failed[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := again(q.Retry, failed[0].ID); err == nil {
			t.Error("a job that did not fail was tried again")
		}
		work(t, q, 1)
		if all, _ := list(""); len(all) != 1 {
			t.Errorf("left are %+v", all)
		}
		fail = true
		enqueue(t, d, q, note{"bad"})
		work(t, q, 1)
		failed, _ = list(jobs.GivenUp)
		if err := again(q.Forget, failed[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := again(q.Forget, failed[0].ID); err == nil {
			t.Error("a job that is gone was forgotten")
		}
	})
}
