package money

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
)

// StatementFilter says which statements to list. The zero one lists all, the
// latest first.
type StatementFilter struct {
	Client      id.ID         // of this client
	From, Until calendar.Date // that tell about a day from From on, before Until
	page.Ask
}

var (
	statementByID     = page.Column{SQL: "s.id", Kind: page.ID}
	statementByNumber = page.Column{SQL: "s.number", Kind: page.Int}
	statementByEnd    = page.Column{SQL: "s.until_day", Kind: page.Int}
	statementByOwner  = page.Column{SQL: "s.owner_name", Kind: page.Text}
	statementByDue    = page.Column{SQL: "s.closing_minor", Kind: page.Int}
)

// statementSorts lists the orders, the usual one first.
var statementSorts = []string{"-number", "number", "-until", "until", "owner", "-owner", "closing", "-closing"}

// statementOrders are the orders of the list by their name in the address.
var statementOrders = map[string]page.Order{
	"-number":  page.By("statement -number", down(statementByNumber), down(statementByID)),
	"number":   page.By("statement number", statementByNumber, statementByID),
	"-until":   page.By("statement -until", down(statementByEnd), down(statementByID)),
	"until":    page.By("statement until", statementByEnd, statementByID),
	"owner":    page.By("statement owner", statementByOwner, statementByID),
	"-owner":   page.By("statement -owner", down(statementByOwner), down(statementByID)),
	"closing":  page.By("statement closing", statementByDue, statementByID),
	"-closing": page.By("statement -closing", down(statementByDue), down(statementByID)),
}

func down(c page.Column) page.Column { c.Desc = true; return c }

// ParseStatementFilter reads a filter from an address.
func ParseStatementFilter(v url.Values) (StatementFilter, error) {
	q := page.Read("money.Statements", v)
	f := StatementFilter{Client: q.ID("client"), From: q.Day("from"), Until: q.Day("until"), Ask: q.Ask(statementSorts...)}
	return f, q.Err()
}

// Query gives the address that ParseStatementFilter reads.
func (f StatementFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "client", f.Client.String())
	page.Set(v, "from", f.From.String())
	page.Set(v, "until", f.Until.String())
	f.Put(v)
	return v
}

// sortGroup gives the group that must show on a row for it to be sorted so.
func (f StatementFilter) sortGroup() access.Group {
	if f.Sort == "closing" || f.Sort == "-closing" {
		return access.GroupAmount
	}
	return access.GroupHeader
}

func (f StatementFilter) query(who *access.Viewer) db.Query {
	return db.Select(statementColumns, "statement s").Visible(who, access.Read, access.Statement, f.sortGroup()).
		AndIf(!f.Client.IsZero(), "s.client_id = ?", f.Client).
		AndIf(!f.From.IsZero(), "s.until_day > ?", f.From).AndIf(!f.Until.IsZero(), "s.from_day < ?", f.Until)
}

// Statements lists the issued statements that who may read, without lines.
func (s *Store) Statements(ctx context.Context, who *access.Viewer, f StatementFilter) (page.Page[Statement], error) {
	order, known := statementOrders[f.Sort]
	if !known {
		order = statementOrders[statementSorts[0]]
	}
	plan, err := order.Plan(f.Cursor, f.Limit)
	if err != nil {
		return page.Page[Statement]{}, err
	}
	var out page.Page[Statement]
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := f.query(who)
		if where, args := plan.Where(); where != "" {
			q = q.And(where, args...)
		}
		rows, err := db.All(ctx, tx, q.Order(plan.OrderBy()).Limit(plan.Fetch()), scanStatement)
		if err != nil {
			return err
		}
		out = page.Cut(plan, rows, f.key)
		if err := settle(ctx, tx, who, out.Rows); err != nil {
			return err
		}
		for i, row := range out.Rows {
			out.Rows[i] = row.masked(who)
		}
		return nil
	})
	return out, err
}

func (f StatementFilter) key(s Statement) []any {
	switch f.Sort {
	case "-until", "until":
		return []any{int64(s.Until), s.ID}
	case "owner", "-owner":
		return []any{s.OwnerName, s.ID}
	case "closing", "-closing":
		return []any{s.Closing, s.ID}
	}
	return []any{s.Number, s.ID}
}

// CountStatements counts the statements that Statements would list.
func (s *Store) CountStatements(ctx context.Context, who *access.Viewer, f StatementFilter) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.Count(ctx, tx, f.query(who))
		return err
	})
	return n, err
}

// Statement gives one statement with its lines, as who sees it.
func (s *Store) Statement(ctx context.Context, who *access.Viewer, i id.ID) (st Statement, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		st, err = statementSeen(ctx, tx, who, i)
		return err
	})
	return st, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Statement, ID: i}, err)
}

func statementSeen(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID) (Statement, error) {
	q := db.Select(statementColumns, "statement s").Visible(who, access.Read, access.Statement).And("s.id = ?", i)
	st, err := db.One(ctx, tx, q, scanStatement)
	if err != nil {
		return Statement{}, missing(err, "money.Statement")
	}
	q = db.Select("l.day, l.kind, l.booking_id, l.property_name, l.description, l.nights, l.amount_minor", "statement_line l").
		Everything(who.Beyond("the lines of a statement that shows")).And("l.statement_id = ?", i).Order("l.line")
	st.Lines, err = db.All(ctx, tx, q, func(r db.Row) (l StatementLine, err error) {
		err = r.Scan(&l.Day, &l.Kind, &l.Booking, &l.PropertyName, &l.Description, &l.Nights, &l.Minor)
		return l, err
	})
	if err != nil {
		return Statement{}, err
	}
	seen := []Statement{st}
	err = settle(ctx, tx, who, seen)
	return seen[0].masked(who), err
}

// settle fills in what was paid out for statements so far.
func settle(ctx context.Context, tx *db.Tx, who *access.Viewer, rows []Statement) error {
	at := map[id.ID]int{}
	var ids []any
	for i, st := range rows {
		at[st.ID] = i
		ids = append(ids, st.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	q := db.Select("o.statement_id, CAST(SUM(o.amount_minor) AS BIGINT)", "payout o").
		Everything(who.Beyond("what was paid out for statements that show")).AndIn("o.statement_id", ids...).GroupBy("o.statement_id")
	return db.Each(ctx, tx, q, func(r db.Row) error {
		var i id.ID
		var minor int64
		err := r.Scan(&i, &minor)
		rows[at[i]].Settled = minor
		return err
	})
}
