package people

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/words"
)

// AskNewPasskey gives what a browser needs to make a passkey for the actor: the
// argument of navigator.credentials.create, as JSON. It takes a proof of who one
// is.
func (s *Store) AskNewPasskey(ctx context.Context, a *Actor) ([]byte, error) {
	const op = "people.AskNewPasskey"
	if err := s.mayAddKey(ctx, a, op); err != nil {
		return nil, err
	}
	var o keyOwner
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		o, err = s.keyOwnerOf(ctx, tx, a.Person)
		return err
	})
	if err == nil {
		err = roomFor(o, op)
	}
	if err != nil {
		return nil, err
	}
	made, _, err := s.reliant.BeginRegistration(o, webauthn.WithCredentialParameters(algorithms), webauthn.WithExclusions(webauthn.Credentials(o.WebAuthnCredentials()).CredentialDescriptors()),
		func(c *protocol.PublicKeyCredentialCreationOptions) error {
			c.Challenge, c.Timeout = s.newChallenge(keyToAdd, a.Session.ID[:]), int(ChallengeLife.Milliseconds())
			return nil
		})
	if err != nil {
		return nil, err
	}
	return json.Marshal(made)
}

func (s *Store) mayAddKey(ctx context.Context, a *Actor, op string) error {
	if err := s.Proved(a); err != nil {
		return err
	}
	if err := s.keysWork(op); err != nil {
		return err
	}
	return s.mayEnrol(ctx, a, op)
}

// keysWork refuses where there can be no passkeys.
func (s *Store) keysWork(op string) error {
	if s.reliant == nil {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayNoPasskeys}
	}
	return nil
}

func roomFor(o keyOwner, op string) error {
	if len(o.keys) >= mostPasskeys {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: words.English.Say("passkey.many")}
	}
	return nil
}

// NewPasskey is what a browser made. Without a name it gets one by what made it.
type NewPasskey struct {
	Name   string
	Answer []byte // the credential, as JSON
	Agent  string // the browser
}

// AddPasskey adds what a browser made to the actor's ways to sign in. It takes a
// proof of who one is, in the session that asked for it.
func (s *Store) AddPasskey(ctx context.Context, a *Actor, made NewPasskey) (Passkey, error) {
	const op = "people.AddPasskey"
	if err := s.mayAddKey(ctx, a, op); err != nil {
		return Passkey{}, err
	}
	f := fault.Fields{Op: op}
	made.Name = entry.Line(&f, "name", made.Name, maxKeyName)
	if err := f.Err(); err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(made.Answer)
	if err != nil {
		return Passkey{}, badKey(op, err)
	}
	challenge := challengeOf(parsed.Response.CollectedClientData)
	if err := s.challengeIs(challenge, keyToAdd, a.Session.ID[:], op); err != nil {
		return Passkey{}, err
	}
	var k key
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := s.keyOwnerOf(ctx, tx, a.Person)
		if err != nil {
			return err
		}
		c, err := s.reliant.CreateCredential(o, webauthn.SessionData{Challenge: protocol.URLEncodedBase64(challenge).String(), RelyingPartyID: s.site.Host,
			UserID: o.handle, UserVerification: protocol.VerificationRequired, CredParams: algorithms}, parsed)
		if err != nil {
			return badKey(op, err)
		}
		if err := roomFor(o, op); err != nil {
			return err
		}
		if err := spendChallenge(ctx, tx, challenge, op); err != nil {
			return err
		}
		k, err = s.insertKey(ctx, tx, o, made, c, op)
		if err != nil {
			return err
		}
		if err := s.noteFactor(ctx, tx, a.Session, ByPasskey); err != nil {
			return err
		}
		return s.tellKey(ctx, tx, a.Person.ID, k.Name, true)
	})
	return k.Passkey, err
}

func badKey(op string, err error) error {
	return &fault.Fault{Kind: fault.Invalid, Op: op, Say: words.English.Say("passkey.bad"), Err: err}
}

func (s *Store) insertKey(ctx context.Context, tx *db.Tx, o keyOwner, made NewPasskey, c *webauthn.Credential, op string) (key, error) {
	var transports []string
	for _, t := range c.Transport {
		transports = append(transports, clip(string(t), 20))
	}
	k := key{person: o.who.ID, credential: c.ID, public: c.PublicKey, count: int64(c.Authenticator.SignCount), flags: int64(c.Flags.ProtocolValue()),
		transports: clip(strings.Join(transports, " "), 100), model: c.Authenticator.AAGUID,
		Passkey: Passkey{ID: id.New(), Name: made.Name, Host: s.site.Host, Here: true, Synced: c.Flags.BackupState, Model: makerOf(c.Authenticator.AAGUID), CreatedAt: s.now()}}
	if k.Name == "" {
		k.Name = unlike(keyName(o.who.tongue(), k.Model, made.Agent), o.keys)
	}
	taken, err := db.Count(ctx, tx, db.Global("1", "passkey k").And("k.credential = ?", k.credential))
	if err == nil && taken > 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: words.English.Say("passkey.twice")}
	}
	if err != nil {
		return k, err
	}
	err = tx.Global("passkey").Insert(ctx, db.Set("id", k.ID).Set("person_id", k.person).Set("credential", k.credential).Set("public_key", k.public).
		Set("site", k.Host).Set("name", k.Name).Set("sign_count", k.count).Set("flags", k.flags).Set("transports", k.transports).Set("model", k.model).
		Set("created_at", k.CreatedAt).Set("used_at", nil).Set("doubted_at", nil))
	return k, err
}
