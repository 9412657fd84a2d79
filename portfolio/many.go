package portfolio

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// CheckClient tidies a form and says what is wrong with it, at its fields: for
// imports, which leave out one row rather than give up all.
func CheckClient(form *ClientForm) error { return form.check("portfolio.CheckClient") }

// CheckProperty is CheckClient for a property. Zone and Currency must be given.
func CheckProperty(form *PropertyForm) error { return form.check("portfolio.CheckProperty") }

var (
	clientRow = []string{"id", "business_id", "kind", "name", "name_key", "email", "phone", "address", "commission_bps", "reference", "note",
		"version", "created_at", "created_by"}
	propertyRow = []string{"id", "business_id", "name", "name_key", "kind", "street", "city", "postcode", "country", "latitude", "longitude",
		"zone", "currency", "sleeps", "description", "reference", "commission_bps", "nightly_minor", "version", "created_at", "created_by"}
	shareRow = []string{"id", "client_id", "property_id", "share_bps", "from_day", "until_day"}
)

// CreateManyClients adds very many clients in few statements and gives their
// ids in order; one line in the audit trail stands for all.
func (s *Store) CreateManyClients(ctx context.Context, tx *db.Tx, who *access.Viewer, all []ClientForm) ([]id.ID, error) {
	const op = "portfolio.CreateManyClients"
	var ids []id.ID
	var rows, words [][]any
	businesses := map[id.ID]id.ID{}
	for _, form := range all {
		business, err := oneBusiness(ctx, tx, who, access.Client, businesses, form.Business, op)
		if err != nil {
			return nil, err
		}
		if err := form.check(op); err != nil {
			return nil, err
		}
		c := form.under(Client{ID: id.New(), Account: who.Account(), Business: business}, access.Page.Holds(access.Client))
		ids = append(ids, c.ID)
		rows = append(rows, []any{c.ID, c.Business, c.Kind, c.Name, fold(c.Name), c.Email, c.Phone, c.Address, c.CommissionBPS, c.Reference, c.Note,
			1, s.now(), who.Who().Person})
		words = append(words, IndexRows(access.Client, c.ID, c.words())...)
	}
	return ids, s.writeMany(ctx, tx, who, access.Client, "client", clientRow, rows, words)
}

// NewProperty is a property with whose it is since ever; without Owners it is
// nobody's but the company's.
type NewProperty struct {
	PropertyForm
	Owners []Part
}

// CreateManyProperties is CreateManyClients for properties and their owners,
// whom who must be allowed to know of: the caller has found them so.
func (s *Store) CreateManyProperties(ctx context.Context, tx *db.Tx, who *access.Viewer, all []NewProperty) ([]id.ID, error) {
	const op = "portfolio.CreateManyProperties"
	var ids []id.ID
	var rows, words, shares [][]any
	businesses := map[id.ID]id.ID{}
	for _, form := range all {
		business, err := oneBusiness(ctx, tx, who, access.Property, businesses, form.Business, op)
		if err != nil {
			return nil, err
		}
		if err := form.settle(ctx, tx, who, op); err != nil {
			return nil, err
		}
		p := form.under(Property{ID: id.New(), Account: who.Account(), Business: business}, access.Page.Holds(access.Property))
		ids = append(ids, p.ID)
		rows = append(rows, []any{p.ID, p.Business, p.Name, fold(p.Name), p.Kind, p.Street, p.City, p.Postcode, p.Country, orNil(p.Latitude), orNil(p.Longitude),
			p.Zone, p.Currency, p.Sleeps, p.Description, p.Reference, orNil(p.CommissionBPS), orNil(p.NightlyMinor), 1, s.now(), who.Who().Person})
		words = append(words, IndexRows(access.Property, p.ID, p.words())...)
		if err := checkWhole(form.Owners, op); err != nil {
			return nil, err
		}
		for _, part := range form.Owners {
			shares = append(shares, []any{id.New(), part.Client, p.ID, part.BPS, since, nil})
		}
	}
	if err := s.writeMany(ctx, tx, who, access.Property, "property", propertyRow, rows, words); err != nil || len(shares) == 0 {
		return ids, err
	}
	if err := tx.InsertMany(ctx, who.Account(), "ownership_share", shareRow, shares); err != nil {
		return nil, err
	}
	return ids, s.accessChanged(ctx, tx, who.Account())
}

// checkWhole refuses owners that do not make 100 %; no owners are no fault.
func checkWhole(parts []Part, op string) error {
	if len(parts) == 0 {
		return nil
	}
	f := fault.Fields{Op: op}
	checkParts(&f, parts)
	return f.Err()
}

// oneBusiness is BusinessFor, asked once for each business.
func oneBusiness(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, known map[id.ID]id.ID, wanted id.ID, op string) (id.ID, error) {
	if b, there := known[wanted]; there {
		return b, nil
	}
	b, err := BusinessFor(ctx, tx, who, t, wanted, op)
	known[wanted] = b
	return b, err
}

func (s *Store) writeMany(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, table string, columns []string, rows, words [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	if err := tx.InsertMany(ctx, who.Account(), table, columns, rows); err != nil {
		return err
	}
	if err := IndexMany(ctx, tx, who.Account(), words); err != nil {
		return err
	}
	return s.people.WroteMany(ctx, tx, who, access.Add, t, len(rows))
}
