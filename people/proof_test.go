package people

import (
	"context"
	"testing"
	"time"

	"keyhouse/fault"
)

// Signing in is a proof; it counts for ten minutes, and a password renews it.
func TestProofLastsTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		token := w.signIn("alma@quay.example")
		w.wait(ProofLife - time.Second)
		w.must(w.Proved(w.actor(token)))
		w.wait(time.Second)
		w.refused(w.Proved(w.actor(token)), fault.Prove)

		for what, try := range map[string]func(*Actor) error{
			"admin access": func(a *Actor) error { return errOf(w.GrantAdmin(ctx, a, ana.ID, false)) },
			"an admin's record": func(a *Actor) error {
				return errOf(w.CreateGrant(ctx, a.Viewer, ana.ID, GrantForm{Role: "admin", On: "account", By: a}))
			},
			"an admin's record with nobody's proof": func(a *Actor) error {
				return errOf(w.CreateGrant(ctx, a.Viewer, ana.ID, GrantForm{Role: "admin", On: "account"}))
			},
			"log in as": func(*Actor) error {
				_, _, err := w.LogInAs(ctx, token, ana.ID, "a look", Client{})
				return err
			},
		} {
			if err := try(w.actor(token)); fault.KindOf(err) != fault.Prove {
				t.Errorf("%s without proof: %v", what, err)
			}
		}
		// What is no high role needs none.
		w.must(errOf(w.CreateGrant(ctx, w.boss, ana.ID, GrantForm{Role: "manager", On: "account"})))

		w.refused(w.Prove(ctx, w.actor(token), Proof{Password: "not this one"}), fault.Invalid)
		w.later.Wait()
		w.refused(w.Proved(w.actor(token)), fault.Prove)
		w.must(w.Prove(ctx, w.actor(token), Proof{Password: rightPassword}))
		w.must(w.Proved(w.actor(token)))
		w.must(errOf(w.GrantAdmin(ctx, w.actor(token), ana.ID, false)))
		w.wait(ProofLife)
		w.refused(w.Proved(w.actor(token)), fault.Prove)
	})
}

// Somebody else's proof counts for nobody, and one proves in one session only.
func TestProofIsOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		w.join(w.account, "Ada Admin", "ada@quay.example", GrantForm{Role: "admin", On: "account"})
		old := w.signIn("alma@quay.example")
		w.wait(ProofLife)
		other, fresh := w.actor(w.signIn("ada@quay.example")), w.signIn("alma@quay.example")
		w.refused(w.Proved(w.actor(old)), fault.Prove)
		w.must(w.Proved(w.actor(fresh)))
		alma := w.actor(old)
		w.refused(errOf(w.CreateGrant(ctx, alma.Viewer, ana.ID, GrantForm{Role: "admin", On: "account", By: other})), fault.Prove)
		w.must(w.SignOut(ctx, old))
		w.refused(w.Prove(ctx, alma, Proof{Password: rightPassword}), fault.SignedOut)
	})
}

// Whoever is logged in as somebody proves nothing in their name.
func TestNoProofInAnothersName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		as, _, err := w.LogInAs(ctx, w.signIn("alma@quay.example"), ana.ID, "a look", Client{})
		w.must(err)
		w.refused(w.Proved(w.actor(as)), fault.Forbidden)
		w.refused(w.Prove(ctx, w.actor(as), Proof{Password: rightPassword}), fault.Forbidden)
	})
}
