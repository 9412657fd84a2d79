package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
)

// ChallengeLife is how long an authenticator has to answer.
const ChallengeLife = 5 * time.Minute

// What an authenticator is asked for. An answer to one is none to another.
const (
	keyToEnter = "enter"
	keyToAdd   = "add"
	keyToProve = "prove"
)

const (
	nonceBytes     = 16
	challengeBytes = nonceBytes + 8 + sha256.Size
)

// newChallenge makes what an authenticator signs: a random number, until when
// it counts, and our mark on both together with what it is for and who it is
// bound to – a browser or a session. So a sign-in page can be opened by anybody
// any number of times and nothing is written for it; a row is written when an
// answer is taken, so that it is taken once.
func (s *Store) newChallenge(purpose string, bound []byte) []byte {
	raw := make([]byte, nonceBytes, challengeBytes)
	rand.Read(raw)
	raw = binary.BigEndian.AppendUint64(raw, uint64(s.now().Add(ChallengeLife).Unix()))
	return append(raw, s.secrets.Mark("passkey "+purpose, slices.Concat(raw, bound))...)
}

// challengeIs refuses a challenge that is not one of ours for this purpose, in
// this browser or session, or whose time is over.
func (s *Store) challengeIs(challenge []byte, purpose string, bound []byte, op string) error {
	if len(challenge) != challengeBytes {
		return &fault.Fault{Kind: fault.Invalid, Op: op, Say: sayOtherAnswer}
	}
	raw, mark := challenge[:nonceBytes+8], challenge[nonceBytes+8:]
	if !s.secrets.Marked("passkey "+purpose, slices.Concat(raw, bound), mark) {
		return &fault.Fault{Kind: fault.Invalid, Op: op, Say: sayOtherAnswer}
	}
	if s.now().Unix() >= int64(binary.BigEndian.Uint64(raw[nonceBytes:])) {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayLateAnswer}
	}
	return nil
}

// spendChallenge notes in tx that an answer to challenge is taken. A second one
// is a Conflict.
func spendChallenge(ctx context.Context, tx *db.Tx, challenge []byte, op string) error {
	hash := sha256.Sum256(challenge)
	until := time.Unix(int64(binary.BigEndian.Uint64(challenge[nonceBytes:])), 0)
	first, err := tx.Global("spent_challenge").Ensure(ctx, db.Set("hash", hash[:]), db.Set("expires_at", db.Moment(until)))
	if err == nil && !first {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayUsedAnswer}
	}
	return err
}
