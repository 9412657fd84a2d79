package api

import (
	"context"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// units are the operations on parts of a property that are let by themselves.
func (d *desk) units() {
	const tag = "Properties"
	handle(d, op{id: "list-units", tag: tag, method: http.MethodGet, path: "/properties/{id}/units", summary: "List a property's units", about: "Archived ones come last."}, d.listUnits)
	handle(d, op{id: "create-unit", tag: tag, method: http.MethodPost, path: "/properties/{id}/units", status: http.StatusCreated, summary: "Add a unit",
		about: "Nights for which the property is let whole are taken in it too."}, d.createUnit)
	handle(d, op{id: "edit-unit", tag: tag, method: http.MethodPatch, path: "/properties/{id}/units/{unit}", summary: "Change a unit", errors: []int{http.StatusConflict},
		about: "Fields that are left out stay as they are; archived takes it out of use, or puts it back."}, d.editUnit)
}

// Unit is a part of a property that is let by itself.
type Unit struct {
	ID       id.ID    `json:"id" format:"uuid"`
	Property id.ID    `json:"property" format:"uuid"`
	Name     string   `json:"name" example:"Garden flat"`
	Sleeps   *int64   `json:"sleeps,omitempty" doc:"Part: details."`
	Archived bool     `json:"archived"`
	Version  int64    `json:"version"`
	Hidden   []string `json:"hidden" doc:"The parts that do not show to this person."`
}

func unitShape(u portfolio.Unit) Unit {
	return Unit{ID: u.ID, Property: u.Property, Name: u.Name, Sleeps: shows(u.Shown, access.GroupDetails, u.Sleeps),
		Archived: u.Archived, Version: u.Version, Hidden: orNone(u.Hidden())}
}

func (d *desk) listUnits(ctx context.Context, c *call, in *Which) (list[Unit], error) {
	rows, err := d.Portfolio.Units(ctx, c.viewer(), in.id())
	return whole(rows, unitShape), err
}

func (d *desk) createUnit(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Name   string `json:"name" maxLength:"1000" example:"Garden flat"`
		Sleeps int64  `json:"sleeps,omitempty" minimum:"0" maximum:"10000"`
	}
}) (Unit, error) {
	return shaped(unitShape)(d.Portfolio.CreateUnit(ctx, c.viewer(), in.id(), portfolio.UnitForm{Name: in.Body.Name, Sleeps: in.Body.Sleeps}))
}

// editUnit archives after it has changed the rest, each on its own.
func (d *desk) editUnit(ctx context.Context, c *call, in *struct {
	Which
	Unit string `path:"unit" doc:"Which unit."`
	Body struct {
		Version  int64   `json:"version" minimum:"1"`
		Name     *string `json:"name,omitempty" maxLength:"1000"`
		Sleeps   *int64  `json:"sleeps,omitempty" minimum:"0" maximum:"10000"`
		Archived *bool   `json:"archived,omitempty"`
	}
}) (Unit, error) {
	u, err := d.unitAmong(ctx, c, in.id(), wanted(in.Unit))
	if err != nil {
		return Unit{}, err
	}
	if in.Body.Name != nil || in.Body.Sleeps != nil || in.Body.Archived == nil {
		to := portfolio.UnitForm{Name: u.Name, Sleeps: u.Sleeps, Version: in.Body.Version}
		put(&to.Name, in.Body.Name)
		put(&to.Sleeps, in.Body.Sleeps)
		if u, err = d.Portfolio.EditUnit(ctx, c.viewer(), u.ID, to); err != nil {
			return Unit{}, err
		}
	}
	if in.Body.Archived != nil && *in.Body.Archived != u.Archived {
		if err := d.Portfolio.ArchiveUnit(ctx, c.viewer(), u.ID, *in.Body.Archived); err != nil {
			return Unit{}, err
		}
		u, err = d.unitAmong(ctx, c, in.id(), u.ID)
	}
	return unitShape(u), err
}

// unitAmong finds a unit among those of its property.
func (d *desk) unitAmong(ctx context.Context, c *call, property, unit id.ID) (portfolio.Unit, error) {
	all, err := d.Portfolio.Units(ctx, c.viewer(), property)
	if err != nil {
		return portfolio.Unit{}, err
	}
	for _, u := range all {
		if u.ID == unit {
			return u, nil
		}
	}
	return portfolio.Unit{}, d.tried(ctx, c, access.Read, access.Unit, unit, fault.NotFound("api.unitAmong"))
}
