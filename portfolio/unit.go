package portfolio

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Unit is a part of a property that is let by itself. Sleeps is zero for who
// does not see its details; see Shown.
type Unit struct {
	ID, Account, Business, Property id.ID
	Name                            string
	Sleeps                          int64 // details
	Archived                        bool
	Version                         int64
	Shown                           access.Groups
}

// UnitForm is a unit as typed.
type UnitForm struct {
	Name    string
	Sleeps  int64
	Version int64
}

func (u *UnitForm) check(op string) error {
	f := fault.Fields{Op: op}
	u.Name = entry.Name(&f, "name", u.Name)
	u.Sleeps = entry.Number(&f, "sleeps", u.Sleeps, 0, maxSleeps)
	return f.Err()
}

const unitColumns = "u.id, u.account_id, u.business_id, u.property_id, u.name, u.sleeps, u.version, u.archived_at IS NOT NULL"

func scanUnit(r db.Row) (Unit, error) {
	var u Unit
	err := r.Scan(&u.ID, &u.Account, &u.Business, &u.Property, &u.Name, &u.Sleeps, &u.Version, &u.Archived)
	return u, err
}

func (u *Unit) record() *access.Record {
	return &access.Record{Thing: access.Unit, ID: u.ID, Account: u.Account, Business: u.Business, Property: u.Property}
}

func (u Unit) masked(who *access.Viewer) Unit {
	u.Shown = who.Mask(u.record())
	if !u.Shown.Has(access.GroupDetails) {
		u.Sleeps = 0
	}
	return u
}

// Hidden names the groups of u that its reader may not see.
func (u Unit) Hidden() []string { return Hidden(access.Unit, u.Shown) }

// Units lists the units of a property that who may read, archived ones last.
func (s *Store) Units(ctx context.Context, who *access.Viewer, property id.ID) (out []Unit, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := propertySeen(ctx, tx, who, property); err != nil {
			return err
		}
		q := db.Select(unitColumns, "unit u").Visible(who, access.Read, access.Unit).And("u.property_id = ?", property)
		out, err = db.All(ctx, tx, q.Order("u.archived_at IS NOT NULL, u.name, u.id"), scanUnit)
		for i := range out {
			out[i] = out[i].masked(who)
		}
		return err
	})
	return out, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Property, ID: property}, err)
}

// CreateUnit adds a unit to a property. Nights for which the property is let
// whole are taken in it too.
func (s *Store) CreateUnit(ctx context.Context, who *access.Viewer, property id.ID, form UnitForm) (u Unit, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err = s.CreateUnitIn(ctx, tx, who, property, form)
		return err
	})
	return u, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Unit, Property: property}, err)
}

// CreateUnitIn is CreateUnit within a change that has more to it.
func (s *Store) CreateUnitIn(ctx context.Context, tx *db.Tx, who *access.Viewer, property id.ID, form UnitForm) (Unit, error) {
	const op = "portfolio.CreateUnit"
	p, err := propertyFor(ctx, tx, who, access.Read, property, op)
	if err != nil {
		return Unit{}, err
	}
	u := Unit{ID: id.New(), Account: p.Account, Business: p.Business, Property: p.ID, Version: 1}
	if err := who.Permit(op, access.Add, u.record()); err != nil {
		return Unit{}, err
	}
	if err := form.check(op); err != nil {
		return Unit{}, err
	}
	u.Name, u.Sleeps = form.Name, form.Sleeps
	row := db.Set("id", u.ID).Set("business_id", u.Business).Set("property_id", u.Property).
		Set("name", u.Name).Set("sleeps", u.Sleeps).Set("version", u.Version)
	if err := tx.Insert(ctx, u.Account, "unit", row); err != nil {
		return Unit{}, err
	}
	if err := takeOver(ctx, tx, u.Account, u.Property, u.ID); err != nil {
		return Unit{}, err
	}
	return u.masked(who), s.people.Wrote(ctx, tx, who, access.Add, u.record(), "", people.Diff(nil, u.fields())...)
}

// EditUnit changes a unit. An edit that began from an older version is Outdated
// and carries the unit as it is now.
func (s *Store) EditUnit(ctx context.Context, who *access.Viewer, i id.ID, form UnitForm) (u Unit, err error) {
	const op = "portfolio.EditUnit"
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if u, err = unitFor(ctx, tx, who, access.Edit, i, op); err != nil {
			return err
		}
		if err := form.check(op); err != nil {
			return err
		}
		if form.Version != u.Version {
			return fault.Outdated(op, u.masked(who))
		}
		was := u
		u.Name = form.Name
		if who.Mask(u.record()).Has(access.GroupDetails) {
			u.Sleeps = form.Sleeps
		}
		if err := tx.UpdateVersion(ctx, u.Account, "unit", i, form.Version, db.Set("name", u.Name).Set("sleeps", u.Sleeps)); err != nil {
			return err
		}
		u.Version++
		return s.people.Wrote(ctx, tx, who, access.Edit, u.record(), "", people.Diff(was.fields(), u.fields())...)
	})
	if err != nil {
		return Unit{}, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Unit, ID: i}, err)
	}
	return u.masked(who), nil
}

// ArchiveUnit takes a unit out of use, or puts it back. Nights taken in it stay
// taken, and letting the property whole takes it along, so that it can always
// come back.
func (s *Store) ArchiveUnit(ctx context.Context, who *access.Viewer, i id.ID, away bool) error {
	const op = "portfolio.ArchiveUnit"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := unitFor(ctx, tx, who, access.Delete, i, op)
		if err != nil {
			return err
		}
		return s.archive(ctx, tx, who, "unit", u.record(), u.Version, away)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Unit, ID: i}, err)
}

func unitFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, i id.ID, op string) (Unit, error) {
	q := db.Select(unitColumns, "unit u").Everything(who.Beyond("a unit about to be changed")).And("u.id = ?", i)
	u, err := db.One(ctx, tx, q, scanUnit)
	if err != nil {
		return Unit{}, missing(err, op)
	}
	return u, who.Permit(op, verb, u.record())
}
