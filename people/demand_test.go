package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/people/passkeytest"
)

// Which roles administer follows from the policy page; this is what it says today.
func TestWhoAdministers(t *testing.T) {
	for word, want := range map[string]bool{"admin": true, "it": true, "portal-admin": true, "master-admin": true, "customer-admin": true, "site-manager": true,
		"manager": false, "front-desk": false, "maintenance": false, "landlord": false, "viewer": false, "technician": false, "portal": false, "requester": false, "limited": false} {
		r, ok := access.ParseRole(word)
		if !ok || administering().Has(r) != want {
			t.Errorf("%s administers: %v", word, !want)
		}
	}
}

// weakly demands that a token opens nothing for want of a second factor.
func (w *world) weakly(token string) {
	w.t.Helper()
	a, err := w.Session(context.Background(), token)
	if !errors.Is(err, ErrWeak) || fault.KindOf(err) != fault.Forbidden || a == nil || !a.Weak || a.Viewer != nil {
		w.t.Fatalf("it opens %+v: %v", a, err)
	}
}

// actorOf is who holds a token that opens nothing yet.
func (w *world) actorOf(token string) *Actor {
	w.t.Helper()
	a, _ := w.Session(context.Background(), token)
	if a == nil {
		w.t.Fatal("nobody")
	}
	return a
}

// An account demands a second factor of its administrators: from the next
// request of each, whoever is signed in by one factor opens nothing; setting one
// up, or showing it, opens everything again.
func TestAnAccountDemandsASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.join(w.account, "Ada Admin", "ada@quay.example", GrantForm{Role: "admin", On: "account"})
		w.join(w.account, "Max Manager", "max@quay.example", GrantForm{Role: "manager", On: "account"})
		ada, max := w.signIn("ada@quay.example"), w.signIn("max@quay.example")
		alma := w.actor(w.signIn(almas))

		w.refused(w.DemandFactor(ctx, alma, FactorOfAdmins), fault.Conflict) // she has none herself
		w.refused(w.DemandFactor(ctx, alma, "everybody"), fault.Invalid)
		w.refused(w.DemandFactor(ctx, w.actor(max), FactorOfAdmins), fault.Forbidden)
		_, err := w.newPasskey(alma, device(), passkeytest.Knobs{})
		w.must(err)
		w.actor(ada)
		w.must(w.DemandFactor(ctx, alma, FactorOfAdmins))

		w.weakly(ada)
		w.actor(max)
		w.weakly(w.signIn("ada@quay.example"))
		if a := w.actorOf(ada); a.Account.SecondFactor != FactorOfAdmins {
			t.Errorf("%+v", a.Account)
		}
		_, _, err = w.LogInAs(ctx, ada, w.admin.ID, "a look", Client{})
		w.refused(err, fault.Forbidden)
		w.refused(errOf2(w.MakeToken(ctx, w.actorOf(ada), TokenForm{Name: "sheets", Days: 7})), fault.SignedOut)

		// An app, or a passkey, set up in that session.
		setup, err := w.BeginApp(ctx, w.actorOf(ada))
		w.must(err)
		_, err = w.ConfirmApp(ctx, w.actorOf(ada), w.codeOf(setup.Secret, 0))
		w.must(err)
		w.actor(ada)
		w.join(w.account, "Ida IT", "ida@quay.example", GrantForm{Role: "it", On: "server"})
		ida := w.signIn("ida@quay.example")
		w.weakly(ida)
		d := device()
		_, err = w.newPasskey(w.actorOf(ida), d, passkeytest.Knobs{})
		w.must(err)
		w.actor(ida)

		// By password alone she is not in again, and cannot add another factor
		// to be; the one she has opens it.
		again := w.signIn("ida@quay.example")
		w.weakly(again)
		w.refused(errOf(w.BeginApp(ctx, w.actorOf(again))), fault.Forbidden)
		w.refused(errOf(w.AskNewPasskey(ctx, w.actorOf(again))), fault.Forbidden)
		w.must(w.Prove(ctx, w.actorOf(again), Proof{Password: rightPassword}))
		w.weakly(again)
		asked, err := w.AskPasskeyProof(ctx, w.actorOf(again))
		w.must(err)
		answer, err := d.Get(asked, passkeytest.Knobs{})
		w.must(err)
		w.must(w.Prove(ctx, w.actorOf(again), Proof{Passkey: answer}))
		w.actor(again)
		w.must(errOf(w.BeginApp(ctx, w.actor(again))))
		token, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		w.actor(token)

		// The last one stays, while it is demanded.
		all, err := w.Passkeys(ctx, w.actor(token))
		w.must(err)
		w.refused(w.DropPasskey(ctx, w.actor(token), all[0].ID), fault.Conflict)
		w.refused(w.DropApp(ctx, w.actor(ada)), fault.Conflict)
		w.must(w.DemandFactor(ctx, alma, ""))
		w.must(w.DropApp(ctx, w.actor(ada)))
		w.actor(w.signIn("ada@quay.example"))
		said := []string{}
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			said, err = db.All(ctx, tx, db.Select("e.detail", "audit_entry e").Everything(system(w.account.ID)).And("e.thing = ? AND e.outcome = ?", access.Setting.String(), Done).Order("e.seq"), db.Scan1[string])
			return err
		}))
		if !slices.Equal(said, []string{demandSaid[FactorOfAdmins], demandSaid[""]}) {
			t.Errorf("the trail says %q", said)
		}
	})
}

// It takes a proof, and reaches whoever comes to administer later, all staff if
// that is chosen, but nobody of another account of theirs.
func TestWhoMeetsTheDemand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		max := w.join(w.account, "Max Manager", "max@quay.example", GrantForm{Role: "manager", On: "account"})
		owner := w.owner(w.account, "Ana Peeters")
		w.join(w.account, "Ana Peeters", "ana@owner.example", onClient(owner, "calendar"))
		other, _ := w.open("other", "Otto Other", "otto@other.example")
		w.join(other, "Max", "max@quay.example")
		_, _ = w.withPasskey(almas)
		old := w.signIn(almas)
		w.wait(ProofLife)
		w.refused(w.DemandFactor(ctx, w.actor(old), FactorOfAdmins), fault.Prove)
		d := device()
		alma := w.actor(w.signIn(almas))
		_, err := w.newPasskey(alma, d, passkeytest.Knobs{})
		w.must(err)
		w.must(w.DemandFactor(ctx, alma, FactorOfAdmins))
		w.weakly(old) // she has one, and that session has not shown it
		maxs, anas := w.signIn("max@quay.example"), w.signIn("ana@owner.example")
		w.must(w.ChooseAccount(ctx, maxs, "quay"))
		w.actor(maxs)
		if lacks := w.lacking(alma); len(lacks) != 0 {
			t.Errorf("%v lack one", lacks)
		}
		w.must(errOf(w.CreateGrant(ctx, alma.Viewer, max.ID, GrantForm{Role: "admin", On: "account", By: alma})))
		w.weakly(maxs)
		if lacks := w.lacking(alma); !slices.Equal(lacks, []string{"Max Manager"}) {
			t.Errorf("%v lack one", lacks)
		}
		w.must(w.ChooseAccount(ctx, maxs, "other"))
		w.actor(maxs)
		w.must(w.ChooseAccount(ctx, maxs, "quay"))
		w.weakly(maxs)
		w.must(w.DemandFactor(ctx, alma, FactorOfStaff))
		_, err = w.Join(ctx, w.account.ID, NewMember{Name: "Fay Desk", Email: "fay@quay.example", Password: rightPassword, Kind: Staff, Grants: []GrantForm{{Role: "front-desk", On: "account"}}})
		w.must(err)
		w.weakly(w.signIn("fay@quay.example"))
		w.actor(anas) // an owner is none of them
		if lacks := w.lacking(alma); !slices.Equal(lacks, []string{"Fay Desk", "Max Manager"}) {
			t.Errorf("%v lack one", lacks)
		}
		// Whoever may not choose about it is not told who has what.
		if lacks := w.lacking(&Actor{Viewer: w.viewer(w.join(w.account, "Mia Manager", "mia@quay.example", GrantForm{Role: "manager", On: "account"}))}); len(lacks) != 0 {
			t.Errorf("a manager learns of %v", lacks)
		}
		// Log in as carries the factor of who really acts.
		as, _, err := w.LogInAs(ctx, w.tokenBy(d), max.ID, "a look", Client{})
		w.must(err)
		w.actor(as)
	})
}

func (w *world) tokenBy(d *passkeytest.Device) string {
	w.t.Helper()
	token, _, err := w.enterBy(d, passkeytest.Knobs{})
	w.must(err)
	return token
}

// lacking names who lacks a second factor, as a sees it.
func (w *world) lacking(a *Actor) []string {
	w.t.Helper()
	ctx := context.Background()
	p, err := w.PortalUsers(ctx, w.boss, MemberFilter{})
	w.must(err)
	lacks, err := w.Lacking(ctx, a.Viewer, p.Rows)
	w.must(err)
	var names []string
	for _, m := range p.Rows {
		if lacks[m.ID] {
			names = append(names, m.Name)
		}
	}
	if filtered := w.users(a.Viewer, "second_factor=lacking"); filtered != strings.Join(names, ", ") {
		w.t.Errorf("%v lack one, and the list has %s", names, filtered)
	}
	return names
}

// A lost second factor is taken away by a mailed link, passkeys too.
func TestALostPasskeyIsTakenAwayByMail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		d, _ := w.withPasskey("ana@owner.example")
		w.must(w.AllowWithout(ctx, w.actor(w.signIn(almas)), ana.ID))
		w.must(w.DropLost(ctx, w.lastAt("ana@owner.example", WithoutPath)))
		_, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.refused(err, fault.SignedOut)
		d, _ = w.withPasskey("ana@owner.example")
		w.must(w.ForgetFactors(ctx, "ana@owner.example"))
		_, _, err = w.enterBy(d, passkeytest.Knobs{})
		w.refused(err, fault.SignedOut)
	})
}

// A token made before the demand, by somebody without a second factor, opens nothing
// until they have one.
func TestATokenIsAsStrongAsItsPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.join(w.account, "Ada Admin", "ada@quay.example", GrantForm{Role: "admin", On: "account"})
		ada := w.signIn("ada@quay.example")
		for _, readOnly := range []bool{false, true} {
			token, _, err := w.MakeToken(ctx, w.actor(ada), TokenForm{Name: "sheets", Days: 7, ReadOnly: readOnly})
			w.must(err)
			w.actor(token)
			w.withPasskey(almas)
			alma := w.actor(w.signIn(almas))
			alma.Session.Factor = ByPasskey
			w.must(w.DemandFactor(ctx, alma, FactorOfStaff))
			w.weakly(token)
			if _, err := w.Session(ctx, token); !strings.Contains(fault.Of(err).Say, "the token works again") {
				t.Errorf("it says %v", err)
			}
			_, err = w.newPasskey(w.actorOf(ada), device(), passkeytest.Knobs{})
			w.must(err)
			w.actor(token)
			w.must(w.ForgetFactors(ctx, "ada@quay.example"))
			w.weakly(token)
			w.must(w.DemandFactor(ctx, alma, ""))
			w.actor(token)
		}
	})
}
