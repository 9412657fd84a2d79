package people

import (
	"context"
	"net/url"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/sheet"
	"keyhouse/words"
)

// Leaving notes that something is about to leave the server: a file, a print, a
// feed. It is called before the first byte does; if it cannot be noted, nothing
// leaves.
func (s *Store) Leaving(ctx context.Context, who *access.Viewer, e Entry) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.Audit(ctx, tx, who, e) })
}

// trailColumns are those of the exported trail. Acts, things and outcomes stand
// in them as the filters know them.
var trailColumns = []sheet.Column{
	{Title: "when-utc", Kind: sheet.KindMoment}, {Title: "person"}, {Title: "logged-in-as"}, {Title: "what"}, {Title: "of"}, {Title: "record"},
	{Title: "called"}, {Title: "outcome"}, {Title: "detail"}, {Title: "before-and-after"},
	{Title: "chain", Kind: sheet.KindNumber}, {Title: "entry", Kind: sheet.KindNumber}, {Title: "id"},
}

// MayTakeList refuses who may take no list of such things away.
func MayTakeList(who *access.Viewer, t access.Thing, op string) error {
	switch {
	case !who.May(access.Read, t):
		return access.Hidden(op) // whoever sees none of a kind is not told that the kind exists
	case !who.May(access.Export, t):
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may look at this list, but not export it. Ask whoever looks after access."}
	}
	return nil
}

// LeavingList refuses who may take no list of such things away, and notes that
// one is about to leave as a file, and how it was chosen. That is a value, since
// people search by names; an id that names nothing here is not repeated.
func (s *Store) LeavingList(ctx context.Context, who *access.Viewer, t access.Thing, filter url.Values, op string) error {
	if err := MayTakeList(who, t, op); err != nil {
		return s.Tried(ctx, who, access.Export, &access.Record{Thing: t}, err)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		chosen, err := s.chosenBy(ctx, tx, who.Account(), filter)
		if err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Export, Thing: t, Detail: "a list, as a file", Changes: Diff(nil, Fields{}.Put(0, "Chosen by", chosen))})
	})
}

func (s *Store) chosenBy(ctx context.Context, tx *db.Tx, account id.ID, filter url.Values) (string, error) {
	known := url.Values{}
	for name, values := range filter {
		for _, v := range values {
			if i, err := id.Parse(v); err == nil {
				if here, err := s.exists(ctx, tx, account, i); err != nil {
					return "", err
				} else if !here {
					v = "something unknown here"
				}
			}
			known.Add(name, v)
		}
	}
	if len(known) == 0 {
		return "everything", nil
	}
	return known.Encode(), nil
}

// ExportTrail writes the entries that Trail would list and who may export into
// a sheet, as of one moment, with their values where those show. That it was
// exported is itself noted first. Closing the sheet is for the caller.
func (s *Store) ExportTrail(ctx context.Context, who *access.Viewer, f TrailFilter, to sheet.Writer) error {
	const op = "people.ExportTrail"
	if err := s.LeavingList(ctx, who, access.Audit, f.Query(), op); err != nil {
		return err
	}
	if err := to.Head(sheet.Heads(words.In(ctx), trailColumns)); err != nil {
		return err
	}
	f.Cursor, f.Limit = "", page.MaxLimit
	return s.db.Read(ctx, func(tx *db.Tx) error {
		for {
			next, err := s.exportTrailPage(ctx, tx, who, f, to)
			if f.Cursor = next; err != nil || next == "" {
				return err
			}
		}
	})
}

func (s *Store) exportTrailPage(ctx context.Context, tx *db.Tx, who *access.Viewer, f TrailFilter, to sheet.Writer) (string, error) {
	links, cut, err := s.trailLinks(ctx, tx, who, access.Export, f)
	if err != nil {
		return "", err
	}
	all, err := s.withValues(ctx, tx, who, links)
	if err != nil {
		return "", err
	}
	for _, e := range all {
		if err := to.Row(e.cells(words.In(ctx))); err != nil {
			return "", err
		}
	}
	return cut.Next, nil
}

func (e *TrailEntry) cells(t *words.Tongue) []sheet.Cell {
	hide := func(text string) sheet.Cell {
		if !e.Shown {
			return sheet.Hidden(t)
		}
		return sheet.Text(text)
	}
	return []sheet.Cell{sheet.Moment(e.At.UTC()), sheet.Text(e.PersonName), sheet.Text(e.ActingName), sheet.Text(e.Act), sheet.Text(e.ThingWord), sheet.Text(e.Record.String()),
		hide(e.Title), sheet.Text(e.Outcome), hide(e.Said(t)), sheet.Text(e.said(t)), sheet.Number(e.Lane), sheet.Number(e.Seq), sheet.Text(e.ID.String())}
}

// said writes the changes of an entry in one line.
func (e *TrailEntry) said(t *words.Tongue) string {
	var all []string
	for _, p := range e.Parts {
		switch {
		case p.Erased:
			all = append(all, t.Say("trail.part-erased", "part", t.Word("group", p.Word)))
		case !p.Shown:
			all = append(all, t.Say("trail.part-not-shown", "part", t.Word("group", p.Word)))
		}
		for _, c := range p.Changes {
			before, after := c.Told(Reader{Tongue: t}, e.Thing)
			all = append(all, t.Say("trail.field-changed", "field", c.Label(Reader{Tongue: t}), "before", before, "after", after))
		}
	}
	return strings.Join(all, "; ")
}

// eraseTrail removes what the trail kept of the fields of records; that they
// were there and have gone stays provable. The entry that says so comes with it.
func (s *Store) eraseTrail(ctx context.Context, tx *db.Tx, who *access.Viewer, e Entry) error {
	q := db.Select("e.id", "audit_entry e").Everything(system(who.Account())).And("e.record_id = ? AND e.parts IS NOT NULL", e.Record)
	entries, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if _, err := tx.Delete(ctx, who.Account(), "audit_value", db.Where("entry_id = ?", entry)); err != nil {
			return err
		}
	}
	e.Act, e.Detail = ActErase, "what the trail kept of their personal data"
	return s.Audit(ctx, tx, who, e)
}
