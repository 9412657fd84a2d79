package people

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/sheet"
	"keyhouse/words"
)

var previewColumns = []sheet.Column{{Title: "Change"}, {Title: "What"}, {Title: "Record"}, {Title: "Day", Kind: sheet.KindDay}}

// ExportPreview writes what Preview would show with every record it counts, one
// a row for each thing that could newly be done or no longer. That the list
// leaves is noted first. Closing the sheet is for the caller.
func (s *Store) ExportPreview(ctx context.Context, who *access.Viewer, member id.ID, c Change, t *words.Tongue, to sheet.Writer) error {
	c.Listed = MostListed
	p, err := s.Preview(ctx, who, member, c)
	if err != nil {
		return err
	}
	note := Entry{Verb: access.Export, Thing: access.Member, Record: member, Detail: "what a change of access would gain and lose, as a file"}
	if err := s.Leaving(ctx, who, note); err != nil {
		return err
	}
	if err := to.Head(previewColumns); err != nil {
		return err
	}
	for _, e := range p.Gained {
		if err := e.write(t, to, "gained"); err != nil {
			return err
		}
	}
	for _, e := range p.Lost {
		if err := e.write(t, to, "lost"); err != nil {
			return err
		}
	}
	return nil
}

func (e Effect) write(t *words.Tongue, to sheet.Writer, change string) error {
	row := func(called sheet.Cell, day sheet.Cell) error {
		return to.Row([]sheet.Cell{sheet.Text(change), sheet.Text(e.Words(t)), called, day})
	}
	if e.General {
		return row(sheet.Cell{}, sheet.Cell{})
	}
	for _, r := range e.Rows {
		if err := row(sheet.Text(r.Title), sheet.Day(r.Day)); err != nil {
			return err
		}
	}
	if rest := e.Count - int64(len(e.Rows)); rest > 0 {
		return row(sheet.Text(fmt.Sprintf("and %d more", rest)), sheet.Cell{})
	}
	return nil
}
