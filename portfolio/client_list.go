package portfolio

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
)

// ClientFilter says which clients to list. The zero one lists all that are not
// archived, by name.
type ClientFilter struct {
	Q        string // words of the name, or of contact and terms where those show
	Kind     string // Owner, Customer or "" for both
	Archived bool   // the archived ones instead
	page.Ask

	export bool // only those that may be exported
}

// clientOrders are the orders of the list by their name in the address.
var clientOrders = map[string]page.Order{
	"name":     page.By("client name", page.Column{SQL: "c.name_key", Kind: page.Text}, page.Column{SQL: "c.id", Kind: page.ID}),
	"-name":    page.By("client -name", page.Column{SQL: "c.name_key", Kind: page.Text, Desc: true}, page.Column{SQL: "c.id", Kind: page.ID, Desc: true}),
	"created":  page.By("client created", page.Column{SQL: "c.created_at", Kind: page.Int}, page.Column{SQL: "c.id", Kind: page.ID}),
	"-created": page.By("client -created", page.Column{SQL: "c.created_at", Kind: page.Int, Desc: true}, page.Column{SQL: "c.id", Kind: page.ID, Desc: true}),
}

// ParseClientFilter reads a filter from an address.
func ParseClientFilter(v url.Values) (ClientFilter, error) {
	q := page.Read("portfolio.Clients", v)
	f := ClientFilter{Q: q.Text("q"), Archived: q.Bool("archived"), Ask: q.Ask("name", "-name", "created", "-created")}
	f.Kind = anyWord(q, "kind", Owner, Customer)
	return f, q.Err()
}

// Query gives the address that ParseClientFilter reads.
func (f ClientFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "kind", f.Kind)
	setIf(v, "archived", f.Archived)
	f.Put(v)
	return v
}

// Clients lists the clients that who may read.
func (s *Store) Clients(ctx context.Context, who *access.Viewer, f ClientFilter) (out page.Page[Client], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = clientPage(ctx, tx, who, f)
		return err
	})
	return out, err
}

func clientPage(ctx context.Context, tx *db.Tx, who *access.Viewer, f ClientFilter) (out page.Page[Client], err error) {
	plan, err := orderOf(clientOrders, f.Ask, "name")
	if err != nil {
		return out, err
	}
	q := Matching(tx, who, clientQuery(who, f), access.Client, "c", f.Q)
	rows, err := fetch(ctx, tx, q, plan, scanClient)
	if err != nil {
		return out, err
	}
	out = page.Cut(plan, rows, func(c Client) []any { return clientKey(f.Sort, c) })
	for i, c := range out.Rows {
		out.Rows[i] = c.masked(who)
	}
	return out, countProperties(ctx, tx, who, out.Rows)
}

// CountClients counts the clients that Clients would list on all its pages.
func (s *Store) CountClients(ctx context.Context, who *access.Viewer, f ClientFilter) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.Count(ctx, tx, Matching(tx, who, clientQuery(who, f), access.Client, "c", f.Q))
		return err
	})
	return n, err
}

func clientQuery(who *access.Viewer, f ClientFilter) db.Query {
	q := db.Select(clientColumns, "client c").Visible(who, access.Read, access.Client)
	if f.export {
		q = q.Within(who.Where(access.Export, access.Client), "c")
	}
	return q.And(archived("c", f.Archived)).AndIf(f.Kind != "", "c.kind = ?", f.Kind)
}

func clientKey(sort string, c Client) []any {
	if sort == "created" || sort == "-created" {
		return []any{db.Moment(c.CreatedAt), c.ID}
	}
	return []any{fold(c.Name), c.ID}
}

// countProperties fills in how many properties are partly each client's today,
// of those whose owners who may see. Who sees the owners of none is given no
// number: 0 would be one.
func countProperties(ctx context.Context, tx *db.Tx, who *access.Viewer, clients []Client) error {
	at := map[id.ID]int{}
	var ids []any
	for i, c := range clients {
		at[c.ID] = i
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	owned := who.Where(access.Read, access.Property, access.GroupOwner)
	if owned.Nothing() {
		return nil
	}
	for i := range clients {
		clients[i].Counted = true
	}
	today := who.Who().Today
	q := db.Select("s.client_id, COUNT(*)", "ownership_share s").Everything(who.Beyond("counting shares of properties whose owners show")).
		Join("JOIN property p ON p.account_id = s.account_id AND p.id = s.property_id").
		Within(owned, "p").
		AndIn("s.client_id", ids...).And(shareOn, today, today).GroupBy("s.client_id")
	return db.Each(ctx, tx, q, func(r db.Row) error {
		var client id.ID
		var n int64
		err := r.Scan(&client, &n)
		clients[at[client]].Properties = n
		return err
	})
}

// shareOn is the condition that a share s is in force on a day, given twice.
const shareOn = "s.from_day <= ? AND (s.until_day IS NULL OR s.until_day > ?)"

// since is the earliest day a share can begin: the property was always theirs.
var since = calendar.Day(calendar.MinYear, 1, 1)
