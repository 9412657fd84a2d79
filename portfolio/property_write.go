package portfolio

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// PropertyForm is a property as typed. Editing replaces what the person sees;
// parts hidden from them stay as they are, whatever the form says. Zone and
// Currency, if empty, are the account's. Version is that of the record the edit
// began from.
type PropertyForm struct {
	Business                        id.ID // zero: the first business they may add to
	Name, Kind                      string
	Street, City, Postcode, Country string
	Latitude, Longitude             *int64
	Zone, Currency                  string
	Sleeps                          int64
	Description, Reference          string
	CommissionBPS, NightlyMinor     *int64
	Version                         int64
}

// maxSleeps bounds how many people a place takes.
const maxSleeps = 1000

func (p *PropertyForm) check(op string) error {
	f := fault.Fields{Op: op}
	p.Name = entry.Name(&f, "name", p.Name)
	p.Kind = entry.Word(&f, "kind", p.Kind, Kinds...)
	for _, t := range []struct {
		field string
		text  *string
		max   int
	}{{"street", &p.Street, 200}, {"city", &p.City, 100}, {"postcode", &p.Postcode, 20}, {"country", &p.Country, 60}, {"reference", &p.Reference, entry.MaxName}} {
		*t.text = entry.Line(&f, t.field, *t.text, t.max)
	}
	p.Description = entry.Prose(&f, "description", p.Description, entry.MaxProse)
	p.Sleeps = entry.Number(&f, "sleeps", p.Sleeps, 0, maxSleeps)
	within(&f, "latitude", p.Latitude, -90_000_000, 90_000_000)
	within(&f, "longitude", p.Longitude, -180_000_000, 180_000_000)
	within(&f, "commission", p.CommissionBPS, 0, allBPS)
	within(&f, "nightly", p.NightlyMinor, 0, cash.MaxMinor)
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "" || p.Zone == "Local" {
		f.Bad("zone", "This is no time zone. Write one like Europe/Brussels.")
	}
	if _, err := cash.ParseCurrency(p.Currency); err != nil {
		f.Bad("currency", "This is no currency. Write three letters, like EUR.")
	}
	return f.Err()
}

// within checks a number that may be absent.
func within(f *fault.Fields, field string, n *int64, low, high int64) {
	if n != nil {
		entry.Number(f, field, *n, low, high)
	}
}

// under gives the record as the form leaves it for somebody who sees shown of it.
func (p PropertyForm) under(old Property, shown access.Groups) Property {
	next := old
	next.Name, next.Kind = p.Name, p.Kind
	if shown.Has(access.GroupDetails) {
		next.Street, next.City, next.Postcode, next.Country = p.Street, p.City, p.Postcode, p.Country
		next.Latitude, next.Longitude, next.Zone, next.Currency = p.Latitude, p.Longitude, p.Zone, p.Currency
		next.Sleeps, next.Description, next.Reference = p.Sleeps, p.Description, p.Reference
	}
	if shown.Has(access.GroupTerms) {
		next.CommissionBPS, next.NightlyMinor = p.CommissionBPS, p.NightlyMinor
	}
	return next
}

func (p *Property) values() db.Values {
	return db.Set("name", p.Name).Set("name_key", fold(p.Name)).Set("kind", p.Kind).
		Set("street", p.Street).Set("city", p.City).Set("postcode", p.Postcode).Set("country", p.Country).
		Set("latitude", orNil(p.Latitude)).Set("longitude", orNil(p.Longitude)).
		Set("zone", p.Zone).Set("currency", p.Currency).Set("sleeps", p.Sleeps).
		Set("description", p.Description).Set("reference", p.Reference).
		Set("commission_bps", orNil(p.CommissionBPS)).Set("nightly_minor", orNil(p.NightlyMinor))
}

func orNil(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

// CreateProperty adds a property. Whose it is, SetShares says.
func (s *Store) CreateProperty(ctx context.Context, who *access.Viewer, form PropertyForm) (p Property, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, err = s.CreatePropertyIn(ctx, tx, who, form)
		return err
	})
	return p, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Property}, err)
}

// CreatePropertyIn is CreateProperty within a change that has more to it.
func (s *Store) CreatePropertyIn(ctx context.Context, tx *db.Tx, who *access.Viewer, form PropertyForm) (Property, error) {
	const op = "portfolio.CreateProperty"
	p := Property{ID: id.New(), Account: who.Account(), Version: 1, CreatedAt: s.now()}
	var err error
	if p.Business, err = BusinessFor(ctx, tx, who, access.Property, form.Business, op); err != nil {
		return Property{}, err
	}
	if err := form.settle(ctx, tx, who, op); err != nil {
		return Property{}, err
	}
	p = form.under(p, access.Page.Holds(access.Property))
	row := p.values().Set("id", p.ID).Set("business_id", p.Business).Set("version", p.Version).
		Set("created_at", p.CreatedAt).Set("created_by", who.Who().Person)
	if err := tx.Insert(ctx, p.Account, "property", row); err != nil {
		return Property{}, err
	}
	if err := IndexNew(ctx, tx, p.Account, access.Property, p.ID, p.words()); err != nil {
		return Property{}, err
	}
	return p.masked(who), s.people.Wrote(ctx, tx, who, access.Add, p.record(), "", people.Diff(nil, p.fields())...)
}

// settle fills in the account's own zone and currency and checks the form.
func (p *PropertyForm) settle(ctx context.Context, tx *db.Tx, who *access.Viewer, op string) error {
	if p.Zone == "" || p.Currency == "" {
		q := db.Global("a.zone, a.currency", "account a").And("a.id = ?", who.Account())
		usual, err := db.One(ctx, tx, q, func(r db.Row) (u [2]string, err error) {
			err = r.Scan(&u[0], &u[1])
			return u, err
		})
		if err != nil {
			return err
		}
		p.Zone, p.Currency = orElse(p.Zone, usual[0]), orElse(p.Currency, usual[1])
	}
	return p.check(op)
}

func orElse(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

// EditProperty changes a property. An edit that began from an older version is
// Outdated and carries the property as it is now.
func (s *Store) EditProperty(ctx context.Context, who *access.Viewer, i id.ID, form PropertyForm) (Property, error) {
	const op = "portfolio.EditProperty"
	var p Property
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := propertyFor(ctx, tx, who, access.Edit, i, op)
		if err != nil {
			return err
		}
		if err := form.settle(ctx, tx, who, op); err != nil {
			return err
		}
		if form.Version != old.Version {
			return fault.Outdated(op, old.masked(who))
		}
		p = form.under(old, who.Mask(old.record()))
		p.Version++
		if err := tx.UpdateVersion(ctx, p.Account, "property", i, form.Version, p.values()); err != nil {
			return err
		}
		if err := Index(ctx, tx, p.Account, access.Property, i, p.words()); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, p.record(), "", people.Diff(old.fields(), p.fields())...)
	})
	if err != nil {
		return Property{}, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Property, ID: i}, err)
	}
	return p.masked(who), nil
}

// ArchiveProperty takes a property out of lists and pickers, or puts it back.
// Its bookings, shares and statements stay.
func (s *Store) ArchiveProperty(ctx context.Context, who *access.Viewer, i id.ID, away bool) error {
	const op = "portfolio.ArchiveProperty"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := propertyFor(ctx, tx, who, access.Delete, i, op)
		if err != nil {
			return err
		}
		return s.archive(ctx, tx, who, "property", p.record(), p.Version, away)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Property, ID: i}, err)
}
