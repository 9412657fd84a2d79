package people

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// recoveryCount is how many codes a set has; each is good once.
const recoveryCount = 10

// readable are the letters of a recovery code: none that look like another.
var readable = base32.NewEncoding("23456789abcdefghjkmnpqrstuvwxyz0").WithPadding(base32.NoPadding)

const (
	recoveryLength = 16 // letters: 80 bits
	recoverySalt   = 32 // bytes
)

// recoveryCodes makes a set of codes and the rows that are stored of it: one
// salt a set, so that a code that is typed is hashed once.
func (s *Store) recoveryCodes(ctx context.Context) (codes []string, rows [][2][]byte, err error) {
	salt := make([]byte, recoverySalt)
	rand.Read(salt)
	for range recoveryCount {
		raw := make([]byte, recoveryLength*5/8)
		rand.Read(raw)
		code := readable.EncodeToString(raw)
		hash, err := s.hasher.Derive(ctx, code, salt)
		if err != nil {
			return nil, nil, err
		}
		codes = append(codes, spaced(code))
		rows = append(rows, [2][]byte{hash, salt})
	}
	return codes, rows, nil
}

// spaced writes a code in groups of four.
func spaced(code string) string {
	var parts []string
	for i := 0; i < len(code); i += 4 {
		parts = append(parts, code[i:min(i+4, len(code))])
	}
	return strings.Join(parts, "-")
}

// writeRecovery puts a set of codes in the place of the one before.
func (s *Store) writeRecovery(ctx context.Context, tx *db.Tx, person id.ID, rows [][2][]byte) error {
	table := tx.Global("recovery_code")
	if _, err := table.Delete(ctx, db.Where("person_id = ?", person)); err != nil {
		return err
	}
	for _, row := range rows {
		if err := table.Insert(ctx, db.Set("person_id", person).Set("code_hash", row[0]).Set("salt", row[1]).Set("created_at", s.now()).Set("spent_at", nil)); err != nil {
			return err
		}
	}
	return nil
}

// NewRecoveryCodes makes a new set and gives it, this once; the old codes count
// no more. It takes a proof of who one is.
func (s *Store) NewRecoveryCodes(ctx context.Context, a *Actor) ([]string, error) {
	const op = "people.NewRecoveryCodes"
	if err := s.Proved(a); err != nil {
		return nil, err
	}
	codes, rows, err := s.recoveryCodes(ctx)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := appOf(ctx, tx, a.Person.ID)
		if err == nil && !t.on() {
			err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: "Recovery codes stand in for an authenticator app. Set one up first."}
		}
		if err != nil {
			return err
		}
		if err := s.writeRecovery(ctx, tx, a.Person.ID, rows); err != nil {
			return err
		}
		return s.factorsChanged(ctx, tx, a, "recovery codes made anew", a.Person.tongue().Say("mail.factor.codes-new"))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// recoveryHash gives the hash a typed recovery code would be stored under; nil
// for what is none, or where there is no set.
func (s *Store) recoveryHash(ctx context.Context, person id.ID, code string) ([]byte, error) {
	if len(tidyCode(code)) != recoveryLength {
		return nil, nil
	}
	var salts [][]byte
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		salts, err = db.All(ctx, tx, db.Global("r.salt", "recovery_code r").And("r.person_id = ?", person).Limit(1), db.Scan1[[]byte])
		return err
	})
	if err != nil || len(salts) == 0 {
		return nil, err
	}
	typed := strings.ReplaceAll(tidyCode(code), "o", "0") // no code has the letter
	return s.hasher.Derive(ctx, typed, salts[0])
}

// takeRecovery uses up a recovery code in tx; of two at once one wins.
func (s *Store) takeRecovery(ctx context.Context, tx *db.Tx, person id.ID, hash []byte) (bool, error) {
	if hash == nil {
		return false, nil
	}
	n, err := tx.Global("recovery_code").Update(ctx, db.Where("person_id = ? AND code_hash = ? AND spent_at IS NULL", person, hash), db.Set("spent_at", s.now()))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Global("totp").Update(ctx, db.Where("person_id = ?", person), db.Set("failed_count", 0).Set("failed_at", nil))
	return err == nil, err
}
