package db

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// word is an Ending that notes what was said by the bodies it was run for.
type word struct {
	said string
	told *told
}

type told struct {
	mu     sync.Mutex
	groups [][]string
	fails  atomic.Bool
}

func (w *word) End(ctx context.Context, _ *Tx) error { return w.EndAll(ctx, nil, []Ending{w}) }
func (w *word) Over()                                {}

func (w *word) EndAll(_ context.Context, _ *Tx, all []Ending) error {
	w.told.mu.Lock()
	defer w.told.mu.Unlock()
	var group []string
	for _, e := range all {
		group = append(group, e.(*word).said)
	}
	w.told.groups = append(w.told.groups, group)
	if w.told.fails.Load() {
		return errors.New("the end fails")
	}
	return nil
}

// say leaves a word for the end.
func (w *told) say(tx *Tx, said string) {
	tx.AtEnd(w, func() Ending { return &word{said, w} })
}

// TestBodiesOfOneCommitEndTogether: what bodies leave to the end is run once for
// all that share a commit, without those that were undone; if it fails, so does
// everyone.
func TestBodiesOfOneCommitEndTogether(t *testing.T) {
	ctx := t.Context()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "end.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, fails := range []bool{false, true} {
		heard := &told{}
		heard.fails.Store(fails)
		sorry := errors.New("undone by its body")
		var all sync.WaitGroup
		errs := make([]error, 4)
		first, others := make(chan struct{}), make(chan struct{})
		all.Go(func() {
			errs[0] = d.Write(ctx, func(tx *Tx) error {
				close(first)
				<-others // meanwhile the others queue
				heard.say(tx, "first")
				return nil
			})
		})
		<-first
		for i, said := range []string{"second", "third", "undone"} {
			all.Go(func() {
				errs[i+1] = d.Write(ctx, func(tx *Tx) error {
					heard.say(tx, said)
					if said == "undone" {
						return sorry
					}
					return nil
				})
			})
		}
		for len(d.lite.writer.queue) < 3 {
			time.Sleep(time.Millisecond)
		}
		close(others)
		all.Wait()
		if len(heard.groups) != 1 {
			t.Fatalf("ended %d times: %q", len(heard.groups), heard.groups)
		}
		got := heard.groups[0]
		slices.Sort(got)
		if !slices.Equal(got, []string{"first", "second", "third"}) {
			t.Errorf("ended together: %q", got)
		}
		for i, err := range errs {
			if want := i == 3 || fails; (err != nil) != want {
				t.Errorf("body %d: %v", i, err)
			}
		}
		if !errors.Is(errs[3], sorry) {
			t.Errorf("the undone body got %v", errs[3])
		}
	}
}
