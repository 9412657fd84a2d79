package people

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"keyhouse/db"
	"keyhouse/fault"
)

// What went wrong: of many who were let into one account at once, PostgreSQL had
// all begin together and all but one begin anew, until some had lost thirty times and
// were told that the server broke. Now whoever has lost queues.
func TestACrowdAtOneDoor(t *testing.T) {
	for plan, room := range map[string]int{Soho: 2, Pro: 10, Enterprise: 33} {
		t.Run(plan, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) { w.crowd(plan, room) })
		})
	}
}

func (w *world) crowd(plan string, room int) {
	w.t.Helper()
	const crowd = 32
	ctx := context.Background()
	w.onPlan(w.account.ID, plan)
	var doors []*Store // as many processes, each with connections of its own
	for range 3 {
		d, err := db.Open(ctx, w.db.DSN(), db.Options{Synchronous: "NORMAL"})
		w.must(err)
		defer d.Close()
		doors = append(doors, New(d, Options{Now: w.clock, Mail: w, Live: w}))
	}
	by := w.by(w.admin, w.boss)
	outcomes := make([]error, crowd)
	var all sync.WaitGroup
	for i := range crowd {
		all.Go(func() {
			_, outcomes[i] = doors[i%len(doors)].Invite(ctx, by, NewMember{Name: fmt.Sprint("Staff ", i), Email: fmt.Sprintf("staff%d@quay.example", i), Grants: []GrantForm{office("technician")}})
		})
	}
	all.Wait()
	in := 0
	for _, err := range outcomes {
		switch {
		case err == nil:
			in++
		case !fault.Is(err, fault.Conflict):
			w.t.Errorf("somebody was refused by accident: %v", err)
		}
	}
	h, err := w.Headcount(ctx, w.boss)
	w.must(err)
	if in != room-1 || h.Staff != int64(room) {
		w.t.Errorf("%d came in, and %d are there; the plan has room for %d", in, h.Staff, room)
	}
}
