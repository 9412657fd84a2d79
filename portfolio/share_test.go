package portfolio

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

func TestSharesMustMakeTheWhole(t *testing.T) {
	a, b := id.New(), id.New()
	for _, c := range []struct {
		name  string
		parts []Part
		field string // "" is fine
	}{
		{"one owner of all", []Part{{a, 10_000}}, ""},
		{"two thirds and one third", []Part{{a, 6_667}, {b, 3_333}}, ""},
		{"nobody", nil, "shares"},
		{"a little too little", []Part{{a, 9_999}}, "shares"},
		{"a little too much", []Part{{a, 10_000}, {b, 1}}, "shares"},
		{"one owner twice", []Part{{a, 5_000}, {a, 5_000}}, "shares.1"},
		{"a share of nothing", []Part{{a, 10_000}, {b, 0}}, "shares.1"},
		{"less than nothing", []Part{{a, 10_001}, {b, -1}}, "shares.0"},
		{"an owner without a name", []Part{{id.ID{}, 10_000}}, "shares.0"},
		{"a huge number", []Part{{a, 1 << 62}, {b, 1 << 62}, {id.New(), 1 << 62}}, "shares.0"},
	} {
		f := fault.Fields{Op: "test"}
		checkParts(&f, c.parts)
		if got := fault.Of(f.Err()); (got == nil) != (c.field == "") || got != nil && got.Field != c.field {
			t.Errorf("%s: %v", c.name, f.Err())
		}
	}
}

// TestRewriteKeepsThePast changes owners at random and looks, day by day, that
// each day after a change has the new owners and each day before the old ones.
func TestRewriteKeepsThePast(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	clients := []id.ID{id.New(), id.New(), id.New()}
	for range 500 {
		var rows []stored
		want := map[calendar.Date]string{}
		for d := calendar.Date(95); d < 130; d++ {
			want[d] = written(nil)
		}
		for range 6 {
			from := calendar.Date(100 + r.IntN(20))
			parts := someParts(r, clients)
			change, add := rewrite(rows, parts, from)
			rows = applied(rows, change, add)
			for d := from; d < 130; d++ {
				want[d] = written(parts)
			}
			for d := calendar.Date(95); d < 130; d++ {
				if got := written(partsOn(rows, clients, d)); got != want[d] {
					t.Fatalf("day %d has %q, want %q after %v from %d: %v", d, got, want[d], parts, from, rows)
				}
			}
		}
	}
}

func someParts(r *rand.Rand, clients []id.ID) []Part {
	cut := r.Int64N(allBPS-1) + 1
	a, b := r.IntN(3), r.IntN(3)
	if a == b {
		return []Part{{clients[a], allBPS}}
	}
	return []Part{{clients[a], cut}, {clients[b], allBPS - cut}}
}

func applied(rows, change, add []stored) []stored {
	for _, c := range change {
		for i := range rows {
			if rows[i].id == c.id {
				rows[i] = c
			}
		}
	}
	for _, a := range add {
		a.id = id.New()
		rows = append(rows, a)
	}
	return rows
}

func partsOn(rows []stored, clients []id.ID, d calendar.Date) (parts []Part) {
	for _, c := range clients {
		for _, r := range rows {
			if r.client == c && r.from <= d && (r.until == 0 || r.until > d) {
				parts = append(parts, Part{c, r.bps})
			}
		}
	}
	return parts
}

func written(parts []Part) (s string) {
	by := map[id.ID]int64{}
	for _, p := range parts {
		by[p.Client] += p.BPS
	}
	return fmt.Sprint(by)
}

func TestOwnersChangeAndThePastStays(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		before := w.version()
		w.ok("selling", w.store.SetShares(ctx, boss, w.quay.ID, []Part{{w.ben.ID, 10_000}}, today))
		if w.version() != before+1 {
			t.Error("cached viewers are not told")
		}
		for day, owner := range map[calendar.Date]id.ID{today.Add(-1): w.ana.ID, today: w.ben.ID, today.Add(1000): w.ben.ID} {
			shares, err := w.store.SharesOfProperty(ctx, boss, w.quay.ID, day)
			if err != nil || len(shares) != 1 || shares[0].Client != owner || shares[0].BPS != 10_000 {
				t.Errorf("on %s it belongs to %+v, %v", day, shares, err)
			}
		}
		history, err := w.store.ShareHistory(ctx, boss, w.quay.ID)
		if err != nil || len(history) != 2 || history[0].ClientName != "Ana Lindqvist" || history[0].Until != today {
			t.Errorf("history: %+v, %v", history, err)
		}
		_, err = w.store.Property(ctx, w.owner(w.ana), w.quay.ID)
		w.missing("the owner of the past", err)
		_, err = w.store.Property(ctx, w.owner(w.ben), w.quay.ID)
		w.ok("the new owner", err)
		c, err := w.store.Client(ctx, boss, w.ben.ID)
		if err != nil || c.Properties != 2 {
			t.Errorf("Ben has %d properties, %v", c.Properties, err)
		}
	})
}

func (w *world) version() (n int64) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Global("a.version", "account a").And("a.id = ?", w.ours), db.Scan1[int64])
		return err
	})
	w.ok("reading the version", err)
	return n
}

func TestHoldersGoByThePropertysOwnCommissionFirst(t *testing.T) {
	each(t, func(w *world) {
		read := func() (hs []Holder) {
			w.ok("reading", w.db.Read(ctx, func(tx *db.Tx) (err error) {
				hs, err = HoldersIn(ctx, tx, w.ours, w.lake.ID, today)
				return err
			}))
			return hs
		}
		sum := int64(0)
		for _, h := range read() {
			if h.BPS != 5_000 || h.CommissionBPS != map[id.ID]int64{w.ana.ID: 2_000, w.ben.ID: 1_500}[h.Client] {
				t.Errorf("%+v", h)
			}
			sum += h.BPS
		}
		own := int64(900)
		_, err := w.store.EditProperty(ctx, w.admin(), w.lake.ID, PropertyForm{Name: "Lake", CommissionBPS: &own, Version: 1})
		w.ok("editing", err)
		for _, h := range read() {
			if h.CommissionBPS != 900 {
				t.Errorf("with a commission of the property: %+v", h)
			}
		}
		if sum != allBPS {
			t.Errorf("shares make %d", sum)
		}
	})
}

func TestOwnersOfAnArchivedClientAreRefused(t *testing.T) {
	each(t, func(w *world) {
		w.ok("archiving", w.store.ArchiveClient(ctx, w.admin(), w.ben.ID, true))
		w.missing("giving to them", w.store.SetShares(ctx, w.admin(), w.quay.ID, []Part{{w.ben.ID, 10_000}}, 0))
		list, err := w.store.Clients(ctx, w.admin(), ClientFilter{Archived: true})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != w.ben.ID {
			t.Errorf("archived: %+v, %v", list.Rows, err)
		}
		w.ok("putting back", w.store.ArchiveClient(ctx, w.admin(), w.ben.ID, false))
		w.ok("giving to them", w.store.SetShares(ctx, w.admin(), w.quay.ID, []Part{{w.ben.ID, 10_000}}, 0))
	})
}
