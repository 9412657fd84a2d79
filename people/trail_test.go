package people

import (
	"context"
	"slices"
	"sync"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/live"
)

func TestEveryChangeIsInTheTrailAndTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		before := len(w.trail())
		ana, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		g, err := w.CreateGrant(ctx, w.boss, ana.ID, onHouses(nil, house))
		w.must(err)
		edit := onHouses([]string{"calendar"}, house)
		edit.Version = g.Version
		w.must(errOf(w.EditGrant(ctx, w.boss, ana.ID, g.ID, edit)))
		w.must(w.SendReset(ctx, w.boss, ana.ID))
		w.must(w.DeleteGrant(ctx, w.boss, ana.ID, g.ID))
		w.must(w.Deactivate(ctx, w.boss, ana.ID))
		w.must(w.Reactivate(ctx, w.boss, ana.ID))
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		w.must(w.Refused(ctx, w.boss, Entry{Verb: access.Read, Thing: access.Booking}))
		want := []string{"add member, done", "add grant, done", "edit grant, done", "reset member, done", "delete grant, done",
			"deactivate member, done", "deactivate member, done", "erase member, done", "delete member, done", "read booking, denied"}
		for i := range want {
			want[i] = "Alma Admin: " + want[i]
		}
		if got := w.trail()[before:]; !slices.Equal(got, want) {
			t.Errorf("the trail says %q", got)
		}
		for _, topic := range []live.Topic{live.Changed(w.account.ID, "member"), live.Renew(w.account.ID, ana.Person), live.EndMember(w.account.ID, ana.Person)} {
			if !slices.Contains(w.topics, topic) {
				t.Errorf("nobody heard %q", topic)
			}
		}
	})
}

func TestWhatIsRefusedLeavesNoTrace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		trail, mails, topics := len(w.trail()), len(w.mails), len(w.topics)
		w.refused(errOf(w.CreatePortalUser(ctx, w.boss, "", "ana")), fault.Invalid)
		w.refused(errOf(w.CreatePortalUser(ctx, w.boss, "Alma", "alma@quay.example")), fault.Conflict)
		w.refused(w.Deactivate(ctx, system(w.account.ID), w.admin.ID), fault.Conflict)
		if len(w.trail()) != trail || len(w.mails) != mails || len(w.topics) != topics {
			t.Errorf("left %v, %v, %v", w.trail()[trail:], w.mails[mails:], w.topics[topics:])
		}
		w.actor(w.signIn("alma@quay.example"))
	})
}

func TestInvitedTwiceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, dirk := w.open("dune", "Dirk Duine", "dirk@dune.example")
		whos := []*access.Viewer{w.boss, w.boss, w.boss, w.viewer(dirk)}
		errs := make([]error, len(whos))
		var all sync.WaitGroup
		for i, who := range whos {
			all.Go(func() { _, errs[i] = w.CreatePortalUser(ctx, who, "Ana Peeters", "ana@owner.example") })
		}
		all.Wait()
		if errs[3] != nil {
			t.Errorf("the other account: %v", errs[3])
		}
		won := 0
		for _, err := range errs[:3] {
			if err == nil {
				won++
			} else if f := fault.Of(err); f == nil || f.Kind != fault.Conflict || f.Field != "email" {
				t.Errorf("lost with %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d invitations of one person", won)
		}
	})
}
