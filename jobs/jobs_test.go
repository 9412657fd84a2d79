package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/jobs"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type note struct{ Text string }

// clock is a time that a test moves.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixNano())
	return c
}
func (c *clock) now() time.Time       { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }

func enqueue(t *testing.T, d *db.DB, q *jobs.Queue, args any, o ...jobs.Opts) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error { return q.Enqueue(t.Context(), tx, args, o...) })
	if err != nil {
		t.Fatal(err)
	}
}

func work(t *testing.T, q *jobs.Queue, want int) {
	t.Helper()
	if n, err := q.Work(t.Context()); err != nil || n != want {
		t.Fatalf("worked on %d jobs (%v), want %d", n, err, want)
	}
}

func backlog(t *testing.T, q *jobs.Queue, open, failed int64) {
	t.Helper()
	o, f, err := q.Backlog(t.Context())
	if err != nil || o != open || f != failed {
		t.Fatalf("backlog is %d open, %d failed (%v), want %d and %d", o, f, err, open, failed)
	}
}

func TestAJobIsPartOfItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, jobs.Options{})
		var got []string
		jobs.Register(q, "test.note", func(_ context.Context, n note) error { got = append(got, n.Text); return nil })
		enqueue(t, d, q, note{"kept"})
		undone := errors.New("undone")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.Enqueue(t.Context(), tx, note{"undone"}), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		work(t, q, 1)
		if len(got) != 1 || got[0] != "kept" {
			t.Fatalf("worked on %q", got)
		}
		backlog(t, q, 0, 0)
	})
}

func TestAFailedJobRunsAgainLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		q := jobs.New(d, jobs.Options{Now: c.now})
		var tries []int
		jobs.Register(q, "test.note", func(ctx context.Context, n note) error {
			n1, last := jobs.Attempt(ctx)
			tries = append(tries, n1)
			if last {
				return nil
			}
			return errors.New("not yet")
		}, jobs.Rules{Attempts: 3})
		enqueue(t, d, q, note{"x"})
		work(t, q, 1)
		work(t, q, 0) // it waits
		c.pass(jobs.Backoff(1))
		work(t, q, 1)
		c.pass(jobs.Backoff(2) - time.Millisecond)
		work(t, q, 0)
		c.pass(time.Millisecond)
		work(t, q, 1)
		if fmt.Sprint(tries) != "[1 2 3]" {
			t.Fatalf("attempts %v", tries)
		}
		backlog(t, q, 0, 0)
	})
}

func TestAJobThatCannotSucceedIsKeptAsFailed(t *testing.T) {
	cases := []struct {
		name string
		work func(context.Context, note) error
	}{
		{"when it says so", func(context.Context, note) error { return jobs.GiveUp(errors.New("no use")) }},
		{"when its attempts are used up", func(context.Context, note) error { return errors.New("again") }},
		{"when it panics", func(context.Context, note) error { panic("oh") }},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			d := dbtest.SQLite(t)
			var outcomes []string
			q := jobs.New(d, jobs.Options{Watch: func(_, how string, _ time.Duration) { outcomes = append(outcomes, how) }})
			jobs.Register(q, "test.note", tt.work, jobs.Rules{Attempts: 1})
			enqueue(t, d, q, note{"x"}, jobs.Opts{Once: "x"})
			work(t, q, 1)
			backlog(t, q, 0, 1)
			if fmt.Sprint(outcomes) != "[failed]" {
				t.Fatalf("outcomes %v", outcomes)
			}
			enqueue(t, d, q, note{"x"}, jobs.Opts{Once: "x"}) // a failed job stands in nobody's way
			backlog(t, q, 1, 1)
		})
	}
}

func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, jobs.Options{})
		jobs.Register(q, "test.note", func(context.Context, note) error { return nil })
		enqueue(t, d, q, note{"x"}, jobs.Opts{Once: "x"})
		enqueue(t, d, q, note{"x"}, jobs.Opts{Once: "x"})
		enqueue(t, d, q, note{"y"}, jobs.Opts{Once: "y"})
		backlog(t, q, 2, 0)
		work(t, q, 2)
		enqueue(t, d, q, note{"x"}, jobs.Opts{Once: "x"})
		work(t, q, 1)
	})
}

func TestLaterMeansLater(t *testing.T) {
	d, c := dbtest.SQLite(t), newClock()
	q := jobs.New(d, jobs.Options{Now: c.now})
	again := true
	jobs.Register(q, "test.note", func(context.Context, note) error {
		if again {
			again = false
			return jobs.After(time.Hour)
		}
		return nil
	}, jobs.Rules{Attempts: 1})
	enqueue(t, d, q, note{"x"}, jobs.Opts{At: c.now().Add(time.Minute)})
	work(t, q, 0)
	c.pass(time.Minute)
	work(t, q, 1) // asks for an hour, which is no failed attempt
	c.pass(time.Hour - time.Second)
	work(t, q, 0)
	c.pass(time.Second)
	work(t, q, 1)
	backlog(t, q, 0, 0)
}

func TestNobodyRegistered(t *testing.T) {
	d := dbtest.SQLite(t)
	q := jobs.New(d, jobs.Options{})
	err := d.Write(t.Context(), func(tx *db.Tx) error { return q.Enqueue(t.Context(), tx, note{"x"}) })
	if err == nil {
		t.Fatal("a job of an unknown kind was taken")
	}
}

// Several nodes on one database: every job is worked on once.
func TestNodesShareTheWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const nodes, count = 3, 60
		var mu sync.Mutex
		runs := map[string]int{}
		all := make(chan struct{})
		var queues []*jobs.Queue
		for range nodes {
			q := jobs.New(d, jobs.Options{Poll: 10 * time.Millisecond})
			jobs.Register(q, "test.note", func(_ context.Context, n note) error {
				mu.Lock()
				defer mu.Unlock()
				if runs[n.Text]++; len(runs) == count {
					select {
					case <-all:
					default:
						close(all)
					}
				}
				return nil
			})
			queues = append(queues, q)
		}
		for i := range count {
			enqueue(t, d, queues[i%nodes], note{fmt.Sprint(i)})
		}
		for _, q := range queues {
			if err := q.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		<-all
		for _, q := range queues {
			if err := q.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for text, n := range runs {
			if n != 1 {
				t.Errorf("job %s ran %d times", text, n)
			}
		}
	})
}

// A node that vanished leaves its jobs to the others once its lease is over,
// and its late outcome changes nothing.
func TestAVanishedNodesJobIsTakenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		frozen, freed := make(chan struct{}), make(chan struct{})
		a, b := jobs.New(d, jobs.Options{Now: c.now}), jobs.New(d, jobs.Options{Now: c.now})
		jobs.Register(a, "test.note", func(context.Context, note) error { close(frozen); <-freed; return errors.New("late") })
		runs := 0
		jobs.Register(b, "test.note", func(context.Context, note) error { runs++; return nil })
		enqueue(t, d, a, note{"x"})
		ended := make(chan struct{})
		go func() { a.Work(t.Context()); close(ended) }()
		<-frozen
		work(t, b, 0)
		c.pass(31 * time.Second)
		work(t, b, 1)
		close(freed)
		<-ended
		if runs != 1 {
			t.Fatalf("ran %d times at the other node", runs)
		}
		backlog(t, a, 0, 0)
	})
}

func TestPeriodicWork(t *testing.T) {
	d, c := dbtest.SQLite(t), newClock()
	var queues [2]*jobs.Queue
	ran := make(chan struct{}, 10)
	for i := range queues {
		queues[i] = jobs.New(d, jobs.Options{Now: c.now, Poll: 5 * time.Millisecond})
		jobs.Register(queues[i], "test.note", func(context.Context, note) error { ran <- struct{}{}; return nil })
		queues[i].Every(time.Hour, note{"tick"})
		if err := queues[i].Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer queues[i].Stop(t.Context())
	}
	<-ran
	backlog(t, queues[0], 2, 0) // one row for both nodes, and the queue's own sweep
	for len(ran) == 0 {         // the outcome of the first run may still be on its way to the row
		c.pass(time.Hour)
		time.Sleep(5 * time.Millisecond)
	}
}

// Nodes that start together plant the same rows at the same instant: each
// periodic job is there once, and nobody fails to start.
func TestNodesThatStartTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const nodes = 12
		var starting sync.WaitGroup
		var queues [nodes]*jobs.Queue
		for i := range queues {
			queues[i] = jobs.New(d, jobs.Options{Poll: time.Hour})
			jobs.Register(queues[i], "test.note", func(context.Context, note) error { return nil })
			queues[i].Every(time.Hour, note{"tick"})
		}
		for _, q := range queues {
			starting.Go(func() {
				if err := q.Start(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		starting.Wait()
		backlog(t, queues[0], 2, 0)
		for _, q := range queues {
			if err := q.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

// While others write without a pause, jobs are still taken and finished: they
// wait in the same queue for the one writer.
func TestWritersDoNotStarveJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const count = 100
		ctx, stop := context.WithCancel(t.Context())
		var writers, left sync.WaitGroup
		for i := range 4 {
			writers.Go(func() {
				for ctx.Err() == nil {
					err := d.Write(context.Background(), func(tx *db.Tx) error {
						return tx.Global("setting").Upsert(t.Context(), db.Set("name", fmt.Sprint("busy", i)), db.Set("value", "x"))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		q := jobs.New(d, jobs.Options{Poll: 10 * time.Millisecond})
		left.Add(count)
		jobs.Register(q, "test.note", func(context.Context, note) error { left.Done(); return nil })
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range count {
			enqueue(t, d, q, note{fmt.Sprint(i)})
		}
		left.Wait()
		if err := q.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		stop()
		writers.Wait()
	})
}

func TestLimitOfAKind(t *testing.T) {
	d := dbtest.SQLite(t)
	q := jobs.New(d, jobs.Options{Workers: 8, Poll: 5 * time.Millisecond})
	var now, most atomic.Int64
	var wg sync.WaitGroup
	wg.Add(6)
	jobs.Register(q, "test.note", func(context.Context, note) error {
		defer wg.Done()
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(3 * time.Millisecond)
		now.Add(-1)
		return nil
	}, jobs.Rules{Limit: 2})
	for i := range 6 {
		enqueue(t, d, q, note{fmt.Sprint(i)})
	}
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := q.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if most.Load() > 2 {
		t.Fatalf("%d at once", most.Load())
	}
}

// A node that goes down hands its unfinished job back at once.
func TestStopCutsShort(t *testing.T) {
	d := dbtest.SQLite(t)
	q := jobs.New(d, jobs.Options{Poll: 5 * time.Millisecond})
	begun := make(chan struct{})
	jobs.Register(q, "test.note", func(ctx context.Context, _ note) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}, jobs.Rules{Attempts: 1})
	enqueue(t, d, q, note{"x"})
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-begun
	hurry, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.Stop(hurry); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	next := jobs.New(d, jobs.Options{})
	done := false
	jobs.Register(next, "test.note", func(context.Context, note) error { done = true; return nil }, jobs.Rules{Attempts: 1})
	if _, err := next.Work(t.Context()); err != nil || !done {
		t.Fatalf("the job was not run by the next node (%v)", err)
	}
}

// A run whose job another node took over – this one was frozen – ends, so that it
// does not act beside the other.
func TestARunThatLostItsLeaseEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, jobs.Options{Lease: 30 * time.Millisecond, Poll: time.Hour})
		begun, ended := make(chan struct{}), make(chan error)
		jobs.Register(q, "test.note", func(ctx context.Context, _ note) error {
			close(begun)
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return ctx.Err()
		})
		enqueue(t, d, q, note{"x"})
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-begun
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Global("job").Update(t.Context(), db.Where("kind = ?", "test.note"), db.Set("claim", id.New()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if why := <-ended; !strings.Contains(why.Error(), "taken") {
			t.Error(why)
		}
		if err := q.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		backlog(t, q, 2, 0) // the other node's job is left alone
	})
}

// A node whose clock ran ahead has put its periodic work off; once the clock is
// right again whoever starts takes it up.
func TestAClockThatWasSetBack(t *testing.T) {
	d, c := dbtest.SQLite(t), newClock()
	c.pass(48 * time.Hour)
	run := func() int {
		q, runs := jobs.New(d, jobs.Options{Now: c.now, Poll: time.Hour}), 0
		jobs.Register(q, "test.note", func(context.Context, note) error { runs++; return nil })
		q.Every(time.Hour, note{"tick"})
		if err := errors.Join(q.Start(t.Context()), q.Stop(t.Context())); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
		return runs
	}
	if n := run(); n != 1 {
		t.Fatalf("it ran %d times", n)
	}
	c.pass(-48 * time.Hour)
	if n := run(); n != 1 {
		t.Errorf("after the clock was set back it ran %d times", n)
	}
	if n := run(); n != 0 {
		t.Errorf("before its time it ran %d times", n)
	}
}
