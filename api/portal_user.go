package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/words"
)

const tagPortal = "Portal access"

// portalUsers are the operations on the people of the account.
func (d *desk) portalUsers() {
	handle(d, op{id: "list-portal-users", tag: tagPortal, method: http.MethodGet, path: "/portal-users", summary: "List portal users",
		about: "The people whom the account lets in from outside, as far as the person may know of them, each with what they were given. Staff are listed only with kind=staff; see users.",
		asks: paged([]string{people.SortName, people.SortNameBack, people.SortAction, people.SortIdle}, text("q", "Part of a name or address, of those whose address shows."),
			word("state", "All but the deleted unless given; expired are those of the invited whose invitation has run out.", people.Invited, people.Expired, people.Active, people.Inactive), word("kind", "", people.Staff, people.Portal))}, d.listPortalUsers)
	handle(d, op{id: "create-portal-user", tag: tagPortal, method: http.MethodPost, path: "/portal-users", status: http.StatusCreated, summary: "Create a portal user", errors: []int{http.StatusConflict},
		about: "Writes to them with a link to set a password. Until they are given access they see nothing."}, d.createPortalUser)
	handle(d, op{id: "get-portal-user", tag: tagPortal, method: http.MethodGet, path: "/portal-users/{id}", summary: "One portal user", about: "As far as they show to the person."}, d.getPortalUser)
	handle(d, op{id: "edit-portal-user", tag: tagPortal, method: http.MethodPatch, path: "/portal-users/{id}", summary: "Change a portal user's name", errors: []int{http.StatusConflict},
		about: "The name they go by in this account."}, d.editPortalUser)
	handle(d, op{id: "deactivate-portal-user", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/deactivate", summary: "Switch a portal user off", errors: []int{http.StatusConflict},
		about: "Their sessions in this account end at this instant. What they were given stays for the day they are reactivated. The last admin cannot be."}, d.toMember((*people.Store).Deactivate))
	handle(d, op{id: "reactivate-portal-user", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/reactivate", summary: "Switch a portal user on again", errors: []int{http.StatusConflict},
		about: "Undoes deactivate."}, d.toMember((*people.Store).Reactivate))
	handle(d, op{id: "send-invitation", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/invitation", summary: "Send an invitation again", errors: []int{http.StatusConflict},
		about: "A fresh link, good for seven days, to somebody who has not accepted yet."}, d.toMember((*people.Store).InviteAgain))
	handle(d, op{id: "send-reset", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/reset", summary: "Send a password reset", errors: []int{http.StatusConflict},
		about: "A link to set a new password; the invitation again if they never had one."}, d.toMember((*people.Store).SendReset))
	act(d, op{id: "delete-portal-user", tag: tagPortal, method: http.MethodDelete, path: "/portal-users/{id}", summary: "Delete a portal user", errors: []int{http.StatusConflict},
		about: "They are signed out at this instant and lose all access here. Their name stays on what they did."}, d.deletePortalUser)
	handle(d, op{id: "grant-admin", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/admin", status: http.StatusCreated, summary: "Give admin access", errors: []int{http.StatusConflict},
		about: "Everything in the account, not limited by property. Somebody who has it already is given the other choice about reports."}, d.grantAdmin)
	handle(d, op{id: "log-in-as", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/log-in-as", status: http.StatusCreated, summary: "Log in as a portal user", errors: []int{http.StatusConflict},
		about: "A session that sees and does exactly what they do, for an hour at most; both names stand on what is recorded. Never into somebody with more rights than one's own. POST /session/return ends it."}, d.logInAs)
	d.grants()
}

// PortalUser is a person of the account.
type PortalUser struct {
	ID           id.ID      `json:"id" format:"uuid"`
	Name         string     `json:"name" example:"Olivia Owner"`
	Kind         string     `json:"kind" enum:"staff,portal"`
	State        string     `json:"state" enum:"invited,active,inactive,deleted"`
	Access       []string   `json:"access" doc:"In a line each, what they were given, as far as it shows."`
	Email        *string    `json:"email,omitempty" doc:"Part: contact."`
	SignedIn     *time.Time `json:"signed_in,omitempty" doc:"Part: activity. Absent too if they never did."`
	Login        *string    `json:"login,omitempty" doc:"Part: activity. How they last signed in."`
	LastAction   *string    `json:"last_action,omitempty" doc:"Part: activity."`
	LastActionAt *time.Time `json:"last_action_at,omitempty" doc:"Part: activity."`
	Created      time.Time  `json:"created"`
	InvitedUntil *time.Time `json:"invited_until,omitempty" doc:"While they are invited: until when they can accept. Once it has passed send-invitation gives them a fresh link."`
	Version      int64      `json:"version"`
	Hidden       []string   `json:"hidden" doc:"The parts that do not show to this person."`
}

func portalUserShape(m people.Member) PortalUser {
	s := m.Shown
	return PortalUser{ID: m.ID, Name: m.Name, Kind: m.Kind, State: m.State, Access: orNone(m.Access), Email: shows(s, access.GroupContact, m.Email),
		SignedIn: moment(m.SignedInAt), Login: shows(s, access.GroupActivity, m.LoginMethod), LastAction: shows(s, access.GroupActivity, m.LastAction),
		LastActionAt: moment(m.LastActionAt), Created: m.CreatedAt.UTC(), InvitedUntil: moment(m.InvitedUntil), Version: m.Version, Hidden: orNone(m.Hidden())}
}

func (d *desk) listPortalUsers(ctx context.Context, c *call, _ *struct{}) (list[PortalUser], error) {
	f, err := people.ParseMemberFilter(c.query)
	if err != nil {
		return list[PortalUser]{}, inAddress(err)
	}
	if f.Kind == "" {
		f.Kind = people.Portal // staff are under users
	}
	p, err := d.People.PortalUsers(ctx, c.viewer(), f)
	return pageOf(p, portalUserShape), inAddress(err)
}

func (d *desk) getPortalUser(ctx context.Context, c *call, in *Which) (PortalUser, error) {
	return shaped(portalUserShape)(d.People.PortalUser(ctx, c.viewer(), in.id()))
}

func (d *desk) createPortalUser(ctx context.Context, c *call, in *struct {
	Body struct {
		Name  string `json:"name" maxLength:"1000" example:"Olivia Owner"`
		Email string `json:"email" maxLength:"1000" example:"olivia@quay.example"`
	}
}) (PortalUser, error) {
	return shaped(portalUserShape)(d.People.CreatePortalUser(ctx, c.viewer(), in.Body.Name, in.Body.Email))
}

func (d *desk) editPortalUser(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Edition
		Name string `json:"name" maxLength:"1000"`
	}
}) (PortalUser, error) {
	return shaped(portalUserShape)(d.People.EditMember(ctx, c.viewer(), in.id(), in.Body.Name, in.Body.Version))
}

func (d *desk) toMember(do func(*people.Store, context.Context, viewer, id.ID) error) func(context.Context, *call, *Which) (PortalUser, error) {
	return func(ctx context.Context, c *call, in *Which) (PortalUser, error) {
		if err := do(d.People, ctx, c.viewer(), in.id()); err != nil {
			return PortalUser{}, err
		}
		return d.getPortalUser(ctx, c, in)
	}
}

func (d *desk) deletePortalUser(ctx context.Context, c *call, in *Which) error {
	return d.People.DeleteMember(ctx, c.viewer(), in.id())
}

func (d *desk) grantAdmin(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		HideReports bool `json:"hide_reports,omitempty" doc:"They have no Reports menu."`
	}
}) (Grant, error) {
	return shaped(grantShape(words.In(ctx)))(d.People.GrantAdmin(ctx, c.Actor, in.id(), in.Body.HideReports))
}

// logInAs opens a session of the kind it was asked from. Only a browser's own
// cookie is replaced: a program goes on holding both tokens.
func (d *desk) logInAs(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Stands in the audit trail."`
	}
}) (Session, error) {
	from := client(c.r)
	from.Kind = c.Actor.Session.Kind
	token, s, err := d.People.LogInAs(ctx, c.token, in.id(), in.Body.Reason, from)
	if err != nil {
		return Session{}, err
	}
	if from.Kind == people.Browser {
		d.setCookie(c.w, token, s.ExpiresAt)
	}
	return d.opened(ctx, token, s)
}
