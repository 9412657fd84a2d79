package people

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

func (w *world) onPlan(account id.ID, plan string) {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("account").Update(ctx, db.ByID(account), db.Set("plan", plan).Set("version", db.Expr("version + 1")))
		return err
	}))
}

func (w *world) inviteStaff(name string) (Member, error) {
	return w.Invite(context.Background(), w.by(w.admin, w.boss), NewMember{Name: name, Email: strings.ToLower(name) + "@quay.example", Grants: []GrantForm{office("technician")}})
}

// L2: a plan bounds the active staff; a change beyond it is refused by name.
func TestPlansBoundTheStaff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.onPlan(w.account.ID, Soho)
		two, err := w.inviteStaff("Two")
		w.must(err)
		_, err = w.inviteStaff("Three")
		w.refused(err, fault.Conflict)
		if say := fault.Of(err).Say; !strings.Contains(say, "Soho") || !strings.Contains(say, "2 active staff") {
			t.Errorf("it says %q", say)
		}
		if got := w.users(w.boss, "q=three"); got != "" {
			t.Error("half an invitation was kept")
		}
		// Whom the account lets in from outside takes no seat …
		pia, err := w.CreatePortalUser(ctx, w.boss, "Pia Portal", "pia@owner.example")
		w.must(err)
		// … until they become staff.
		_, err = w.CreateGrant(ctx, w.boss, pia.ID, office("viewer"))
		w.refused(err, fault.Conflict)
		house := w.house(w.account, "Quay 1")
		g, err := w.CreateGrant(ctx, w.boss, pia.ID, onHouses([]string{"calendar"}, house))
		w.must(err)
		form := office("viewer")
		form.Version = g.Version
		_, err = w.EditGrant(ctx, w.boss, pia.ID, g.ID, form)
		w.refused(err, fault.Conflict)
		// The inactive take no seat; coming back takes one.
		w.must(w.Deactivate(ctx, w.boss, two.ID))
		three, err := w.inviteStaff("Three")
		w.must(err)
		w.refused(w.Reactivate(ctx, w.boss, two.ID), fault.Conflict)
		w.must(w.DeleteMember(ctx, w.boss, three.ID))
		w.must(w.Reactivate(ctx, w.boss, two.ID))
		h, err := w.Headcount(ctx, w.boss)
		w.must(err)
		if h.Staff != 2 || h.Seats != 2 || h.Plan != Soho {
			t.Errorf("%+v", h)
		}
	})
}

// L2: ten seats on Pro, any number on Enterprise; a lower plan cuts nobody off.
func TestALowerPlanCutsNobodyOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.onPlan(w.account.ID, Pro)
		var last Member
		for i := range 9 {
			var err error
			last, err = w.inviteStaff(fmt.Sprint("Staff", i))
			w.must(err)
		}
		_, err := w.inviteStaff("Eleven")
		w.refused(err, fault.Conflict)
		w.onPlan(w.account.ID, Enterprise)
		w.must(errOf(w.inviteStaff("Eleven")))
		token := w.signIn("alma@quay.example")
		w.onPlan(w.account.ID, Soho)
		w.actor(token)
		w.boss = w.viewer(w.admin)
		if h, _ := w.Headcount(ctx, w.boss); h.Staff != 11 || h.Seats != 2 {
			t.Errorf("%+v", h)
		}
		w.must(errOf(w.EditMember(ctx, w.boss, last.ID, "Renamed", last.Version))) // what takes no seat goes on
		w.must(errOf(w.CreateGrant(ctx, w.boss, last.ID, office("viewer"))))
		w.must(w.Deactivate(ctx, w.boss, last.ID))
		w.refused(w.Reactivate(ctx, w.boss, last.ID), fault.Conflict)
		_, err = w.inviteStaff("Twelve")
		w.refused(err, fault.Conflict)
	})
}

// L2: of many invitations at once for the last seat one is taken, on both
// databases.
func TestTheLastSeatIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.onPlan(w.account.ID, Soho)
		var errs [6]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, errs[i] = w.inviteStaff(fmt.Sprint("Racer", i)) })
		}
		all.Wait()
		passed := 0
		for _, err := range errs {
			switch {
			case err == nil:
				passed++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if h, _ := w.Headcount(context.Background(), w.boss); passed != 1 || h.Staff != 2 {
			t.Errorf("%d passed, %d seats taken", passed, h.Staff)
		}
	})
}

// L3: only an Enterprise account gives the Landlord role.
func TestLandlordsComeWithEnterprise(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.owner(w.account, "Ana Peeters")
		m, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		landlord := GrantForm{Role: "landlord", On: "client", Of: []id.ID{ana}}
		for _, plan := range []string{Soho, Pro} {
			w.onPlan(w.account.ID, plan)
			_, err = w.CreateGrant(ctx, w.boss, m.ID, landlord)
			w.refused(err, fault.Conflict)
		}
		g, err := w.CreateGrant(ctx, w.boss, m.ID, onClient(ana, "calendar"))
		w.must(err)
		landlord.Version = g.Version
		_, err = w.EditGrant(ctx, w.boss, m.ID, g.ID, landlord)
		w.refused(err, fault.Conflict)
		_, err = w.Invite(ctx, w.by(w.admin, w.boss), NewMember{Name: "Ben", Email: "ben@owner.example", Grants: []GrantForm{landlord}})
		w.refused(err, fault.Conflict)
		w.onPlan(w.account.ID, Enterprise)
		g, err = w.EditGrant(ctx, w.boss, m.ID, g.ID, landlord)
		w.must(err)
		// A lower plan takes nothing away, and what there is can be looked after.
		w.onPlan(w.account.ID, Pro)
		landlord.Version, landlord.Note = g.Version, "since 2020"
		w.must(errOf(w.EditGrant(ctx, w.boss, m.ID, g.ID, landlord)))
	})
}
