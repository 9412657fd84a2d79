package people

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/throttle"
	"keyhouse/words"
)

// AskPasskey gives what a browser needs to have somebody sign in by a passkey:
// the argument of navigator.credentials.get, as JSON. It names nobody's: the
// authenticator knows which it has. browser is a secret of the browser, or of
// the program, that brings the answer.
func (s *Store) AskPasskey(browser string) ([]byte, error) {
	const op = "people.AskPasskey"
	if err := s.keysWork(op); err != nil {
		return nil, err
	}
	if !looksLikeToken(browser) {
		return nil, fault.Bad(op, "", sayOtherAnswer)
	}
	asked, _, err := s.reliant.BeginDiscoverableLogin(webauthn.WithChallenge(s.newChallenge(keyToEnter, HashToken(browser))), inTime)
	if err != nil {
		return nil, err
	}
	return json.Marshal(asked)
}

// inTime tells a browser how long it may take.
func inTime(o *protocol.PublicKeyCredentialRequestOptions) error {
	o.Timeout = int(ChallengeLife.Milliseconds())
	return nil
}

// EnterByPasskey opens a session for whoever's passkey has answered what
// AskPasskey asked for in the same browser. A passkey is two factors by itself:
// something one has, opened by what one is or knows. One that there is none of,
// one of somebody else and one that signs wrongly get the same words.
func (s *Store) EnterByPasskey(ctx context.Context, browser string, answer []byte, c Client) (string, Session, error) {
	const op = "people.EnterByPasskey"
	network := throttle.Network(c.IP)
	if !s.failing.Take(network, s.now()) {
		return "", Session{}, &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyTries}
	}
	if !looksLikeToken(browser) {
		return "", Session{}, fault.Bad(op, "", sayOtherAnswer)
	}
	shown, err := s.shown(ctx, answer, keyToEnter, HashToken(browser), op)
	if err != nil {
		if shown.known() && fault.Is(err, fault.SignedOut) {
			s.background(func(ctx context.Context) { _ = s.noteRefusedKey(ctx, shown.key.person, c) })
		}
		return "", Session{}, err
	}
	token, hash := NewToken()
	var ses Session
	err = s.taking(ctx, shown, op, func(tx *db.Tx) (err error) {
		ses, err = s.admit(ctx, tx, hash, shown.key.person, c, ByPasskey)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	s.failing.GiveBack(network)
	return token, ses, nil
}

// noteRefusedKey notes in the accounts of a person that somebody brought their
// passkey, but not its signature.
func (s *Store) noteRefusedKey(ctx context.Context, person id.ID, c Client) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return s.noteEverywhere(ctx, tx, person, Entry{Act: ActSignIn, Thing: access.Member, Outcome: Denied, Detail: "wrong passkey", Changes: Diff(nil, c.fields())})
	})
}

// AskPasskeyProof gives what a browser needs to have the actor prove by one of
// their passkeys who they are.
func (s *Store) AskPasskeyProof(ctx context.Context, a *Actor) ([]byte, error) {
	const op = "people.AskPasskeyProof"
	if err := a.self(op); err != nil {
		return nil, err
	}
	if err := s.keysWork(op); err != nil {
		return nil, err
	}
	o := keyOwner{who: a.Person}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.keys, err = s.keysOf(ctx, tx, a.Person.ID); err != nil || len(o.WebAuthnCredentials()) == 0 {
			return err
		}
		o.handle, err = handleOf(ctx, tx, a.Person.ID)
		return err
	})
	if err == nil && len(o.WebAuthnCredentials()) == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: words.English.Say("passkey.no-proof")}
	}
	if err != nil {
		return nil, err
	}
	asked, _, err := s.reliant.BeginLogin(o, webauthn.WithChallenge(s.newChallenge(keyToProve, a.Session.ID[:])), inTime)
	if err != nil {
		return nil, err
	}
	return json.Marshal(asked)
}

// provePasskey takes an answer to AskPasskeyProof, in the session that asked.
func (s *Store) provePasskey(ctx context.Context, a *Actor, answer []byte, op string) error {
	tries := "passkey " + a.Person.ID.String()
	if !s.guessing.Take(tries, s.now()) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Field: "passkey", Say: words.English.Say("passkey.wait")}
	}
	shown, err := s.shown(ctx, answer, keyToProve, a.Session.ID[:], op)
	if fault.Is(err, fault.SignedOut) || err == nil && shown.key.person != a.Person.ID {
		return fault.Bad(op, "passkey", words.English.Say("passkey.not-yours"))
	}
	if err != nil {
		return err
	}
	err = s.taking(ctx, shown, op, func(tx *db.Tx) error { return s.noteProof(ctx, tx, a.Session, ByPasskey) })
	if err == nil {
		s.guessing.GiveBack(tries)
	}
	return err
}

// shownKey is what an authenticator showed.
type shownKey struct {
	key          key
	challenge    []byte
	count, flags int64
}

func (k shownKey) known() bool { return !k.key.ID.IsZero() }

// shown checks the answer of an authenticator: that it answers what we asked,
// here, for this purpose, in this browser or session; that the person's hand was
// on it; that a passkey we know has signed it. Whatever is wrong with it is one
// SignedOut, and the key is given where there is one.
func (s *Store) shown(ctx context.Context, answer []byte, purpose string, bound []byte, op string) (shownKey, error) {
	if err := s.keysWork(op); err != nil {
		return shownKey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return shownKey{}, wrongKey(op, err)
	}
	got := shownKey{challenge: challengeOf(parsed.Response.CollectedClientData)}
	if err := s.challengeIs(got.challenge, purpose, bound, op); err != nil {
		return got, err
	}
	var o keyOwner
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		got.key, o.handle, err = s.keyNamed(ctx, tx, parsed.RawID)
		return err
	})
	if fault.Is(err, fault.Missing) {
		return got, wrongKey(op, err)
	}
	if err != nil {
		return got, err
	}
	o.keys = []key{got.key}
	if err := s.signed(o, got.challenge, purpose, parsed); err != nil {
		return got, wrongKey(op, err)
	}
	got.count, got.flags = int64(parsed.Response.AuthenticatorData.Counter), int64(parsed.Response.AuthenticatorData.Flags)
	return got, nil
}

// signed has WebAuthn check an answer against its key.
func (s *Store) signed(o keyOwner, challenge []byte, purpose string, parsed *protocol.ParsedCredentialAssertionData) error {
	asked := webauthn.SessionData{Challenge: protocol.URLEncodedBase64(challenge).String(), RelyingPartyID: s.site.Host, UserVerification: protocol.VerificationRequired}
	if purpose != keyToEnter {
		asked.UserID = o.handle
		_, err := s.reliant.ValidateLogin(o, asked, parsed)
		return err
	}
	_, _, err := s.reliant.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, o.handle) {
			return nil, errors.New("people: the passkey is not that person's")
		}
		return o, nil
	}, asked, parsed)
	return err
}

// keyNamed finds a passkey of this place by its credential's name, and its
// person's number. Of somebody who was deleted there is none.
func (s *Store) keyNamed(ctx context.Context, tx *db.Tx, credential []byte) (key, []byte, error) {
	q := db.Global(keyColumns, "passkey k").Join("JOIN person p ON p.id = k.person_id AND p.deleted_at IS NULL").And("k.credential = ? AND k.site = ?", credential, s.site.Host)
	k, err := db.One(ctx, tx, q, s.scanKey)
	if err != nil {
		return k, nil, err
	}
	handle, err := handleOf(ctx, tx, k.person)
	return k, handle, err
}

func wrongKey(op string, err error) error {
	return &fault.Fault{Kind: fault.SignedOut, Op: op, Say: sayWrongKey, Err: err}
}

// challengeOf reads what an authenticator says it answers; nil if that cannot be
// read.
func challengeOf(c protocol.CollectedClientData) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(c.Challenge)
	if err != nil {
		return nil
	}
	return raw
}

// taking is a Write that takes an answer, once, and then does what it is for. A
// passkey whose counter did not go on may have been copied: it opens nothing
// from then on, and its person is told.
func (s *Store) taking(ctx context.Context, shown shownKey, op string, do func(*db.Tx) error) error {
	copied := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		copied = false
		if err := spendChallenge(ctx, tx, shown.challenge, op); err != nil {
			return err
		}
		k, _, err := s.keyNamed(ctx, tx, shown.key.credential)
		switch {
		case fault.Is(err, fault.Missing):
			return wrongKey(op, err) // removed since it was read
		case err != nil:
			return err
		case k.Doubted:
			return copiedKey(op)
		}
		if copied = shown.count <= k.count && (shown.count != 0 || k.count != 0); copied {
			return s.doubt(ctx, tx, k)
		}
		if _, err := tx.Global("passkey").Update(ctx, db.ByID(k.ID), db.Set("sign_count", shown.count).Set("flags", shown.flags).Set("used_at", s.now())); err != nil {
			return err
		}
		return do(tx)
	})
	if err == nil && copied {
		err = copiedKey(op)
	}
	return err
}

func copiedKey(op string) error {
	return &fault.Fault{Kind: fault.Conflict, Op: op, Say: words.English.Say("passkey.copied")}
}

// doubt lets a passkey open nothing any more, and tells its person.
func (s *Store) doubt(ctx context.Context, tx *db.Tx, k key) error {
	if _, err := tx.Global("passkey").Update(ctx, db.ByID(k.ID), db.Set("doubted_at", s.now())); err != nil {
		return err
	}
	e := Entry{Act: ActSignIn, Thing: access.Member, Outcome: Denied, Detail: "passkey that may have been copied"}
	if err := s.noteEverywhere(ctx, tx, k.person, e); err != nil {
		return err
	}
	who, err := byID(ctx, tx, k.person)
	if err != nil {
		return err
	}
	return s.warn(ctx, tx, id.ID{}, who.Person, who.tongue().Say("mail.factor.copied", "name", k.Name))
}
