package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// This file is about what the policy page gives to system-admin: an Admin of the
// system account at work in an account they do not belong to. There they hold
// that one role and nothing else.

// PowerIn gives a system admin's eyes in any account; not found for everybody
// else, whatever account they name.
func (s *Store) PowerIn(ctx context.Context, who *access.Viewer, account id.ID) (*access.Viewer, error) {
	var power *access.Viewer
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		power, err = s.powerIn(ctx, tx, who, account, "people.PowerIn")
		return err
	})
	return power, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Account, ID: account}, err)
}

func (s *Store) powerIn(ctx context.Context, tx *db.Tx, who *access.Viewer, account id.ID, op string) (*access.Viewer, error) {
	w := who.Who()
	if !s.IsSystemAdmin(who) {
		return nil, access.Hidden(op)
	}
	if w.Home.IsZero() {
		w.Home, w.HomeMember = w.Account, w.Member
	}
	a, err := AccountIn(ctx, tx, account)
	if err != nil {
		return nil, missing(err, op)
	}
	w.Account, w.Member = a.ID, id.ID{}
	return s.freshPower(ctx, tx, w, op)
}

// freshPower builds the eyes of a system admin as their own grants are at this
// moment.
func (s *Store) freshPower(ctx context.Context, tx *db.Tx, w access.Who, op string) (*access.Viewer, error) {
	seat, err := memberSeat(ctx, tx, w.Home, w.HomeMember)
	if err != nil {
		return nil, missing(err, op)
	}
	now := s.now()
	own, err := grantsOf(ctx, tx, w.Home, w.HomeMember, w.Today)
	if err != nil {
		return nil, err
	}
	own = slices.DeleteFunc(s.standingGrants(seat.actor.Account.Slug, own), func(g access.Grant) bool { return g.Role != access.RoleSystemAdmin })
	if seat.actor.Member.State != Active || seat.actor.Account.State != AccountActive || !w.ActingPerson.IsZero() || len(own) == 0 {
		return nil, fault.NotFound(op)
	}
	v := access.NewViewer(access.Page, w, own, now)
	if !s.IsSystemAdmin(v) { // the grant behind it is not in force
		return nil, fault.NotFound(op)
	}
	return v, nil
}

// power is powerIn for an act on an account itself, as far as the page gives it.
func (s *Store) power(ctx context.Context, tx *db.Tx, who *access.Viewer, account id.ID, verb access.Verb, t access.Thing, op string) (*access.Viewer, error) {
	v, err := s.powerIn(ctx, tx, who, account, op)
	if err != nil {
		return nil, err
	}
	return v, v.Permit(op, verb, &access.Record{Thing: t, ID: account, Account: account})
}

// powered gives by's hands in another account: whatever people does for a member
// it then does for a system admin, as far as the page gives it.
func (s *Store) powered(ctx context.Context, by *Actor, account id.ID) (*Actor, error) {
	if by == nil {
		return nil, signedOut("people.powered", saySignIn)
	}
	v, err := s.PowerIn(ctx, by.Viewer, account)
	if err != nil {
		return nil, err
	}
	as := *by
	as.Viewer = v
	return &as, nil
}
