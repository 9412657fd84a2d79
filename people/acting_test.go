package people

import (
	"context"
	"testing"

	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// An admin whose own access was to end logged in as another admin and took the
// end away: nobody changes their own access, not through somebody else either.
func TestNobodyChangesAccessInSomebodyElsesName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		ends := GrantForm{Role: "admin", On: "account", Until: calendar.Day(2026, 3, 31)}
		temp := w.join(w.account, "Tom Temp", "tom@quay.example", ends)
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, house))
		as, _, err := w.LogInAs(ctx, w.signIn("tom@quay.example"), w.admin.ID, "a look", Client{})
		w.must(err)
		v := w.actor(as).Viewer
		rows, err := w.Grants(ctx, v, temp.ID)
		w.must(err)
		forever := GrantForm{Role: "admin", On: "account", Version: rows[0].Version}
		w.refused(errOf(w.EditGrant(ctx, v, temp.ID, rows[0].ID, forever)), fault.Forbidden)
		w.refused(errOf(w.CreateGrant(ctx, v, temp.ID, forever)), fault.Forbidden)
		w.refused(errOf(w.CreateGrant(ctx, v, ana.ID, onHouses([]string{"calendar"}, house))), fault.Forbidden)
		w.refused(errOf(w.GrantAdmin(ctx, w.by(Member{}, v), ana.ID, false)), fault.Forbidden)
		w.refused(w.DeleteMember(ctx, v, ana.ID), fault.Forbidden)
	})
}

// Whoever signed out while logged in as somebody had only left that person: the
// way back to their own session was open to the next at the keyboard.
func TestSigningOutWhileLoggedInAsSomebodyEndsBoth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, w.house(w.account, "Quay 1")))
		own := w.signIn("alma@quay.example")
		as, _, err := w.LogInAs(ctx, own, ana.ID, "a look", Client{})
		w.must(err)
		w.must(w.SignOut(ctx, as))
		for _, dead := range []string{as, own} {
			w.refused(errOf(w.Session(ctx, dead)), fault.SignedOut)
		}
		w.refused(errOf(w.Return(ctx, as)), fault.SignedOut)
		w.must(w.SignOut(ctx, as))
	})
}

// The office that logged in as an owner read with which other companies the
// owner is.
func TestLoggedInAsSomebodyOneLearnsOfNoOtherAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		dune, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		w.join(dune, "Slow Payer", "ana@owner.example")
		as, _, err := w.LogInAs(ctx, w.signIn("alma@quay.example"), ana.ID, "a look", Client{})
		w.must(err)
		all, err := w.Memberships(ctx, w.actor(as))
		w.must(err)
		if len(all) != 1 || all[0].Slug != "quay" {
			t.Errorf("the office reads %+v", all)
		}
		if all, err = w.Memberships(ctx, w.actor(w.signIn("ana@owner.example"))); err != nil || len(all) != 2 {
			t.Errorf("she herself reads %+v, %v", all, err)
		}
	})
}

// A person is one in all accounts; what the first to invite them called them
// was shown to the office of the second.
func TestLoggedInAsSomebodyOneReadsTheNameTheyHaveHere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		dune, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		w.join(dune, "Slow Payer", "ana@owner.example")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		as, _, err := w.LogInAs(ctx, w.signIn("alma@quay.example"), ana.ID, "a look", Client{})
		w.must(err)
		if a := w.actor(as); a.Person.Name != "Ana Peeters" {
			t.Errorf("the office reads %q", a.Person.Name)
		}
	})
}

// Somebody deleted and invited again found the secret calendar addresses of
// their first time open, whoever had got hold of them meanwhile.
func TestDeletingSomebodyEndsTheirSecretAddresses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		_, hash := NewToken()
		house := w.house(w.account, "Quay 1")
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			return tx.Global("feed_out").Insert(ctx, db.Set("token_hash", hash).Set("account_id", w.account.ID).Set("id", id.New()).
				Set("property_id", house).Set("member_id", ana.ID).Set("person_id", ana.Person).
				Set("token_tail", "tail").Set("created_at", w.clock()))
		}))
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			n, err := db.Count(ctx, tx, db.Global("1", "feed_out f").And("f.revoked_at IS NULL"))
			if n != 0 {
				t.Error("the address is open still")
			}
			return err
		}))
	})
}

// Asking what deleting a record would do told of records the asker may not see.
func TestAPreviewTakesTheRightToMakeTheChange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		other := w.join(w.account, "Otto Other", "otto@quay.example", GrantForm{Role: "admin", On: "account"})
		rows, err := w.Grants(ctx, w.boss, other.ID)
		w.must(err)
		paula := w.viewer(w.join(w.account, "Paula", "paula@quay.example", GrantForm{Role: "portal-admin", On: "account"}))
		form := onHouses(nil, house)
		for name, c := range map[string]Change{
			"deleting what a higher one gave":  {Delete: rows[0].ID},
			"replacing what a higher one gave": {Edit: rows[0].ID, To: &form},
			"removing a higher one":            {Leave: true},
		} {
			if _, err := w.Preview(ctx, paula, other.ID, c); fault.KindOf(err) != fault.Forbidden || err == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
