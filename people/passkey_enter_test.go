package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people/passkeytest"
)

// enterBy signs in with a device's passkey, in a browser of its own.
func (w *world) enterBy(d *passkeytest.Device, k passkeytest.Knobs) (string, Session, error) {
	w.t.Helper()
	browser := aBrowser()
	asked, err := w.AskPasskey(browser)
	w.must(err)
	answer, err := d.Get(asked, k)
	w.must(err)
	return w.EnterByPasskey(context.Background(), browser, answer, Client{IP: "192.0.2.7"})
}

// X5, T7: a passkey signs in its person, says so in the Login column, and takes
// no code of an app.
func TestAPasskeySignsIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		d, k := w.withPasskey(almas)
		if k.Name != "Firefox on Linux" || !k.Here || k.Synced || !k.UsedAt.IsZero() || k.Host != "keyhouse.example" {
			t.Errorf("%+v", k)
		}
		if w.wrote(almas, "Passkey “Firefox on Linux” signs you in from now on") != 1 {
			t.Error("not told")
		}
		w.withApp(almas)
		token, ses, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		if a := w.actor(token); a.Person.ID != w.admin.Person || ses.Method != ByPasskey || ses.Pending != "" || ses.Factor != ByPasskey {
			t.Errorf("%+v", ses)
		}
		w.must(w.Proved(w.actor(token)))
		m, err := w.PortalUser(ctx, w.boss, w.admin.ID)
		w.must(err)
		if m.LoginMethod != "passkey" {
			t.Errorf("the Login column says %q", m.LoginMethod)
		}
		all, err := w.Passkeys(ctx, w.actor(token))
		w.must(err)
		if len(all) != 1 || all[0].UsedAt.IsZero() {
			t.Errorf("%+v", all)
		}
		second, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		if second == token {
			t.Error("two sign-ins share a token")
		}
	})
}

// What a passkey of another place, another hand, another page or another moment
// is worth: nothing, and in the same words.
func TestPasskeysThatOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		d, _ := w.withPasskey(almas)
		w.join(w.account, "Ana Peeters", "ana@owner.example")
		other, _ := w.withPasskey("ana@owner.example")
		stranger := &passkeytest.Device{Origin: hereOrigin}
		asked, err := w.AskNewPasskey(ctx, w.actor(w.signIn(almas)))
		w.must(err)
		_, err = stranger.Create(asked, passkeytest.Knobs{}) // never sent to us
		w.must(err)
		for rule, c := range map[string]struct {
			d *passkeytest.Device
			k passkeytest.Knobs
		}{
			"another origin":              {d, passkeytest.Knobs{Origin: "https://keyhouse.example.evil.example"}},
			"plain http":                  {d, passkeytest.Knobs{Origin: "http://keyhouse.example"}},
			"another port":                {d, passkeytest.Knobs{Origin: "https://keyhouse.example:8443"}},
			"a part of our name":          {d, passkeytest.Knobs{Origin: "https://other.keyhouse.example"}},
			"another relying party":       {d, passkeytest.Knobs{Host: "evil.example"}},
			"another ceremony":            {d, passkeytest.Knobs{Type: "webauthn.create"}},
			"a page in a frame":           {d, passkeytest.Knobs{Framed: true}},
			"nobody touched it":           {d, passkeytest.Knobs{Unseen: true}},
			"no finger, no PIN":           {d, passkeytest.Knobs{Unproved: true}},
			"a signature with a bit less": {d, passkeytest.Knobs{Tamper: true}},
			"said to be another person's": {d, passkeytest.Knobs{Handle: other.Keys[0].Handle}},
			"said to be a person's by id": {d, passkeytest.Knobs{Handle: w.admin.Person[:]}},
			"nobody's":                    {d, passkeytest.Knobs{Nameless: true}},
			"one there is none of":        {stranger, passkeytest.Knobs{}},
		} {
			token, _, err := w.enterBy(c.d, c.k)
			f := fault.Of(err)
			if token != "" || f == nil || f.Kind != fault.SignedOut || f.Say != sayWrongKey {
				t.Errorf("%s: %v", rule, err)
			}
		}
		_, _, err = w.enterBy(d, passkeytest.Knobs{}) // and none of it has done it harm
		w.must(err)
	})
}

// A challenge is ours, for one purpose, in one browser, for five minutes, once.
func TestChallengesCountOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, browser := context.Background(), aBrowser()
		d, _ := w.withPasskey(almas)
		enter := func(browser string, answer []byte) error {
			_, _, err := w.EnterByPasskey(ctx, browser, answer, Client{IP: "192.0.2.7"})
			return err
		}
		ask := func() []byte {
			asked, err := w.AskPasskey(browser)
			w.must(err)
			return asked
		}
		sign := func(asked []byte, k passkeytest.Knobs) []byte {
			answer, err := d.Get(asked, k)
			w.must(err)
			return answer
		}
		answer := sign(ask(), passkeytest.Knobs{})
		w.refused(enter(aBrowser(), answer), fault.Invalid)
		w.refused(enter("", answer), fault.Invalid)
		w.must(enter(browser, answer))
		w.refused(enter(browser, answer), fault.Conflict)

		late := sign(ask(), passkeytest.Knobs{})
		w.wait(ChallengeLife)
		w.refused(enter(browser, late), fault.Conflict)
		inTime := sign(ask(), passkeytest.Knobs{})
		w.wait(ChallengeLife - time.Second)
		w.must(enter(browser, inTime))

		// One to add or to prove with is none to sign in with.
		a := w.actor(w.signIn(almas))
		toAdd, err := w.AskNewPasskey(ctx, a)
		w.must(err)
		toProve, err := w.AskPasskeyProof(ctx, a)
		w.must(err)
		for what, foreign := range map[string][]byte{"one to add": challengeIn(t, toAdd), "one to prove": challengeIn(t, toProve), "one of their own": bytes.Repeat([]byte{7}, challengeBytes),
			"a short one": {1, 2, 3}, "none": {}} {
			if err := enter(browser, sign(ask(), passkeytest.Knobs{Challenge: foreign})); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		// One that says it lives longer is not ours.
		longer := challengeIn(t, ask())
		longer[nonceBytes+6]++
		w.refused(enter(browser, sign(ask(), passkeytest.Knobs{Challenge: longer})), fault.Invalid)

		// Of four who bring one answer at once one is in.
		answer = sign(ask(), passkeytest.Knobs{})
		var errs [4]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = enter(browser, answer) })
		}
		all.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d are in: %v", in, errs)
		}
		// What was taken is forgotten once it counts no more.
		w.wait(time.Hour)
		w.must(w.Sweep(ctx))
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			n, err := db.Count(ctx, tx, db.Global("1", "spent_challenge s"))
			if err == nil && n != 0 {
				t.Errorf("%d challenges are kept", n)
			}
			return err
		}))
	})
}

// challengeIn is the challenge of what a browser is asked.
func challengeIn(t *testing.T, asked []byte) []byte {
	t.Helper()
	var a struct{ PublicKey struct{ Challenge string } }
	if err := json.Unmarshal(asked, &a); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(a.PublicKey.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A counter that goes backwards, or stands still, says that there are two of it:
// neither opens anything from then on, and the person is told.
func TestACopiedPasskey(t *testing.T) {
	for name, back := range map[string]uint32{"it goes back": 3, "it stands still": 1} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				ctx := context.Background()
				d, _ := w.withPasskey(almas)
				for range 3 {
					_, _, err := w.enterBy(d, passkeytest.Knobs{})
					w.must(err)
				}
				_, _, err := w.enterBy(d, passkeytest.Knobs{Back: back})
				w.refused(err, fault.Conflict)
				if !strings.Contains(fault.Of(err).Say, "may have been copied") {
					t.Error(err)
				}
				_, _, err = w.enterBy(d, passkeytest.Knobs{}) // the true one as well
				w.refused(err, fault.Conflict)
				if w.wrote(almas, "A change to how you sign in") != 1 {
					t.Error("not told once")
				}
				a := w.actor(w.signIn(almas))
				all, err := w.Passkeys(ctx, a)
				w.must(err)
				if !all[0].Doubted {
					t.Errorf("%+v", all)
				}
				f, err := w.Factors(ctx, a)
				w.must(err)
				if f.Passkeys != 0 || f.Ways().Passkey {
					t.Errorf("it still counts: %+v", f)
				}
			})
		})
	}
}

// Whoever may not come in by other ways does not by a passkey; whom there is no
// more, nobody knows.
func TestPasskeysOfThoseWhoLeft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		d, _ := w.withPasskey("ana@owner.example")
		w.must(w.Deactivate(ctx, w.boss, ana.ID))
		_, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.refused(err, fault.SignedOut)
		w.must(w.Reactivate(ctx, w.boss, ana.ID))
		token, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		w.must(w.suspendAccount(w.account.ID))
		_, err = w.Session(ctx, token)
		w.refused(err, fault.Forbidden)
		token, _, err = w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		_, err = w.Session(ctx, token)
		w.refused(err, fault.Forbidden) // it says why, and nothing else
		w.must(w.reopenAccount(w.account.ID))
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		_, _, err = w.enterBy(d, passkeytest.Knobs{})
		w.refused(err, fault.SignedOut)
		if fault.Of(err).Say != sayWrongKey {
			t.Error("it tells that there was somebody")
		}
		for _, table := range []string{"passkey k", "passkey_owner k"} {
			w.must(w.db.Read(ctx, func(tx *db.Tx) error {
				n, err := db.Count(ctx, tx, db.Global("1", table).And("k.person_id = ?", ana.Person))
				if err == nil && n != 0 {
					t.Errorf("%s keeps %d of them", table, n)
				}
				return err
			}))
		}
	})
}

func (w *world) suspendAccount(account id.ID) error { return w.setState(account, AccountSuspended) }

func (w *world) reopenAccount(account id.ID) error { return w.setState(account, AccountActive) }

func (w *world) setState(account id.ID, state string) error {
	ctx := context.Background()
	return w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("account").Update(ctx, db.ByID(account), db.Set("state", state).Set("version", db.Expr("version + 1")))
		return err
	})
}

// Wrong passkeys are slowed down by network, like wrong passwords; a right one is
// not held up by what one did right before.
func TestWrongPasskeysAreSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d, _ := w.withPasskey(almas)
		for range 40 {
			_, _, err := w.enterBy(d, passkeytest.Knobs{})
			w.must(err)
		}
		var err error
		for range 31 {
			_, _, err = w.enterBy(d, passkeytest.Knobs{Tamper: true})
		}
		w.refused(err, fault.TooMany)
		_, _, err = w.enterBy(d, passkeytest.Knobs{})
		w.refused(err, fault.TooMany)
		w.wait(time.Minute)
		_, _, err = w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
	})
}
