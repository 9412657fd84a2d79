package portfolio

import (
	"context"
	"net/url"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
)

// PropertyFilter says which properties to list. The zero one lists all that are
// not archived, by name.
type PropertyFilter struct {
	Q        string // words of the name, or of the details where those show
	City     string // exactly this city, where details show
	Client   id.ID  // partly theirs today, where owners show
	Kind     string // one of Kinds, or "" for all
	Archived bool   // the archived ones instead
	page.Ask

	export bool // only those that may be exported
}

var (
	propertyByID     = page.Column{SQL: "p.id", Kind: page.ID}
	propertyByName   = page.Column{SQL: "p.name_key", Kind: page.Text}
	propertyByCity   = page.Column{SQL: "p.city", Kind: page.Text}
	propertyBySleeps = page.Column{SQL: "p.sleeps", Kind: page.Int}
	propertyByAge    = page.Column{SQL: "p.created_at", Kind: page.Int}
)

// propertyOrders are the orders of the list by their name in the address.
var propertyOrders = map[string]page.Order{
	"name":     page.By("property name", propertyByName, propertyByID),
	"-name":    page.By("property -name", down(propertyByName), down(propertyByID)),
	"city":     page.By("property city", propertyByCity, propertyByName, propertyByID),
	"-city":    page.By("property -city", down(propertyByCity), propertyByName, propertyByID),
	"sleeps":   page.By("property sleeps", propertyBySleeps, propertyByName, propertyByID),
	"-sleeps":  page.By("property -sleeps", down(propertyBySleeps), propertyByName, propertyByID),
	"created":  page.By("property created", propertyByAge, propertyByID),
	"-created": page.By("property -created", down(propertyByAge), down(propertyByID)),
}

func down(c page.Column) page.Column { c.Desc = true; return c }

// propertySorts lists the orders, the usual one first.
var propertySorts = []string{"name", "-name", "city", "-city", "sleeps", "-sleeps", "created", "-created"}

// sortGroup gives the group that must show on a row for it to be sorted so.
func (f PropertyFilter) sortGroup() access.Group {
	switch f.Sort {
	case "city", "-city", "sleeps", "-sleeps":
		return access.GroupDetails
	}
	return access.GroupName
}

// ParsePropertyFilter reads a filter from an address.
func ParsePropertyFilter(v url.Values) (PropertyFilter, error) {
	q := page.Read("portfolio.Properties", v)
	f := PropertyFilter{Q: q.Text("q"), City: q.Text("city"), Client: q.ID("client"), Archived: q.Bool("archived"), Ask: q.Ask(propertySorts...)}
	f.Kind = anyWord(q, "kind", Kinds...)
	return f, q.Err()
}

// Query gives the address that ParsePropertyFilter reads.
func (f PropertyFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "q", f.Q)
	page.Set(v, "city", f.City)
	page.Set(v, "client", f.Client.String())
	page.Set(v, "kind", f.Kind)
	setIf(v, "archived", f.Archived)
	f.Put(v)
	return v
}

// Properties lists the properties that who may read. Filtering by a client who
// may not know of is the same as by one who does not exist: not found.
func (s *Store) Properties(ctx context.Context, who *access.Viewer, f PropertyFilter) (out page.Page[Property], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = propertyPage(ctx, tx, who, f)
		return err
	})
	return out, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Client, ID: f.Client}, err)
}

func propertyPage(ctx context.Context, tx *db.Tx, who *access.Viewer, f PropertyFilter) (out page.Page[Property], err error) {
	plan, err := orderOf(propertyOrders, f.Ask, "name")
	if err != nil {
		return out, err
	}
	q, err := propertyQuery(ctx, tx, who, f)
	if err != nil {
		return out, err
	}
	rows, err := fetch(ctx, tx, q, plan, scanProperty)
	if err != nil {
		return out, err
	}
	out = page.Cut(plan, rows, func(p Property) []any { return propertyKey(f.Sort, p) })
	for i, p := range out.Rows {
		out.Rows[i] = p.masked(who)
	}
	return out, around(ctx, tx, who, out.Rows)
}

// CountProperties counts the properties that Properties would list on all its
// pages.
func (s *Store) CountProperties(ctx context.Context, who *access.Viewer, f PropertyFilter) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q, err := propertyQuery(ctx, tx, who, f)
		if err != nil {
			return err
		}
		n, err = db.Count(ctx, tx, q)
		return err
	})
	return n, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Client, ID: f.Client}, err)
}

// propertyQuery lists by f, each part of it only where its group shows.
func propertyQuery(ctx context.Context, tx *db.Tx, who *access.Viewer, f PropertyFilter) (db.Query, error) {
	groups := []access.Group{f.sortGroup()}
	if f.City != "" {
		groups = append(groups, access.GroupDetails)
	}
	if !f.Client.IsZero() {
		groups = append(groups, access.GroupOwner)
		q := db.Select("c.id", "client c").Visible(who, access.Read, access.Client).And("c.id = ?", f.Client)
		if _, err := db.One(ctx, tx, q, db.Scan1[id.ID]); err != nil {
			return db.Query{}, missing(err, "portfolio.Properties")
		}
	}
	today := who.Who().Today
	q := db.Select(propertyColumns, "property p").Visible(who, access.Read, access.Property, groups...)
	if f.export {
		q = q.Within(who.Where(access.Export, access.Property), "p")
	}
	q = q.And(archived("p", f.Archived)).
		AndIf(f.City != "", "p.city = ?", f.City).
		AndIf(f.Kind != "", "p.kind = ?", f.Kind).
		AndIf(!f.Client.IsZero(), "p.id IN (SELECT s.property_id FROM ownership_share s WHERE s.account_id = ? AND s.client_id = ? AND "+shareOn+")",
			who.Account(), f.Client, today, today)
	return Matching(tx, who, q, access.Property, "p", f.Q), nil
}

func propertyKey(sort string, p Property) []any {
	switch sort {
	case "city", "-city":
		return []any{p.City, fold(p.Name), p.ID}
	case "sleeps", "-sleeps":
		return []any{p.Sleeps, fold(p.Name), p.ID}
	case "created", "-created":
		return []any{db.Moment(p.CreatedAt), p.ID}
	}
	return []any{fold(p.Name), p.ID}
}

// maxCities bounds the cities that a filter offers.
const maxCities = 500

// Cities lists the cities of the properties whose details who may see.
func (s *Store) Cities(ctx context.Context, who *access.Viewer) (out []string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("p.city", "property p").Visible(who, access.Read, access.Property, access.GroupDetails).
			And("p.city <> '' AND p.archived_at IS NULL").GroupBy("p.city").Order("p.city").Limit(maxCities)
		out, err = db.All(ctx, tx, q, db.Scan1[string])
		return err
	})
	return out, err
}
