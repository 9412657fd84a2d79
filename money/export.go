package money

import (
	"context"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/page"
	"keyhouse/sheet"
	"keyhouse/words"
)

// ExportStatements writes the statements that Statements would list into a
// sheet, all pages of it. Closing the sheet is for the caller. Sums stand only
// where they show.
func (s *Store) ExportStatements(ctx context.Context, who *access.Viewer, f StatementFilter, to sheet.Writer) error {
	const op = "money.ExportStatements"
	if err := s.people.LeavingList(ctx, who, access.Statement, f.Query(), op); err != nil {
		return err
	}
	if err := to.Head(sheet.Heads(words.In(ctx), statementHeads)); err != nil {
		return err
	}
	for f.Cursor, f.Limit = "", page.MaxLimit; ; {
		p, err := s.Statements(ctx, who, f)
		if err != nil {
			return err
		}
		for _, st := range p.Rows {
			if err := to.Row(st.cells(words.In(ctx))); err != nil {
				return err
			}
		}
		if f.Cursor = p.Next; f.Cursor == "" {
			return nil
		}
	}
}

var statementHeads = []sheet.Column{{Title: "number", Kind: sheet.KindNumber}, {Title: "owner"}, {Title: "from", Kind: sheet.KindDay}, {Title: "to", Kind: sheet.KindDay},
	{Title: "issued", Kind: sheet.KindText}, {Title: "currency"}, {Title: "brought-forward", Kind: sheet.KindMoney}, {Title: "earned", Kind: sheet.KindMoney},
	{Title: "paid-out", Kind: sheet.KindMoney}, {Title: "balance", Kind: sheet.KindMoney}, {Title: "settled", Kind: sheet.KindMoney}}

func (st *Statement) cells(t *words.Tongue) []sheet.Cell {
	cells := []sheet.Cell{sheet.Number(st.Number), sheet.Text(st.OwnerName), sheet.Day(st.From), sheet.Day(st.Until.Add(-1)),
		sheet.Text(st.IssuedAt.Format("2006-01-02")), sheet.Text(string(st.Currency))}
	for _, minor := range []int64{st.Opening, st.Earned, st.Paid, st.Closing, st.Settled} {
		if st.Shown.Has(access.GroupAmount) {
			cells = append(cells, sheet.Money(cash.Amount{Minor: minor, Currency: st.Currency}))
		} else {
			cells = append(cells, sheet.Hidden(t))
		}
	}
	return cells
}
