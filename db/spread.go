package db

import (
	"context"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

// Span stands for one row for each of its days. Depart is not among them.
type Span struct {
	calendar.Nights
	Values []any
}

// InsertDays adds a row of account for each day of spans, the day in the column
// of that name. The database counts the days itself, so that hundreds of rows
// cost what sending one does. Spans in the order of the table's key are written
// quickest.
func (tx *Tx) InsertDays(ctx context.Context, account id.ID, table, day string, columns []string, spans []Span) error {
	return tx.of(account, table).addDays(ctx, day, columns, spans)
}

// spansAtOnce is how many spans one statement takes: more are no quicker.
const spansAtOnce = 100

func (t table) addDays(ctx context.Context, day string, columns []string, spans []Span) error {
	if err := t.check(); err != nil {
		return err
	}
	into := t.intoMany() + " (account_id, " + strings.Join(columns, ", ") + ", " + day + ")"
	for len(spans) > 0 {
		some := spans[:min(spansAtOnce, len(spans))]
		x := t.tx.db.text().add(into)
		x.spans(columns, some)
		x.add(" SELECT ?, "+prefixed("s.", columns)+", s.arrive + c.n FROM spans s CROSS JOIN day_count c WHERE c.n < s.depart - s.arrive", t.account)
		if _, err := t.tx.exec(ctx, x); err != nil {
			return err
		}
		spans = spans[len(some):]
	}
	return nil
}

// spans writes WITH spans (…) AS (VALUES …).
func (t *text) spans(columns []string, spans []Span) {
	t.add(" WITH spans (arrive, depart, ").add(strings.Join(columns, ", ")).add(") AS (VALUES ")
	for i, s := range spans {
		row := append([]any{s.Arrive, s.Depart}, s.Values...)
		if i > 0 {
			t.add(", ")
		}
		t.add("(")
		for n, v := range row {
			if n > 0 {
				t.add(", ")
			}
			t.typed(v, i == 0)
		}
		t.add(")")
	}
	t.add(")")
}

// typed writes one argument; PostgreSQL is told the types by the first row.
func (t *text) typed(v any, say bool) {
	if !say || t.dialect != access.Postgres {
		t.add("?", v)
		return
	}
	kind := "BYTEA"
	switch bind(v).(type) {
	case int64:
		kind = "BIGINT"
	case string:
		kind = "TEXT"
	}
	t.add("CAST(? AS "+kind+")", v)
}

func prefixed(prefix string, columns []string) string {
	return prefix + strings.Join(columns, ", "+prefix)
}
