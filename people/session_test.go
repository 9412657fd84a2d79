package people

import (
	"context"
	"slices"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// What takes access away is tried with a session that was open, and used,
// before.
func TestEndsAtTheNextRequest(t *testing.T) {
	ctx := context.Background()
	for name, end := range map[string]func(*world, Member, string) error{
		"signing out":          func(w *world, _ Member, token string) error { return w.SignOut(ctx, token) },
		"deactivating":         func(w *world, m Member, _ string) error { return w.Deactivate(ctx, w.boss, m.ID) },
		"deleting":             func(w *world, m Member, _ string) error { return w.DeleteMember(ctx, w.boss, m.ID) },
		"thirty days":          func(w *world, _ Member, _ string) error { w.wait(SessionLife); return nil },
		"a week without a use": func(w *world, _ Member, _ string) error { w.wait(SessionIdle + time.Minute); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
				token := w.signIn("ana@owner.example")
				other := w.signIn("alma@quay.example")
				session := w.actor(token).Session.ID
				w.must(end(w, ana, token))
				_, err := w.Session(ctx, token)
				w.refused(err, fault.SignedOut)
				if w.at.Sub(w.admin.CreatedAt) == 0 {
					w.actor(other) // nobody else is thrown out
					if !slices.Contains(w.topics, live.EndSession(session)) {
						t.Errorf("the open pages were not told: %v", w.topics)
					}
				}
			})
		})
	}
}

func TestGrantsActAtTheNextRequest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		token := w.signIn("ana@owner.example")
		sees := func() bool {
			return w.actor(token).Viewer.Can(access.Read, &access.Record{Thing: access.Property, Account: w.account.ID, ID: house}) == access.Allowed
		}
		if sees() {
			t.Fatal("somebody without access sees a house")
		}
		g, err := w.CreateGrant(ctx, w.boss, ana.ID, onHouses(nil, house))
		w.must(err)
		if !sees() {
			t.Error("the access given does not count")
		}
		until := onHouses(nil, house)
		until.Version, until.Until = g.Version, w.boss.Who().Today
		g, err = w.EditGrant(ctx, w.boss, ana.ID, g.ID, until)
		w.must(err)
		if !sees() {
			t.Error("the last day does not count")
		}
		w.wait(12*time.Hour + time.Minute) // past midnight in Brussels
		if sees() {
			t.Error("access goes on after its last day")
		}
		until.Until, until.Version = 0, g.Version
		_, err = w.EditGrant(ctx, w.boss, ana.ID, g.ID, until)
		w.must(err)
		if !sees() {
			t.Error("prolonged access does not count")
		}
		w.must(w.DeleteGrant(ctx, w.boss, ana.ID, g.ID))
		if sees() {
			t.Error("access taken away still counts")
		}
	})
}

func TestOwnerAccessFollowsTheOwner(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		owner, other := w.owner(w.account, "Ana Peeters"), w.owner(w.account, "Bo Claes")
		mine, shared, theirs := w.house(w.account, "Mine", owner), w.house(w.account, "Shared", owner, other), w.house(w.account, "Theirs", other)
		w.join(w.account, "Ana Peeters", "ana@owner.example", onClient(owner, "calendar"))
		token := w.signIn("ana@owner.example")
		sees := func(house id.ID) bool {
			v := w.actor(token).Viewer
			can := v.Can(access.Read, &access.Record{Thing: access.Property, Account: w.account.ID, ID: house}) == access.Allowed
			listed := w.count(v.Cut(access.Cut{Properties: []id.ID{house}}), "property p", access.Property) == 1
			if can != listed {
				t.Errorf("one house: %v, in the list: %v", can, listed)
			}
			return can
		}
		if !sees(mine) || !sees(shared) || sees(theirs) {
			t.Fatal("an owner sees other than their own houses")
		}
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			today := w.boss.Who().Today
			_, err := tx.Update(ctx, w.account.ID, "ownership_share", db.Where("client_id = ? AND property_id = ?", owner, mine), db.Set("until_day", today))
			if err == nil {
				err = tx.Insert(ctx, w.account.ID, "ownership_share", db.Set("id", id.New()).Set("client_id", owner).Set("property_id", theirs).
					Set("share_bps", 100).Set("from_day", today).Set("until_day", nil))
			}
			if err == nil {
				err = tx.Insert(ctx, w.account.ID, "ownership_share", db.Set("id", id.New()).Set("client_id", owner).Set("property_id", mine).
					Set("share_bps", 100).Set("from_day", today.Add(1)).Set("until_day", nil))
			}
			if err == nil {
				err = Bump(ctx, tx, w.account.ID)
			}
			return err
		}))
		if sees(mine) || !sees(theirs) {
			t.Error("what was sold shows, or what was bought does not")
		}
		w.wait(13 * time.Hour)
		if !sees(mine) {
			t.Error("a share that begins tomorrow does not begin at midnight")
		}
	})
}

func TestSuspendedAccountAnswersNothingButTheReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		token := w.signIn("alma@quay.example")
		w.must(w.Suspend(ctx, w.account.ID, "unpaid"))
		a, err := w.Session(ctx, token)
		w.refused(err, fault.Forbidden)
		if a == nil || a.Viewer.May(access.Read, access.Booking) || a.Viewer.May(access.Edit, access.Member) {
			t.Error("a suspended account shows bookings")
		}
		if !a.Viewer.May(access.Export, access.Backup) {
			t.Error("a suspended account keeps its own books from its people")
		}
		w.must(w.Resume(ctx, w.account.ID, "paid"))
		if !w.actor(token).Viewer.May(access.Read, access.Booking) {
			t.Error("resumed, and still nothing")
		}
	})
}

func TestTokensThatOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := w.signIn("alma@quay.example")
		stranger, _ := NewToken()
		for name, token := range map[string]string{
			"none": "", "cut short": good[:len(good)-1], "longer": good + "A", "another installation's": stranger, "with a null": good[:10] + "\x00" + good[11:],
		} {
			if _, err := w.Session(context.Background(), token); fault.KindOf(err) != fault.SignedOut {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.actor(good)
	})
}

func TestUseIsWrittenDownOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		token := w.signIn("alma@quay.example")
		start := w.clock()
		for _, c := range []struct {
			wait time.Duration
			used time.Duration
		}{{30 * time.Second, 0}, {40 * time.Second, 70 * time.Second}, {30 * time.Second, 70 * time.Second}} {
			w.wait(c.wait)
			w.actor(token)
			w.must(w.Touch(ctx))
			if got := w.actor(token).Session.UsedAt.Sub(start); got != c.used {
				t.Errorf("used after %v, want %v", got, c.used)
			}
		}
		for range 9 { // used every other day, a session outlives the week
			w.wait(48 * time.Hour)
			w.actor(token)
			w.must(w.Touch(ctx))
		}
	})
}

func TestSweepKeepsWhatIsAlive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.signIn("alma@quay.example")
		w.wait(SessionIdle + 25*time.Hour)
		fresh := w.signIn("alma@quay.example")
		w.must(w.Sweep(ctx))
		w.actor(fresh)
		var left int64
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			left, err = db.Count(ctx, tx, db.Global("1", "session s"))
			return err
		}))
		if left != 1 {
			t.Errorf("%d sessions are left, want 1", left)
		}
	})
}

func TestOnePersonManyAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		dune, duneAdmin := w.open("dune", "Dirk Duine", "dirk@dune.example")
		here, there := w.house(w.account, "Quay 1"), w.house(dune, "Dune 1")
		w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, here))
		m, err := w.CreatePortalUser(ctx, w.viewer(duneAdmin), "A. Peeters", "Ana@Owner.EXAMPLE")
		w.must(err)
		_, err = w.CreateGrant(ctx, w.viewer(duneAdmin), m.ID, onHouses(nil, there))
		w.must(err)

		token := w.signIn("ana@owner.example")
		if a := w.actor(token); a.Account.Slug != "quay" || w.count(a.Viewer, "property p", access.Property) != 1 {
			t.Fatalf("arrived at %s", a.Account.Slug)
		}
		w.must(w.ChooseAccount(ctx, token, "dune"))
		a := w.actor(token)
		if a.Account.Slug != "dune" || a.Member.Name != "A. Peeters" || w.count(a.Viewer, "property p", access.Property) != 1 {
			t.Fatalf("switched to %+v", a)
		}
		if a.Viewer.Can(access.Read, &access.Record{Thing: access.Property, Account: w.account.ID, ID: here}) != access.Missing {
			t.Error("permissions of two accounts mix")
		}
		w.refused(w.ChooseAccount(ctx, token, "nowhere"), fault.Missing)
		w.refused(w.ChooseAccount(ctx, token, ""), fault.Missing)
		all, err := w.Accounts(ctx, a.Person.ID)
		w.must(err)
		if len(all) != 2 || all[0].Slug != "dune" || all[1].Slug != "quay" {
			t.Errorf("the switcher shows %+v", all)
		}

		w.must(w.Deactivate(ctx, w.viewer(duneAdmin), m.ID))
		_, err = w.Session(ctx, token)
		w.refused(err, fault.SignedOut)
		if a := w.actor(w.signIn("ana@owner.example")); a.Account.Slug != "quay" {
			t.Errorf("switched off in one account, arrived at %s", a.Account.Slug)
		}
	})
}

func TestSwitchedOffEverywhereIsToldSoWithTheRightPasswordOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		w.must(w.Deactivate(ctx, w.boss, ana.ID))
		_, _, err := w.SignIn(ctx, "ana@owner.example", rightPassword, Client{})
		if f := fault.Of(err); f == nil || f.Say != sayOff {
			t.Errorf("right password: %v", err)
		}
		_, _, err = w.SignIn(ctx, "ana@owner.example", "wrong password", Client{})
		if f := fault.Of(err); f == nil || f.Say != sayWrong {
			t.Errorf("wrong password: %v", err)
		}
		w.must(w.Reactivate(ctx, w.boss, ana.ID))
		w.actor(w.signIn("ana@owner.example"))
	})
}
