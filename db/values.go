package db

// Values are columns with what to put there, in order.
type Values struct {
	columns []string
	values  []any
}

// Set begins Values: db.Set("name", n).Set("day", d).
func Set(column string, value any) Values { return Values{}.Set(column, value) }

// Set adds one column. The value may be an Expr.
func (v Values) Set(column string, value any) Values {
	v.columns = append(v.columns, column)
	v.values = append(v.values, value)
	return v
}

// IsEmpty reports whether nothing is set.
func (v Values) IsEmpty() bool { return len(v.columns) == 0 }

// SetIf adds one column if cond holds.
func (v Values) SetIf(cond bool, column string, value any) Values {
	if !cond {
		return v
	}
	return v.Set(column, value)
}

// Expression is a value that the database works out.
type Expression struct{ piece }

// Expr is a value that the database works out from the row as it is:
// db.Set("attempts", db.Expr("attempts + ?", 1)).
func Expr(sql string, args ...any) Expression { return Expression{piece{sql, args}} }

// Cond says which rows to change. The zero Cond is refused.
type Cond struct{ piece }

// Where is a condition on the rows of one table: db.Where("id = ? AND state = ?", i, s).
func Where(sql string, args ...any) Cond { return Cond{piece{sql, args}} }

// ByID is the commonest condition.
func ByID(i any) Cond { return Where("id = ?", i) }

// value writes one value.
func (t *text) value(v any) {
	if e, ok := v.(Expression); ok {
		t.add(e.sql, e.args...)
		return
	}
	t.add("?", v)
}
