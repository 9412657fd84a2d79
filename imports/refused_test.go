package imports

import (
	"testing"
	"time"

	"keyhouse/people/trailtest"
)

// TestX4RefusedImportsAreInTheTrail: whatever somebody tries who may not import
// stands in the trail once; lists show them nothing.
func TestX4RefusedImportsAreInTheTrail(t *testing.T) {
	eachWorld(t, func(w *world) {
		run, err := w.Stage(ctx, w.boss, w.order(Owners, text("owners.csv", "Name\nAna Peeters\n")))
		w.must(err)
		file := func() []any { return []any{w.order(Owners, text("owners.csv", "Name\nBen Maler\n"))} }
		trailtest.Room{Store: w.Store, People: w.people, DB: w.db, Who: w.join("Fay Desk", "front-desk"), Record: run, Tick: w.tick,
			Args: map[string][]any{"Start": file(), "Stage": file(), "Now": file()},
			Asks: map[string]string{"Runs": "a list that is empty for who may see none"}}.Walk(t)
	})
}

func (w *world) tick() { w.at.Add(int64(5 * time.Minute)) }
