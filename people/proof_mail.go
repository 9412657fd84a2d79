package people

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/mail"
)

// mailedLife is how long a mailed code counts.
const mailedLife = 10 * time.Minute

const markMailed = "mailed code"

// MailProof sends a code to somebody who has nothing else to prove who they are
// with. It proves it in the session it was asked for in, and nowhere else.
func (s *Store) MailProof(ctx context.Context, a *Actor) error {
	const op = "people.MailProof"
	f, err := s.Factors(ctx, a)
	if err != nil {
		return err
	}
	if !f.Ways().Mail {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "You have a password or an app to prove who you are. Use one of these."}
	}
	if !s.asking.Take("proof "+a.Person.ID.String(), s.now()) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Say: "That is many codes. Look into your mail, also where it keeps what it takes for advertising."}
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", n)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Global("mailed_code").Upsert(ctx, db.Set("session_id", a.Session.ID),
			db.Set("code_hash", s.mailedHash(a, code)).Set("wrong_count", 0).Set("expires_at", db.Moment(s.now().Add(mailedLife))))
		if err != nil || s.mail == nil {
			return err
		}
		return s.mail.Enqueue(ctx, tx, mail.ProofCode(a.Person.tongue(), code).To(a.Account.ID, a.Person.Email, a.Person.Name))
	})
}

func (s *Store) mailedHash(a *Actor, code string) []byte {
	return s.secrets.Mark(markMailed, append(a.Session.ID[:], code...))
}

// proveMailed takes a mailed code: once, and after a few wrong ones not at all.
func (s *Store) proveMailed(ctx context.Context, a *Actor, code, op string) error {
	right := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		table, mine := tx.Global("mailed_code"), db.Where("session_id = ?", a.Session.ID)
		if _, err := table.Update(ctx, mine, db.Set("wrong_count", db.Expr("wrong_count + 1"))); err != nil {
			return err
		}
		n, err := table.Delete(ctx, db.Where("session_id = ? AND code_hash = ? AND wrong_count <= ? AND expires_at > ?",
			a.Session.ID, s.mailedHash(a, tidyCode(code)), wrongCodes, db.Moment(s.now())))
		if right = n == 1; err != nil || !right {
			return err
		}
		return s.noteProof(ctx, tx, a.Session, "")
	})
	if err == nil && !right {
		err = fault.Bad(op, "code", "This is not the code from the last mail, or it is too old. Ask for a new one.")
	}
	return err
}
