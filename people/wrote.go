package people

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/live"
)

// The two ends of whatever somebody does to a record, for every room: Wrote when
// it was done, Tried when it was not to be. access.Viewer.Permit stands between.

// Wrote ends a change of r, in its transaction: the trail of who's account has
// it, and the open pages of the account hear of it.
func (s *Store) Wrote(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, r *access.Record, detail string, changes ...FieldChange) error {
	e := entryOf(verb, r)
	e.Detail, e.Changes = detail, changes
	if err := s.Audit(ctx, tx, who, e); err != nil {
		return err
	}
	about := *r
	about.Account = who.Account()
	return s.Changed(ctx, tx, &about)
}

// WroteMany is Wrote for n records that came in together.
func (s *Store) WroteMany(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, t access.Thing, n int) error {
	return s.Wrote(ctx, tx, who, verb, &access.Record{Thing: t}, fmt.Sprintf("%d came in together", n))
}

// Tried gives err back, and writes it down if it says that who may not do verb to
// r: see Noted.
func (s *Store) Tried(ctx context.Context, who *access.Viewer, verb access.Verb, r *access.Record, err error) error {
	return s.Noted(ctx, who, entryOf(verb, r), err)
}

// Changed has the open pages of whoever may read r look again; those of who may
// read all such things, if r says no more than whose account and what.
func (s *Store) Changed(ctx context.Context, tx *db.Tx, r *access.Record) error {
	if *r == (access.Record{Account: r.Account, Thing: r.Thing}) {
		return s.publish(ctx, tx, live.Changed(r.Account, r.Thing.String()))
	}
	return s.publish(ctx, tx, live.ChangedRecord(r))
}

// entryOf is what the trail says of an act on r. A client and a property are
// found by the entries about them, too.
func entryOf(verb access.Verb, r *access.Record) Entry {
	e := Entry{Verb: verb, Thing: r.Thing, Record: r.ID, Property: r.Property, Client: r.Client}
	switch r.Thing {
	case access.Client:
		e.Client = r.ID
	case access.Property:
		e.Property = r.ID
	}
	return e
}
