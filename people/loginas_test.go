package people

import (
	"context"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
)

func TestLogInAs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		quay := w.house(w.account, "Quay 1")
		w.house(w.account, "Lake 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, quay))
		own := w.signIn("alma@quay.example")
		as, ses, err := w.LogInAs(ctx, own, ana.ID, "she called", Client{IP: "192.0.2.7"})
		w.must(err)
		if !ses.ExpiresAt.Equal(w.clock().Add(time.Hour)) {
			t.Errorf("ends at %v", ses.ExpiresAt)
		}
		a := w.actor(as)
		if a.Person.Name != "Ana Peeters" || a.Real == nil || a.Real.Name != "Alma Admin" || w.count(a.Viewer, "property p", access.Property) != 1 {
			t.Fatalf("sees as %+v, really %+v", a.Person, a.Real)
		}
		if who := a.Viewer.Who(); who.ActingName != "Alma Admin" || who.ActingPerson != w.admin.Person || who.Name != "Ana Peeters" {
			t.Errorf("recorded as %+v", who)
		}

		w.refused(w.ChangePassword(ctx, a, rightPassword, newPassword), fault.Forbidden)
		w.refused(w.ChooseAccount(ctx, as, "quay"), fault.Forbidden)
		_, _, err = w.LogInAs(ctx, as, w.admin.ID, "a look", Client{})
		w.refused(err, fault.Forbidden)

		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			if err := w.LastAction(ctx, tx, a.Viewer, "Blocked off time"); err != nil {
				return err
			}
			return w.Audit(ctx, tx, a.Viewer, Entry{Verb: access.Add, Thing: access.Block})
		}))
		m, err := w.PortalUser(ctx, w.boss, ana.ID)
		w.must(err)
		if m.LastAction != "" {
			t.Errorf("what the office did is shown as hers: %q", m.LastAction)
		}
		trail := w.trail()
		if last := trail[len(trail)-1]; last != "Alma Admin as Ana Peeters: add block, done" {
			t.Errorf("the trail says %q", last)
		}

		back, err := w.Return(ctx, as)
		w.must(err)
		if a := w.actor(back); a.Person.Name != "Alma Admin" || a.Real != nil || a.Session.ID != w.actor(back).Session.ID {
			t.Errorf("came back as %+v", a.Person)
		}
		for _, dead := range []string{as, own} {
			_, err = w.Session(ctx, dead)
			w.refused(err, fault.SignedOut)
		}
		_, err = w.Return(ctx, back)
		w.refused(err, fault.Conflict)
	})
}

// trail gives the audit entries in words.
func (w *world) trail() []string {
	w.t.Helper()
	var all []string
	ctx := context.Background()
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		q := db.Select("e.person_name, e.acting_name, e.verb, e.thing, e.outcome", "audit_entry e").Everything(system(w.account.ID)).Order("e.id")
		all, err = db.All(ctx, tx, q, func(r db.Row) (string, error) {
			var name, acting, verb, thing, outcome string
			err := r.Scan(&name, &acting, &verb, &thing, &outcome)
			if acting != "" {
				name = acting + " as " + name
			}
			return name + ": " + verb + " " + thing + ", " + outcome, err
		})
		return err
	}))
	return all
}

func TestLogInAsEnds(t *testing.T) {
	ctx := context.Background()
	for name, end := range map[string]func(*world, Member, Member) error{
		"after an hour":                         func(w *world, _, _ Member) error { w.wait(ActingLife); return nil },
		"when the person is deactivated":        func(w *world, ana, _ Member) error { return w.Deactivate(ctx, w.boss, ana.ID) },
		"when the person is deleted":            func(w *world, ana, _ Member) error { return w.DeleteMember(ctx, w.boss, ana.ID) },
		"when the office person is deactivated": func(w *world, _, second Member) error { return w.Deactivate(ctx, w.boss, second.ID) },
		"when the office person may less": func(w *world, _, second Member) error {
			rows, err := w.Grants(ctx, w.boss, second.ID)
			if err != nil {
				return err
			}
			return w.DeleteGrant(ctx, w.boss, second.ID, rows[0].ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, w.house(w.account, "Quay 1")))
				second := w.join(w.account, "Second", "second@quay.example", GrantForm{Role: "admin", On: "account"})
				own := w.signIn("second@quay.example")
				as, _, err := w.LogInAs(ctx, own, ana.ID, "a look", Client{})
				w.must(err)
				w.actor(as)
				w.must(end(w, ana, second))
				_, err = w.Session(ctx, as)
				w.refused(err, fault.SignedOut)
				back, err := w.Return(ctx, as)
				if name == "when the office person is deactivated" {
					w.refused(err, fault.SignedOut)
					return
				}
				w.must(err)
				w.actor(back)
			})
		})
	}
}

func TestLogInAsIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		dune, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		foreign := w.join(dune, "Foreign", "foreign@dune.example")
		off := w.join(w.account, "Off", "off@owner.example")
		w.must(w.Deactivate(ctx, w.boss, off.ID))
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses(nil, w.house(w.account, "Quay 1")))
		w.join(w.account, "Manager", "mo@quay.example", GrantForm{Role: "manager", On: "account"})
		for _, c := range []struct {
			name, as string
			to       Member
			kind     fault.Kind
		}{
			{"by a portal user", "ana@owner.example", w.admin, fault.Missing},
			{"by a manager, who has no say about people", "mo@quay.example", ana, fault.Missing},
			{"as oneself", "alma@quay.example", w.admin, fault.Forbidden},
			{"as somebody of another account", "alma@quay.example", foreign, fault.Missing},
			{"as somebody switched off", "alma@quay.example", off, fault.Conflict},
		} {
			_, _, err := w.LogInAs(ctx, w.signIn(c.as), c.to.ID, "a look", Client{})
			if err == nil || fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestViewAsOnlyLooks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses([]string{"calendar", "block-off"}, w.house(w.account, "Quay 1")))
		v, err := w.ViewAs(ctx, w.boss, ana.ID)
		w.must(err)
		if w.count(v, "property p", access.Property) != 1 || v.May(access.Add, access.Block) || !w.viewer(ana).May(access.Add, access.Block) {
			t.Error("looking through her eyes does not show her screens, or does more than look")
		}
		_, err = w.ViewAs(ctx, w.viewer(ana), w.admin.ID)
		w.refused(err, fault.Missing)
	})
}

func TestReturnOfAProgramKeepsItsToken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		own, ses, err := w.SignIn(ctx, "alma@quay.example", rightPassword, Client{Kind: API})
		w.must(err)
		if ses.Kind != API {
			t.Errorf("a %s session", ses.Kind)
		}
		as, _, err := w.LogInAs(ctx, own, ana.ID, "a look", Client{})
		w.must(err)
		w.actor(own) // goes on beside it
		back, err := w.Return(ctx, as)
		w.must(err)
		if back != "" {
			t.Error("a program was given another token")
		}
		w.actor(own)
		_, err = w.Session(ctx, as)
		w.refused(err, fault.SignedOut)
	})
}
