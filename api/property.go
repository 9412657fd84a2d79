package api

import (
	"context"
	"math"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// properties are the operations on properties, their units and their owners.
func (d *desk) properties() {
	const tag = "Properties"
	handle(d, op{id: "list-properties", tag: tag, method: http.MethodGet, path: "/properties", summary: "List properties",
		about: "The properties the person may read.",
		asks: paged([]string{"name", "-name", "city", "-city", "sleeps", "-sleeps", "created", "-created"},
			text("q", "Words of the name, or of the details where those show."), text("city", "Exactly this city, where details show."),
			uuid("client", "Partly this owner's today, where owners show."), word("kind", "What it is.", portfolio.Kinds...), yesno("archived", "The archived ones instead."))},
		d.listProperties)
	handle(d, op{id: "create-property", tag: tag, method: http.MethodPost, path: "/properties", status: http.StatusCreated, summary: "Add a property",
		about: "Whose it is, PUT /properties/{id}/owners says."}, d.createProperty)
	handle(d, op{id: "get-property", tag: tag, method: http.MethodGet, path: "/properties/{id}", summary: "One property", about: "With whose it is today, where that shows."}, d.getProperty)
	handle(d, op{id: "edit-property", tag: tag, method: http.MethodPatch, path: "/properties/{id}", summary: "Change a property", errors: []int{http.StatusConflict},
		about: "Fields that are left out stay as they are, and so do those the person may not see."}, d.editProperty)
	handle(d, op{id: "archive-property", tag: tag, method: http.MethodPost, path: "/properties/{id}/archive", summary: "Archive a property",
		about: "Takes it out of lists and pickers. Its bookings, shares and statements stay."}, d.awayProperty(true))
	handle(d, op{id: "restore-property", tag: tag, method: http.MethodPost, path: "/properties/{id}/restore", summary: "Put an archived property back",
		about: "Undoes archive."}, d.awayProperty(false))
	d.units()
	d.shares()
}

// Property is a place the company looks after.
type Property struct {
	ID       id.ID  `json:"id" format:"uuid"`
	Business id.ID  `json:"business" format:"uuid" doc:"The set of books it belongs to."`
	Name     string `json:"name" example:"Harbour View"`
	Kind     string `json:"kind" doc:"house, apartment, room, building or site." example:"apartment"`

	Street      *string  `json:"street,omitempty" doc:"Part: details."`
	City        *string  `json:"city,omitempty" doc:"Part: details." example:"Antwerpen"`
	Postcode    *string  `json:"postcode,omitempty" doc:"Part: details."`
	Country     *string  `json:"country,omitempty" doc:"Part: details." example:"BE"`
	Latitude    *float64 `json:"latitude,omitempty" doc:"Part: details. Absent too where it is not known."`
	Longitude   *float64 `json:"longitude,omitempty" doc:"Part: details. Absent too where it is not known."`
	Zone        *string  `json:"zone,omitempty" doc:"Part: details." example:"Europe/Brussels"`
	Currency    *string  `json:"currency,omitempty" doc:"Part: details." example:"EUR"`
	Sleeps      *int64   `json:"sleeps,omitempty" doc:"Part: details." example:"4"`
	Description *string  `json:"description,omitempty" doc:"Part: details."`
	Reference   *string  `json:"reference,omitempty" doc:"Part: details. What the source of an import calls it."`
	Units       *int64   `json:"units,omitempty" doc:"Part: details. How many units it has."`

	CommissionBPS *int64     `json:"commission_bps,omitempty" doc:"Part: terms. Ten-thousandths; absent too where each owner's own holds."`
	Nightly       *Money     `json:"nightly,omitempty" doc:"Part: terms. The usual price of a night; absent too where there is none."`
	Owners        *[]Holding `json:"owners,omitempty" nullable:"false" doc:"Part: owner. Whose it is today."`

	Archived bool      `json:"archived"`
	Version  int64     `json:"version" doc:"Send it back with an edit."`
	Created  time.Time `json:"created"`
	Hidden   []string  `json:"hidden" doc:"The parts that do not show to this person." example:"[\"terms\"]"`
}

// Holding is an owner's share of a property.
type Holding struct {
	Client   named   `json:"client" doc:"The owner."`
	Property *named  `json:"property,omitempty" doc:"Of which property, in lists of one owner's shares."`
	BPS      int64   `json:"bps" doc:"Ten-thousandths." example:"5000"`
	From     *string `json:"from,omitempty" format:"date" doc:"The first day; absent: since ever."`
	Until    *string `json:"until,omitempty" format:"date" doc:"The first day it is no longer theirs; absent while it lasts."`
}

func propertyShape(p portfolio.Property) Property {
	out := Property{ID: p.ID, Business: p.Business, Name: p.Name, Kind: p.Kind, Archived: p.Archived, Version: p.Version, Created: p.CreatedAt.UTC(), Hidden: orNone(p.Hidden())}
	if p.Shown.Has(access.GroupDetails) {
		out.Street, out.City, out.Postcode, out.Country = &p.Street, &p.City, &p.Postcode, &p.Country
		out.Latitude, out.Longitude = degrees(p.Latitude), degrees(p.Longitude)
		out.Zone, out.Currency, out.Sleeps, out.Description, out.Reference, out.Units = &p.Zone, &p.Currency, &p.Sleeps, &p.Description, &p.Reference, &p.Units
	}
	if p.Shown.Has(access.GroupTerms) {
		out.CommissionBPS = p.CommissionBPS
		if p.NightlyMinor != nil {
			out.Nightly = &Money{Minor: *p.NightlyMinor, Currency: p.Currency}
		}
	}
	if p.Shown.Has(access.GroupOwner) {
		owners := each(p.Owners, holding)
		out.Owners = &owners
	}
	return out
}

func holding(s portfolio.Share) Holding {
	return Holding{Client: named{s.Client, s.ClientName}, BPS: s.BPS, From: dayOf(s.From), Until: dayOf(s.Until)}
}

func degrees(millionths *int64) *float64 {
	if millionths == nil {
		return nil
	}
	d := float64(*millionths) / 1e6
	return &d
}

func millionths(d *float64) *int64 {
	if d == nil {
		return nil
	}
	n := int64(math.Round(*d * 1e6))
	return &n
}

func (d *desk) listProperties(ctx context.Context, c *call, _ *struct{}) (list[Property], error) {
	f, err := portfolio.ParsePropertyFilter(c.query)
	if err != nil {
		return list[Property]{}, inAddress(err)
	}
	p, err := d.Portfolio.Properties(ctx, c.viewer(), f)
	return pageOf(p, propertyShape), inAddress(err)
}

func (d *desk) getProperty(ctx context.Context, c *call, in *Which) (Property, error) {
	return shaped(propertyShape)(d.Portfolio.Property(ctx, c.viewer(), in.id()))
}

// NewProperty is a property to be.
type NewProperty struct {
	Business      string   `json:"business,omitempty" format:"uuid" doc:"The first business the person may add to, unless given."`
	Name          string   `json:"name" maxLength:"1000" example:"Harbour View"`
	Kind          string   `json:"kind,omitempty" enum:"house,apartment,room,building,site"`
	Street        string   `json:"street,omitempty" maxLength:"1000"`
	City          string   `json:"city,omitempty" maxLength:"1000" example:"Antwerpen"`
	Postcode      string   `json:"postcode,omitempty" maxLength:"1000"`
	Country       string   `json:"country,omitempty" maxLength:"1000" example:"BE"`
	Latitude      *float64 `json:"latitude,omitempty" minimum:"-90" maximum:"90"`
	Longitude     *float64 `json:"longitude,omitempty" minimum:"-180" maximum:"180"`
	Zone          string   `json:"zone,omitempty" maxLength:"100" doc:"The account's unless given." example:"Europe/Brussels"`
	Currency      string   `json:"currency,omitempty" maxLength:"3" doc:"The account's unless given." example:"EUR"`
	Sleeps        int64    `json:"sleeps,omitempty" minimum:"0" maximum:"10000"`
	Description   string   `json:"description,omitempty" maxLength:"20000"`
	Reference     string   `json:"reference,omitempty" maxLength:"1000"`
	CommissionBPS *int64   `json:"commission_bps,omitempty" minimum:"0" maximum:"10000"`
	NightlyMinor  *int64   `json:"nightly_minor,omitempty" minimum:"0" maximum:"1000000000000" doc:"The usual price of a night in minor units of its currency."`
}

func (d *desk) createProperty(ctx context.Context, c *call, in *struct{ Body NewProperty }) (Property, error) {
	f, b := form{}, in.Body
	to := portfolio.PropertyForm{Business: f.id("business", b.Business), Name: b.Name, Kind: b.Kind, Street: b.Street, City: b.City, Postcode: b.Postcode,
		Country: b.Country, Latitude: millionths(b.Latitude), Longitude: millionths(b.Longitude), Zone: b.Zone, Currency: b.Currency, Sleeps: b.Sleeps,
		Description: b.Description, Reference: b.Reference, CommissionBPS: b.CommissionBPS, NightlyMinor: b.NightlyMinor}
	if err := f.Err(); err != nil {
		return Property{}, err
	}
	return shaped(propertyShape)(d.Portfolio.CreateProperty(ctx, c.viewer(), to))
}

// PropertyEdit is what to change of a property.
type PropertyEdit struct {
	Version       int64          `json:"version" minimum:"1" doc:"That of the record the edit began from."`
	Name          *string        `json:"name,omitempty" maxLength:"1000"`
	Kind          *string        `json:"kind,omitempty" enum:"house,apartment,room,building,site"`
	Street        *string        `json:"street,omitempty" maxLength:"1000"`
	City          *string        `json:"city,omitempty" maxLength:"1000"`
	Postcode      *string        `json:"postcode,omitempty" maxLength:"1000"`
	Country       *string        `json:"country,omitempty" maxLength:"1000"`
	Latitude      maybe[float64] `json:"latitude,omitempty" minimum:"-90" maximum:"90"`
	Longitude     maybe[float64] `json:"longitude,omitempty" minimum:"-180" maximum:"180"`
	Zone          *string        `json:"zone,omitempty" maxLength:"100"`
	Currency      *string        `json:"currency,omitempty" maxLength:"3"`
	Sleeps        *int64         `json:"sleeps,omitempty" minimum:"0" maximum:"10000"`
	Description   *string        `json:"description,omitempty" maxLength:"20000"`
	Reference     *string        `json:"reference,omitempty" maxLength:"1000"`
	CommissionBPS maybe[int64]   `json:"commission_bps,omitempty" minimum:"0" maximum:"10000" doc:"null: each owner's own."`
	NightlyMinor  maybe[int64]   `json:"nightly_minor,omitempty" minimum:"0" maximum:"1000000000000" doc:"null: none."`
}

func (d *desk) editProperty(ctx context.Context, c *call, in *struct {
	Which
	Body PropertyEdit
}) (Property, error) {
	was, err := d.Portfolio.Property(ctx, c.viewer(), in.id())
	if err != nil {
		return Property{}, err
	}
	return shaped(propertyShape)(d.Portfolio.EditProperty(ctx, c.viewer(), in.id(), in.Body.over(was)))
}

// over is the form of was with the edit's fields in it. What did not show is
// empty in it, and stays as it is all the same.
func (e *PropertyEdit) over(was portfolio.Property) portfolio.PropertyForm {
	f := portfolio.PropertyForm{Version: e.Version, Name: was.Name, Kind: was.Kind, Street: was.Street, City: was.City, Postcode: was.Postcode, Country: was.Country,
		Zone: was.Zone, Currency: was.Currency, Sleeps: was.Sleeps, Description: was.Description, Reference: was.Reference}
	put(&f.Name, e.Name)
	put(&f.Kind, e.Kind)
	put(&f.Street, e.Street)
	put(&f.City, e.City)
	put(&f.Postcode, e.Postcode)
	put(&f.Country, e.Country)
	put(&f.Zone, e.Zone)
	put(&f.Currency, e.Currency)
	put(&f.Sleeps, e.Sleeps)
	put(&f.Description, e.Description)
	put(&f.Reference, e.Reference)
	f.Latitude, f.Longitude = millionths(e.Latitude.over(degrees(was.Latitude))), millionths(e.Longitude.over(degrees(was.Longitude)))
	f.CommissionBPS, f.NightlyMinor = e.CommissionBPS.over(was.CommissionBPS), e.NightlyMinor.over(was.NightlyMinor)
	return f
}

func (d *desk) awayProperty(away bool) func(context.Context, *call, *Which) (Property, error) {
	return func(ctx context.Context, c *call, in *Which) (Property, error) {
		if err := d.Portfolio.ArchiveProperty(ctx, c.viewer(), in.id(), away); err != nil {
			return Property{}, err
		}
		return d.getProperty(ctx, c, in)
	}
}
