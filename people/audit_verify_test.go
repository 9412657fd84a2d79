package people

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// raw is the way around: somebody with the database in their hands.
func (w *world) raw() *sql.DB {
	w.t.Helper()
	driver, dsn := "sqlite", w.db.DSN()
	if w.db.Dialect() == access.Postgres {
		driver = "pgx"
	}
	pool, err := sql.Open(driver, dsn)
	w.must(err)
	w.t.Cleanup(func() { pool.Close() })
	return pool
}

// tamper runs statements over audit_entry and its sisters; ? is an entry's id.
func (w *world) tamper(entry id.ID, statements ...string) {
	w.t.Helper()
	pool := w.raw()
	for _, s := range statements {
		if w.db.Dialect() == access.Postgres {
			s = strings.NewReplacer("?", "$1", "x'00'", `'\x00'`, "X''", `''`).Replace(s)
		}
		var args []any
		if strings.ContainsAny(s, "?$") {
			args = []any{entry[:]}
		}
		if _, err := pool.Exec(s, args...); err != nil {
			w.t.Fatal(s, err)
		}
	}
}

// entries makes n entries with values in one chain and gives their ids.
func (w *world) entries(n int) []id.ID {
	w.t.Helper()
	ctx := context.Background()
	for i := range n {
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			return w.Audit(ctx, tx, w.boss, Entry{Verb: access.Edit, Thing: access.Booking, Record: w.account.ID, Detail: fmt.Sprint("change ", i),
				Changes: Diff(Fields{}.Put(access.GroupGuest, "Guest", "Ann").Put(access.GroupDates, "Arrives", "2026-03-04"),
					Fields{}.Put(access.GroupGuest, "Guest", fmt.Sprint("Bob ", i)).Put(access.GroupDates, "Arrives", "2026-03-05"))})
		}))
	}
	var ids []id.ID
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("e.id", "audit_entry e").Everything(system(w.account.ID)).And("e.record_id = ?", w.account.ID).Order("e.id")
		ids, err = db.All(ctx, tx, q, db.Scan1[id.ID])
		return err
	}))
	return ids
}

func (w *world) verify() []string {
	w.t.Helper()
	findings, err := w.VerifyTrail(context.Background(), w.account.ID)
	w.must(err)
	return findings
}

// TestX4TamperingIsFound: whatever is done to the trail behind the program's
// back is found, and the first broken entry is named.
func TestX4TamperingIsFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.entries(8)
		if f := w.verify(); len(f) > 0 {
			t.Fatalf("an honest trail: %q", f)
		}
		mid, last := ids[3], ids[len(ids)-1]
		for _, c := range []struct {
			name, finds string
			entry       id.ID
			do          []string
		}{
			{"a value changed", "were changed", mid,
				[]string{"UPDATE audit_value SET content = replace(content, 'Bob', 'Rob') WHERE entry_id = ?"}},
			{"a value moved to another part", "was not written with", mid,
				[]string{"UPDATE audit_value SET part = 'notes' WHERE entry_id = ? AND part = 'guest'"}},
			{"the head set back", "is not that of its last entry", mid,
				[]string{"UPDATE audit_head SET hash = x'00' WHERE lane >= 0"}},
			{"the head removed", "has no head", mid, []string{"DELETE FROM audit_head"}},
			{"the last entry removed", "are missing", last, []string{"DELETE FROM audit_value WHERE entry_id = ?", "DELETE FROM audit_entry WHERE id = ?"}},
		} {
			w.keep(func() {
				w.tamper(c.entry, c.do...)
				if f := w.verify(); len(f) == 0 || !strings.Contains(strings.Join(f, "\n"), c.finds) {
					t.Errorf("%s: %q", c.name, f)
				}
			})
		}
	})
}

// keep runs do on the trail as it is and puts it back afterwards.
func (w *world) keep(do func()) {
	w.t.Helper()
	pool := w.raw()
	tables := []string{"audit_entry", "audit_value", "audit_head"}
	for _, table := range tables {
		if _, err := pool.Exec("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table); err != nil {
			w.t.Fatal(err)
		}
	}
	do()
	for _, table := range tables {
		for _, s := range []string{"DELETE FROM " + table, "INSERT INTO " + table + " SELECT * FROM kept_" + table, "DROP TABLE kept_" + table} {
			if _, err := pool.Exec(s); err != nil {
				w.t.Fatal(s, err)
			}
		}
	}
	if f := w.verify(); len(f) > 0 {
		w.t.Fatalf("put back: %q", f)
	}
}

// TestX4EveryColumnIsChained changes each column of an entry in turn.
func TestX4EveryColumnIsChained(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.entries(6)
		for column, other := range map[string]string{
			"at": "at + 1", "person_id": "record_id", "acting_person_id": "record_id", "person_name": "'Somebody'", "acting_name": "'Somebody'",
			"verb": "'read'", "thing": "'block'", "record_id": "person_id", "property_id": "record_id", "client_id": "record_id",
			"outcome": "'denied'", "detail": "'nothing much'", "lane": "lane + 100", "seq": "seq + 100", "hash": "x'00'", "parts": "NULL",
		} {
			w.keep(func() {
				w.tamper(ids[2], "UPDATE audit_entry SET "+column+" = "+other+" WHERE id = ?")
				f := strings.Join(w.verify(), "\n")
				if f == "" {
					t.Errorf("a changed %s is not found", column)
				}
				if column != "seq" && column != "lane" && column != "hash" && !strings.Contains(f, ids[2].String()) {
					t.Errorf("a changed %s is found, but not where: %s", column, f)
				}
			})
		}
		w.keep(func() {
			w.tamper(ids[2], "DELETE FROM audit_value WHERE entry_id = ?", "DELETE FROM audit_entry WHERE id = ?")
			if f := strings.Join(w.verify(), "\n"); !strings.Contains(f, "missing") {
				t.Errorf("removed from the middle: %s", f)
			}
		})
		w.keep(func() {
			w.swap(ids[2], ids[4])
			if f := strings.Join(w.verify(), "\n"); !strings.Contains(f, "is not what was written") || !strings.Contains(f, "entry") {
				t.Errorf("two swapped: %s", f)
			}
		})
		w.keep(func() {
			w.tamper(ids[2], "INSERT INTO audit_entry (account_id, id, at, person_name, acting_name, verb, thing, outcome, detail) "+
				"SELECT account_id, record_id, at, 'Forger', '', verb, thing, outcome, detail FROM audit_entry WHERE id = ?")
			if f := strings.Join(w.verify(), "\n"); !strings.Contains(f, "is in no chain") {
				t.Errorf("one slipped in: %s", f)
			}
		})
	})
}

// swap exchanges what two entries say.
func (w *world) swap(a, b id.ID) {
	w.t.Helper()
	for _, column := range []string{"detail", "at", "hash"} {
		pool := w.raw()
		tx, err := pool.Begin()
		w.must(err)
		mark := func(n int) string {
			if w.db.Dialect() == access.Postgres {
				return fmt.Sprint("$", n)
			}
			return "?"
		}
		var x, y any
		w.must(tx.QueryRow("SELECT "+column+" FROM audit_entry WHERE id = "+mark(1), a[:]).Scan(&x))
		w.must(tx.QueryRow("SELECT "+column+" FROM audit_entry WHERE id = "+mark(1), b[:]).Scan(&y))
		for i, v := range map[id.ID]any{a: y, b: x} {
			_, err := tx.Exec("UPDATE audit_entry SET "+column+" = "+mark(1)+" WHERE id = "+mark(2), v, i[:])
			w.must(err)
		}
		w.must(tx.Commit())
	}
}

// TestX4ErasingLeavesTheChainWhole: what the trail kept of a person goes with
// them; that it was there, and the names on what they did, stay.
func TestX4ErasingLeavesTheChainWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		w.must(errOf(w.EditMember(ctx, w.boss, ana.ID, "Ana Maria Peeters", ana.Version)))
		if h, err := w.History(ctx, w.boss, 10, ana.ID); err != nil || len(h) != 2 || !strings.Contains(h[1].said(nil), "ana@owner.example") {
			t.Fatalf("before: %+v, %v", h, err)
		}
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		if f := w.verify(); len(f) > 0 {
			t.Errorf("after: %q", f)
		}
		h, err := w.History(ctx, w.boss, 10, ana.ID)
		w.must(err)
		for _, e := range h {
			if strings.Contains(e.said(nil), "ana@") || strings.Contains(e.said(nil), "Maria") {
				t.Errorf("still there: %s", e.said(nil))
			}
		}
		if last := h[len(h)-1]; len(last.Parts) == 0 || !last.Parts[0].Erased {
			t.Errorf("not said to be erased: %+v", last)
		}

		w.entries(2) // removing values without saying so is found
		w.tamper(id.ID{}, "DELETE FROM audit_value WHERE part = 'guest'")
		if f := strings.Join(w.verify(), "\n"); !strings.Contains(f, "no erasure is noted") {
			t.Errorf("removed in silence: %s", f)
		}
	})
}

// TestX4ParallelWritersShareNoChain: many writers of one account at once, and
// all that they wrote is there and in order.
func TestX4ParallelWritersShareNoChain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		other := New(w.db, Options{Now: w.clock}) // a second node
		before, tries := len(w.trail()), 0
		var mu sync.Mutex
		var all sync.WaitGroup
		const writers, each = 12, 15
		for n := range writers {
			all.Go(func() {
				s := w.Store
				if n%2 == 1 {
					s = other
				}
				for range each {
					err := w.db.Write(ctx, func(tx *db.Tx) error {
						mu.Lock()
						tries++
						mu.Unlock()
						for range 2 {
							if err := s.Audit(ctx, tx, w.boss, Entry{Verb: access.Edit, Thing: access.Booking}); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if got := len(w.trail()) - before; got != 2*writers*each {
			t.Errorf("%d entries, want %d", got, 2*writers*each)
		}
		if f := w.verify(); len(f) > 0 {
			t.Errorf("%q", f)
		}
		t.Logf("%d writes took %d tries", writers*each, tries)
		if tries > 2*writers*each {
			t.Errorf("%d writes took %d tries: they are in each other's way", writers*each, tries)
		}
	})
}

// TestX4WhatIsUndoneIsNotInTheTrail: an entry stands or falls with its change.
func TestX4WhatIsUndoneIsNotInTheTrail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		before := len(w.trail())
		err := w.db.Write(ctx, func(tx *db.Tx) error {
			if err := w.Audit(ctx, tx, w.boss, Entry{Verb: access.Edit, Thing: access.Booking}); err != nil {
				return err
			}
			return context.Canceled
		})
		if err == nil || len(w.trail()) != before {
			t.Errorf("%v, %q", err, w.trail()[before:])
		}
		w.entries(2)
		if f := w.verify(); len(f) > 0 {
			t.Errorf("%q", f)
		}
	})
}
