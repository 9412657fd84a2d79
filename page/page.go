// Package page cuts lists into pages by key: a page starts after the last row
// of the one before, wherever that row has moved, and costs the same however
// far down it lies. Cursors are opaque to their bearer.
package page

import (
	"slices"
	"strings"
)

// A page holds DefaultLimit rows unless asked otherwise, never more than MaxLimit.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// Page is one page of a list. Next and Prev are cursors, "" where there is no
// further page that way; More is Next != "".
type Page[T any] struct {
	Rows       []T
	Next, Prev string
	More       bool
}

// Kind is the type of a column that rows are sorted by.
type Kind uint8

// What a column holds.
const (
	Int Kind = iota
	Text
	ID
)

// Column is a column rows are sorted by. It must never be NULL; the last
// column of an Order must be unique, so that pages neither overlap nor skip.
type Column struct {
	SQL  string
	Kind Kind
	Desc bool
}

// Order is a way to sort a list. Name tells orders apart: a cursor made in
// one is refused in another.
type Order struct {
	Name    string
	Columns []Column
}

// By gives the order by columns, named name.
func By(name string, columns ...Column) Order { return Order{name, columns} }

// Plan is how to fetch one page of an order.
type Plan struct {
	order Order
	back  bool
	key   []any
	limit int
}

// Plan reads a cursor ("" is the first page) and a limit (0 is the default). A
// cursor that was altered or belongs to another order is Invalid.
func (o Order) Plan(cursor string, limit int) (Plan, error) {
	if limit == 0 {
		limit = DefaultLimit
	}
	p := Plan{order: o, limit: min(max(limit, 1), MaxLimit)}
	if cursor == "" {
		return p, nil
	}
	var err error
	p.back, p.key, err = o.decode(cursor)
	return p, err
}

// Fetch gives how many rows to ask for: one beyond the page, to know of more.
func (p Plan) Fetch() int { return p.limit + 1 }

// OrderBy gives the columns to sort by, reversed on the way back.
func (p Plan) OrderBy() string {
	terms := make([]string, len(p.order.Columns))
	for i, c := range p.order.Columns {
		terms[i] = c.SQL
		if c.Desc != p.back {
			terms[i] += " DESC"
		}
	}
	return strings.Join(terms, ", ")
}

// Where gives the condition that a row lies beyond the cursor and its
// arguments; "" on the first page.
func (p Plan) Where() (string, []any) {
	if p.key == nil {
		return "", nil
	}
	if p.oneWay() {
		names, marks := make([]string, len(p.key)), make([]string, len(p.key))
		for i, c := range p.order.Columns {
			names[i], marks[i] = c.SQL, "?"
		}
		return "(" + strings.Join(names, ", ") + ") " + p.beyond(0) + " (" + strings.Join(marks, ", ") + ")", p.key
	}
	return p.stepwise()
}

// oneWay tells whether all columns run the same way: then comparing whole rows
// lets both databases seek in an index.
func (p Plan) oneWay() bool {
	for _, c := range p.order.Columns {
		if c.Desc != p.order.Columns[0].Desc {
			return false
		}
	}
	return true
}

func (p Plan) beyond(i int) string {
	if p.order.Columns[i].Desc != p.back {
		return "<"
	}
	return ">"
}

// stepwise spells the comparison column by column; its first term bounds the
// leading column, so that an index still helps.
func (p Plan) stepwise() (string, []any) {
	var terms []string
	var args []any
	for i := range p.order.Columns {
		var t []string
		for j := range i {
			t = append(t, p.order.Columns[j].SQL+" = ?")
			args = append(args, p.key[j])
		}
		t = append(t, p.order.Columns[i].SQL+" "+p.beyond(i)+" ?")
		args = append(args, p.key[i])
		terms = append(terms, strings.Join(t, " AND "))
	}
	lead := p.order.Columns[0].SQL + " " + p.beyond(0) + "= ?"
	return lead + " AND (" + strings.Join(terms, " OR ") + ")", append([]any{p.key[0]}, args...)
}

// Cut turns the rows fetched by p into a page. key gives the values of the
// order's columns for a row: int64, string or id.ID.
func Cut[T any](p Plan, rows []T, key func(T) []any) Page[T] {
	further := len(rows) > p.limit
	if further {
		rows = rows[:p.limit]
	}
	if p.back {
		slices.Reverse(rows)
	}
	out := Page[T]{Rows: rows}
	if len(rows) == 0 {
		return out
	}
	if further && !p.back || p.back {
		out.Next = p.order.encode(false, key(rows[len(rows)-1]))
	}
	if further && p.back || !p.back && p.key != nil {
		out.Prev = p.order.encode(true, key(rows[0]))
	}
	out.More = out.Next != ""
	return out
}
