package people

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// The outcomes an audit entry can have.
const (
	Done   = "done"
	Denied = "denied"
)

// Entry is what the audit trail says of one act or attempt. Detail is a short
// sentence without anybody's personal data; what fields said goes to Changes.
type Entry struct {
	Verb                     access.Verb
	Act                      string // in place of Verb, for what the policy has no verb for; see ActSignIn and its kin
	Thing                    access.Thing
	Record, Property, Client id.ID
	Outcome                  string // "" is Done
	Detail                   string
	Changes                  []FieldChange // Diff(before, after)
}

// The acts that are no verbs of the policy, and so need an Act.
const (
	ActSignIn  = "sign in"
	ActSignOut = "sign out"
	ActEnd     = "end session"
	ActReturn  = "return" // from being logged in as somebody
	ActErase   = "erase"  // what the trail itself kept of a record's fields
)

const maxDetail = 1000

// Audit adds to the trail of who's account, in the transaction of the change it
// is about: who did it, and in whose name. What a system admin does in another
// account stands in the trail of their own as well. All entries of one
// transaction are linked and written at its end.
func (s *Store) Audit(ctx context.Context, tx *db.Tx, who *access.Viewer, e Entry) error {
	if err := s.auditIn(tx, who.Account(), who, e); err != nil || who.Who().Home.IsZero() || who.Who().Home == who.Account() {
		return err
	}
	e.Changes = nil // what fields of theirs say is that account's alone
	return s.auditIn(tx, who.Who().Home, who, e)
}

// auditIn is Audit into the trail of an account that is not who's own.
func (s *Store) auditIn(tx *db.Tx, account id.ID, who *access.Viewer, e Entry) error {
	if s.untraced {
		return nil
	}
	if account.IsZero() {
		return fmt.Errorf("people.Audit: %s %s: whose trail?", e.Act+e.Verb.String(), e.Thing)
	}
	if e.Outcome == "" {
		e.Outcome = Done
	}
	if e.Act == "" {
		e.Act = e.Verb.String()
	}
	w, now := who.Who(), s.now()
	s.trail.of(tx).add(link{
		account: account, id: s.trail.clock.at(now), at: now,
		person: w.Person, acting: w.ActingPerson, name: clip(w.Name, maxName), actingName: clip(w.ActingName, maxName),
		act: e.Act, thing: e.Thing.String(), record: e.Record, property: e.Property, client: e.Client,
		outcome: e.Outcome, detail: clip(e.Detail, maxDetail),
		values: valuesOf(e.Thing, e.Changes),
	})
	return nil
}

// maxName bounds the names in an entry: a background reason may be long.
const maxName = 300

// What Last action shows.
const actionSignIn = "Signed in"

// LastAction notes what who did last, for the Last action column. What somebody
// logged in as another person does is not that person's last action.
func (s *Store) LastAction(ctx context.Context, tx *db.Tx, who *access.Viewer, words string) error {
	w := who.Who()
	if w.Member.IsZero() || !w.ActingPerson.IsZero() {
		return nil
	}
	_, err := tx.Update(ctx, w.Account, "member", db.ByID(w.Member), db.Set("last_action", clip(words, 200)).Set("last_action_at", s.now()))
	return err
}
