package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/words"
)

// grants are the operations on access records.
func (d *desk) grants() {
	const path = "/portal-users/{id}/grants"
	handle(d, op{id: "list-grants", tag: tagPortal, method: http.MethodGet, path: path, summary: "List access records", about: "What a person was given, oldest first; records the person who asks may not see are left out."}, d.listGrants)
	handle(d, op{id: "create-grant", tag: tagPortal, method: http.MethodPost, path: path, status: http.StatusCreated, summary: "Create access", errors: []int{http.StatusConflict},
		about: "Several records per person are possible and count together. Who gives must hold all of it over all it is on; nobody gives to themselves. POST /policy/preview says beforehand what it would change."}, d.createGrant)
	handle(d, op{id: "get-grant", tag: tagPortal, method: http.MethodGet, path: path + "/{grant}", summary: "One access record", about: "As it counts now."}, d.getGrant)
	handle(d, op{id: "edit-grant", tag: tagPortal, method: http.MethodPut, path: path + "/{grant}", summary: "Change access", errors: []int{http.StatusConflict},
		about: "Replaces the record. It counts from the person's next request on."}, d.editGrant)
	act(d, op{id: "delete-grant", tag: tagPortal, method: http.MethodDelete, path: path + "/{grant}", summary: "Take access away", errors: []int{http.StatusConflict},
		about: "From the person's next request on. The last admin keeps theirs."}, d.deleteGrant)
}

// Grant is one access record.
type Grant struct {
	ID       id.ID     `json:"id" format:"uuid"`
	Member   id.ID     `json:"member" format:"uuid" doc:"Whose."`
	Words    string    `json:"words" doc:"All of it in a line." example:"Portal access to Ana Lindqvist: calendar, owner money"`
	Role     string    `json:"role" example:"portal"`
	On       string    `json:"on" doc:"account, client, property …" example:"client"`
	Of       []named   `json:"of" doc:"Which ones, as far as the person who asks may see them."`
	Unnamed  int       `json:"unnamed" doc:"How many more of them there are."`
	Switches []string  `json:"switches" example:"[\"calendar\",\"owner-money\"]"`
	From     *string   `json:"from,omitempty" format:"date"`
	Until    *string   `json:"until,omitempty" format:"date" doc:"The last day it counts; absent: no end."`
	Note     string    `json:"note"`
	GivenBy  string    `json:"given_by"`
	Given    time.Time `json:"given"`
	InForce  bool      `json:"in_force"`
	Version  int64     `json:"version"`
}

func grantShape(t *words.Tongue) func(people.GrantRow) Grant {
	return func(g people.GrantRow) Grant { return grantIn(t, g) }
}

func grantIn(t *words.Tongue, g people.GrantRow) Grant {
	return Grant{ID: g.ID, Member: g.Member, Words: g.Words(t), Role: g.Role, On: g.On, Of: each(g.Of, func(n people.Named) named { return named(n) }), Unnamed: g.Unnamed,
		Switches: orNone(g.Switches), From: dayOf(g.From), Until: dayOf(g.Until), Note: g.Note, GivenBy: g.GivenBy, Given: g.GivenAt.UTC(), InForce: g.InForce, Version: g.Version}
}

// GrantForm is an access record as it is to be.
type GrantForm struct {
	Role     string   `json:"role" maxLength:"40" doc:"A role of the policy page." example:"portal"`
	On       string   `json:"on" maxLength:"40" doc:"What it is on: account, client, property …" example:"client"`
	Of       []string `json:"of,omitempty" maxItems:"10000" doc:"The client, business or vendor; for property the chosen ones; nothing for account."`
	Switches []string `json:"switches,omitempty" maxItems:"60" doc:"calendar, guest-name, contact, view-notes, add-notes, owner-money or all-money, block-off, move-blocks, statements." example:"[\"calendar\",\"owner-money\"]"`
	From     string   `json:"from,omitempty" format:"date" doc:"The first day it counts; at once unless given."`
	Until    string   `json:"until,omitempty" format:"date" doc:"The last day it counts; no end unless given."`
	Note     string   `json:"note,omitempty" maxLength:"20000"`
}

// form reads g; at stands before the names of its fields.
func (g *GrantForm) form(f *form, at string, version int64) people.GrantForm {
	out := people.GrantForm{Role: g.Role, On: g.On, Switches: g.Switches, From: f.day(at+"from", g.From), Until: f.day(at+"until", g.Until), Note: g.Note, Version: version}
	for i, s := range g.Of {
		out.Of = append(out.Of, f.id(fmt.Sprintf("%sof.%d", at, i), s))
	}
	return out
}

// WhichGrant is a record of a member.
type WhichGrant struct {
	Which
	Grant string `path:"grant" doc:"Which access record."`
}

func (d *desk) listGrants(ctx context.Context, c *call, in *Which) (list[Grant], error) {
	rows, err := d.People.Grants(ctx, c.viewer(), in.id())
	return whole(rows, grantShape(words.In(ctx))), err
}

func (d *desk) getGrant(ctx context.Context, c *call, in *WhichGrant) (Grant, error) {
	rows, err := d.People.Grants(ctx, c.viewer(), in.id())
	if err != nil {
		return Grant{}, err
	}
	for _, g := range rows {
		if g.ID == wanted(in.Grant) {
			return grantIn(words.In(ctx), g), nil
		}
	}
	return Grant{}, d.tried(ctx, c, access.Read, access.GrantThing, wanted(in.Grant), fault.NotFound("api.getGrant"))
}

func (d *desk) createGrant(ctx context.Context, c *call, in *struct {
	Which
	Body GrantForm
}) (Grant, error) {
	f := form{}
	to := in.Body.form(&f, "", 0)
	to.By = c.Actor
	if err := f.Err(); err != nil {
		return Grant{}, err
	}
	return shaped(grantShape(words.In(ctx)))(d.People.CreateGrant(ctx, c.viewer(), in.id(), to))
}

func (d *desk) editGrant(ctx context.Context, c *call, in *struct {
	WhichGrant
	Body struct {
		Edition
		GrantForm
	}
}) (Grant, error) {
	f := form{}
	to := in.Body.form(&f, "", in.Body.Version)
	to.By = c.Actor
	if err := f.Err(); err != nil {
		return Grant{}, err
	}
	return shaped(grantShape(words.In(ctx)))(d.People.EditGrant(ctx, c.viewer(), in.id(), wanted(in.Grant), to))
}

func (d *desk) deleteGrant(ctx context.Context, c *call, in *WhichGrant) error {
	return d.People.DeleteGrant(ctx, c.viewer(), in.id(), wanted(in.Grant))
}
