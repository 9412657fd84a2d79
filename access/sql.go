package access

// Dialect is whose SQL to write.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota
	Postgres
)

// Shape is how ids reach the statement.
type Shape uint8

// The shapes. Measured on a page of 50 of a million rows at 20,000 properties: on
// SQLite up to about 850 ids are quickest written out and more quickest looked up
// row by row; on PostgreSQL writing out is quicker still at 2,000. Counting wants
// the look-up turned round.
const (
	Auto   Shape = iota // Inline up to 800 ids, else Exists
	Inline              // IN (?, ?, …)
	Exists              // EXISTS (SELECT 1 …) for each row
	Count               // IN (SELECT …), for counts and sums
)

// inlineMost is up to how many ids Auto writes out.
const inlineMost = 800

// SQL gives f as a condition on the table named alias, and its arguments, one
// for each "?". The account is part of it. The text depends only on the kind of
// filter and the rounded number of ids, never on what they are, so that prepared
// statements serve many people.
func (f Filter) SQL(d Dialect, alias string, s Shape) (string, []any) {
	if f.Nothing() {
		return "1 = 0", nil
	}
	w := &writer{dialect: d, shape: s, filter: f}
	if alias != "" {
		w.alias = alias + "."
	}
	if f.inline {
		w.shape = Inline
	}
	w.put(w.column(OnAccount)+" = ?", f.account)
	w.conditions(f)
	return w.String(), w.args
}
