package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

func TestCreateAccessIsChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dune, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		owner, house := w.owner(w.account, "Ana Peeters"), w.house(w.account, "Quay 1")
		foreign := w.house(dune, "Dune 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		today := w.boss.Who().Today
		for _, c := range []struct {
			name, field string
			form        GrantForm
		}{
			{"no role", "role", GrantForm{On: "account"}},
			{"a role nobody knows", "role", GrantForm{Role: "wizard", On: "account"}},
			{"a role that is by right", "role", GrantForm{Role: "system-admin", On: "server"}},
			{"what everyone has", "role", GrantForm{Role: "everyone", On: "account"}},
			{"no scope", "scope", GrantForm{Role: "portal"}},
			{"a scope the role does not have", "scope", GrantForm{Role: "portal", On: "vendor", Of: []id.ID{owner}}},
			{"one record, which is for approvals", "scope", GrantForm{Role: "portal", On: "record", Of: []id.ID{owner}}},
			{"no owner chosen", "of", GrantForm{Role: "portal", On: "client"}},
			{"two owners in one record", "of", GrantForm{Role: "portal", On: "client", Of: []id.ID{owner, w.owner(w.account, "Bo Claes")}}},
			{"no property chosen", "of", GrantForm{Role: "portal", On: "property"}},
			{"a property of another account", "of", onHouses(nil, house, foreign)},
			{"a property that does not exist", "of", onHouses(nil, id.New())},
			{"an owner where a property belongs", "of", onHouses(nil, owner)},
			{"everything, and then some", "of", GrantForm{Role: "portal", On: "account", Of: []id.ID{house}}},
			{"an option nobody knows", "switches", onHouses([]string{"x-ray"}, house)},
			{"an option of another role", "switches", onHouses([]string{"clear-payments"}, house)},
			{"statements without an owner", "switches", onHouses([]string{"statements"}, house)},
			{"a last day that is over", "until", GrantForm{Role: "portal", On: "account", Until: today - 1}},
			{"an end before the beginning", "until", GrantForm{Role: "portal", On: "account", From: today + 9, Until: today + 8}},
			{"a note nobody can print", "note", GrantForm{Role: "portal", On: "account", Note: "a\x00b"}},
		} {
			_, err := w.CreateGrant(context.Background(), w.boss, ana.ID, c.form)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Field != c.field || f.Say == "" {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if rows, err := w.Grants(context.Background(), w.boss, ana.ID); err != nil || len(rows) != 0 {
			t.Errorf("left behind: %v, %v", rows, err)
		}
	})
}

func TestAccessRecordsReadWell(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		owner := w.owner(w.account, "Ana Peeters")
		one, two := w.house(w.account, "Quay 1"), w.house(w.account, "Quay 2")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		last := w.boss.Who().Today.Add(30)
		for _, form := range []GrantForm{
			onClient(owner, "calendar", "guest-name", "calendar"),
			onHouses([]string{"calendar"}, two, one, two),
			onHouses(nil, two),
			{Role: "portal", On: "account", Switches: []string{"calendar"}, Until: last, Note: "summer help"},
		} {
			_, err := w.CreateGrant(ctx, w.boss, ana.ID, form)
			w.must(err)
		}
		rows, err := w.Grants(ctx, w.boss, ana.ID)
		w.must(err)
		var words []string
		for _, g := range rows {
			words = append(words, g.Words(nil))
			if g.GivenBy != "Alma Admin" || !g.GivenAt.Equal(w.clock()) || !g.InForce || g.Version != 1 {
				t.Errorf("%+v", g)
			}
		}
		want := []string{"Portal access to Ana Peeters: view calendar, view guest name", "Portal access to 2 properties: view calendar", "Portal access to Quay 2",
			"Portal access to everything: view calendar, until " + last.Time().Format("2 January 2006")}
		if !slices.Equal(words, want) {
			t.Errorf("they read %q", words)
		}
		if rows[3].Until != last || rows[3].Note != "summer help" || rows[1].Of[0].Name != "Quay 1" {
			t.Errorf("%+v", rows)
		}
		m, err := w.PortalUser(ctx, w.boss, ana.ID)
		w.must(err)
		if !slices.Equal(m.Access, want) {
			t.Errorf("the people list says %q", m.Access)
		}
	})
}

func TestUnionOfAccessRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.house(w.account, "Quay 1"), w.house(w.account, "Quay 2")
		w.stay(w.account, one, "Gerda Gast", w.boss.Who().Today)
		w.stay(w.account, two, "Hugo Huurder", w.boss.Who().Today)
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses([]string{"calendar"}, one, two), onHouses([]string{"guest-name"}, two))
		v := w.viewer(ana)
		if n := w.count(v, "booking b", access.Booking); n != 2 {
			t.Errorf("sees %d bookings", n)
		}
		if n := w.count(v, "booking b", access.Booking, access.GroupGuest); n != 1 {
			t.Errorf("sees %d guests, want the one where both records meet", n)
		}
	})
}

func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		owner, other := w.owner(w.account, "Customer"), w.owner(w.account, "Another")
		mine, theirs := w.house(w.account, "Mine", owner), w.house(w.account, "Theirs", other)
		master := w.join(w.account, "Mia Master", "mia@customer.example", GrantForm{Role: "master-admin", On: "client", Of: []id.ID{owner}})
		bob := w.join(w.account, "Bob", "bob@customer.example")
		mia, portal := w.viewer(master), w.viewer(w.join(w.account, "Portal", "portal@customer.example", GrantForm{Role: "portal", On: "account", Switches: []string{"calendar"}}))
		manager := w.viewer(w.join(w.account, "Mo", "mo@quay.example", GrantForm{Role: "manager", On: "account"}))
		manages := GrantForm{Role: "site-manager", On: "property", Of: []id.ID{mine}}
		for _, c := range []struct {
			name string
			who  *access.Viewer
			form GrantForm
			to   Member
			kind fault.Kind
		}{
			{"an owner's portal user gives nothing", portal, onHouses(nil, mine), bob, fault.Missing},
			{"a manager, who has all the data, gives nothing", manager, onHouses(nil, mine), bob, fault.Missing},
			{"a customer's admin does not know of the office's people", mia, manages, w.admin, fault.Missing},
			{"nor of somebody who belongs to nobody", mia, manages, bob, fault.Missing},
			{"the admin does not give to herself", w.boss, GrantForm{Role: "manager", On: "account"}, w.admin, fault.Forbidden},
			{"somebody without a session gives nothing", nil, manages, bob, fault.SignedOut},
		} {
			if _, err := w.CreateGrant(ctx, c.who, c.to.ID, c.form); fault.KindOf(err) != c.kind || err == nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if _, err := w.Preview(ctx, c.who, c.to.ID, Change{Create: &c.form}); err == nil {
				t.Errorf("%s, but previews it", c.name)
			}
		}
		if _, err := w.CreateGrant(ctx, w.boss, bob.ID, GrantForm{Role: "site-manager", On: "property", Of: []id.ID{mine, theirs}}); err != nil {
			t.Errorf("the admin may, and is told %v", err)
		}
		w.belongs(bob, owner)
		if _, err := w.CreateGrant(ctx, mia, bob.ID, GrantForm{Role: "site-manager", On: "property", Of: []id.ID{theirs}}); err == nil {
			t.Error("a customer's admin gave away another customer's house")
		}
		w.must(errOf(w.CreateGrant(ctx, mia, bob.ID, manages)))
		w.refused(errOf(w.CreateGrant(ctx, mia, bob.ID, GrantForm{Role: "admin", On: "account"})), fault.Forbidden)
		w.refused(w.DeleteMember(ctx, mia, bob.ID), fault.Forbidden)
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestStaleEditsCarryTheRecordAsItIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		g, err := w.CreateGrant(ctx, w.boss, ana.ID, onHouses([]string{"calendar"}, house))
		w.must(err)
		edit := onHouses([]string{"guest-name"}, house)
		edit.Version = g.Version
		w.must(errOf(w.EditGrant(ctx, w.boss, ana.ID, g.ID, edit)))
		_, err = w.EditGrant(ctx, w.boss, ana.ID, g.ID, edit)
		w.refused(err, fault.Conflict)
		var stale *fault.Stale
		if !errors.As(err, &stale) || stale.Current.(GrantRow).Words(nil) != "Portal access to Quay 1: view guest name" {
			t.Errorf("carries %+v", stale)
		}
		for name, call := range map[string]error{
			"an unknown record":      errOf(w.EditGrant(ctx, w.boss, ana.ID, id.New(), edit)),
			"of an unknown member":   errOf(w.EditGrant(ctx, w.boss, id.New(), g.ID, edit)),
			"of another member":      errOf(w.EditGrant(ctx, w.boss, w.admin.ID, g.ID, edit)),
			"deleting an unknown":    w.DeleteGrant(ctx, w.boss, ana.ID, id.New()),
			"deleting at a stranger": w.DeleteGrant(ctx, w.boss, id.New(), g.ID),
		} {
			if fault.KindOf(call) != fault.Missing {
				t.Errorf("%s: %v", name, call)
			}
		}
		_, err = w.EditMember(ctx, w.boss, ana.ID, "Anna", 1)
		w.refused(err, fault.Conflict)
		m, err := w.PortalUser(ctx, w.boss, ana.ID)
		w.must(err)
		m, err = w.EditMember(ctx, w.boss, ana.ID, " Anna ", m.Version)
		w.must(err)
		if m.Name != "Anna" {
			t.Errorf("renamed to %q", m.Name)
		}
	})
}

func TestAdminAccess(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		for _, hide := range []bool{true, false, true} {
			w.must(errOf(w.GrantAdmin(ctx, w.by(w.admin, w.boss), ana.ID, hide)))
			v := w.viewer(ana)
			if v.May(access.Run, access.Report) == hide {
				t.Errorf("hiding reports: %v, runs them: %v", hide, !hide)
			}
			if !v.May(access.Edit, access.Booking) || !v.May(access.Delete, access.Property) {
				t.Error("admin access does not do everything")
			}
		}
		rows, err := w.Grants(ctx, w.boss, ana.ID)
		w.must(err)
		if len(rows) != 1 {
			t.Errorf("%d records of one admin access", len(rows))
		}
	})
}

func TestTheLastAdminStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		second := w.join(w.account, "Second", "second@quay.example", GrantForm{Role: "admin", On: "account"})
		other := w.viewer(second)
		mine, err := w.Grants(ctx, other, w.admin.ID)
		w.must(err)
		last := GrantForm{Role: "admin", On: "account", Until: w.boss.Who().Today, Version: 1}
		for name, try := range map[string]func() error{
			"deactivated":      func() error { return w.Deactivate(ctx, other, w.admin.ID) },
			"deleted":          func() error { return w.DeleteMember(ctx, other, w.admin.ID) },
			"access taken":     func() error { return w.DeleteGrant(ctx, other, w.admin.ID, mine[0].ID) },
			"access until now": func() error { return errOf(w.EditGrant(ctx, other, w.admin.ID, mine[0].ID, last)) },
		} {
			// The second admin is an admin while they do it, and none any more after.
			w.must(w.retire(second))
			if err := try(); fault.KindOf(err) == fault.Broken || err == nil {
				t.Errorf("%s: %v", name, err)
			}
			w.must(w.revive(second))
		}
		w.refused(w.Deactivate(ctx, w.boss, w.admin.ID), fault.Forbidden) // not oneself either
		w.must(w.Deactivate(ctx, w.boss, second.ID))
		w.refused(w.Deactivate(ctx, system(w.account.ID), w.admin.ID), fault.Conflict)
		w.refused(w.DeleteMember(ctx, system(w.account.ID), w.admin.ID), fault.Conflict)
		w.refused(w.DeleteGrant(ctx, system(w.account.ID), w.admin.ID, mine[0].ID), fault.Conflict)
		w.refused(errOf(w.EditGrant(ctx, system(w.account.ID), w.admin.ID, mine[0].ID, last)), fault.Conflict)
	})
}

func TestTwoAdminsWhoRemoveEachOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		second := w.join(w.account, "Second", "second@quay.example", GrantForm{Role: "admin", On: "account"})
		other := w.viewer(second)
		var all sync.WaitGroup
		var first, last error
		all.Go(func() { first = w.Deactivate(ctx, w.boss, second.ID) })
		all.Go(func() { last = w.Deactivate(ctx, other, w.admin.ID) })
		all.Wait()
		if (first == nil) == (last == nil) {
			t.Fatalf("one has to win: %v, %v", first, last)
		}
		if err := errors.Join(first, last); fault.KindOf(err) == fault.Broken {
			t.Errorf("lost with %v", err)
		}
	})
}

func TestNamesOfWhatOneMayNotSeeStayOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		owner, other := w.owner(w.account, "Customer"), w.owner(w.account, "Secret Other")
		bob := w.join(w.account, "Bob", "bob@customer.example", onHouses(nil, w.house(w.account, "Secret House", other), w.house(w.account, "Open House", owner)))
		mia := w.viewer(w.join(w.account, "Mia Master", "mia@customer.example", GrantForm{Role: "master-admin", On: "client", Of: []id.ID{owner}}))
		w.belongs(bob, owner)
		w.reaches(bob, owner)
		rows, err := w.Grants(ctx, mia, bob.ID)
		w.must(err)
		if said := fmt.Sprintf("%+v", rows); len(rows) != 1 || strings.Contains(said, "Secret") || rows[0].Unnamed != 1 || len(rows[0].Of) != 1 {
			t.Errorf("a customer's admin reads %s", said)
		}
	})
}
