package db

import (
	"fmt"
	"strings"
)

// sortKey is one column of an Order.
type sortKey struct {
	column string
	down   bool
}

// sortKeys reads "b.arrive DESC, b.id".
func sortKeys(order string) []sortKey {
	var keys []sortKey
	for _, part := range splitTop(order) {
		part = strings.TrimSpace(part)
		column, down := strings.CutSuffix(part, " DESC")
		column = strings.TrimSuffix(column, " ASC")
		keys = append(keys, sortKey{column, down})
	}
	return keys
}

// splitTop splits at the commas that stand outside brackets.
func splitTop(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i, c := range s {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// behind writes the condition that After asks for.
func (q Query) behind(t *text) error {
	if len(q.after) == 0 {
		return nil
	}
	keys := sortKeys(q.order)
	if len(keys) != len(q.after) {
		return fmt.Errorf("db: After has %d values, Order %q has %d columns", len(q.after), q.order, len(keys))
	}
	if sameWay(keys) {
		behindRow(t, keys, q.after)
	} else {
		behindMixed(t, keys, q.after)
	}
	return nil
}

func sameWay(keys []sortKey) bool {
	for _, k := range keys {
		if k.down != keys[0].down {
			return false
		}
	}
	return true
}

func (k sortKey) beyond() string {
	if k.down {
		return " < "
	}
	return " > "
}

// behindRow compares the keys as one row value, which both databases answer
// from an index.
func behindRow(t *text, keys []sortKey, after []any) {
	t.add(" AND (")
	for i, k := range keys {
		if i > 0 {
			t.add(", ")
		}
		t.add(k.column)
	}
	t.add(")").add(keys[0].beyond()).add("(")
	for i, v := range after {
		if i > 0 {
			t.add(", ")
		}
		t.add("?", v)
	}
	t.add(")")
}

// behindMixed spells the comparison out, since row values know one direction:
// a > ? OR a = ? AND (b < ? OR …).
func behindMixed(t *text, keys []sortKey, after []any) {
	t.add(" AND (")
	for i, k := range keys {
		t.add(k.column).add(k.beyond()).add("?", after[i])
		if i < len(keys)-1 {
			t.add(" OR ").add(k.column).add(" = ?", after[i]).add(" AND (")
		}
	}
	t.add(strings.Repeat(")", len(keys)))
}
