package db

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/id"
)

// manyArgs bounds the arguments of one statement: SQLite takes 32,766 and
// PostgreSQL 65,535, but texts of a few hundred are as fast and cache well.
const manyArgs = 800

// manyRows bounds the rows of one statement, and fewRows is up to how many are
// not worth a look at what they share.
const (
	manyRows = 200
	fewRows  = 16
)

// addMany adds rows in as few statements as fit; tail ends each. None of the
// values may be an Expression.
func (t table) addMany(ctx context.Context, columns []string, rows [][]any, tail string) error {
	if err := t.check(); err != nil {
		return err
	}
	in := &insertion{t: t, columns: columns, tail: tail}
	for c := range columns {
		if shared(rows, c) {
			in.shared = append(in.shared, c)
		} else {
			in.varied = append(in.varied, c)
		}
	}
	step := min(manyRows, max(1, manyArgs/max(1, len(in.varied))))
	for some := range slices.Chunk(rows, step) {
		in.bind(some)
		if _, err := t.tx.exec(ctx, in.text); err != nil {
			return err
		}
	}
	return nil
}

// shared reports whether many rows all have the same value in a column.
func shared(rows [][]any, column int) bool {
	if len(rows) <= fewRows {
		return false
	}
	for _, r := range rows {
		if _, bytes := r[column].([]byte); bytes || r[column] != rows[0][column] {
			return false // bytes cannot be compared so
		}
	}
	return true
}

// insertion is one statement that adds rows, written once and sent again and
// again. A value that all rows share is one argument: to hand arguments over is
// a good part of the work.
type insertion struct {
	t              table
	columns        []string
	shared, varied []int // columns
	tail           string
	text           *text
	size           int    // how many rows text takes
	own            []bool // arguments whose bytes are ours to write over
}

// bind makes the statement one for rows.
func (in *insertion) bind(rows [][]any) {
	if in.size != len(rows) {
		in.write(len(rows))
	}
	at := 0
	put := func(v any) {
		in.put(at, v)
		at++
	}
	if !in.t.global {
		put(in.t.account)
	}
	for _, c := range in.shared {
		put(rows[0][c])
	}
	for _, r := range rows {
		for _, c := range in.varied {
			put(r[c])
		}
	}
}

// put sets one argument. Both drivers have copied what was there before.
func (in *insertion) put(at int, v any) {
	i, is := v.(id.ID)
	switch {
	case !is || i.IsZero():
		in.text.args[at], in.own[at] = bind(v), false
	case in.own[at]:
		copy(in.text.args[at].([]byte), i[:])
	default:
		in.text.args[at], in.own[at] = bindID(i), true
	}
}

// write writes the statement for n rows. What they share comes first: SQLite
// counts its unnumbered marks on from the highest number it has seen.
func (in *insertion) write(n int) {
	x := in.t.tx.db.text().add(in.t.intoMany()).add(" (")
	first := 0 // marks of what rows share
	if !in.t.global {
		x.add("account_id, ")
		first++
	}
	var names []string
	for _, c := range slices.Concat(in.shared, in.varied) {
		names = append(names, in.columns[c])
	}
	x.add(strings.Join(names, ", ")).add(") VALUES ")
	first += len(in.shared)
	count := first
	for i := range n {
		x.add(map[bool]string{true: "(", false: ", ("}[i == 0])
		for c := range first + len(in.varied) {
			if c > 0 {
				x.add(", ")
			}
			if c < first {
				x.mark(c + 1)
				continue
			}
			count++
			x.next(count)
		}
		x.add(")")
	}
	x.add(in.tail)
	x.args, in.own = make([]any, count), make([]bool, count)
	in.text, in.size = x, n
}

// mark writes the mark of the n-th argument, which may stand in many places.
func (t *text) mark(n int) {
	sign := byte('?')
	if t.dialect == access.Postgres {
		sign = '$'
	}
	t.b = strconv.AppendInt(append(t.b, sign), int64(n), 10)
}

// next writes the mark of the n-th argument, where all before have theirs.
// SQLite finds the arguments of marks without a number quicker.
func (t *text) next(n int) {
	if t.dialect == access.SQLite {
		t.b = append(t.b, '?')
		return
	}
	t.mark(n)
}

// intoMany begins an insertion of many rows. If one of them cannot be written the
// transaction is given up, as PostgreSQL would have it; so SQLite need not note
// each page that a statement changes in order to undo that statement alone.
func (t table) intoMany() string {
	if t.tx.db.dialect == access.SQLite {
		return "INSERT OR FAIL INTO " + t.name
	}
	return "INSERT INTO " + t.name
}

// tally adds to numbers that are there, and puts the others.
func (t table) tally(ctx context.Context, key []string, column string, rows [][]any) error {
	tail := " ON CONFLICT (account_id, " + strings.Join(key, ", ") + ") DO UPDATE SET " + column + " = " + t.name + "." + column + " + excluded." + column
	return t.addMany(ctx, append(slices.Clip(key), column), rows, tail)
}
