package db

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"keyhouse/access"
)

var errNoOneAsks = errors.New("db: this query was never told who asks: begin with Select and Visible")

// mustBe panics with words for the programmer if ok does not hold.
func mustBe(ok bool, format string, args ...any) {
	if !ok {
		panic("db: " + fmt.Sprintf(format, args...))
	}
}

// text is a statement being written, with its arguments bound.
type text struct {
	b       []byte
	args    []any
	dialect access.Dialect
	memo    *memo
}

func newText(d access.Dialect) *text {
	return &text{b: make([]byte, 0, 1024), args: make([]any, 0, 12), dialect: d, memo: new(memo)}
}

// text begins a statement for this database.
func (d *DB) text() *text {
	return &text{b: make([]byte, 0, 1024), args: make([]any, 0, 12), dialect: d.dialect, memo: &d.memo}
}

// add appends sql, turning each ? into $n for PostgreSQL.
func (t *text) add(sql string, args ...any) *text {
	if t.dialect == access.Postgres && len(args) > 0 {
		t.number(sql)
	} else {
		t.b = append(t.b, sql...)
	}
	for _, a := range args {
		t.args = append(t.args, bind(a))
	}
	return t
}

func (t *text) number(sql string) {
	n := len(t.args)
	for {
		i := strings.IndexByte(sql, '?')
		if i < 0 {
			t.b = append(t.b, sql...)
			return
		}
		n++
		t.b = append(t.b, sql[:i]...)
		t.b = append(t.b, '$')
		t.b = strconv.AppendInt(t.b, int64(n), 10)
		sql = sql[i+1:]
	}
}

// limit is written out: a planner that keeps plans must know how little is wanted.
func (t *text) limit(n int) { t.b = strconv.AppendInt(append(t.b, " LIMIT "...), int64(n), 10) }

// rows writes the query as it stands.
func (q Query) rows(t *text) (*text, error) {
	shape := access.Auto
	if q.gathered {
		shape = access.Count
	}
	if err := q.body(t, q.columns, shape); err != nil {
		return nil, err
	}
	if q.group != "" {
		t.add(" GROUP BY ").add(q.group)
	}
	if q.order != "" {
		t.add(" ORDER BY ").add(q.order)
	}
	if q.limit > 0 {
		t.limit(q.limit)
	}
	return t, nil
}

// count writes a query for the number of rows or groups; above most (if not 0)
// it stops counting.
func (q Query) count(t *text, most int) (*text, error) {
	q.after = nil // how many there are, not how many are left
	if q.group == "" && most == 0 {
		return t, q.body(t, "COUNT(*)", access.Count)
	}
	t.add("SELECT COUNT(*) FROM (")
	if err := q.body(t, "1", access.Count); err != nil {
		return nil, err
	}
	if q.group != "" {
		t.add(" GROUP BY ").add(q.group)
	}
	if most > 0 {
		t.limit(most)
	}
	t.add(") counted")
	return t, nil
}

// body writes SELECT … FROM … WHERE with the scope first.
func (q Query) body(t *text, columns string, s access.Shape) error {
	t.add("SELECT ").add(columns).add(" FROM ").add(q.from)
	for _, j := range q.joins {
		t.add(" ").add(j.sql, j.args...)
	}
	if err := q.whose(t); err != nil {
		return err
	}
	for i := range q.filters {
		p := t.memo.condition(&q.filters[i], t.dialect, s)
		t.args = slices.Grow(t.args, len(p.args)+8)
		t.add(" AND (").add(p.sql, p.args...).add(")")
	}
	for _, w := range q.wheres {
		t.add(" AND (").add(w.sql, w.args...).add(")")
	}
	return q.behind(t)
}

func (q Query) whose(t *text) error {
	switch q.scope {
	case ofAccount:
		if q.tied() {
			t.add(" WHERE 1 = 1")
			break
		}
		t.add(" WHERE ").add(q.alias).add(".account_id = ?", q.owner)
	case ofPerson:
		t.add(" WHERE ").add(q.alias).add(".person_id = ?", q.owner)
	case ofNobody:
		t.add(" WHERE 1 = 1")
	default:
		return errNoOneAsks
	}
	return nil
}

// tied reports whether a filter on the row itself holds it to the account
// already: asking twice costs a comparison a row.
func (q Query) tied() bool {
	return slices.ContainsFunc(q.filters, func(f filter) bool {
		return f.alias == q.alias && !f.f.Nothing() && f.f.Account() == q.owner
	})
}
