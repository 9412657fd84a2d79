package api

import (
	"context"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// roles are the operations on the stock roles and on what an account chooses
// about its people.
func (d *desk) roles() {
	handle(d, op{id: "list-roles", tag: tagUsers, method: http.MethodGet, path: "/roles", summary: "List roles",
		about: "The stock roles: all of them for who may read roles, else those that one may give. Who holds each is counted as far as the person may know of them."}, d.listRoles)
	handle(d, op{id: "get-role", tag: tagUsers, method: http.MethodGet, path: "/roles/{id}", summary: "One role", about: "In the policy's own words, and thing by thing. The id is the role's word, as front-desk."}, d.getRole)
}

func (d *desk) peopleSettings() {
	handle(d, op{id: "get-people-settings", tag: tagUsers, method: http.MethodGet, path: "/users/settings", summary: "What the account chooses about its people", about: "For who may read settings."}, d.getPeopleSettings)
	handle(d, op{id: "edit-people-settings", tag: tagUsers, method: http.MethodPut, path: "/users/settings", summary: "Choose about the account's people", about: "For who may edit settings."}, d.editPeopleSettings)
}

// Role is a stock role.
type Role struct {
	ID      string      `json:"id" example:"front-desk"`
	Kind    string      `json:"kind" enum:"staff,portal" doc:"What its holders are."`
	On      []string    `json:"on" doc:"What it can be given on."`
	Held    int64       `json:"held" doc:"By how many users."`
	MayGive bool        `json:"may_give" doc:"Whether the person who asks may give it, somewhere."`
	Gives   []string    `json:"gives" doc:"Which roles its holders may give."`
	Lines   []RoleLine  `json:"lines,omitempty" doc:"Its sentences on the policy page."`
	Rights  []RoleRight `json:"rights,omitempty" doc:"The same, thing by thing."`
}

// RoleLine is a sentence of the policy page.
type RoleLine struct {
	Cite string `json:"cite" example:"policy.txt:147"`
	Text string `json:"text"`
}

// RoleRight is what a role may do with a thing.
type RoleRight struct {
	Thing string `json:"thing"`
	May   string `json:"may"`
	Sees  string `json:"sees"`
}

func (d *desk) listRoles(ctx context.Context, c *call, _ *struct{}) (list[Role], error) {
	seen, held, err := d.rolesSeen(ctx, c)
	var all []Role
	for r := range seen.All() {
		all = append(all, roleShape(c, r, held))
	}
	return whole(all, func(r Role) Role { return r }), err
}

func (d *desk) getRole(ctx context.Context, c *call, in *Which) (Role, error) {
	seen, held, err := d.rolesSeen(ctx, c)
	if err != nil {
		return Role{}, err
	}
	r, ok := access.ParseRole(in.ID)
	if !ok {
		return Role{}, fault.NotFound("api.getRole")
	}
	if !seen.Has(r) {
		return Role{}, d.tried(ctx, c, access.Read, access.RoleThing, id.ID{}, access.Hidden("api.getRole"))
	}
	out := roleShape(c, r, held)
	for _, l := range access.Page.Lines(r) {
		out.Lines = append(out.Lines, RoleLine{access.Page.Cite(l), access.Page.Text(l)})
	}
	for _, x := range access.Page.Rights(r) {
		out.Rights = append(out.Rights, RoleRight{x.Thing.String(), x.May, x.Sees})
	}
	return out, nil
}

func (d *desk) rolesSeen(ctx context.Context, c *call) (access.Roles, map[string]int64, error) {
	seen := people.RolesSeen(c.viewer())
	if seen.Empty() {
		return 0, nil, d.tried(ctx, c, access.Read, access.RoleThing, id.ID{}, access.Hidden("api.rolesSeen"))
	}
	held, err := d.People.Holders(ctx, c.viewer())
	return seen, held, err
}

func roleShape(c *call, r access.Role, held map[string]int64) Role {
	out := Role{ID: r.String(), Kind: people.KindOf(r), On: []string{}, Gives: []string{}, Held: held[r.String()], MayGive: c.viewer().Gives().Has(r)}
	for on := range access.Page.Scopes(r).All() {
		out.On = append(out.On, on.String())
	}
	for given := range access.Page.Grantable(r).All() {
		out.Gives = append(out.Gives, given.String())
	}
	return out
}

// PeopleSettings are what an account chooses about its people.
type PeopleSettings struct {
	QuietLogInAs bool `json:"quiet_log_in_as" doc:"Tell nobody by mail that the office is logged in as them."`
}

func (d *desk) getPeopleSettings(ctx context.Context, c *call, _ *struct{}) (PeopleSettings, error) {
	return shaped(func(s people.Settings) PeopleSettings { return PeopleSettings(s) })(d.People.Settings(ctx, c.viewer()))
}

func (d *desk) editPeopleSettings(ctx context.Context, c *call, in *struct{ Body PeopleSettings }) (PeopleSettings, error) {
	if err := d.People.ChooseSettings(ctx, c.viewer(), people.Settings(in.Body)); err != nil {
		return PeopleSettings{}, err
	}
	return d.getPeopleSettings(ctx, c, nil)
}
