package page

import (
	"net/url"
	"strconv"

	"keyhouse/calendar"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
)

// Query reads the parts of a list's address. Each method notes what is wrong
// at its parameter; Err gives it all. Parameters it is not asked for are left
// alone; one that stands twice is refused, since two readers might differ.
type Query struct {
	values url.Values
	faults fault.Fields
}

// Read starts reading v for the call op.
func Read(op string, v url.Values) *Query {
	return &Query{values: v, faults: fault.Fields{Op: op}}
}

// Err gives one Invalid fault that carries all that was noted, or nil.
func (q *Query) Err() error { return q.faults.Err() }

func (q *Query) one(name string) string {
	v := q.values[name]
	if len(v) > 1 {
		q.faults.Bad(name, "This is given twice. Give it once.")
	}
	if len(v) == 0 {
		return ""
	}
	return v[0]
}

// Text reads a line of at most entry.MaxName characters.
func (q *Query) Text(name string) string {
	return entry.Line(&q.faults, name, q.one(name), entry.MaxName)
}

// Word reads one of words, the first of them when absent.
func (q *Query) Word(name string, words ...string) string {
	return entry.Word(&q.faults, name, q.one(name), words...)
}

// Bool reads "1" or "true"; absent, "0" and "false" are false.
func (q *Query) Bool(name string) bool {
	s := q.one(name)
	if s == "" {
		return false
	}
	b, err := strconv.ParseBool(s)
	if err != nil {
		q.faults.Bad(name, "Write true or false.")
	}
	return b
}

// Day reads a day as 2006-01-02; absent is no day.
func (q *Query) Day(name string) calendar.Date {
	return entry.Day(&q.faults, name, q.one(name))
}

// ID reads a record's id; absent is none.
func (q *Query) ID(name string) id.ID {
	s := q.one(name)
	if s == "" {
		return id.ID{}
	}
	i, err := id.Parse(s)
	if err != nil {
		q.faults.Bad(name, "This is no id.")
	}
	return i
}

// Number reads a whole number from low to high; absent is low.
func (q *Query) Number(name string, low, high int64) int64 {
	s := q.one(name)
	if s == "" {
		return low
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		n = low - 1
	}
	return entry.Number(&q.faults, name, n, low, high)
}

// Ask reads "cursor", "limit" and "sort", the last being one of sorts.
func (q *Query) Ask(sorts ...string) Ask {
	a := Ask{Cursor: q.one("cursor"), Sort: q.Word("sort", sorts...)}
	if q.values.Has("limit") && q.values.Get("limit") != "" {
		a.Limit = int(q.Number("limit", 1, MaxLimit))
	}
	return a
}

// Ask is which page of a list is wanted, and in what order.
type Ask struct {
	Sort   string // "" is the list's usual order
	Cursor string // "" is the first page
	Limit  int    // 0 is DefaultLimit
}

// Put adds a to an address; what is as usual is left out.
func (a Ask) Put(v url.Values) {
	Set(v, "sort", a.Sort)
	Set(v, "cursor", a.Cursor)
	if a.Limit != 0 {
		v.Set("limit", strconv.Itoa(a.Limit))
	}
}

// Set puts name=value into an address unless value is empty.
func Set(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}
