package stays

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// QuoteFilter narrows and sorts a list of quotes.
type QuoteFilter struct {
	Q        string // words of the guest's name, or the number
	Property id.ID
	State    QuoteState // "": any
	page.Ask
}

// QuoteSorts are the orders a list of quotes can have, the usual one first.
var QuoteSorts = []string{"-created", "created", "arrive", "total", "-total"}

// ParseQuoteFilter reads a filter from a list's address.
func ParseQuoteFilter(v url.Values) (QuoteFilter, error) {
	q := page.Read("stays.ParseQuoteFilter", v)
	f := QuoteFilter{Q: q.Text("q"), Property: q.ID("property"),
		State: QuoteState(q.Word("state", "", string(QuoteDraft), string(QuoteSent), string(QuoteAccepted), string(QuoteDeclined), string(QuoteExpired))),
		Ask:   ask(q, QuoteSorts)}
	return f, q.Err()
}

// Query gives the address f was read from.
func (f QuoteFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "property", f.Property.String())
	page.Set(v, "state", string(f.State))
	f.Put(v)
	return v
}

// needs are the groups that must show on a row for it to be in the list.
func (f *QuoteFilter) needs() []access.Group {
	if f.Sort == "total" || f.Sort == "-total" {
		return []access.Group{access.GroupAmount}
	}
	return nil
}

func (f *QuoteFilter) order() page.Order {
	byID := page.Column{SQL: "b.id", Kind: page.ID}
	switch f.Sort {
	case "created":
		return page.By("quotes created", page.Column{SQL: "b.created_at"}, byID)
	case "arrive":
		return page.By("quotes arrive", page.Column{SQL: "b.arrive"}, byID)
	case "total", "-total":
		byID.Desc = f.Sort == "-total"
		return page.By("quotes "+f.Sort, page.Column{SQL: "b.total_minor", Desc: byID.Desc}, byID)
	}
	byID.Desc = true
	return page.By("quotes -created", page.Column{SQL: "b.created_at", Desc: true}, byID)
}

func (f *QuoteFilter) key(q *Quote) []any {
	switch f.Sort {
	case "arrive":
		return []any{int64(q.Nights.Arrive), q.ID}
	case "total", "-total":
		return []any{q.Minor, q.ID}
	}
	return []any{db.Moment(q.CreatedAt), q.ID}
}

// Quotes gives one page of the quotes that who may read, without their lines.
func (s *Store) Quotes(ctx context.Context, who *access.Viewer, f QuoteFilter) (page.Page[*Quote], error) {
	var out page.Page[*Quote]
	plan, err := f.order().Plan(f.Cursor, f.Limit)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		where, after := plan.Where()
		q := f.over(tx, quoteColumns, who, s.today(who)).AndIf(where != "", where, after...)
		rows, err := db.All(ctx, tx, q.Order(plan.OrderBy()).Limit(plan.Fetch()), scanQuote)
		if err != nil {
			return err
		}
		out = page.Cut(plan, rows, f.key)
		for _, q := range out.Rows {
			q.mask(who, s.today(who))
		}
		return named(ctx, tx, who.Account(), out.Rows)
	})
	return out, err
}

// CountQuotes counts the quotes of f that who may read.
func (s *Store) CountQuotes(ctx context.Context, who *access.Viewer, f QuoteFilter) (int64, error) {
	var n int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, f.over(tx, "b.id", who, s.today(who)))
		return err
	})
	return n, err
}

func (f *QuoteFilter) over(tx *db.Tx, columns string, who *access.Viewer, today calendar.Date) db.Query {
	q := db.Select(columns, "quote b").Visible(who, access.Read, access.Quote, f.needs()...).
		AndIf(!f.Property.IsZero(), "b.property_id = ?", f.Property)
	const past = "b.valid_until IS NOT NULL AND b.valid_until < ?"
	switch f.State {
	case "":
	case QuoteExpired:
		q = q.And("b.state = ? AND "+past, string(QuoteSent), today)
	case QuoteSent:
		q = q.And("b.state = ? AND NOT ("+past+")", string(QuoteSent), today)
	default:
		q = q.And("b.state = ?", string(f.State))
	}
	return portfolio.Matching(tx, who, q, access.Quote, "b", f.Q)
}
