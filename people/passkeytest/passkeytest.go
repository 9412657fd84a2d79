// Package passkeytest is a device that makes and uses passkeys, for tests: real
// keys and real bytes, in the form in which browsers send them (WebAuthn Level
// 3), written without the library that checks them. It behaves as well, or as
// badly, as its Knobs say.
package passkeytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
)

// The algorithms that a Device knows, by their COSE numbers. Unknown is one that
// no server asks for.
const (
	ES256   = -7
	EdDSA   = -8
	RS256   = -257
	Unknown = -65535
)

// Device holds passkeys. The zero Device has none.
type Device struct {
	Origin string   // of the page it is used on
	Maker  [16]byte // what it says made it (AAGUID)
	Synced bool     // its passkeys are kept elsewhere too
	Counts bool     // it counts its signatures; those that are synced do not
	Keys   []*Key
}

// Key is one passkey.
type Key struct {
	ID, Handle []byte
	Host       string
	Count      uint32

	algorithm int
	signer    crypto.Signer
}

// Knobs say how a device misbehaves. The zero Knobs behave.
type Knobs struct {
	Algorithm int    // of a key it makes; 0 is the first that is asked for
	Origin    string // another than the page's
	Host      string // the relying party it signs for, instead of the one that asks
	Challenge []byte // answered instead of the one that was asked
	Type      string // of ceremony
	Unseen    bool   // nobody touched it
	Unproved  bool   // it did not make sure whose hand it was
	Framed    bool   // the page stood in another one
	Tamper    bool   // one bit of the signature is other
	Handle    []byte // whose it says the key is
	Nameless  bool   // it does not say whose the key is
	Back      uint32 // how far its counter goes back
	Same      *Key   // the key it makes is this one again
	Use       *Key   // the key it signs with, whatever was asked for
}

// asked is what a page passes to navigator.credentials, as JSON.
type asked struct {
	PublicKey struct {
		Challenge string
		RPID      string `json:"rpId"`
		RP        struct{ ID string }
		User      struct{ ID string }
		Params    []struct{ Alg int }   `json:"pubKeyCredParams"`
		Allow     []struct{ ID string } `json:"allowCredentials"`
		Exclude   []struct{ ID string } `json:"excludeCredentials"`
	}
}

func read(options []byte) (asked, []byte, error) {
	var a asked
	if err := json.Unmarshal(options, &a); err != nil {
		return a, nil, err
	}
	challenge, err := base64.RawURLEncoding.DecodeString(a.PublicKey.Challenge)
	return a, challenge, err
}

// ErrHeld says that a device holds one of the passkeys that are not to be made
// again.
var ErrHeld = errors.New("passkeytest: the device holds one already")

// Create makes a passkey as options ask for it and gives what the page sends.
func (d *Device) Create(options []byte, k Knobs) ([]byte, error) {
	a, challenge, err := read(options)
	if err != nil {
		return nil, err
	}
	for _, one := range a.PublicKey.Exclude {
		if slices.ContainsFunc(d.Keys, func(key *Key) bool { return text(key.ID) == one.ID }) && k.Same == nil {
			return nil, ErrHeld
		}
	}
	key := k.Same
	if key == nil {
		if k.Algorithm == 0 {
			k.Algorithm = a.PublicKey.Params[0].Alg
		}
		if key, err = newKey(k.Algorithm); err != nil {
			return nil, err
		}
		key.Host = a.PublicKey.RP.ID
		if key.Handle, err = base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID); err != nil {
			return nil, err
		}
		d.Keys = append(d.Keys, key)
	}
	client := d.clientData("webauthn.create", challenge, k)
	authenticator := d.authenticatorData(key, k, true)
	object := slices.Concat([]byte{0xa3}, cborText("fmt"), cborText("none"), cborText("attStmt"), []byte{0xa0}, cborText("authData"), cborBytes(authenticator))
	return answer(key, map[string]any{"clientDataJSON": text(client), "attestationObject": text(object), "transports": []string{"internal", "hybrid"}})
}

// ErrNone says that a device holds no passkey that is asked for.
var ErrNone = errors.New("passkeytest: the device holds none")

// Get signs with the first passkey that fits what options ask for, and gives
// what the page sends.
func (d *Device) Get(options []byte, k Knobs) ([]byte, error) {
	a, challenge, err := read(options)
	if err != nil {
		return nil, err
	}
	key := k.Use
	for _, one := range d.Keys {
		listed := len(a.PublicKey.Allow) == 0 || slices.ContainsFunc(a.PublicKey.Allow, func(c struct{ ID string }) bool { return c.ID == text(one.ID) })
		if key == nil && one.Host == a.PublicKey.RPID && listed {
			key = one
		}
	}
	if key == nil {
		return nil, ErrNone
	}
	if d.Counts {
		key.Count++
	}
	client := d.clientData("webauthn.get", challenge, k)
	authenticator := d.authenticatorData(key, k, false)
	hash := sha256.Sum256(client)
	signature, err := key.sign(append(slices.Clone(authenticator), hash[:]...))
	if err != nil {
		return nil, err
	}
	if k.Tamper {
		signature[len(signature)-1] ^= 1
	}
	handle := key.Handle
	if k.Handle != nil {
		handle = k.Handle
	}
	response := map[string]any{"clientDataJSON": text(client), "authenticatorData": text(authenticator), "signature": text(signature), "userHandle": text(handle)}
	if k.Nameless {
		delete(response, "userHandle")
	}
	return answer(key, response)
}

func answer(key *Key, response map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{"id": text(key.ID), "rawId": text(key.ID), "type": "public-key", "response": response,
		"clientExtensionResults": map[string]any{}, "authenticatorAttachment": "platform"})
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// clientData is what the browser says of the page and of what was asked.
func (d *Device) clientData(kind string, challenge []byte, k Knobs) []byte {
	if k.Type != "" {
		kind = k.Type
	}
	if k.Challenge != nil {
		challenge = k.Challenge
	}
	origin := d.Origin
	if k.Origin != "" {
		origin = k.Origin
	}
	raw, err := json.Marshal(map[string]any{"type": kind, "challenge": text(challenge), "origin": origin, "crossOrigin": k.Framed})
	if err != nil {
		panic(err) // only texts and a boolean
	}
	return raw
}

// The flags of an authenticator.
const (
	flagSeen     = 1 << 0
	flagProved   = 1 << 2
	flagMayCopy  = 1 << 3
	flagIsCopied = 1 << 4
	flagHasKey   = 1 << 6
)

// authenticatorData is what the device says of itself and, where it made one, of
// the key.
func (d *Device) authenticatorData(key *Key, k Knobs, made bool) []byte {
	host := key.Host
	if k.Host != "" {
		host = k.Host
	}
	hash := sha256.Sum256([]byte(host))
	flags := byte(flagSeen | flagProved)
	if k.Unseen {
		flags &^= flagSeen
	}
	if k.Unproved {
		flags &^= flagProved
	}
	if d.Synced {
		flags |= flagMayCopy | flagIsCopied
	}
	if made {
		flags |= flagHasKey
	}
	out := append(hash[:], flags)
	out = binary.BigEndian.AppendUint32(out, key.Count-k.Back)
	if !made {
		return out
	}
	out = append(out, d.Maker[:]...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(key.ID)))
	return append(append(out, key.ID...), key.cose()...)
}

func newKey(algorithm int) (*Key, error) {
	k := &Key{ID: make([]byte, 32), algorithm: algorithm}
	rand.Read(k.ID)
	var err error
	switch algorithm {
	case EdDSA:
		_, k.signer, err = ed25519.GenerateKey(rand.Reader)
	case RS256:
		k.signer, err = rsa.GenerateKey(rand.Reader, 2048)
	default:
		k.signer, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return k, err
}

func (k *Key) sign(data []byte) ([]byte, error) {
	if k.algorithm == EdDSA {
		return k.signer.Sign(rand.Reader, data, crypto.Hash(0))
	}
	hash := sha256.Sum256(data)
	return k.signer.Sign(rand.Reader, hash[:], crypto.SHA256)
}

// cose writes the public key (RFC 9053).
func (k *Key) cose() []byte {
	switch public := k.signer.Public().(type) {
	case ed25519.PublicKey:
		return slices.Concat([]byte{0xa4}, cborInt(1), cborInt(1), cborInt(3), cborInt(k.algorithm), cborInt(-1), cborInt(6), cborInt(-2), cborBytes(public))
	case *rsa.PublicKey:
		exponent := binary.BigEndian.AppendUint32(nil, uint32(public.E))[1:]
		return slices.Concat([]byte{0xa4}, cborInt(1), cborInt(3), cborInt(3), cborInt(k.algorithm), cborInt(-1), cborBytes(public.N.Bytes()), cborInt(-2), cborBytes(exponent))
	case *ecdsa.PublicKey:
		raw, err := public.Bytes() // 4, x, y
		if err != nil {
			panic(err) // only for a point off its curve
		}
		return slices.Concat([]byte{0xa5}, cborInt(1), cborInt(2), cborInt(3), cborInt(k.algorithm), cborInt(-1), cborInt(1),
			cborInt(-2), cborBytes(raw[1:33]), cborInt(-3), cborBytes(raw[33:]))
	}
	panic("passkeytest: a key of another kind")
}

// cborHead writes the head of an item (RFC 8949).
func cborHead(major byte, n uint64) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 1<<8:
		return []byte{major<<5 | 24, byte(n)}
	case n < 1<<16:
		return binary.BigEndian.AppendUint16([]byte{major<<5 | 25}, uint16(n))
	}
	return binary.BigEndian.AppendUint32([]byte{major<<5 | 26}, uint32(n))
}

func cborInt(n int) []byte {
	if n < 0 {
		return cborHead(1, uint64(-n-1))
	}
	return cborHead(0, uint64(n))
}

func cborBytes(b []byte) []byte { return append(cborHead(2, uint64(len(b))), b...) }

func cborText(s string) []byte { return append(cborHead(3, uint64(len(s))), s...) }
