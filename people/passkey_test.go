package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people/passkeytest"
)

const hereOrigin = "https://keyhouse.example"

// device is one that counts, on our page.
func device() *passkeytest.Device {
	return &passkeytest.Device{Origin: hereOrigin, Counts: true}
}

// newPasskey has a make a passkey with a device.
func (w *world) newPasskey(a *Actor, d *passkeytest.Device, k passkeytest.Knobs) (Passkey, error) {
	w.t.Helper()
	ctx := context.Background()
	asked, err := w.AskNewPasskey(ctx, a)
	w.must(err)
	answer, err := d.Create(asked, k)
	w.must(err)
	return w.AddPasskey(ctx, a, NewPasskey{Answer: answer, Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
}

// withPasskey gives somebody a passkey on a device of their own.
func (w *world) withPasskey(email string) (*passkeytest.Device, Passkey) {
	w.t.Helper()
	d := device()
	k, err := w.newPasskey(w.actor(w.signIn(email)), d, passkeytest.Knobs{})
	w.must(err)
	return d, k
}

// Every kind of key we ask for is taken.
func TestKindsOfKeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, algorithm := range map[string]int{"ES256": passkeytest.ES256, "EdDSA": passkeytest.EdDSA, "RS256": passkeytest.RS256} {
			d := &passkeytest.Device{Origin: hereOrigin, Synced: true}
			k, err := w.newPasskey(w.actor(w.signIn(almas)), d, passkeytest.Knobs{Algorithm: algorithm})
			w.must(err)
			if !k.Synced {
				t.Errorf("%s is not said to be on all devices", name)
			}
			for range 2 { // one that does not count says nought each time
				if _, _, err := w.enterBy(d, passkeytest.Knobs{}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}

// What is no passkey, or not made for us just now by the person who asks, is not
// kept.
func TestPasskeysThatAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		token := w.signIn(almas)
		alma := w.actor(token)
		for rule, k := range map[string]passkeytest.Knobs{
			"another origin":                     {Origin: "https://evil.example"},
			"another relying party":              {Host: "evil.example"},
			"another ceremony":                   {Type: "webauthn.get"},
			"nobody touched it":                  {Unseen: true},
			"no finger, no PIN":                  {Unproved: true},
			"a page in a frame":                  {Framed: true},
			"an algorithm that nobody asked for": {Algorithm: passkeytest.Unknown},
			"a challenge of their own":           {Challenge: bytes.Repeat([]byte{7}, challengeBytes)},
		} {
			if _, err := w.newPasskey(alma, device(), k); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", rule, err)
			}
		}
		d := device()
		asked, err := w.AskNewPasskey(ctx, alma)
		w.must(err)
		answer, err := d.Create(asked, passkeytest.Knobs{})
		w.must(err)
		for what, junk := range map[string][]byte{"nothing": nil, "no JSON": []byte("x"), "an empty object": []byte("{}"), "half of it": answer[:len(answer)/2]} {
			if _, err := w.AddPasskey(ctx, alma, NewPasskey{Answer: junk}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.join(w.account, "Ana Peeters", "ana@owner.example")
		_, err = w.AddPasskey(ctx, w.actor(w.signIn("ana@owner.example")), NewPasskey{Answer: answer})
		w.refused(err, fault.Invalid) // somebody else's session
		_, err = w.AddPasskey(ctx, w.actor(w.signIn(almas)), NewPasskey{Answer: answer})
		w.refused(err, fault.Invalid) // another session of her own
		_, err = w.AddPasskey(ctx, alma, NewPasskey{Answer: answer, Name: strings.Repeat("x", 61)})
		w.refused(err, fault.Invalid)
		k, err := w.AddPasskey(ctx, alma, NewPasskey{Answer: answer, Name: "  Work laptop "})
		w.must(err)
		if k.Name != "Work laptop" {
			t.Errorf("%+v", k)
		}
		_, err = w.AddPasskey(ctx, alma, NewPasskey{Answer: answer})
		w.refused(err, fault.Conflict) // the answer once more
		_, err = w.newPasskey(alma, d, passkeytest.Knobs{Same: d.Keys[0]})
		w.refused(err, fault.Conflict) // the key once more
		_, err = w.newPasskey(w.actor(w.signIn("ana@owner.example")), d, passkeytest.Knobs{Same: d.Keys[0]})
		w.refused(err, fault.Conflict) // nor as somebody else's
		again, err := w.AskNewPasskey(ctx, alma)
		w.must(err)
		if _, err := d.Create(again, passkeytest.Knobs{}); err != passkeytest.ErrHeld {
			t.Errorf("a device is not told what it holds: %v", err)
		}
		if all, err := w.Passkeys(ctx, alma); err != nil || len(all) != 1 {
			t.Errorf("%+v, %v", all, err)
		}
		asked, err = w.AskNewPasskey(ctx, alma)
		w.must(err)
		answer, err = device().Create(asked, passkeytest.Knobs{})
		w.must(err)
		w.wait(ChallengeLife)
		_, err = w.AddPasskey(ctx, alma, NewPasskey{Answer: answer})
		w.refused(err, fault.Conflict)
	})
}

// Several passkeys, each with a name; adding and removing take a proof, naming
// does not; nobody touches another's.
func TestPasskeysOfOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		token := w.signIn(almas)
		alma := w.actor(token)
		maker := id.Must("d548826e-79b4-db40-a3d8-11116f7e8349")
		var keys []Passkey
		for range 3 {
			k, err := w.newPasskey(alma, &passkeytest.Device{Origin: hereOrigin, Maker: maker}, passkeytest.Knobs{})
			w.must(err)
			keys = append(keys, k)
			w.wait(time.Minute)
		}
		if keys[0].Name != "Bitwarden" || keys[1].Name != "Bitwarden 2" || keys[2].Name != "Bitwarden 3" || keys[0].Model != "Bitwarden" {
			t.Errorf("%+v", keys)
		}
		handles := map[string]bool{}
		for range 2 {
			asked, err := w.AskNewPasskey(ctx, alma)
			w.must(err)
			var a struct {
				PublicKey struct{ User struct{ ID, Name string } }
			}
			w.must(json.Unmarshal(asked, &a))
			handles[a.PublicKey.User.ID] = true
			raw, err := base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID)
			if err != nil || len(raw) != 32 || bytes.Contains(raw, alma.Person.ID[:]) || a.PublicKey.User.Name != almas {
				t.Errorf("%+v", a)
			}
		}
		if len(handles) != 1 {
			t.Error("one person has several numbers")
		}
		other := w.actor(w.signIn("ana@owner.example"))
		w.wait(ProofLife)
		w.refused(errOf(w.AskNewPasskey(ctx, w.actor(token))), fault.Prove)
		w.refused(w.DropPasskey(ctx, w.actor(token), keys[0].ID), fault.Prove)
		w.must(w.NamePasskey(ctx, w.actor(token), keys[0].ID, "Laptop"))
		for what, name := range map[string]string{"nothing": " ", "too much": strings.Repeat("x", 61), "a null": "a\x00b"} {
			if err := w.NamePasskey(ctx, w.actor(token), keys[0].ID, name); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.must(w.Prove(ctx, w.actor(token), Proof{Password: rightPassword}))
		w.must(w.Prove(ctx, other, Proof{Password: rightPassword}))
		other = w.actor(w.signIn("ana@owner.example"))
		w.refused(w.DropPasskey(ctx, other, keys[0].ID), fault.Missing)
		w.refused(w.NamePasskey(ctx, other, keys[0].ID, "Mine"), fault.Missing)
		w.refused(errOf(w.Passkey(ctx, other, keys[0].ID)), fault.Missing)
		w.must(w.DropPasskey(ctx, w.actor(token), keys[0].ID))
		w.refused(w.DropPasskey(ctx, w.actor(token), keys[0].ID), fault.Missing)
		if w.wrote(almas, "Passkey “Laptop” signs you in no more") != 1 {
			t.Error("not told")
		}
		// Nobody does any of it in another's name, or with a program's token.
		as, _, err := w.LogInAs(ctx, w.signIn(almas), ana.ID, "a look", Client{})
		w.must(err)
		bearer, _, err := w.MakeToken(ctx, w.actor(token), TokenForm{Name: "sheets", Days: 7})
		w.must(err)
		for _, a := range []*Actor{w.actor(as), w.actor(bearer)} {
			for what, err := range map[string]error{"list": errOf(w.Passkeys(ctx, a)), "ask": errOf(w.AskNewPasskey(ctx, a)), "add": errOf(w.AddPasskey(ctx, a, NewPasskey{})),
				"name": w.NamePasskey(ctx, a, keys[1].ID, "x"), "drop": w.DropPasskey(ctx, a, keys[1].ID), "ask a proof": errOf(w.AskPasskeyProof(ctx, a)),
				"prove": w.Prove(ctx, a, Proof{Passkey: []byte("{}")})} {
				if !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
	})
}

func TestNobodyHasTooManyPasskeys(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alma := w.actor(w.signIn(almas))
		for range mostPasskeys {
			_, err := w.newPasskey(alma, device(), passkeytest.Knobs{})
			w.must(err)
		}
		w.refused(errOf(w.AskNewPasskey(context.Background(), alma)), fault.Conflict)
	})
}

// The last way to sign in stays: a passkey is one where it works.
func TestTheLastPasskeyStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		alma := w.actor(w.signIn(almas))
		one, err := w.newPasskey(alma, device(), passkeytest.Knobs{})
		w.must(err)
		two, err := w.newPasskey(alma, device(), passkeytest.Knobs{})
		w.must(err)
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("person").Update(ctx, db.ByID(alma.Person.ID), db.Set("password_hash", ""))
			return err
		}))
		w.must(w.DropPasskey(ctx, alma, one.ID))
		w.refused(w.DropPasskey(ctx, alma, two.ID), fault.Conflict)
		// One of another host opens nothing, so it is no way.
		third, err := w.newPasskey(alma, device(), passkeytest.Knobs{})
		w.must(err)
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("passkey").Update(ctx, db.ByID(third.ID), db.Set("site", "old.keyhouse.example"))
			return err
		}))
		w.refused(w.DropPasskey(ctx, alma, two.ID), fault.Conflict)
		w.must(w.DropPasskey(ctx, alma, third.ID))
		w.mail = sending{w}
		w.must(w.DropPasskey(ctx, alma, two.ID))
	})
}

// A passkey proves who one is, its person's alone, in the session that asked.
func TestProvingByAPasskey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		d, _ := w.withPasskey(almas)
		w.join(w.account, "Ana Peeters", "ana@owner.example")
		anas, _ := w.withPasskey("ana@owner.example")
		w.withApp(almas) // whoever has an app may use it, or a passkey
		token, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		w.wait(ProofLife)
		alma := w.actor(token)
		f, err := w.Factors(ctx, alma)
		w.must(err)
		if ways := f.Ways(); !ways.Passkey || !ways.Code || ways.Password || ways.Mail {
			t.Errorf("%+v", ways)
		}
		asked, err := w.AskPasskeyProof(ctx, alma)
		w.must(err)
		if bytes.Contains(asked, []byte(`"allowCredentials":[]`)) || !bytes.Contains(asked, []byte(base64.RawURLEncoding.EncodeToString(d.Keys[0].ID))) {
			t.Errorf("%s", asked)
		}
		prove := func(a *Actor, d *passkeytest.Device, k passkeytest.Knobs) error {
			answer, err := d.Get(asked, k)
			w.must(err)
			return w.Prove(ctx, a, Proof{Passkey: answer})
		}
		w.refused(prove(alma, anas, passkeytest.Knobs{Use: anas.Keys[0]}), fault.Invalid)
		w.refused(prove(alma, anas, passkeytest.Knobs{Use: anas.Keys[0], Handle: d.Keys[0].Handle}), fault.Invalid)
		w.refused(prove(alma, d, passkeytest.Knobs{Unproved: true}), fault.Invalid)
		w.refused(prove(alma, d, passkeytest.Knobs{Tamper: true}), fault.Invalid)
		w.refused(w.Proved(w.actor(token)), fault.Prove)
		w.refused(prove(alma, anas, passkeytest.Knobs{Use: anas.Keys[0]}), fault.Invalid)
		w.refused(prove(alma, d, passkeytest.Knobs{}), fault.TooMany)
		w.wait(2 * time.Minute)
		other, _, err := w.enterBy(d, passkeytest.Knobs{})
		w.must(err)
		w.refused(prove(w.actor(other), d, passkeytest.Knobs{}), fault.Invalid) // asked for in another session
		w.must(prove(alma, d, passkeytest.Knobs{Nameless: true}))               // the browser need not say whose it is: we asked for hers
		w.must(w.Proved(w.actor(token)))
		w.refused(prove(alma, d, passkeytest.Knobs{}), fault.Conflict) // once

		ben := w.join(w.account, "Ben None", "ben@owner.example")
		_ = ben
		w.refused(errOf(w.AskPasskeyProof(ctx, w.actor(w.signIn("ben@owner.example")))), fault.Conflict)
	})
}

// Where passkeys can be, by the address people come by.
func TestWherePasskeysWork(t *testing.T) {
	for base, want := range map[string]Site{
		"https://keys.example.com":       {"keys.example.com", "https://keys.example.com"},
		"https://Keys.Example.com:8443/": {"keys.example.com", "https://keys.example.com:8443"},
		"http://localhost:8080":          {"localhost", "http://localhost:8080"},
		"http://127.0.0.1:8080":          {"localhost", "http://localhost:8080"},
		"http://[::1]:8080":              {"localhost", "http://localhost:8080"},
		"http://keys.localhost:8080":     {"keys.localhost", "http://keys.localhost:8080"},
		"http://keys.example.com":        {},
		"https://192.0.2.7":              {},
		"http://192.0.2.7:8080":          {},
		"":                               {},
		"keys.example.com":               {},
		"https://ana@keys.example.com":   {},
		"ftp://keys.example.com":         {},
	} {
		if got := siteOf(base); got != want {
			t.Errorf("%q: %+v", base, got)
		}
	}
	each(t, func(t *testing.T, w *world) {
		w.site, w.reliant = Site{}, nil
		ctx, alma := context.Background(), w.actor(w.signIn(almas))
		for what, err := range map[string]error{"ask": errOf(w.AskPasskey(aBrowser())), "enter": errOf2(w.EnterByPasskey(ctx, aBrowser(), []byte("{}"), Client{})),
			"ask for a new one": errOf(w.AskNewPasskey(ctx, alma)), "ask for a proof": errOf(w.AskPasskeyProof(ctx, alma))} {
			if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Say, "no passkeys at this address") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
