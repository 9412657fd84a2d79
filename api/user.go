package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

const tagUsers = "Users"

// users are the operations on everyone in the account, staff and portal alike.
func (d *desk) users() {
	const one = "/users/{id}"
	conflict := []int{http.StatusConflict}
	handle(d, op{id: "list-users", tag: tagUsers, method: http.MethodGet, path: "/users", summary: "List users",
		about: "Everyone in the account whom the person may know of: staff and portal users, who of them is connected right now and from where, and how they last signed in.",
		asks: paged([]string{people.SortName, people.SortNameBack, people.SortAction, people.SortIdle}, text("q", "Part of a name or address, of those whose address shows."),
			word("state", "All but the deleted unless given; expired are those of the invited whose invitation has run out.", people.Invited, people.Expired, people.Active, people.Inactive), word("kind", "", people.Staff, people.Portal),
			word("role", "Who holds this role.", people.GrantableRoles()...), word("connected", "Who has a page open right now, or has none.", people.Connected, people.NotConnected),
			text("method", "How they last signed in: password, link, passkey, google …"),
			word("second_factor", "Who lacks the second factor that the account demands of them; nobody for who may not demand it.", people.FactorLacking))}, d.listUsers)
	handle(d, op{id: "count-users", tag: tagUsers, method: http.MethodGet, path: "/users/count", summary: "How many users there are", about: "As far as the person may know of them; the plan and its seats for who may read it."}, d.countUsers)
	handle(d, op{id: "invite-user", tag: tagUsers, method: http.MethodPost, path: "/users", status: http.StatusCreated, summary: "Invite a user", errors: conflict,
		about: "Name, address and what they are given from the first day. They get a mail with a link that is good for seven days. Giving a high role takes a recent proof of who one is."}, d.inviteUser)
	handle(d, op{id: "get-user", tag: tagUsers, method: http.MethodGet, path: one, summary: "One user", about: "As far as they show to the person."}, d.getUser)
	handle(d, op{id: "edit-user", tag: tagUsers, method: http.MethodPatch, path: one, summary: "Change a user's name", errors: conflict, about: "The name they go by in this account. Roles are access records: see /portal-users/{id}/grants."}, d.editUser)
	handle(d, op{id: "deactivate-user", tag: tagUsers, method: http.MethodPost, path: one + "/deactivate", summary: "Switch a user off", errors: conflict,
		about: "Their sessions in this account end at this instant. Not oneself, not the last active admin."}, d.toUser((*people.Store).Deactivate))
	handle(d, op{id: "reactivate-user", tag: tagUsers, method: http.MethodPost, path: one + "/reactivate", summary: "Switch a user on again", errors: conflict,
		about: "Undoes deactivate, if the plan has room."}, d.toUser((*people.Store).Reactivate))
	handle(d, op{id: "sign-out-user", tag: tagUsers, method: http.MethodPost, path: one + "/sign-out", summary: "Sign a user out everywhere", errors: conflict,
		about: "Ends all of their sessions and tokens in this account. Password, links and access stay."}, d.toUser((*people.Store).SignOutMember))
	handle(d, op{id: "invite-user-again", tag: tagUsers, method: http.MethodPost, path: one + "/invitation", summary: "Send an invitation again", errors: conflict,
		about: "A fresh link, good for seven days, to somebody who has not accepted yet."}, d.toUser((*people.Store).InviteAgain))
	handle(d, op{id: "send-sign-in-link", tag: tagUsers, method: http.MethodPost, path: one + "/sign-in-link", summary: "Send a sign-in link", errors: conflict,
		about: "A fresh link that signs them in, good for 24 hours, also to somebody whose invitation has run out."}, d.toUser((*people.Store).SendSignInLink))
	act(d, op{id: "set-user-password", tag: tagUsers, method: http.MethodPut, path: one + "/password", summary: "Set a user's password", errors: conflict,
		about: "Without knowing the one they have. They are told by mail; their sessions and links stay. Takes a recent proof of who one is, and never reaches somebody who may do more than the person who asks, or who belongs to another account too."}, d.setUserPassword)
	act(d, op{id: "delete-user", tag: tagUsers, method: http.MethodDelete, path: one, summary: "Delete a user", errors: conflict,
		about: "They are signed out at this instant and lose all access here. Their name stays on what they did."}, d.deletePortalUser)
	handle(d, op{id: "list-user-sessions", tag: tagUsers, method: http.MethodGet, path: one + "/sessions", summary: "Where a user is signed in", about: "In this account. Empty for who may not see sessions."}, d.listUserSessions)
	act(d, op{id: "end-user-session", tag: tagUsers, method: http.MethodDelete, path: one + "/sessions/{session}", summary: "End a user's session", about: "At this instant, with its open pages."}, d.endUserSession)
	handle(d, op{id: "bulk-users", tag: tagUsers, method: http.MethodPost, path: "/users/bulk", summary: "Act on several users", about: "Each for itself: the answer says of each what came of it."}, d.bulkUsers)
	d.roles()
	d.peopleSettings()
}

// User is somebody in the account.
type User struct {
	PortalUser
	Roles     []string `json:"roles" doc:"Of what they were given, each once."`
	Connected *bool    `json:"connected,omitempty" doc:"Part: activity. Has a page open right now."`
	Lacks     bool     `json:"lacks_second_factor,omitempty" doc:"The account demands a second factor of them, and they have none. Only for who may demand it."`
	Addresses []string `json:"addresses,omitempty" doc:"From where, while connected; for who may see sessions."`
}

func userShape(m people.Member) User {
	return User{PortalUser: portalUserShape(m), Roles: orNone(m.Roles), Connected: shows(m.Shown, access.GroupActivity, m.Connected), Addresses: m.Addresses}
}

func (d *desk) listUsers(ctx context.Context, c *call, _ *struct{}) (list[User], error) {
	f, err := people.ParseMemberFilter(c.query)
	if err != nil {
		return list[User]{}, inAddress(err)
	}
	p, err := d.People.PortalUsers(ctx, c.viewer(), f)
	if err != nil {
		return list[User]{}, inAddress(err)
	}
	lacks, err := d.People.Lacking(ctx, c.viewer(), p.Rows)
	return pageOf(p, func(m people.Member) User {
		u := userShape(m)
		u.Lacks = lacks[m.ID]
		return u
	}), err
}

func (d *desk) getUser(ctx context.Context, c *call, in *Which) (User, error) {
	m, err := d.People.PortalUser(ctx, c.viewer(), in.id())
	if err != nil {
		return User{}, err
	}
	u := userShape(m)
	lacks, err := d.People.Lacking(ctx, c.viewer(), []people.Member{m})
	u.Lacks = lacks[m.ID]
	return u, err
}

// UserCount is how many users there are.
type UserCount struct {
	Users     int64   `json:"users"`
	Connected int64   `json:"connected"`
	Staff     int64   `json:"staff" doc:"Active and invited members of staff: those who take a seat of the plan."`
	Plan      *string `json:"plan,omitempty"`
	Seats     *int    `json:"seats,omitempty" doc:"How many the plan has; absent if any number."`
}

func (d *desk) countUsers(ctx context.Context, c *call, _ *struct{}) (UserCount, error) {
	h, err := d.People.Headcount(ctx, c.viewer())
	if err != nil {
		return UserCount{}, err
	}
	out := UserCount{Users: h.All, Connected: h.Connected, Staff: h.Staff}
	if h.Plan != "" {
		out.Plan = &h.Plan
		if n := people.SeatsOf(h.Plan); n > 0 {
			out.Seats = &n
		}
	}
	return out, nil
}

func (d *desk) inviteUser(ctx context.Context, c *call, in *struct {
	Body struct {
		Name  string      `json:"name" maxLength:"1000" example:"Tia Tech"`
		Email string      `json:"email" maxLength:"1000" example:"tia@quay.example"`
		Gives []GrantForm `json:"grants" maxItems:"20" doc:"What they are given; nothing is possible for a portal user."`
	}
}) (User, error) {
	f := form{}
	n := people.NewMember{Name: in.Body.Name, Email: in.Body.Email}
	for i := range in.Body.Gives {
		n.Grants = append(n.Grants, in.Body.Gives[i].form(&f, "", 0))
	}
	if err := f.Err(); err != nil {
		return User{}, err
	}
	return shaped(userShape)(d.People.Invite(ctx, c.Actor, n))
}

func (d *desk) editUser(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Edition
		Name string `json:"name" maxLength:"1000"`
	}
}) (User, error) {
	return shaped(userShape)(d.People.EditMember(ctx, c.viewer(), in.id(), in.Body.Name, in.Body.Version))
}

func (d *desk) toUser(do func(*people.Store, context.Context, viewer, id.ID) error) func(context.Context, *call, *Which) (User, error) {
	return func(ctx context.Context, c *call, in *Which) (User, error) {
		if err := do(d.People, ctx, c.viewer(), in.id()); err != nil {
			return User{}, err
		}
		return d.getUser(ctx, c, in)
	}
}

func (d *desk) setUserPassword(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Password string `json:"password" maxLength:"4000" example:"four unrelated words"`
	}
}) error {
	return d.People.SetPassword(ctx, c.Actor, in.id(), in.Body.Password)
}

// UserSession is a place where a user is signed in.
type UserSession struct {
	ID        id.ID      `json:"id" format:"uuid"`
	Kind      string     `json:"kind" doc:"browser, api or token."`
	Method    string     `json:"method" doc:"How they signed in."`
	IP        *string    `json:"ip,omitempty" doc:"Part: device."`
	Agent     *string    `json:"agent,omitempty" doc:"Part: device."`
	Created   *time.Time `json:"created,omitempty" doc:"Part: activity."`
	Used      *time.Time `json:"used,omitempty" doc:"Part: activity."`
	Connected *bool      `json:"connected,omitempty" doc:"Part: activity. A page of it is open right now."`
	By        string     `json:"by,omitempty" doc:"Who is logged in as them, if it is not they."`
}

func userSessionShape(s people.MemberSession) UserSession {
	return UserSession{ID: s.ID, Kind: s.Kind, Method: s.Method, IP: shows(s.Shown, access.GroupDevice, s.IP), Agent: shows(s.Shown, access.GroupDevice, s.Agent),
		Created: moment(s.CreatedAt), Used: moment(s.UsedAt), Connected: shows(s.Shown, access.GroupActivity, s.Open), By: s.By}
}

func (d *desk) listUserSessions(ctx context.Context, c *call, in *Which) (list[UserSession], error) {
	rows, err := d.People.MemberSessions(ctx, c.viewer(), in.id())
	return whole(rows, userSessionShape), err
}

func (d *desk) endUserSession(ctx context.Context, c *call, in *struct {
	Which
	Session string `path:"session" doc:"Which session."`
}) error {
	return d.People.EndMemberSession(ctx, c.viewer(), in.id(), wanted(in.Session))
}

// UserOutcome is what came of an act on one of several users.
type UserOutcome struct {
	User id.ID  `json:"user" format:"uuid"`
	Done bool   `json:"done"`
	Say  string `json:"say,omitempty" doc:"Why not."`
}

func (d *desk) bulkUsers(ctx context.Context, c *call, in *struct {
	Body struct {
		Do    string   `json:"do" enum:"deactivate,reactivate,sign-out,invite-again"`
		Users []string `json:"users" maxItems:"200"`
	}
}) (list[UserOutcome], error) {
	do := map[string]func(context.Context, viewer, id.ID) error{"deactivate": d.People.Deactivate, "reactivate": d.People.Reactivate, "sign-out": d.People.SignOutMember, "invite-again": d.People.InviteAgain}[in.Body.Do]
	ids := each(in.Body.Users, wanted)
	all, err := d.People.ForEach(ctx, c.viewer(), ids, do)
	return whole(all, outcomeShape), err
}

func outcomeShape(o people.Outcome) UserOutcome {
	out := UserOutcome{User: o.Member, Done: o.Err == nil}
	if f := fault.Of(o.Err); f != nil {
		out.Say = f.Say
	}
	return out
}
