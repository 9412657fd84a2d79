package people

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

const newPassword = "quite another sentence"

func TestInvitation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		m, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "Ana@Owner.example")
		w.must(err)
		if m.State != Invited || m.Email != "ana@owner.example" || m.Kind != Portal {
			t.Errorf("made %+v", m)
		}
		link := w.lastLink("ana@owner.example")
		for range 3 { // scanners and curious people
			page, err := w.PreviewLink(ctx, link)
			w.must(err)
			if page.Kind != Invitation || page.Company != "Quay Lettings" || page.Name != "Ana Peeters" {
				t.Errorf("the page shows %+v", page)
			}
		}
		_, _, err = w.SpendLink(ctx, link, "12345678", Client{})
		w.refused(err, fault.Invalid) // and the link is still good
		_, _, err = w.SpendLink(ctx, link, "Peeters2026!", Client{})
		w.refused(err, fault.Invalid)
		token, _, err := w.SpendLink(ctx, link, newPassword, Client{})
		w.must(err)
		a := w.actor(token)
		if a.Member.ID != m.ID || a.Member.State != Active || a.Account.Slug != "quay" {
			t.Errorf("the link signed in %+v", a.Member)
		}
		if a.Viewer.May(access.Read, access.Booking) || a.Viewer.May(access.Read, access.Member) {
			t.Error("sees something without access")
		}
		_, _, err = w.SpendLink(ctx, link, newPassword, Client{})
		w.refused(err, fault.Conflict)
		_, err = w.PreviewLink(ctx, link)
		w.refused(err, fault.Conflict)
		_, _, err = w.SignIn(ctx, "ana@owner.example", newPassword, Client{})
		w.must(err)
	})
}

func TestLinksEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		for _, c := range []struct {
			name  string
			make  func()
			email string
			life  time.Duration
		}{
			{"an invitation after seven days", func() {}, "ana@owner.example", InvitationLife},
			{"a reset from the office after a day", func() {
				w.must(w.SendReset(ctx, w.viewer(w.join(w.account, "Second Admin", "second@quay.example", GrantForm{Role: "admin", On: "account"})), w.admin.ID))
			}, "alma@quay.example", ResetLife},
			{"a reset of one's own after an hour", func() {
				w.must(w.AskReset(ctx, "alma@quay.example", Client{IP: "192.0.2.1"}))
				w.later.Wait()
			}, "alma@quay.example", OwnResetLife},
		} {
			c.make()
			link := w.lastLink(c.email)
			w.wait(c.life - time.Second)
			_, err := w.PreviewLink(ctx, link)
			w.must(err)
			w.wait(time.Second)
			_, err = w.PreviewLink(ctx, link)
			w.refused(err, fault.Conflict)
			_, _, err = w.SpendLink(ctx, link, newPassword, Client{})
			w.refused(err, fault.Conflict)
			if t.Failed() {
				t.Fatal(c.name)
			}
		}
	})
}

func TestLinksThatAreNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		quote := ""
		w.must(w.db.Write(ctx, func(tx *db.Tx) (err error) {
			quote, err = w.MakeLink(ctx, tx, Link{Kind: "quote", Account: w.account.ID, Record: id.New()}, time.Hour)
			return err
		}))
		stranger, _ := NewToken()
		for name, token := range map[string]string{"made up": stranger, "cut short": stranger[:20], "empty": "", "for a quote": quote, "a session": w.signIn("alma@quay.example")} {
			_, err := w.PreviewLink(ctx, token)
			if fault.KindOf(err) != fault.Missing {
				t.Errorf("%s: %v", name, err)
			}
			if _, _, err = w.SpendLink(ctx, token, newPassword, Client{}); fault.KindOf(err) != fault.Missing {
				t.Errorf("%s, spent: %v", name, err)
			}
		}
	})
}

func TestTwoWhoSpendALinkAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		link := w.lastLink("ana@owner.example")
		errs := make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, _, errs[i] = w.SpendLink(ctx, link, newPassword, Client{}) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fault.KindOf(err) != fault.Conflict:
				t.Errorf("lost with %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d spent one link", won)
		}
	})
}

func TestInvitingSomebodyKnownElsewhereTellsNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, dirk := w.open("dune", "Dirk Duine", "dirk@dune.example")
		known, err := w.CreatePortalUser(ctx, w.boss, "Dirk", "DIRK@Dune.example")
		w.must(err)
		unknown, err := w.CreatePortalUser(ctx, w.boss, "Dirk", "Somebody@Dune.example")
		w.must(err)
		known.ID, known.Person, known.Email, unknown.ID, unknown.Person, unknown.Email = id.ID{}, id.ID{}, "", id.ID{}, id.ID{}, ""
		known.Access, unknown.Access = nil, nil
		if known.State != unknown.State || known.Name != unknown.Name || known.LoginMethod != unknown.LoginMethod || known.Version != unknown.Version {
			t.Errorf("the inviter can tell %+v from %+v", known, unknown)
		}
		told := w.mails[len(w.mails)-2]
		if told.To != "dirk@dune.example" || strings.Contains(told.Text, LinkPath) || !strings.Contains(told.Text, "already have") {
			t.Errorf("the mail says %s", told.Text)
		}
		if a := w.actor(w.signIn("dirk@dune.example")); a.Account.Slug != "dune" || a.Member.ID != dirk.ID {
			t.Errorf("an invitation moved somebody to %s", a.Account.Slug)
		}
		_, err = w.CreatePortalUser(ctx, w.boss, "Dirk again", "dirk@DUNE.example")
		w.refused(err, fault.Conflict)
		if fault.Of(err).Field != "email" {
			t.Errorf("the fault is at %q", fault.Of(err).Field)
		}
	})
}

func TestAskingForAResetAnswersAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		gone := w.join(w.account, "Gone", "gone@quay.example")
		w.must(w.Deactivate(ctx, w.boss, gone.ID))
		before := len(w.mails)
		for _, email := range []string{"nobody@quay.example", "gone@quay.example"} {
			w.must(w.AskReset(ctx, email, Client{IP: "192.0.2.1"}))
		}
		w.later.Wait()
		if len(w.mails) != before {
			t.Errorf("mailed %v", w.mails[before:])
		}
		for range 8 {
			w.must(w.AskReset(ctx, "alma@quay.example", Client{IP: id.New().String()}))
		}
		w.later.Wait()
		if got := len(w.mails) - before; got != 5 {
			t.Errorf("%d mails for one address, want five at most", got)
		}
		w.refused(w.AskReset(ctx, "no address", Client{}), fault.Invalid)
		var err error
		for range 31 {
			err = w.AskReset(ctx, "nobody@quay.example", Client{IP: "192.0.2.200"})
		}
		w.refused(err, fault.TooMany)
	})
}

func TestSendResetToWhoNeverSignedInInvitesAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		m, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		first := w.lastLink("ana@owner.example")
		w.wait(InvitationLife)
		w.must(w.SendReset(ctx, w.boss, m.ID))
		again := w.lastLink("ana@owner.example")
		if again == first {
			t.Fatal("no fresh link")
		}
		page, err := w.PreviewLink(ctx, again)
		w.must(err)
		if page.Kind != Invitation {
			t.Errorf("sent a %s", page.Kind)
		}
		w.must(w.Deactivate(ctx, w.boss, m.ID))
		w.refused(w.SendReset(ctx, w.boss, m.ID), fault.Conflict)
		_, _, err = w.SpendLink(ctx, again, newPassword, Client{})
		w.refused(err, fault.SignedOut) // and nothing is half done:
		who, _, err := w.find(ctx, "ana@owner.example", Client{})
		w.must(err)
		if who.hash != "" {
			t.Error("a deactivated member set a password")
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		token, other := w.signIn("alma@quay.example"), w.signIn("alma@quay.example")
		a := w.actor(token)
		w.refused(w.ChangePassword(ctx, a, "not this one", newPassword), fault.Invalid)
		w.later.Wait()
		w.refused(w.ChangePassword(ctx, a, rightPassword, "short"), fault.Invalid)
		w.refused(w.ChangePassword(ctx, a, rightPassword, "Password123!"), fault.Invalid)
		w.must(w.ChangePassword(ctx, a, rightPassword, newPassword))
		_, _, err := w.SignIn(ctx, "alma@quay.example", rightPassword, Client{})
		w.refused(err, fault.SignedOut)
		_, _, err = w.SignIn(ctx, "alma@quay.example", newPassword, Client{})
		w.must(err)
		w.actor(other) // setting a password ends no session
	})
}
