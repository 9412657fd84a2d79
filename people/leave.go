package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// Deactivate ends a member's access at this instant: their sessions in this
// account end with it, open pages too. What they were granted stays for the day
// they are reactivated. The account's last admin cannot be deactivated.
func (s *Store) Deactivate(ctx context.Context, who *access.Viewer, member id.ID) error {
	return s.leave(ctx, who, access.Deactivate, member, Inactive, "people.Deactivate")
}

// DeleteMember does the same for good: grants, links and secret calendar
// addresses go, and the person altogether if this was the last account they belonged to. Their name stays on
// what they did.
func (s *Store) DeleteMember(ctx context.Context, who *access.Viewer, member id.ID) error {
	return s.leave(ctx, who, access.Delete, member, Deleted, "people.DeleteMember")
}

// Reactivate undoes Deactivate. Somebody who never signed in is invited still.
func (s *Store) Reactivate(ctx context.Context, who *access.Viewer, member id.ID) error {
	const op = "people.Reactivate"
	return s.change(ctx, who, access.Deactivate, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if m.State != Inactive {
			return nil
		}
		if err := s.lesser(ctx, tx, who, m, op); err != nil {
			return err
		}
		state := Active
		if m.SignedInAt.IsZero() {
			state = Invited
		}
		if err := setMemberState(ctx, tx, m, state); err != nil {
			return err
		}
		is := m
		is.State = state
		if is.takesSeat() {
			if err := s.withinPlan(ctx, tx, m.Account, op); err != nil {
				return err
			}
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Deactivate, Thing: access.Member, Record: m.ID, Detail: "reactivated", Changes: Diff(m.fields(), is.fields())})
	})
}

func (s *Store) leave(ctx context.Context, who *access.Viewer, verb access.Verb, member id.ID, state, op string) error {
	return s.change(ctx, who, verb, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if m.State == state {
			return nil
		}
		if err := s.lesser(ctx, tx, who, m, op); err != nil {
			return err
		}
		if err := setMemberState(ctx, tx, m, state); err != nil {
			return err
		}
		if state == Deleted {
			if err := s.erase(ctx, tx, m); err != nil {
				return err
			}
		}
		if err := s.adminLeft(ctx, tx, m.Account, op); err != nil {
			return err
		}
		if err := s.disconnect(ctx, tx, m); err != nil {
			return err
		}
		is := m
		is.State = state
		e := Entry{Verb: verb, Thing: access.Member, Record: m.ID, Detail: state, Changes: Diff(m.fields(), is.fields())}
		if state == Deleted {
			e.Changes = nil // their name and address would stand in it
			if err := s.eraseTrail(ctx, tx, who, Entry{Thing: access.Member, Record: m.ID}); err != nil {
				return err
			}
		}
		return s.Audit(ctx, tx, who, e)
	})
}

func setMemberState(ctx context.Context, tx *db.Tx, m Member, state string) error {
	_, err := tx.Update(ctx, m.Account, "member", db.ByID(m.ID), db.Set("state", state).Set("version", db.Expr("version + 1")))
	return err
}

// withinReach refuses to touch somebody who holds more than who could have
// given: nobody is removed by a lesser.
func (s *Store) withinReach(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member) error {
	if who.IsSystem() {
		return nil
	}
	grants, err := grantsOf(ctx, tx, m.Account, m.ID, who.Who().Today)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if err := s.mayTake(ctx, tx, who, m, g); err != nil {
			return err
		}
	}
	return nil
}

// lesser refuses to touch somebody who holds more than who does. Oneself never
// is, and nobody is to a system admin (T10).
func (s *Store) lesser(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, op string) error {
	if m.Person == who.Who().Person || !who.Who().Home.IsZero() {
		return nil
	}
	return s.covers(ctx, tx, who, m, op, "This user may do something here that you may not. Ask an administrator.")
}

// erase removes what a deleted member leaves behind, but their name.
func (s *Store) erase(ctx context.Context, tx *db.Tx, m Member) error {
	ids, err := db.All(ctx, tx, db.Select("g.id", "access_grant g").Everything(system(m.Account)).And("g.member_id = ?", m.ID), db.Scan1[id.ID])
	if err != nil {
		return err
	}
	for _, g := range ids {
		if err := dropGrant(ctx, tx, m.Account, g); err != nil {
			return err
		}
	}
	if _, err := tx.Global("link").Delete(ctx, db.Where("person_id = ? AND account_id = ?", m.Person, m.Account)); err != nil {
		return err
	}
	if _, err := tx.Global("feed_out").Update(ctx, db.Where("account_id = ? AND member_id = ? AND revoked_at IS NULL", m.Account, m.ID),
		db.Set("revoked_at", s.now())); err != nil {
		return err
	}
	return s.forget(ctx, tx, m.Person)
}

// disconnect ends the member's sessions in this account and those in which
// they are logged in as somebody here.
func (s *Store) disconnect(ctx context.Context, tx *db.Tx, m Member) error {
	if err := s.endSessions(ctx, tx, "account_id = ? AND (person_id = ? OR acting_person_id = ?)", m.Account, m.Person, m.Person); err != nil {
		return err
	}
	return s.publish(ctx, tx, live.EndMember(m.Account, m.Person))
}

// adminLeft refuses a change after which nobody could put things right: an
// account keeps at least one active admin whose grant has no end.
func (s *Store) adminLeft(ctx context.Context, tx *db.Tx, account id.ID, op string) error {
	q := db.Select("g.id", "access_grant g").Everything(system(account)).
		Join("JOIN member m ON m.account_id = g.account_id AND m.id = g.member_id").
		And("g.role = ? AND g.scope = ? AND g.until_at IS NULL AND (g.from_at IS NULL OR g.from_at <= ?)",
			access.RoleAdmin.String(), access.OnAccount.String(), s.now()).
		And("m.state = ?", Active)
	n, err := db.Count(ctx, tx, q)
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This is the last active admin. Make somebody else an admin first."}
	}
	return err
}
