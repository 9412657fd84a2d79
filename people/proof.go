package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
)

// ProofLife is how long it counts that somebody proved who they are.
const ProofLife = 10 * time.Minute

// PendingCode is what the session of somebody with an authenticator app waits
// for after their password.
const PendingCode = "totp"

// ErrPending is the cause of the SignedOut fault of a session that waits for a
// second factor: it opens nothing but the page that asks for it.
var ErrPending = errors.New("people: the second factor is still to come")

const (
	sayPending = "Enter the code of your authenticator app to finish signing in."
	sayProve   = "This is far-reaching, so prove once more that it is you. It counts for ten minutes."
)

// Proved gives a fault of kind Prove unless a has proved within ProofLife who
// they are; signing in is such a proof. Whoever is logged in as somebody else
// never can. Ask it before what a borrowed or forgotten browser must not do:
// giving admin, setting a password, changing an address, taking all data away.
func (s *Store) Proved(a *Actor) error {
	const op = "people.Proved"
	if a == nil {
		return signedOut(op, saySignIn)
	}
	if err := a.self(op); err != nil || s.now().Sub(a.Session.ProvedAt) < ProofLife {
		return err
	}
	return &fault.Fault{Kind: fault.Prove, Op: op, Say: sayProve}
}

// Proof is what somebody shows to prove who they are: one of these.
type Proof struct {
	Password string
	Code     string // of their authenticator app, a recovery code, or the one from a mail
	Passkey  []byte // the answer of one of their passkeys to AskPasskeyProof
}

// Prove notes that the holder of a session has proved again who they are, in
// one of their Ways. Wrong proofs are slowed down like those at the door.
func (s *Store) Prove(ctx context.Context, a *Actor, p Proof) error {
	const op = "people.Prove"
	if err := a.self(op); err != nil {
		return err
	}
	f, err := s.Factors(ctx, a)
	if err != nil {
		return err
	}
	switch ways := f.Ways(); {
	case len(p.Passkey) > 0:
		return s.provePasskey(ctx, a, p.Passkey, op)
	case p.Code != "" && ways.Code:
		return s.proveCode(ctx, a, p.Code, op)
	case p.Code != "" && ways.Mail:
		return s.proveMailed(ctx, a, p.Code, op)
	case ways.Password:
		return s.provePassword(ctx, a, p.Password, op)
	case ways.Code:
		return fault.Bad(op, "code", "Type the code of your authenticator app. Your password alone does not do here.")
	}
	return fault.Bad(op, "code", "Type the code from the mail we sent you.")
}

func (s *Store) provePassword(ctx context.Context, a *Actor, password, op string) error {
	who, err := s.reread(ctx, a.Person.ID)
	if err != nil {
		return err
	}
	if err := s.proves(ctx, who, "password", password, op); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.noteProof(ctx, tx, a.Session, "") })
}

func (s *Store) proveCode(ctx context.Context, a *Actor, code, op string) error {
	recovery, err := s.recoveryHash(ctx, a.Person.ID, code)
	if err != nil {
		return err
	}
	return s.trying(ctx, a.Session.ID, func(tx *db.Tx) error {
		if err := s.takeCode(ctx, tx, a, "code", code, recovery, op); err != nil {
			return err
		}
		return s.noteProof(ctx, tx, a.Session, PendingCode)
	})
}

// noteProof writes down that the person of a session proved who they are, and
// by which second factor if they did so by one.
func (s *Store) noteProof(ctx context.Context, tx *db.Tx, ses Session, factor string) error {
	set := db.Set("proved_at", db.Moment(s.now())).Set("wrong_count", 0).SetIf(factor != "", "factor", factor)
	n, err := tx.Global("session").Update(ctx, db.Where("id = ? AND pending = ''", ses.ID), set)
	if err == nil && n == 0 {
		err = signedOut("people.Prove", sayEnded)
	}
	return err
}

// noteFactor writes down that a session has shown a second factor: setting one up
// does so.
func (s *Store) noteFactor(ctx context.Context, tx *db.Tx, ses Session, factor string) error {
	_, err := tx.Global("session").Update(ctx, db.ByID(ses.ID), db.Set("factor", factor))
	return err
}

// highRoles are those that are given only by somebody who has just proved who
// they are: with one of them a thief could stay.
var highRoles = []access.Role{access.RoleAdmin, access.RolePortalAdmin, access.RoleIt, access.RoleMasterAdmin, access.RoleCustomerAdmin}

// provedFor refuses to give a high role in the name of who unless by, the same
// person, has proved who they are.
func (s *Store) provedFor(who *access.Viewer, by *Actor, role access.Role) error {
	if who.IsSystem() || !slices.Contains(highRoles, role) {
		return nil
	}
	if by == nil || by.Member.ID != who.Who().Member {
		return &fault.Fault{Kind: fault.Prove, Op: "people.CreateGrant", Say: sayProve}
	}
	return s.Proved(by)
}
