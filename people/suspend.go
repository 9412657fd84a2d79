package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// Suspend ends what everyone may do in an account but what the policy says a
// suspended account keeps, and tells them why; Resume gives it back. Nothing is
// lost. Both are for commands; people use SuspendAccount and ReactivateAccount.
func (s *Store) Suspend(ctx context.Context, account id.ID, why string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.setState(ctx, tx, system(account), AccountSuspended, why) })
}

// Resume undoes Suspend.
func (s *Store) Resume(ctx context.Context, account id.ID, why string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.setState(ctx, tx, system(account), AccountActive, why) })
}

// SuspendAccount is Suspend by a system admin who has Proved who they are. The
// account that runs the installation cannot be suspended from within.
func (s *Store) SuspendAccount(ctx context.Context, by *Actor, account id.ID, why string) error {
	return s.switchAccount(ctx, by, account, AccountSuspended, why)
}

// ReactivateAccount undoes SuspendAccount.
func (s *Store) ReactivateAccount(ctx context.Context, by *Actor, account id.ID, why string) error {
	return s.switchAccount(ctx, by, account, AccountActive, why)
}

func (s *Store) switchAccount(ctx context.Context, by *Actor, account id.ID, state, why string) error {
	const op = "people.SuspendAccount"
	if err := s.Proved(by); err != nil {
		return err
	}
	f := fault.Fields{Op: op}
	why = entry.Line(&f, "reason", why, entry.MaxName)
	if why == "" && state == AccountSuspended {
		f.Bad("reason", "Write why: the people of the account are told.")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.power(ctx, tx, by.Viewer, account, access.Suspend, access.Account, op)
		if err != nil {
			return err
		}
		if account == who.Who().Home {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This account runs the installation: nobody could lift its suspension again."}
		}
		return s.setState(ctx, tx, who, state, why)
	})
	return s.Tried(ctx, by.Viewer, access.Suspend, &access.Record{Thing: access.Account, ID: account}, err)
}

func (s *Store) setState(ctx context.Context, tx *db.Tx, who *access.Viewer, state, why string) error {
	account := who.Account()
	was, err := AccountIn(ctx, tx, account)
	if err != nil {
		return missing(err, "people.Suspend")
	}
	is := was
	is.State, is.SuspendedWhy = state, ""
	detail := state
	if why != "" {
		detail += ": " + why
	}
	if state != AccountActive {
		is.SuspendedWhy = clip(why, entry.MaxName)
	}
	_, err = tx.Global("account").Update(ctx, db.ByID(account), db.Set("state", is.State).Set("suspended_why", is.SuspendedWhy).Set("version", db.Expr("version + 1")))
	if err != nil {
		return err
	}
	if err := s.Audit(ctx, tx, who, Entry{Verb: access.Suspend, Thing: access.Account, Record: account, Detail: detail, Changes: Diff(was.standing(), is.standing())}); err != nil {
		return err
	}
	if state == AccountActive {
		return nil
	}
	return s.publish(ctx, tx, live.EndAccount(account))
}

// stands refuses with the reason what leads into a suspended account. A link of
// no account leads anywhere.
func stands(ctx context.Context, tx *db.Tx, account id.ID) error {
	if account.IsZero() {
		return nil
	}
	a, err := AccountIn(ctx, tx, account)
	if err == nil && a.State != AccountActive {
		err = a.suspended("people.Link")
	}
	return err
}
