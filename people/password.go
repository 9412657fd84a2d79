package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

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

// Bounds of a password's length, in characters and in bytes.
const (
	minPassword      = 8
	maxPasswordBytes = 1024
)

// waitingHashes is how many sign-ins may queue for the hasher before further
// ones are asked to come back.
const waitingHashes = 256

// hasher hashes passwords, few at a time, so that a burst of sign-ins leaves
// processors and memory to everyone else.
type hasher struct {
	turn    chan struct{}
	waiting chan struct{}
}

func newHasher() *hasher {
	return &hasher{turn: make(chan struct{}, max(1, runtime.NumCPU()/2)), waiting: make(chan struct{}, waitingHashes)}
}

// dummyHash is what a password is compared with where there is none, so that it
// takes as long. It is written out: making it would cost each start a hash.
const dummyHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$SvQd7PPltQhnZcWEEmt+c0zXE43qy4Z+qQcHGcuiLxs"

// take waits for a turn and gives what ends it.
func (h *hasher) take(ctx context.Context) (release func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, &fault.Fault{Kind: fault.TooMany, Op: "people.hash", Say: "Very many people are signing in right now. Try again in a moment."}
	}
	defer func() { <-h.waiting }()
	select {
	case h.turn <- struct{}{}:
		return func() { <-h.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash gives the text to store for a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	release, err := h.take(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return Hash(password).text, nil
}

// Hashed is a password as it is stored.
type Hashed struct{ text string }

// Hash hashes a password that many made-up people share, once for all of them:
// for the demo and for tests. Nobody real gets one.
func Hash(password string) Hashed {
	salt := make([]byte, argonSaltBytes)
	rand.Read(salt)
	return Hashed{encodeHash([]byte(password), salt)}
}

// matches reports whether password is the one stored. An empty stored text
// matches nothing, and takes as long to say so.
func (h *hasher) matches(ctx context.Context, stored, password string) (bool, error) {
	release, err := h.take(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	known := stored != "" && len(password) <= maxPasswordBytes
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
	key := argon2.IDKey(password, salt, argonPasses, argonMemoryKiB, argonLanes, argonKeyBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(hashForm, argon2.Version, argonMemoryKiB, argonPasses, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func saltOf(stored string) ([]byte, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return nil, fmt.Errorf("people: the stored hash is not argon2id")
	}
	return base64.RawStdEncoding.DecodeString(parts[4])
}

// checkPassword refuses what is too short, too long, or among the first that a
// guesser tries. There are no other rules. The person's own words (name,
// address) count as guessable.
func checkPassword(field, password string, own ...string) error {
	const op = "people.checkPassword"
	switch {
	case !utf8.ValidString(password) || len(password) > maxPasswordBytes:
		return fault.Bad(op, field, sayLongPassword)
	case utf8.RuneCountInString(password) < minPassword:
		return fault.Bad(op, field, sayShortPassword)
	case common(password, own...):
		return fault.Bad(op, field, sayCommonPassword)
	}
	return nil
}
