package db

import (
	"slices"
	"strings"
	"weak"

	"keyhouse/access"
	"keyhouse/id"
)

// Unscoped is a query that has not been told who asks. It cannot run.
type Unscoped struct{ columns, from string }

// Select begins a query over from, a table and its alias ("booking b"). The
// columns are written out; user text never belongs in either.
func Select(columns, from string) Unscoped { return Unscoped{columns, from} }

// Query is a query that knows whose eyes it serves. It is a value: each method
// gives a new one. The zero Query is refused when run.
type Query struct {
	columns, from, alias string
	scope                scope
	owner                id.ID // account or person, by scope
	filters              []filter
	joins, wheres        []piece
	group, order         string
	after                []any
	limit                int
	gathered             bool
}

type scope uint8

const (
	unknown   scope = iota // the zero Query: nobody said who asks
	ofAccount              // rows of one account
	ofPerson               // rows about one person, in any account
	ofNobody               // a global table
)

type piece struct {
	sql  string
	args []any
}

type filter struct {
	f     access.Filter
	alias string
	asked question // by whom, if it came through Visible
}

// Visible keeps the rows on which v may do verb and on which every one of
// groups shows. Name a group here before sorting, searching, counting or
// adding up by a field of it. A nil Viewer sees nothing.
func (u Unscoped) Visible(v *access.Viewer, verb access.Verb, t access.Thing, groups ...access.Group) Query {
	q := u.Within(v.Where(verb, t, groups...))
	if v != nil {
		q.filters[0].asked = question{viewer: weak.Make(v), verb: verb, thing: t, groups: access.SetOf(groups...)}
	}
	return q
}

// Within keeps the rows that f lets through: for previews, where f is one
// filter minus another.
func (u Unscoped) Within(f access.Filter) Query {
	q := u.query(ofAccount, f.Account())
	return q.Within(f, q.alias)
}

// Everything keeps every row of the system viewer's account, for background
// work: Everything(access.System("why").In(account)). Anyone else's viewer
// gets nothing.
func (u Unscoped) Everything(sys *access.Viewer) Query {
	if !sys.IsSystem() {
		return u.query(ofAccount, id.ID{})
	}
	return u.query(ofAccount, sys.Account())
}

// OfPerson keeps the rows about person in all accounts. Only for the tables
// that say which accounts a person belongs to.
func (u Unscoped) OfPerson(person id.ID) Query {
	q := u.query(ofPerson, person)
	mustBe(slices.Contains(personal, q.table()), "OfPerson reads only %v; ask for %q with Visible", personal, q.table())
	return q
}

// Global begins a query over one of the tables that belong to no account; see
// IsGlobal. Rows of accounts are refused: they need Visible.
func Global(columns, from string) Query {
	q := Select(columns, from).query(ofNobody, id.ID{})
	mustBe(IsGlobal(q.table()), "Global reads only %v; ask for %q with Select and Visible", globals, q.table())
	return q
}

func (u Unscoped) query(s scope, owner id.ID) Query {
	words := strings.Fields(u.from)
	mustBe(len(words) == 1 || len(words) == 2, "Select: from must be a table and an alias, not %q", u.from)
	return Query{columns: u.columns, from: u.from, alias: words[len(words)-1], scope: s, owner: owner}
}

func (q Query) table() string { return strings.Fields(q.from)[0] }

// Within also asks f about the row called alias: the scoped one, or a joined
// one that has rules of its own.
func (q Query) Within(f access.Filter, alias string) Query {
	q.filters = append(slices.Clip(q.filters), filter{f: f, alias: alias})
	return q
}

// Join adds a whole join clause ("LEFT JOIN unit u ON u.account_id =
// b.account_id AND …"). Joined rows are not filtered: join only what shows to
// whoever sees the row itself, or add Within.
func (q Query) Join(sql string, args ...any) Query {
	q.joins = append(slices.Clip(q.joins), piece{sql, args})
	return q
}

// And adds a condition; the empty one changes nothing.
func (q Query) And(sql string, args ...any) Query {
	if sql == "" {
		return q
	}
	q.wheres = append(slices.Clip(q.wheres), piece{sql, args})
	return q
}

// AndIf adds a condition if cond holds: for filters that may be left empty.
func (q Query) AndIf(cond bool, sql string, args ...any) Query {
	if !cond {
		return q
	}
	return q.And(sql, args...)
}

// AndIn adds "column is one of values"; no values let no row through.
func (q Query) AndIn(column string, values ...any) Query {
	if len(values) == 0 {
		return q.And("1 = 0")
	}
	return q.And(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
}

// GroupBy groups the rows.
func (q Query) GroupBy(sql string) Query { q.group = sql; return q }

// Order sorts. End on a unique column, so that pages never overlap.
func (q Query) Order(sql string) Query { q.order = sql; return q }

// After begins the page behind the row with these values of the Order columns.
// Without values it begins at the first row, so a decoded cursor can be passed
// as it is.
func (q Query) After(key ...any) Query { q.after = key; return q }

// Only reads other columns of the same rows.
func (q Query) Only(columns string) Query { q.columns = columns; return q }

// Reach is how many arguments the filters of q have: few for whoever sees
// everything, or next to nothing.
func (q Query) Reach(tx *Tx) int {
	n := 0
	for i := range q.filters {
		n += len(tx.db.memo.condition(&q.filters[i], tx.dialect(), access.Auto).args)
	}
	return n
}

// Gathered has what somebody may see gathered first, as Count does, instead of
// each row being asked: for sums, which read all of it.
func (q Query) Gathered() Query { q.gathered = true; return q }

// Limit stops after n rows.
func (q Query) Limit(n int) Query { q.limit = n; return q }
