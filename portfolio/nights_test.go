package portfolio

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

func (w *world) take(t Taking) error {
	return w.db.Write(ctx, func(tx *db.Tx) error { return TakeNights(ctx, tx, w.ours, t) })
}

func (w *world) move(was, t Taking) error {
	return w.db.Write(ctx, func(tx *db.Tx) error { return MoveNights(ctx, tx, w.ours, was, t) })
}

func (w *world) taking(p Property, unit id.ID, arrive, nights int) Taking {
	from := calendar.Day(2027, 3, 1).Add(arrive)
	return Taking{Property: p.ID, Unit: unit, Nights: calendar.Nights{Arrive: from, Depart: from.Add(nights)}}
}

func TestNightsClash(t *testing.T) {
	each(t, func(w *world) {
		first := w.taking(w.quay, id.ID{}, 3, 4)
		w.ok("the first", w.take(first))
		err := w.take(w.taking(w.quay, id.ID{}, 5, 9))
		w.kind("over it", err, fault.Conflict)
		if say := fault.Of(err).Say; say != "Someone is already there from 6 March 2027. Pick other nights." {
			t.Errorf("says %q", say)
		}
		w.ok("leaving the day another arrives", w.take(w.taking(w.quay, id.ID{}, 1, 2)))
		w.ok("arriving the day another leaves", w.take(w.taking(w.quay, id.ID{}, 7, 1)))
		w.ok("elsewhere", w.take(w.taking(w.lake, id.ID{}, 3, 4)))
		moved := first
		moved.Nights.Arrive, moved.Nights.Depart = first.Nights.Arrive.Add(2), first.Nights.Depart
		w.ok("moving over itself", w.move(first, moved))
		w.ok("the nights it left", w.take(w.taking(w.quay, id.ID{}, 3, 2)))
		w.ok("freeing", w.db.Write(ctx, func(tx *db.Tx) error { return FreeNights(ctx, tx, w.ours, moved) }))
		w.ok("where it was", w.take(w.taking(w.quay, id.ID{}, 5, 2)))
	})
}

func TestEmptyAndEndlessNightsAreRefused(t *testing.T) {
	each(t, func(w *world) {
		for name, nights := range map[string]int{"none": 0, "backwards": -3, "for ever": calendar.MaxNights + 1} {
			if err := w.take(w.taking(w.quay, id.ID{}, 0, nights)); err == nil {
				t.Errorf("%s were taken", name)
			}
		}
	})
}

func TestAPropertyLetWholeTakesItsUnits(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		left := w.unit(boss, w.quay, "Left")
		right := w.unit(boss, w.quay, "Right")
		w.ok("left", w.take(w.taking(w.quay, left, 0, 5)))
		w.ok("right, the same nights", w.take(w.taking(w.quay, right, 0, 5)))
		w.kind("all of it", w.take(w.taking(w.quay, id.ID{}, 4, 5)), fault.Conflict)
		w.ok("all of it later", w.take(w.taking(w.quay, id.ID{}, 5, 5)))
		w.kind("a unit of it", w.take(w.taking(w.quay, right, 9, 1)), fault.Conflict)
		late := w.unit(boss, w.quay, "Added later")
		w.kind("a unit that came after", w.take(w.taking(w.quay, late, 6, 1)), fault.Conflict)
		w.ok("the unit on other nights", w.take(w.taking(w.quay, late, 0, 5)))
		w.ok("archiving", w.store.ArchiveUnit(ctx, boss, late, true))
		w.kind("whole over an archived unit that is taken", w.take(w.taking(w.quay, id.ID{}, 0, 1)), fault.Conflict)
	})
}

func (w *world) unit(who *access.Viewer, p Property, name string) id.ID {
	w.t.Helper()
	u, err := w.store.CreateUnit(ctx, who, p.ID, UnitForm{Name: name, Sleeps: 2})
	if err != nil {
		w.t.Fatal(err)
	}
	return u.ID
}

// TestNobodyIsEverBookedOverAnother has several people take, move, give back
// and add units at once, and then looks at who was told they have which nights.
func TestNobodyIsEverBookedOverAnother(t *testing.T) {
	each(t, func(w *world) {
		units := []id.ID{{}, w.unit(w.admin(), w.quay, "1"), w.unit(w.admin(), w.quay, "2")}
		var mu sync.Mutex
		var held []Taking
		var all sync.WaitGroup
		for worker := range 4 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(uint64(worker), 99))
				var mine []Taking
				for range 25 {
					mine = w.step(r, units, mine)
				}
				mu.Lock()
				defer mu.Unlock()
				held = append(held, mine...)
			})
		}
		all.Wait()
		w.noneOver(held)
	})
}

// step does one thing at random and gives what the worker then holds.
func (w *world) step(r *rand.Rand, units []id.ID, mine []Taking) []Taking {
	t := w.taking(w.quay, units[r.IntN(len(units))], r.IntN(40), 1+r.IntN(6))
	if len(mine) > 0 && r.IntN(4) == 0 { // move one
		i := r.IntN(len(mine))
		if w.settled(w.move(mine[i], t)) {
			mine[i] = t
		}
		return mine
	}
	if len(mine) > 0 && r.IntN(6) == 0 { // give one back
		w.ok("freeing", w.db.Write(ctx, func(tx *db.Tx) error { return FreeNights(ctx, tx, w.ours, mine[0]) }))
		return mine[1:]
	}
	if w.settled(w.take(t)) {
		mine = append(mine, t)
	}
	return mine
}

// settled reports whether nights were taken; anything but a Conflict is an error.
func (w *world) settled(err error) bool {
	if err != nil && fault.KindOf(err) != fault.Conflict {
		w.t.Errorf("taking: %v", err)
	}
	return err == nil
}

// noneOver demands that no two of those held share a night at one place, and
// that what is taken is what they hold.
func (w *world) noneOver(held []Taking) {
	w.t.Helper()
	book := NewHeld(w.ours)
	for a, x := range held {
		for _, y := range held[:a] {
			if x.Nights.Clash(y.Nights) && (x.Unit == y.Unit || x.Unit.IsZero() || y.Unit.IsZero()) {
				w.t.Errorf("%v and %v were both given", x, y)
			}
		}
		book.Add(x)
	}
	if len(held) == 0 {
		w.t.Error("nobody got anything")
	}
	w.ok("comparing", w.db.Read(ctx, func(tx *db.Tx) error {
		return book.Compare(ctx, tx, func(place id.ID, wrong string) { w.t.Errorf("%s: %s", place, wrong) })
	}))
}

// TestTheTableItselfRefusesANightTwice goes round TakeNights and what it looks
// at first.
func TestTheTableItselfRefusesANightTwice(t *testing.T) {
	each(t, func(w *world) {
		first := w.taking(w.quay, id.ID{}, 3, 40)
		w.ok("the first", w.take(first))
		blind := func(t Taking) error {
			return w.db.Write(ctx, func(tx *db.Tx) error {
				l := leaves{}
				l.take(t.Property, t.Nights)
				return l.add(ctx, tx, w.ours, &fault.Fault{Kind: fault.Conflict})
			})
		}
		for _, c := range []struct{ from, nights int }{{3, 40}, {3, 1}, {42, 1}, {0, 4}, {20, 1}, {42, 300}, {0, 400}} {
			w.kind("again", blind(w.taking(w.quay, id.ID{}, c.from, c.nights)), fault.Conflict)
		}
		w.ok("before", blind(w.taking(w.quay, id.ID{}, 0, 3)))
		w.ok("after", blind(w.taking(w.quay, id.ID{}, 43, 5)))
	})
}

func TestNightsThatNobodyHasCannotBeGivenBack(t *testing.T) {
	each(t, func(w *world) {
		w.ok("taking", w.take(w.taking(w.quay, id.ID{}, 3, 4)))
		for _, c := range []struct{ from, nights int }{{2, 2}, {6, 2}, {100, 1}, {0, 40}} {
			err := w.db.Write(ctx, func(tx *db.Tx) error { return FreeNights(ctx, tx, w.ours, w.taking(w.quay, id.ID{}, c.from, c.nights)) })
			w.kind("giving back", err, fault.Broken)
		}
		w.kind("they are taken still", w.take(w.taking(w.quay, id.ID{}, 3, 1)), fault.Conflict)
	})
}

func TestManyTakingsAreTakenTogetherOrNotAtAll(t *testing.T) {
	each(t, func(w *world) {
		many := func(all ...Taking) error {
			return w.db.Write(ctx, func(tx *db.Tx) error { return TakeMany(ctx, tx, w.ours, all) })
		}
		left := w.unit(w.admin(), w.quay, "Left")
		w.ok("three", many(w.taking(w.quay, id.ID{}, 0, 3), w.taking(w.quay, left, 3, 3), w.taking(w.lake, id.ID{}, 0, 90)))
		w.kind("one of two is taken", many(w.taking(w.quay, id.ID{}, 50, 3), w.taking(w.lake, id.ID{}, 89, 1)), fault.Conflict)
		w.kind("two of the same", many(w.taking(w.quay, id.ID{}, 60, 3), w.taking(w.quay, left, 62, 3)), fault.Conflict)
		w.ok("none of them was", many(w.taking(w.quay, id.ID{}, 50, 3), w.taking(w.quay, left, 60, 5), w.taking(w.lake, id.ID{}, 90, 1)))
	})
}

func TestAddingAUnitAndLettingTheWholeAtOnce(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		for i := range 10 {
			var both sync.WaitGroup
			var unit Unit
			var added, let error
			both.Go(func() { unit, added = w.store.CreateUnit(ctx, boss, w.quay.ID, UnitForm{Name: "new"}) })
			both.Go(func() { let = w.take(w.taking(w.quay, id.ID{}, i*3, 3)) })
			both.Wait()
			w.ok("adding", added)
			w.ok("letting", let)
			w.kind("the new unit in a whole let", w.take(w.taking(w.quay, unit.ID, i*3+1, 1)), fault.Conflict)
		}
	})
}

func TestWhatIsSaidOfATakenNightNamesNobody(t *testing.T) {
	each(t, func(w *world) {
		w.ok("taking", w.take(w.taking(w.quay, id.ID{}, 0, 3)))
		for _, word := range []string{"Ana", "Lindqvist", "booking", "guest"} {
			if err := w.take(w.taking(w.quay, id.ID{}, 0, 3)); strings.Contains(fault.Of(err).Say, word) {
				t.Errorf("%v names %q", err, word)
			}
		}
	})
}
