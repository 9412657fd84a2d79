package people

import (
	"context"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// wayLeft refuses a change after which a person could not sign in any more. A
// password is a way, so is a passkey, and an identity at a provider that there
// still is. A link by mail is one only where this installation sends mail: what
// waits in an outbox opens nothing.
func (s *Store) wayLeft(ctx context.Context, tx *db.Tx, person id.ID, op string) error {
	who, err := byID(ctx, tx, person)
	if err != nil || who.hash != "" || s.sends() {
		return err
	}
	linked, err := s.linkedTo(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, l := range linked {
		if !l.Gone {
			return nil
		}
	}
	n, err := s.goodKeys(ctx, tx, person)
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This is your last way to sign in. Set a password or add a passkey first, then remove it."}
	}
	return err
}

// sends reports whether mails leave this installation.
func (s *Store) sends() bool {
	m, ok := s.mail.(interface{ Sends() bool })
	return ok && m.Sends()
}
