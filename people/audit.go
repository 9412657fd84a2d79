package people

import (
	"context"

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
// sentence without anybody's personal data.
type Entry struct {
	Verb                     access.Verb
	Thing                    access.Thing
	Record, Property, Client id.ID
	Outcome                  string // "" is Done
	Detail                   string
}

const maxDetail = 1000

// Audit adds to the trail of who's account, in the transaction of the change it
// is about: who did it, and in whose name.
func (s *Store) Audit(ctx context.Context, tx *db.Tx, who *access.Viewer, e Entry) error {
	if e.Outcome == "" {
		e.Outcome = Done
	}
	w := who.Who()
	return tx.Insert(ctx, w.Account, "audit_entry", db.Set("id", id.New()).Set("at", s.now()).
		Set("person_id", w.Person).Set("acting_person_id", w.ActingPerson).Set("person_name", w.Name).Set("acting_name", w.ActingName).
		Set("verb", e.Verb.String()).Set("thing", e.Thing.String()).
		Set("record_id", e.Record).Set("property_id", e.Property).Set("client_id", e.Client).
		Set("outcome", e.Outcome).Set("detail", clip(e.Detail, maxDetail)))
}

// Refused notes a denied attempt, in a transaction of its own since the one it
// was tried in is undone.
func (s *Store) Refused(ctx context.Context, who *access.Viewer, e Entry) error {
	e.Outcome = Denied
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.Audit(ctx, tx, who, e) })
}

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
