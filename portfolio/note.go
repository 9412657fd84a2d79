package portfolio

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Note is what somebody wrote down on a record. Author keeps the name they had
// then; Acting is the office person who was logged in as them, if one was.
type Note struct {
	ID, Record, Person   id.ID
	Thing                access.Thing
	Body, Author, Acting string
	At                   time.Time
}

// maxNotes bounds the notes shown of one record.
const maxNotes = 1000

// Notes lists the notes on a record, oldest first. It is missing to who may not
// know of the record, and Forbidden to who may but does not see its notes.
func (s *Store) Notes(ctx context.Context, who *access.Viewer, t access.Thing, record id.ID) (out []Note, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.NotesIn(ctx, tx, who, t, record)
		return err
	})
	return out, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: t, ID: record}, err)
}

// NotesIn is Notes within a reading that has more to it.
func (s *Store) NotesIn(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, record id.ID) ([]Note, error) {
	const op = "portfolio.Notes"
	r, err := s.people.RecordOf(ctx, tx, who.Account(), t, record)
	if err != nil {
		return nil, missing(err, op)
	}
	if err := who.Permit(op, access.Read, r); err != nil {
		return nil, err
	}
	if !who.Mask(r).Has(access.GroupNotes) {
		return nil, &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "The notes are not shown to you."}
	}
	q := db.Select("n.id, n.person_id, n.body, n.author, n.acting_name, n.created_at", "note n").
		Everything(who.Beyond("the notes of a record whose notes show")).And("n.record_id = ? AND n.thing = ?", record, t.String())
	notes, err := db.All(ctx, tx, q.Order("n.id").Limit(maxNotes), func(row db.Row) (Note, error) {
		n := Note{Record: record, Thing: t}
		err := row.Scan(&n.ID, &n.Person, &n.Body, &n.Author, &n.Acting, db.ScanMoment(&n.At))
		return n, err
	})
	if err != nil {
		return nil, err
	}
	return notes, hideAuthors(ctx, tx, who, r, notes)
}

// fromThePortal stands for an author whose name would say whose property it is.
const fromThePortal = "Portal user"

// hideAuthors leaves out the names of portal users, who may be the owners, for
// readers who may not know whose property the record is at. One's own stays.
func hideAuthors(ctx context.Context, tx *db.Tx, who *access.Viewer, r *access.Record, notes []Note) error {
	at := &access.Record{Thing: access.Property, ID: r.Property, Account: r.Account, Business: r.Business, Property: r.Property}
	if len(notes) == 0 || r.Property.IsZero() || who.Mask(at).Has(access.GroupOwner) {
		return nil
	}
	q := db.Select("m.person_id", "member m").Everything(who.Beyond("which authors are staff")).And("m.kind = ?", people.Staff)
	list, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	staff := map[id.ID]bool{who.Who().Person: true}
	for _, p := range list {
		staff[p] = true
	}
	for i := range notes {
		if !staff[notes[i].Person] {
			notes[i].Person, notes[i].Author = id.ID{}, fromThePortal
		}
	}
	return err
}

// AddNote writes a note on a record. It gives the note back as a receipt, also
// to somebody who may add notes and not read them.
func (s *Store) AddNote(ctx context.Context, who *access.Viewer, t access.Thing, record id.ID, body string) (n Note, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err = s.AddNoteIn(ctx, tx, who, t, record, body)
		return err
	})
	return n, s.people.Tried(ctx, who, access.Annotate, &access.Record{Thing: t, ID: record}, err)
}

// AddNoteIn is AddNote within a change that has more to it.
func (s *Store) AddNoteIn(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, record id.ID, body string) (Note, error) {
	const op = "portfolio.AddNote"
	r, err := s.people.RecordOf(ctx, tx, who.Account(), t, record)
	if err != nil {
		return Note{}, missing(err, op)
	}
	if err := who.Permit(op, access.Annotate, r); err != nil {
		return Note{}, err
	}
	f := fault.Fields{Op: op}
	if body = entry.Prose(&f, "body", body, entry.MaxProse); body == "" && f.Err() == nil {
		f.Bad("body", "Write something.")
	}
	if err := f.Err(); err != nil {
		return Note{}, err
	}
	w := who.Who()
	n := Note{ID: id.New(), Record: record, Person: w.Person, Thing: t, Body: body, Author: w.Name, Acting: w.ActingName, At: s.now()}
	row := db.Set("id", n.ID).Set("thing", t.String()).Set("record_id", record).Set("property_id", r.Property).
		Set("body", n.Body).Set("person_id", n.Person).Set("author", n.Author).Set("acting_name", n.Acting).Set("created_at", n.At)
	if err := tx.Insert(ctx, w.Account, "note", row); err != nil {
		return Note{}, err
	}
	return n, s.people.Wrote(ctx, tx, who, access.Annotate, r, "", people.Diff(nil, people.Fields{}.Put(access.GroupNotes, "Note", n.Body))...)
}
