package portfolio

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"

	"keyhouse/id"
)

// Kinds lists what a property can be, in the order forms offer them.
var Kinds = []string{"house", "apartment", "room", "building", "site"}

// Property is a place the company looks after. Fields of groups that the
// reader may not see are empty; see Shown.
type Property struct {
	ID, Account, Business           id.ID
	Name, Kind                      string // name
	Street, City, Postcode, Country string // details, down to Units
	Latitude, Longitude             *int64 // millionths of a degree; nil if unknown
	Zone, Currency                  string
	Sleeps                          int64
	Description, Reference          string
	Units                           int64
	CommissionBPS                   *int64  // terms: nil means each owner's own
	NightlyMinor                    *int64  // terms: the usual price of a night
	Owners                          []Share // owner: whose it is today
	Archived                        bool
	Version                         int64
	CreatedAt                       time.Time
	Shown                           access.Groups
}

const propertyColumns = "p.id, p.account_id, p.business_id, p.name, p.kind, p.street, p.city, p.postcode, p.country, p.latitude, p.longitude, " +
	"p.zone, p.currency, p.sleeps, p.description, p.reference, p.commission_bps, p.nightly_minor, p.version, p.created_at, p.archived_at IS NOT NULL"

func scanProperty(r db.Row) (Property, error) {
	var p Property
	err := r.Scan(&p.ID, &p.Account, &p.Business, &p.Name, &p.Kind, &p.Street, &p.City, &p.Postcode, &p.Country, &p.Latitude, &p.Longitude,
		&p.Zone, &p.Currency, &p.Sleeps, &p.Description, &p.Reference, &p.CommissionBPS, &p.NightlyMinor, &p.Version, db.ScanMoment(&p.CreatedAt), &p.Archived)
	return p, err
}

// record is p as the policy sees it.
func (p *Property) record() *access.Record {
	return &access.Record{Thing: access.Property, ID: p.ID, Account: p.Account, Business: p.Business}
}

// masked leaves of p what who may see.
func (p Property) masked(who *access.Viewer) Property {
	p.Shown = who.Mask(p.record())
	if !p.Shown.Has(access.GroupName) {
		return Property{}
	}
	if !p.Shown.Has(access.GroupDetails) {
		p = Property{ID: p.ID, Account: p.Account, Business: p.Business, Name: p.Name, Kind: p.Kind,
			CommissionBPS: p.CommissionBPS, NightlyMinor: p.NightlyMinor, Owners: p.Owners,
			Archived: p.Archived, Version: p.Version, CreatedAt: p.CreatedAt, Shown: p.Shown}
	}
	if !p.Shown.Has(access.GroupTerms) {
		p.CommissionBPS, p.NightlyMinor = nil, nil
	}
	if !p.Shown.Has(access.GroupOwner) {
		p.Owners = nil
	}
	return p
}

// Hidden names the groups of p that its reader may not see.
func (p Property) Hidden() []string { return Hidden(access.Property, p.Shown) }

// words are what p is found by, under the group one must see to do so.
func (p *Property) words() map[access.Group][]string {
	return map[access.Group][]string{
		access.GroupName:    {p.Name},
		access.GroupDetails: {p.Street, p.City, p.Postcode, p.Reference},
	}
}

// Property gives one property as who sees it, with its owners today.
func (s *Store) Property(ctx context.Context, who *access.Viewer, i id.ID) (Property, error) {
	var p Property
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = propertySeen(ctx, tx, who, i)
		return err
	})
	return p, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Property, ID: i}, err)
}

func propertySeen(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID) (Property, error) {
	q := db.Select(propertyColumns, "property p").Visible(who, access.Read, access.Property).And("p.id = ?", i)
	p, err := db.One(ctx, tx, q, scanProperty)
	if err != nil {
		return Property{}, err
	}
	seen := []Property{p.masked(who)}
	return seen[0], around(ctx, tx, who, seen)
}

// propertyFor reads a property whole, for a change that needs verb on it.
func propertyFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, i id.ID, op string) (Property, error) {
	q := db.Select(propertyColumns, "property p").Everything(who.Beyond("a property about to be changed")).And("p.id = ?", i)
	p, err := db.One(ctx, tx, q, scanProperty)
	if err != nil {
		return Property{}, missing(err, op)
	}
	return p, who.Permit(op, verb, p.record())
}

// around fills in what hangs on properties: their owners today and how many
// units they have, each where it shows.
func around(ctx context.Context, tx *db.Tx, who *access.Viewer, rows []Property) error {
	at := map[id.ID]int{}
	var ids []any
	for i, p := range rows {
		at[p.ID] = i
		ids = append(ids, p.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	shares, err := sharesOf(ctx, tx, who, who.Who().Today, "s.property_id", ids)
	if err != nil {
		return err
	}
	for _, sh := range shares {
		p := &rows[at[sh.Property]]
		p.Owners = append(p.Owners, sh)
	}
	q := db.Select("u.property_id, COUNT(*)", "unit u").Visible(who, access.Read, access.Unit).
		AndIn("u.property_id", ids...).And("u.archived_at IS NULL").GroupBy("u.property_id")
	return db.Each(ctx, tx, q, func(r db.Row) error {
		var property id.ID
		var n int64
		err := r.Scan(&property, &n)
		rows[at[property]].Units = n
		return err
	})
}
