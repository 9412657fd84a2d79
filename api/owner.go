package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
)

// owners are the operations on whom the company works for.
func (d *desk) owners() {
	const tag = "Owners"
	handle(d, op{id: "list-owners", tag: tag, method: http.MethodGet, path: "/owners", summary: "List owners", about: "The clients the person may read.",
		asks: paged([]string{"name", "-name", "created", "-created"},
			text("q", "Words of the name, or of contact and terms where those show."), word("kind", "Owners have shares of properties, customers have sites.", portfolio.Owner, portfolio.Customer),
			yesno("archived", "The archived ones instead."))}, d.listOwners)
	handle(d, op{id: "create-owner", tag: tag, method: http.MethodPost, path: "/owners", status: http.StatusCreated, summary: "Add an owner", about: "Without a kind it is an owner."}, d.createOwner)
	handle(d, op{id: "get-owner", tag: tag, method: http.MethodGet, path: "/owners/{id}", summary: "One owner", about: "As far as they show to the person."}, d.getOwner)
	handle(d, op{id: "edit-owner", tag: tag, method: http.MethodPatch, path: "/owners/{id}", summary: "Change an owner", errors: []int{http.StatusConflict},
		about: "Fields that are left out stay as they are, and so do those the person may not see."}, d.editOwner)
	handle(d, op{id: "archive-owner", tag: tag, method: http.MethodPost, path: "/owners/{id}/archive", summary: "Archive an owner",
		about: "Takes them out of lists and pickers. Nothing about them is lost."}, d.awayOwner(true))
	handle(d, op{id: "restore-owner", tag: tag, method: http.MethodPost, path: "/owners/{id}/restore", summary: "Put an archived owner back", about: "Undoes archive."}, d.awayOwner(false))
	handle(d, op{id: "list-owner-shares", tag: tag, method: http.MethodGet, path: "/owners/{id}/properties", summary: "What an owner has shares of",
		asks: []param{date("on", "On this day; today unless given.")}, about: "Of the properties whose owners the person may see."}, d.ownerShares)
	handle(d, op{id: "owner-balance", tag: tag, method: http.MethodGet, path: "/owners/{id}/balance", summary: "What is owed to an owner",
		asks: []param{date("before", "As it stood before this day; now unless given.")}, about: "In each currency, from the journal."}, d.ownerBalance)
}

// Owner is whom the company works for.
type Owner struct {
	ID         id.ID     `json:"id" format:"uuid"`
	Business   id.ID     `json:"business" format:"uuid"`
	Kind       string    `json:"kind" enum:"owner,customer"`
	Name       string    `json:"name" example:"Ana Lindqvist"`
	Properties *int64    `json:"properties,omitempty" doc:"Part: owner, of properties. How many the person sees are partly theirs today."`
	Archived   bool      `json:"archived"`
	Version    int64     `json:"version"`
	Created    time.Time `json:"created"`

	Email         *string `json:"email,omitempty" doc:"Part: contact."`
	Phone         *string `json:"phone,omitempty" doc:"Part: contact."`
	Address       *string `json:"address,omitempty" doc:"Part: contact."`
	CommissionBPS *int64  `json:"commission_bps,omitempty" doc:"Part: terms. What the company keeps of their part, in ten-thousandths."`
	Reference     *string `json:"reference,omitempty" doc:"Part: terms. What the source of an import calls them."`
	Note          *string `json:"note,omitempty" doc:"Part: notes."`

	Hidden []string `json:"hidden" doc:"The parts that do not show to this person."`
}

func ownerShape(c portfolio.Client) Owner {
	o := Owner{ID: c.ID, Business: c.Business, Kind: c.Kind, Name: c.Name, Archived: c.Archived, Version: c.Version, Created: c.CreatedAt.UTC(),
		Email: shows(c.Shown, access.GroupContact, c.Email), Phone: shows(c.Shown, access.GroupContact, c.Phone), Address: shows(c.Shown, access.GroupContact, c.Address),
		CommissionBPS: shows(c.Shown, access.GroupTerms, c.CommissionBPS), Reference: shows(c.Shown, access.GroupTerms, c.Reference),
		Note: shows(c.Shown, access.GroupNotes, c.Note), Hidden: orNone(c.Hidden())}
	if c.Counted {
		o.Properties = &c.Properties
	} else {
		o.Hidden = append(o.Hidden, access.GroupOwner.String())
	}
	return o
}

func (d *desk) listOwners(ctx context.Context, c *call, _ *struct{}) (list[Owner], error) {
	f, err := portfolio.ParseClientFilter(c.query)
	if err != nil {
		return list[Owner]{}, inAddress(err)
	}
	p, err := d.Portfolio.Clients(ctx, c.viewer(), f)
	return pageOf(p, ownerShape), inAddress(err)
}

func (d *desk) getOwner(ctx context.Context, c *call, in *Which) (Owner, error) {
	return shaped(ownerShape)(d.Portfolio.Client(ctx, c.viewer(), in.id()))
}

// NewOwner is an owner to be.
type NewOwner struct {
	Business      string `json:"business,omitempty" format:"uuid" doc:"The first business the person may add to, unless given."`
	Kind          string `json:"kind,omitempty" enum:"owner,customer"`
	Name          string `json:"name" maxLength:"1000" example:"Ana Lindqvist"`
	Email         string `json:"email,omitempty" maxLength:"1000"`
	Phone         string `json:"phone,omitempty" maxLength:"1000"`
	Address       string `json:"address,omitempty" maxLength:"20000"`
	CommissionBPS int64  `json:"commission_bps,omitempty" minimum:"0" maximum:"10000" example:"2000"`
	Reference     string `json:"reference,omitempty" maxLength:"1000"`
	Note          string `json:"note,omitempty" maxLength:"20000"`
}

func (d *desk) createOwner(ctx context.Context, c *call, in *struct{ Body NewOwner }) (Owner, error) {
	f, b := form{}, in.Body
	to := portfolio.ClientForm{Business: f.id("business", b.Business), Kind: b.Kind, Name: b.Name, Email: b.Email, Phone: b.Phone, Address: b.Address,
		CommissionBPS: b.CommissionBPS, Reference: b.Reference, Note: b.Note}
	if err := f.Err(); err != nil {
		return Owner{}, err
	}
	return shaped(ownerShape)(d.Portfolio.CreateClient(ctx, c.viewer(), to))
}

// OwnerEdit is what to change of an owner.
type OwnerEdit struct {
	Version       int64   `json:"version" minimum:"1" doc:"That of the record the edit began from."`
	Kind          *string `json:"kind,omitempty" enum:"owner,customer"`
	Name          *string `json:"name,omitempty" maxLength:"1000"`
	Email         *string `json:"email,omitempty" maxLength:"1000"`
	Phone         *string `json:"phone,omitempty" maxLength:"1000"`
	Address       *string `json:"address,omitempty" maxLength:"20000"`
	CommissionBPS *int64  `json:"commission_bps,omitempty" minimum:"0" maximum:"10000"`
	Reference     *string `json:"reference,omitempty" maxLength:"1000"`
	Note          *string `json:"note,omitempty" maxLength:"20000"`
}

func (d *desk) editOwner(ctx context.Context, c *call, in *struct {
	Which
	Body OwnerEdit
}) (Owner, error) {
	was, err := d.Portfolio.Client(ctx, c.viewer(), in.id())
	if err != nil {
		return Owner{}, err
	}
	return shaped(ownerShape)(d.Portfolio.EditClient(ctx, c.viewer(), in.id(), in.Body.over(was)))
}

func (e *OwnerEdit) over(was portfolio.Client) portfolio.ClientForm {
	f := portfolio.ClientForm{Version: e.Version, Kind: was.Kind, Name: was.Name, Email: was.Email, Phone: was.Phone, Address: was.Address,
		CommissionBPS: was.CommissionBPS, Reference: was.Reference, Note: was.Note}
	put(&f.Kind, e.Kind)
	put(&f.Name, e.Name)
	put(&f.Email, e.Email)
	put(&f.Phone, e.Phone)
	put(&f.Address, e.Address)
	put(&f.CommissionBPS, e.CommissionBPS)
	put(&f.Reference, e.Reference)
	put(&f.Note, e.Note)
	return f
}

func (d *desk) awayOwner(away bool) func(context.Context, *call, *Which) (Owner, error) {
	return func(ctx context.Context, c *call, in *Which) (Owner, error) {
		if err := d.Portfolio.ArchiveClient(ctx, c.viewer(), in.id(), away); err != nil {
			return Owner{}, err
		}
		return d.getOwner(ctx, c, in)
	}
}

func (d *desk) ownerShares(ctx context.Context, c *call, in *Which) (list[Holding], error) {
	q := page.Read("api.ownerShares", c.query)
	on := q.Day("on")
	if err := q.Err(); err != nil {
		return list[Holding]{}, inAddress(err)
	}
	rows, err := d.Portfolio.SharesOfClient(ctx, c.viewer(), in.id(), on)
	return whole(rows, func(s portfolio.Share) Holding {
		h := holding(s)
		h.Property = &named{s.Property, s.PropertyName}
		return h
	}), err
}

func (d *desk) ownerBalance(ctx context.Context, c *call, in *Which) (list[Money], error) {
	q := page.Read("api.ownerBalance", c.query)
	before := q.Day("before")
	if err := q.Err(); err != nil {
		return list[Money]{}, inAddress(err)
	}
	if _, err := d.Portfolio.Client(ctx, c.viewer(), in.id()); err != nil {
		return list[Money]{}, err
	}
	sums, err := d.Money.OwnerBalance(ctx, c.viewer(), in.id(), before)
	return whole(sums, amount), err
}
