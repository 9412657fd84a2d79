// Package seal keeps secrets unreadable where they lie: what a database holds
// of an authenticator app is worth nothing without the installation's key.
//
// A Ring seals with its first key and opens with any, so that a key can be
// replaced. What is sealed for one purpose opens for no other.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// KeyBytes is how long a key is.
const KeyBytes = 32

// ErrNoKey says that something was sealed with a key that is not on the ring.
var ErrNoKey = errors.New("seal: sealed with a key that this installation does not have")

// Ring holds the keys of an installation. The nil Ring has none.
type Ring struct{ keys []key }

type key struct {
	name   [4]byte // tells keys apart; says nothing about them
	secret []byte
}

// NewKey makes a key.
func NewKey() []byte {
	k := make([]byte, KeyBytes)
	rand.Read(k) // never fails: the process ends if the system has no randomness
	return k
}

// Write spells a key as Read takes it.
func Write(k []byte) string { return base64.StdEncoding.EncodeToString(k) }

// Read reads a key: 32 bytes in base64, as openssl rand -base64 32 makes one.
func Read(text string) ([]byte, error) {
	k, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(k) != KeyBytes {
		return nil, fmt.Errorf("a secret key is %d bytes in base64: make one with openssl rand -base64 %d", KeyBytes, KeyBytes)
	}
	return k, nil
}

// New makes a Ring; the first key seals.
func New(keys ...[]byte) *Ring {
	r := &Ring{}
	for _, secret := range keys {
		k := key{secret: secret}
		copy(k.name[:], derive(secret, "name", len(k.name)))
		r.keys = append(r.keys, k)
	}
	return r
}

// Name tells the sealing key from others without saying anything about it.
func (r *Ring) Name() string { return fmt.Sprintf("%x", r.keys[0].name) }

// derive gives the key of one purpose (RFC 5869).
func derive(secret []byte, purpose string, n int) []byte {
	k, err := hkdf.Key(sha256.New, secret, nil, "keyhouse "+purpose, n)
	if err != nil {
		panic(err) // only if n were far too long
	}
	return k
}

func (k key) box(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(derive(k.secret, "seal "+purpose, KeyBytes))
	if err != nil {
		panic(err) // only for keys of another length
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return box
}

// Seal makes plain unreadable but for the holder of the key. about is bound to
// it: a sealed secret of one person does not open as another's.
func (r *Ring) Seal(purpose string, plain, about []byte) []byte {
	k := r.keys[0]
	return k.box(purpose).Seal(k.name[:], nil, plain, about)
}

// Open undoes Seal. ErrNoKey is the cause where the key is missing.
func (r *Ring) Open(purpose string, sealed, about []byte) ([]byte, error) {
	for _, k := range r.keys {
		if rest, ok := strings.CutPrefix(string(sealed), string(k.name[:])); ok {
			return k.box(purpose).Open(nil, nil, []byte(rest), about)
		}
	}
	return nil, ErrNoKey
}

// Mark proves later, by Marked, that data was ours and for this purpose.
func (r *Ring) Mark(purpose string, data []byte) []byte {
	h := hmac.New(sha256.New, derive(r.keys[0].secret, "mark "+purpose, KeyBytes))
	h.Write(data)
	return h.Sum(nil)
}

// Marked reports whether mark is that of data.
func (r *Ring) Marked(purpose string, data, mark []byte) bool {
	return hmac.Equal(r.Mark(purpose, data), mark)
}
