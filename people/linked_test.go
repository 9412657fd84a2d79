package people

import (
	"context"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/provider"
)

// Linking is one's own doing, with a fresh proof, and one identity is one
// person's.
func TestLinking(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		w.join(w.account, "Ana Peeters", "ana@owner.example")
		token := w.signIn("ana@owner.example")
		ana, alma := w.actor(token), w.actor(w.signIn("alma@quay.example"))
		who := vouched("ana", "quite.another@address.example")
		w.must(w.LinkBy(ctx, ana, w.came(ana, ToLink, aBrowser()), who))
		w.must(w.LinkBy(ctx, ana, w.came(ana, ToLink, aBrowser()), who)) // again changes nothing
		if all, err := w.LinkedTo(ctx, ana); err != nil || len(all) != 1 || all[0].Label != "Acme" || all[0].Email != who.Email || all[0].Gone {
			t.Errorf("%+v, %v", all, err)
		}
		w.refused(w.LinkBy(ctx, alma, w.came(alma, ToLink, aBrowser()), who), fault.Conflict)
		if w.wrote("ana@owner.example", "Acme signs you in from now on") != 1 {
			t.Error("not told once")
		}
		// A visit that somebody else began links nothing.
		v := w.came(ana, ToLink, aBrowser())
		w.refused(w.LinkBy(ctx, alma, v, vouched("x", "")), fault.Conflict)
		w.refused(w.LinkBy(ctx, w.actor(w.signIn("ana@owner.example")), v, vouched("x", "")), fault.Conflict)
		// Nor without a proof, nor in another's name.
		w.wait(ProofLife)
		_, err := w.BeginVisit(ctx, w.actor(token), Visit{Provider: "acme", Purpose: ToLink}, aBrowser(), Client{})
		w.refused(err, fault.Prove)
		_, err = w.BeginVisit(ctx, nil, Visit{Provider: "acme", Purpose: ToLink}, aBrowser(), Client{})
		w.refused(err, fault.SignedOut)
		as, _, err := w.LogInAs(ctx, w.signIn("alma@quay.example"), ana.Member.ID, "a look", Client{})
		w.must(err)
		_, err = w.BeginVisit(ctx, w.actor(as), Visit{Provider: "acme", Purpose: ToLink}, aBrowser(), Client{})
		w.refused(err, fault.Forbidden)
		_, err = w.LinkedTo(ctx, w.actor(as))
		w.refused(err, fault.Forbidden)
		w.refused(w.Unlink(ctx, w.actor(as), id.New()), fault.Forbidden)
	})
}

// At the first sign-in: signing in another way and connecting both.
func TestConnecting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx, browser := context.Background(), aBrowser()
		_, err := w.OfferFor(ctx, browser)
		w.refused(err, fault.Missing)
		who := vouched("alma-9", "alma.private@mail.example")
		who.Verified = false
		_, err = w.EnterBy(ctx, w.came(nil, ToEnter, browser), who, Client{})
		w.must(err)
		alma := w.actor(w.signIn("alma@quay.example"))
		_, err = w.OfferFor(ctx, aBrowser())
		w.refused(err, fault.Missing) // what another browser brought is not hers
		w.refused(w.Connect(ctx, alma, aBrowser()), fault.Missing)
		o, err := w.OfferFor(ctx, browser)
		w.must(err)
		if o.Label != "Acme" || o.Email != who.Email {
			t.Errorf("%+v", o)
		}
		w.must(w.Connect(ctx, alma, browser))
		w.refused(w.Connect(ctx, alma, browser), fault.Missing)
		e, err := w.EnterBy(ctx, w.came(nil, ToEnter, browser), who, Client{})
		w.must(err)
		if w.actor(e.Token).Person.ID != alma.Person.ID {
			t.Error("not she")
		}
		// What nobody confirms is forgotten.
		_, err = w.EnterBy(ctx, w.came(nil, ToEnter, browser), vouched("z", ""), Client{})
		w.must(err)
		w.wait(OfferLife)
		_, err = w.OfferFor(ctx, browser)
		w.refused(err, fault.Missing)
	})
}

// The last way to sign in stays. A link by mail is one only where mail leaves.
func TestTheLastWayStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		w.join(w.account, "Ana Peeters", "ana@owner.example")
		ana := w.actor(w.signIn("ana@owner.example"))
		w.must(w.LinkBy(ctx, ana, w.came(ana, ToLink, aBrowser()), vouched("1", "")))
		w.must(w.LinkBy(ctx, ana, w.came(ana, ToLink, aBrowser()), vouched("2", "")))
		all, err := w.LinkedTo(ctx, ana)
		w.must(err)
		alma := w.actor(w.signIn("alma@quay.example"))
		w.refused(w.Unlink(ctx, alma, all[0].ID), fault.Missing)
		w.must(w.Unlink(ctx, ana, all[0].ID)) // she has a password
		w.refused(w.Unlink(ctx, ana, all[0].ID), fault.Missing)
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("person").Update(ctx, db.ByID(ana.Person.ID), db.Set("password_hash", ""))
			return err
		}))
		w.refused(w.Unlink(ctx, ana, all[1].ID), fault.Conflict)
		if rest, err := w.LinkedTo(ctx, ana); err != nil || len(rest) != 1 {
			t.Errorf("%v, %v", rest, err)
		}
		w.must(w.LinkBy(ctx, ana, w.came(ana, ToLink, aBrowser()), vouched("3", "")))
		w.must(w.Unlink(ctx, ana, all[1].ID)) // another one is left
		rest, err := w.LinkedTo(ctx, ana)
		w.must(err)
		none, err := provider.New(nil, provider.Options{})
		w.must(err)
		w.providers = none // the operator takes the provider away
		if rest, err := w.LinkedTo(ctx, ana); err != nil || !rest[0].Gone {
			t.Errorf("%+v, %v", rest, err)
		}
		w.refused(w.Unlink(ctx, ana, rest[0].ID), fault.Conflict)
		w.mail = sending{w}
		w.must(w.Unlink(ctx, ana, rest[0].ID))
		if w.wrote("ana@owner.example", "signs you in no more") != 3 {
			t.Error("not told each time")
		}
	})
}

type sending struct{ *world }

func (sending) Sends() bool { return true }

// A provider proves who somebody is only if it says that they have just shown it.
func TestProvingByAProvider(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		token := w.signIn("alma@quay.example")
		alma := w.actor(token)
		who := vouched("alma", "")
		w.must(w.LinkBy(ctx, alma, w.came(alma, ToLink, aBrowser()), who))
		w.wait(ProofLife)
		w.refused(w.Proved(w.actor(token)), fault.Prove)
		prove := func(who provider.Claim) error { return w.ProveBy(ctx, alma, w.came(alma, ToProve, aBrowser()), who) }
		w.refused(prove(who), fault.Invalid) // it does not say when
		who.ProvedAt = w.clock().Add(-time.Hour)
		w.refused(prove(who), fault.Invalid)
		other := vouched("another", "")
		other.ProvedAt = w.clock()
		w.refused(prove(other), fault.Invalid)
		w.refused(w.Proved(w.actor(token)), fault.Prove)
		who.ProvedAt = w.clock().Add(-time.Minute)
		w.must(prove(who))
		w.must(w.Proved(w.actor(token)))
	})
}

// What went wrong: whoever had an authenticator app could prove by a provider
// that a browser was signed in to, and so get around the app.
func TestAProviderDoesNotStandInForTheApp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		token := w.signIn(almas)
		alma := w.actor(token)
		who := vouched("alma", "")
		w.must(w.LinkBy(ctx, alma, w.came(alma, ToLink, aBrowser()), who))
		w.wait(ProofLife)
		f, err := w.Factors(ctx, alma)
		w.must(err)
		if ways := f.Ways(); !ways.Password || ways.Code || ways.Mail || len(ways.Providers) != 1 {
			t.Errorf("without an app: %+v", ways)
		}
		begun := w.came(alma, ToProve, aBrowser()) // before there is an app
		secret, _ := w.withApp(almas)
		w.wait(ProofLife)
		who.ProvedAt = w.clock()
		w.refused(w.ProveBy(ctx, alma, begun, who), fault.Conflict)
		_, err = w.BeginVisit(ctx, alma, Visit{Provider: "acme", Purpose: ToProve}, aBrowser(), Client{})
		w.refused(err, fault.Conflict)
		w.refused(w.Proved(w.actor(token)), fault.Prove)
		f, err = w.Factors(ctx, alma)
		w.must(err)
		if ways := f.Ways(); !ways.Code || ways.Password || ways.Mail || len(ways.Providers) != 0 {
			t.Errorf("with an app: %+v", ways)
		}
		w.must(w.Prove(ctx, alma, Proof{Code: w.codeOf(secret, 0)}))
		w.must(w.Proved(w.actor(token)))
	})
}

// Ways that come and go stand in the trail of every account they open.
func TestWaysStandInTheTrail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		other, _ := w.open("other", "Otto Other", "otto@other.example")
		w.join(other, "Alma", "alma@quay.example")
		alma := w.actor(w.signIn("alma@quay.example"))
		w.must(w.LinkBy(ctx, alma, w.came(alma, ToLink, aBrowser()), vouched("1", "")))
		for _, account := range []id.ID{w.account.ID, other.ID} {
			var n int64
			w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
				n, err = db.Count(ctx, tx, db.Select("e.id", "audit_entry e").Everything(system(account)).
					And("e.thing = ? AND e.detail = ? AND e.person_id = ?", access.Profile.String(), "Acme added to the ways to sign in", alma.Person.ID))
				return err
			}))
			if n != 1 {
				t.Errorf("%d entries", n)
			}
		}
	})
}
