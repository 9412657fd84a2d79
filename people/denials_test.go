package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// denied are the denied entries of the account, oldest first, after all that was
// to be noted is.
func (w *world) denied() []string {
	w.t.Helper()
	var all []string
	w.must(w.Close(context.Background()))
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) (err error) {
		q := db.Select("e.verb, e.thing, e.record_id, e.detail", "audit_entry e").Everything(system(w.account.ID)).And("e.outcome = ?", Denied).Order("e.id")
		all, err = db.All(context.Background(), tx, q, func(r db.Row) (string, error) {
			var verb, thing, detail string
			var record id.ID
			err := r.Scan(&verb, &thing, &record, &detail)
			return strings.TrimRight(fmt.Sprintf("%s %s %s: %s", verb, thing, record, detail), ": "), err
		})
		return err
	}))
	return all
}

// attempts makes somebody try n times to do verb to a record.
func (w *world) attempts(n int, who *access.Viewer, verb access.Verb, record id.ID, err error) {
	w.t.Helper()
	for range n {
		got := w.Tried(context.Background(), who, verb, &access.Record{Thing: access.Booking, ID: record}, err)
		if fault.KindOf(got) != fault.KindOf(err) || fault.Of(got).Say != fault.Of(err).Say || !WasNoted(got) {
			w.t.Fatalf("gives %v for %v", got, err)
		}
	}
}

var forbidden = &fault.Fault{Kind: fault.Forbidden, Say: "No."}

// TestX4RepeatsAreCounted: whoever tries the same again and again leaves one
// entry in five minutes, and how often stands in another.
func TestX4RepeatsAreCounted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		house := w.house(w.account, "Quay 1")
		stay := w.stay(w.account, house, "Gerda", calendar.Day(2026, 3, 9))
		mallory := w.viewer(w.join(w.account, "Mallory", "mallory@quay.example"))
		here := "booking " + stay.String() + ": they may not know of it"
		for _, c := range []struct {
			name string
			do   func()
			want []string
		}{
			{"the same is counted", func() { w.attempts(40, mallory, access.Read, stay, fault.NotFound("test")) },
				[]string{"read " + here, "read " + here + "; 39 times more within five minutes"}},
			{"another verb is another attempt", func() {
				w.attempts(1, mallory, access.Edit, stay, fault.NotFound("test"))
				w.attempts(2, mallory, access.Read, stay, fault.NotFound("test"))
			}, []string{"edit " + here, "read " + here, "read " + here + "; once more within five minutes"}},
			{"after five minutes it is written again", func() {
				w.attempts(2, mallory, access.Delete, stay, forbidden)
				w.wait(5 * time.Minute)
				w.attempts(1, mallory, access.Delete, stay, forbidden)
			}, []string{"delete booking " + stay.String(), "delete booking " + stay.String(), "delete booking " + stay.String() + ": once more within five minutes"}},
			{"what came through several rooms is one", func() {
				err := w.Tried(context.Background(), mallory, access.Read, &access.Record{Thing: access.Booking, ID: stay}, fault.NotFound("test"))
				w.attempts(1, mallory, access.Edit, stay, err)
			}, []string{"read " + here}},
			{"the program's own work is none", func() {
				_ = w.Tried(context.Background(), access.System("a test").In(w.account.ID), access.Read, &access.Record{Thing: access.Booking, ID: stay}, fault.NotFound("test"))
			}, nil},
		} {
			before := len(w.denied())
			c.do()
			got := w.denied()[before:]
			slices.Sort(got)
			if slices.Sort(c.want); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
			w.wait(time.Hour)
		}
	})
}

// TestX4TriedIdsAreNoted: an attempt on nothing is in the trail like one on a
// record – so that nothing tells the two apart –, without the id; and trying ids
// out has no attempt on a real record lost.
func TestX4TriedIdsAreNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		theirs := w.stay(other, w.house(other, "Dune 1"), "Hilda", calendar.Day(2026, 3, 9))
		stay := w.stay(w.account, w.house(w.account, "Quay 1"), "Gerda", calendar.Day(2026, 3, 9))
		mallory := w.viewer(w.join(w.account, "Mallory", "mallory@quay.example"))
		nothing := "read booking : there is no such record here"
		w.attempts(1, mallory, access.Read, theirs, fault.NotFound("test"))
		w.attempts(1, mallory, access.Read, id.New(), fault.NotFound("test"))
		if got := w.denied(); !slices.Equal(got, []string{nothing, nothing}) {
			t.Errorf("%q", got)
		}
		for range 200 {
			w.attempts(1, mallory, access.Read, id.New(), fault.NotFound("test"))
			w.later.Wait()
		}
		w.attempts(1, mallory, access.Read, stay, fault.NotFound("test"))
		got := w.denied()
		if n := count(got, nothing); n != 20 {
			t.Errorf("%d entries about nothing, want 20", n)
		}
		if last := strings.Join(got[20:], "\n"); len(got) != 22 || !strings.Contains(last, "read booking "+stay.String()) || !strings.Contains(last, "182 more attempts, at this and other things, are only counted") {
			t.Errorf("%q", got[20:])
		}
	})
}

// TestX4NobodyFillsTheTrail: different attempts beyond sixty are counted, and
// the number is written.
func TestX4NobodyFillsTheTrail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mallory := w.viewer(w.join(w.account, "Mallory", "mallory@quay.example"))
		for range 500 {
			w.attempts(1, mallory, access.Edit, id.New(), forbidden)
		}
		got := w.denied()
		if len(got) != 61 || got[60] != "edit booking : 440 more attempts, at this and other things, are only counted" {
			t.Errorf("%d entries, the last %q", len(got), got[len(got)-1])
		}
		if f := w.verify(); len(f) > 0 {
			t.Errorf("%q", f)
		}
	})
}

func count(all []string, one string) (n int) {
	for _, x := range all {
		if x == one {
			n++
		}
	}
	return n
}
