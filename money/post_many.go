package money

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

var entryColumns = []string{"id", "business_id", "day", "kind", "thing", "record_id", "property_id", "client_id", "memo", "nights", "created_at", "created_by"}

// PostMany is Post for very many entries, in few statements.
func PostMany(ctx context.Context, tx *db.Tx, account id.ID, all []Entry) error {
	closed, err := everyClosed(ctx, tx, account)
	if err != nil {
		return err
	}
	entries, rows := make([][]any, 0, len(all)), make([][]any, 0, 4*len(all))
	for _, e := range all {
		lines, err := tidy(e.Lines)
		if err != nil {
			return broken("money.PostMany", err)
		}
		if len(lines) == 0 {
			continue
		}
		i, day := id.New(), e.Day
		for n, l := range lines {
			day = max(day, closed[l.Client])
			rows = append(rows, []any{i, n + 1, string(l.Ledger), l.Client, l.Minor, string(l.Currency)})
		}
		entries = append(entries, []any{i, e.Business, day, e.Kind, e.Thing.String(), e.Record, e.Property, e.Client, e.Memo, e.Nights, e.At, e.By})
	}
	if err := tx.InsertMany(ctx, account, "journal_entry", entryColumns, entries); err != nil {
		return err
	}
	return tx.InsertMany(ctx, account, "journal_line", lineColumns, rows)
}

// everyClosed gives the first day that each client was not told about.
func everyClosed(ctx context.Context, tx *db.Tx, account id.ID) (map[id.ID]calendar.Date, error) {
	closed := map[id.ID]calendar.Date{}
	q := db.Select("s.client_id, MAX(s.until_day)", "statement s").
		Everything(access.System("which days owners were told about").In(account)).GroupBy("s.client_id")
	err := db.Each(ctx, tx, q, func(r db.Row) error {
		var client id.ID
		var until calendar.Date
		err := r.Scan(&client, &until)
		closed[client] = until
		return err
	})
	return closed, err
}
