package db

import (
	"context"
	"strings"

	"keyhouse/access"
)

// Explain gives the plan that the database would follow for q, a line a step:
// for tests that hold plans in place, and for the performance report.
func Explain(ctx context.Context, tx *Tx, q Query) ([]string, error) {
	t, err := q.rows(tx.db.text())
	if err != nil {
		return nil, err
	}
	return tx.plan(ctx, t)
}

// ExplainCount is Explain for Count.
func ExplainCount(ctx context.Context, tx *Tx, q Query) ([]string, error) {
	t, err := q.count(tx.db.text(), 0)
	if err != nil {
		return nil, err
	}
	return tx.plan(ctx, t)
}

// SQL gives the text that q runs as, and its arguments, for benchmarks that
// compare it with one written by hand.
func (q Query) SQL(d access.Dialect) (string, []any, error) {
	t, err := q.rows(newText(d))
	if err != nil {
		return "", nil, err
	}
	return string(t.b), t.args, nil
}

func (tx *Tx) plan(ctx context.Context, t *text) (out []string, err error) {
	explain, columns := "EXPLAIN QUERY PLAN ", 4
	if tx.dialect() == access.Postgres {
		explain, columns = "EXPLAIN (COSTS OFF) ", 1
	}
	t.b = append([]byte(explain), t.b...)
	err = tx.each(ctx, t, func(r Row) error {
		var step string
		var skip any
		dest := []any{&skip, &skip, &skip, &step} // SQLite: number, parent, unused, step
		err := r.Scan(dest[4-columns:]...)
		out = append(out, strings.TrimRight(step, " "))
		return err
	})
	return out, err
}
