package portfolio

import (
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

func TestFormsThatAreRefused(t *testing.T) {
	each(t, func(w *world) {
		boss, huge, far := w.admin(), int64(1)<<62, int64(91_000_000)
		for _, c := range []struct {
			name, field string
			form        PropertyForm
		}{
			{"no name", "name", PropertyForm{}},
			{"blank name", "name", PropertyForm{Name: " \t "}},
			{"a name of 201 characters", "name", PropertyForm{Name: strings.Repeat("x", 201)}},
			{"a null in it", "name", PropertyForm{Name: "a\x00b"}},
			{"a kind nobody knows", "kind", PropertyForm{Name: "x", Kind: "castle"}},
			{"a currency nobody has", "currency", PropertyForm{Name: "x", Currency: "XQZ"}},
			{"a zone nowhere", "zone", PropertyForm{Name: "x", Zone: "Mars/Olympus"}},
			{"a zone with a path", "zone", PropertyForm{Name: "x", Zone: "../../etc/passwd"}},
			{"the machine's own zone", "zone", PropertyForm{Name: "x", Zone: "Local"}},
			{"less than nobody sleeps", "sleeps", PropertyForm{Name: "x", Sleeps: -1}},
			{"a town sleeps", "sleeps", PropertyForm{Name: "x", Sleeps: 100_000}},
			{"north of the pole", "latitude", PropertyForm{Name: "x", Latitude: &far}},
			{"a huge price", "nightly", PropertyForm{Name: "x", NightlyMinor: &huge}},
			{"more than all in commission", "commission", PropertyForm{Name: "x", CommissionBPS: &far}},
			{"a novel", "description", PropertyForm{Name: "x", Description: strings.Repeat("x", 10_001)}},
		} {
			_, err := w.store.CreateProperty(ctx, boss, c.form)
			w.kind(c.name, err, fault.Invalid)
			if f := fault.Of(err); f != nil && f.Field != c.field {
				t.Errorf("%s: at %q, want %q", c.name, f.Field, c.field)
			}
		}
		for name, form := range map[string]ClientForm{
			"no name": {}, "a header in the address": {Name: "x", Email: "a@b.example\r\nBcc: c@d.example"},
			"commission below nothing": {Name: "x", CommissionBPS: -1}, "commission above all": {Name: "x", CommissionBPS: 10_001}, "a kind nobody knows": {Name: "x", Kind: "king"},
		} {
			_, err := w.store.CreateClient(ctx, boss, form)
			w.kind(name, err, fault.Invalid)
		}
		if n, err := w.store.CountProperties(ctx, boss, PropertyFilter{}); n != 2 || err != nil {
			t.Errorf("half done: %d properties, %v", n, err)
		}
	})
}

func TestAStaleEditShowsWhatItSaysNow(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		_, err := w.store.EditProperty(ctx, boss, w.quay.ID, PropertyForm{Name: "First", Version: 1})
		w.ok("the first edit", err)
		_, err = w.store.EditProperty(ctx, boss, w.quay.ID, PropertyForm{Name: "Second", Version: 1})
		w.kind("the second", err, fault.Conflict)
		if p, ok := stale[Property](err); !ok || p.Name != "First" || p.Version != 2 {
			t.Errorf("carries %+v", p)
		}
		_, err = w.store.EditClient(ctx, boss, w.ana.ID, ClientForm{Name: "First", Version: 1})
		w.ok("the first edit", err)
		_, err = w.store.EditClient(ctx, w.technician(), w.ana.ID, ClientForm{Name: "Second", Version: 1})
		if c, ok := stale[Client](err); !ok || c.Name != "First" || c.CommissionBPS != 0 {
			t.Errorf("carries %+v, which the technician may not see", c)
		}
		u := w.unit(boss, w.quay, "A")
		_, err = w.store.EditUnit(ctx, boss, u, UnitForm{Name: "B", Version: 1})
		w.ok("a unit", err)
		_, err = w.store.EditUnit(ctx, boss, u, UnitForm{Name: "C", Version: 1})
		w.kind("a unit again", err, fault.Conflict)
	})
}

func TestNotes(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		n, err := w.store.AddNote(ctx, boss, access.Property, w.quay.ID, "Key under the stone\r\nNot the big one")
		if err != nil || n.Body != "Key under the stone\nNot the big one" || n.Author != "Somebody" {
			t.Fatalf("%+v, %v", n, err)
		}
		list, err := w.store.Notes(ctx, boss, access.Property, w.quay.ID)
		if err != nil || len(list) != 1 || list[0].Body != n.Body || !list[0].At.Equal(now) {
			t.Errorf("%+v, %v", list, err)
		}
		_, err = w.store.Notes(ctx, w.owner(w.ana), access.Property, w.quay.ID)
		w.kind("an owner reads the office's notes", err, fault.Forbidden)
		_, err = w.store.AddNote(ctx, w.owner(w.ana), access.Property, w.quay.ID, "x")
		w.kind("an owner writes them", err, fault.Forbidden)
		_, err = w.store.Notes(ctx, w.owner(w.ben), access.Property, w.quay.ID)
		w.missing("the notes of somebody else's", err)
		for name, body := range map[string]string{"nothing": " \n ", "a novel": strings.Repeat("x", 10_001), "damaged": "\xff"} {
			_, err := w.store.AddNote(ctx, boss, access.Property, w.quay.ID, body)
			w.kind(name, err, fault.Invalid)
		}
		_, err = w.store.Notes(ctx, boss, access.Lease, w.quay.ID)
		w.missing("notes of a thing that has none", err)
	})
}

func TestSubscribers(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		one, err := w.store.Subscribe(ctx, boss, w.quay.ID, "Cleaning Co", "clean@example.com")
		w.ok("for one property", err)
		_, err = w.store.Subscribe(ctx, boss, id.ID{}, "Linen", "linen@example.com")
		w.ok("for all", err)
		for property, want := range map[id.ID]int{w.quay.ID: 2, w.lake.ID: 1, {}: 1} {
			list, err := w.store.Subscribers(ctx, boss, property)
			if len(list) != want || err != nil {
				t.Errorf("%v, %v; want %d", list, err, want)
			}
		}
		_, err = w.store.Subscribe(ctx, boss, w.quay.ID, "x", "no address")
		w.kind("no address", err, fault.Invalid)
		_, err = w.store.Subscribe(ctx, boss, w.far.ID, "x", "x@example.com")
		w.missing("at another account's property", err)
		_, err = w.store.Subscribe(ctx, w.owner(w.ana), w.quay.ID, "x", "x@example.com")
		w.kind("by an owner", err, fault.Forbidden)
		_, err = w.store.Subscribers(ctx, w.frontDesk(), id.ID{})
		w.missing("by the front desk", err)
		w.ok("ending it", w.store.Unsubscribe(ctx, boss, one.ID))
		w.missing("ending it twice", w.store.Unsubscribe(ctx, boss, one.ID))
	})
}

func TestUnitsShowAsTheirProperty(t *testing.T) {
	each(t, func(w *world) {
		u := w.unit(w.admin(), w.lake, "Attic")
		p, err := w.store.Property(ctx, w.admin(), w.lake.ID)
		if err != nil || p.Units != 1 {
			t.Errorf("%+v, %v", p, err)
		}
		units, err := w.store.Units(ctx, w.frontDesk(), w.lake.ID)
		if err != nil || len(units) != 1 || units[0].Name != "Attic" || units[0].Sleeps != 2 {
			t.Errorf("the front desk sees %+v, %v", units, err)
		}
		units, err = w.store.Units(ctx, w.owner(w.ben), w.lake.ID)
		if err != nil || len(units) != 1 || units[0].Name != "Attic" || units[0].Sleeps != 0 {
			t.Errorf("an owner sees units by name only, yet: %+v, %v", units, err)
		}
		_, err = w.store.EditUnit(ctx, w.owner(w.ben), u, UnitForm{Name: "x", Version: 1})
		w.kind("an owner edits one", err, fault.Forbidden)
		_, err = w.store.CreateUnit(ctx, w.frontDesk(), w.lake.ID, UnitForm{Name: "x"})
		w.kind("the front desk adds one", err, fault.Forbidden)
	})
}

func TestTheCommandSeesWhatItIsToldToSee(t *testing.T) {
	each(t, func(w *world) {
		boss := access.System("test").In(w.ours)
		c, err := w.store.CreateClient(ctx, boss, ClientForm{Name: "Imported", Reference: "88"})
		if err != nil || c.Name != "Imported" || c.Reference != "88" {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
