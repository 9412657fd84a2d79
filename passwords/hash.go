package passwords

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"keyhouse/fault"
)

// The cost of one hash, as OWASP asks for argon2id: 19 MiB, two passes, one lane.
const (
	argonMemoryKiB = 19 * 1024
	argonPasses    = 2
	argonLanes     = 1
	argonSaltBytes = 16
	argonKeyBytes  = 32
)

// waitingHashes is how many sign-ins may queue for the Hasher before further
// ones are asked to come back.
const waitingHashes = 256

// Hasher hashes passwords, few at a time, so that a burst of sign-ins leaves
// processors and memory to everyone else.
type Hasher struct {
	turn    chan struct{}
	waiting chan struct{}
}

// NewHasher makes a hasher that leaves half of the processors alone.
func NewHasher() *Hasher {
	return &Hasher{turn: make(chan struct{}, max(1, runtime.NumCPU()/2)), waiting: make(chan struct{}, waitingHashes)}
}

// dummyHash is what a password is compared with where there is none, so that it
// takes as long. It is written out: making it would cost each start a hash.
const dummyHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$SvQd7PPltQhnZcWEEmt+c0zXE43qy4Z+qQcHGcuiLxs"

// take waits for a turn and gives what ends it.
func (h *Hasher) take(ctx context.Context) (release func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, &fault.Fault{Kind: fault.TooMany, Op: "passwords.Hash", Say: "Very many people are signing in right now. Try again in a moment."}
	}
	defer func() { <-h.waiting }()
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Hash hashes a password to be stored.
func (h *Hasher) Hash(ctx context.Context, password string) (Hashed, error) {
	release, err := h.take(ctx)
	if err != nil {
		return Hashed{}, err
	}
	defer release()
	return Hash(password), nil
}

// Derive gives the key of a secret that is no password, such as a recovery code,
// in its turn among them. One salt serves a whole set of secrets.
func (h *Hasher) Derive(ctx context.Context, secret string, salt []byte) ([]byte, error) {
	release, err := h.take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	return derive([]byte(secret), salt), nil
}

func derive(secret, salt []byte) []byte {
	return argon2.IDKey(secret, salt, argonPasses, argonMemoryKiB, argonLanes, argonKeyBytes)
}

// Hashed is a password as it is stored; the zero one is none.
type Hashed struct{ text string }

// Kept stands for the password that somebody has already. It matches none, and is
// never to be stored.
var Kept = Hashed{"kept"}

// Stored gives the text to store.
func (h Hashed) Stored() string { return h.text }

// Hash hashes a password that many made-up people share, once for all of them:
// for the demo and for tests. Nobody real gets one.
func Hash(password string) Hashed {
	salt := make([]byte, argonSaltBytes)
	rand.Read(salt)
	return Hashed{encodeHash([]byte(password), salt)}
}

// Matches reports whether password is the one stored. An empty stored text
// matches nothing, and takes as long to say so.
func (h *Hasher) Matches(ctx context.Context, stored, password string) (bool, error) {
	release, err := h.take(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	known := stored != "" && len(password) <= maxBytes
	if !known {
		stored, password = dummyHash, ""
	}
	salt, err := saltOf(stored)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare([]byte(encodeHash([]byte(password), salt)), []byte(stored)) == 1
	return same && known, nil
}

const hashForm = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

// encodeHash writes a hash in the PHC form, the parameters beside it.
func encodeHash(password, salt []byte) string {
	key := derive(password, salt)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(hashForm, argon2.Version, argonMemoryKiB, argonPasses, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func saltOf(stored string) ([]byte, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return nil, fmt.Errorf("passwords: the stored hash is not argon2id")
	}
	return base64.RawStdEncoding.DecodeString(parts[4])
}
