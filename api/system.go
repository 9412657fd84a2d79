package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/people"
)

const tagSystem = "Installation"

// systems are the operations of the System Admin panel. For everybody but the
// Admins of the system account nothing is there.
func (d *desk) systems() {
	handle(d, op{id: "list-accounts", tag: tagSystem, method: http.MethodGet, path: "/system/accounts", summary: "List all accounts",
		about: "For the Admins of the system account; for everybody else there is nothing here.",
		asks:  paged([]string{people.SortSlug}, text("q", "Part of a name or an entry address."), word("state", "Only those in this state.", people.AccountActive, people.AccountSuspended), word("plan", "Only those on this plan.", people.Plans...)), errors: []int{http.StatusNotFound}}, d.listAccounts)
	handle(d, op{id: "open-account", tag: tagSystem, method: http.MethodPost, path: "/system/accounts", status: http.StatusCreated, summary: "Open an account", errors: []int{http.StatusConflict, http.StatusNotFound},
		about: "Its first administrator gets an invitation by mail. Takes a fresh proof of who one is."}, d.openAccount)
	handle(d, op{id: "get-account", tag: tagSystem, method: http.MethodGet, path: "/system/accounts/{id}", summary: "One account", about: "Its plan, seats, state and last activity."}, d.getAccount)
	handle(d, op{id: "change-plan", tag: tagSystem, method: http.MethodPut, path: "/system/accounts/{id}/plan", summary: "Change its plan", errors: []int{http.StatusConflict},
		about: "A lower plan cuts nobody off; it lets nobody more in. Takes a fresh proof of who one is."}, d.changePlan)
	handle(d, op{id: "suspend-account", tag: tagSystem, method: http.MethodPost, path: "/system/accounts/{id}/suspend", summary: "Suspend it", errors: []int{http.StatusConflict},
		about: "From this moment it answers nothing but the reason. Takes a fresh proof of who one is."}, d.suspendAccount)
	handle(d, op{id: "reactivate-account", tag: tagSystem, method: http.MethodPost, path: "/system/accounts/{id}/reactivate", summary: "Lift its suspension",
		about: "Takes a fresh proof of who one is."}, d.reactivateAccount)
	handle(d, op{id: "list-account-members", tag: tagSystem, method: http.MethodGet, path: "/system/accounts/{id}/members", summary: "Who belongs to it", about: "Names and addresses, so that somebody can be helped back in.",
		asks: paged([]string{people.SortName}, text("q", "Part of a name or address."), word("state", "Only those in this state.", people.Invited, people.Active, people.Inactive), word("kind", "", people.Staff, people.Portal))}, d.listAccountMembers)
	act(d, op{id: "set-account-password", tag: tagSystem, method: http.MethodPut, path: "/system/accounts/{id}/members/{member}/password", summary: "Set a member's password", errors: []int{http.StatusForbidden},
		about: "They are told by mail. Takes a fresh proof of who one is."}, d.setAccountPassword)
	act(d, op{id: "send-account-link", tag: tagSystem, method: http.MethodPost, path: "/system/accounts/{id}/members/{member}/link", summary: "Send a member a link to sign in", errors: []int{http.StatusConflict},
		about: "It works for a day."}, d.sendAccountLink)
}

// SystemAccount is an account as the operator's people see it.
type SystemAccount struct {
	ID           id.ID      `json:"id" format:"uuid"`
	Slug         string     `json:"slug" example:"quay"`
	Name         string     `json:"name" example:"Quay Lettings"`
	Template     string     `json:"template" example:"letting-office"`
	Plan         string     `json:"plan" enum:"soho,pro,enterprise"`
	State        string     `json:"state" enum:"active,suspended"`
	SuspendedWhy string     `json:"suspended_why,omitempty" doc:"As its people are told."`
	Currency     string     `json:"currency" example:"EUR"`
	Zone         string     `json:"zone" example:"Europe/Brussels"`
	Members      int64      `json:"members" doc:"Who belongs to it."`
	Active       int64      `json:"active" doc:"Of them the active ones."`
	SeatsTaken   int64      `json:"seats_taken" doc:"Members of staff who are active, or invited and about to be."`
	Seats        *int       `json:"seats,omitempty" doc:"As many as the plan allows; absent: any number."`
	Used         *time.Time `json:"used,omitempty" doc:"When anybody was last at work in it."`
	Created      time.Time  `json:"created"`
}

func systemAccountShape(a people.AccountRow) SystemAccount {
	s := SystemAccount{ID: a.ID, Slug: a.Slug, Name: a.Name, Template: a.Template, Plan: a.Plan, State: a.State, SuspendedWhy: a.SuspendedWhy, Currency: a.Currency, Zone: a.Zone,
		Members: a.Members, Active: a.Active, SeatsTaken: a.Staff, Used: moment(a.UsedAt), Created: a.CreatedAt.UTC()}
	if a.Seats > 0 {
		s.Seats = &a.Seats
	}
	return s
}

func (d *desk) listAccounts(ctx context.Context, c *call, _ *struct{}) (list[SystemAccount], error) {
	f, err := people.ParseAccountFilter(c.query)
	if err != nil {
		return list[SystemAccount]{}, inAddress(err)
	}
	p, err := d.People.SystemAccounts(ctx, c.viewer(), f)
	return pageOf(p, systemAccountShape), inAddress(err)
}

func (d *desk) getAccount(ctx context.Context, c *call, in *Which) (SystemAccount, error) {
	return shaped(systemAccountShape)(d.People.SystemAccountOf(ctx, c.viewer(), in.id()))
}

// NewAccountForm is what it takes to open an account.
type NewAccountForm struct {
	Slug       string `json:"slug" maxLength:"100" doc:"Its entry address." example:"quay"`
	Name       string `json:"name" maxLength:"1000" example:"Quay Lettings"`
	Template   string `json:"template,omitempty" maxLength:"100" doc:"What it does: words, sections and roles to begin with." example:"letting-office"`
	Plan       string `json:"plan,omitempty" maxLength:"100" example:"soho"`
	Currency   string `json:"currency,omitempty" maxLength:"100" example:"EUR"`
	Zone       string `json:"zone,omitempty" maxLength:"100" example:"Europe/Brussels"`
	AdminName  string `json:"admin_name" maxLength:"1000" example:"Alma Admin"`
	AdminEmail string `json:"admin_email" maxLength:"1000" example:"alma@quay.example"`
}

func (d *desk) openAccount(ctx context.Context, c *call, in *struct{ Body NewAccountForm }) (SystemAccount, error) {
	b := in.Body
	made, err := d.People.OpenAccount(ctx, c.Actor, people.NewAccount{Slug: b.Slug, Name: b.Name, Template: b.Template, Plan: b.Plan,
		Currency: b.Currency, Zone: b.Zone, AdminName: b.AdminName, AdminEmail: b.AdminEmail})
	if err != nil {
		return SystemAccount{}, err
	}
	return shaped(systemAccountShape)(d.People.SystemAccountOf(ctx, c.viewer(), made.Account.ID))
}

func (d *desk) changePlan(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Plan string `json:"plan" maxLength:"100" example:"pro"`
	}
}) (SystemAccount, error) {
	if err := d.People.ChangePlan(ctx, c.Actor, in.id(), in.Body.Plan); err != nil {
		return SystemAccount{}, err
	}
	return d.getAccount(ctx, c, &in.Which)
}

// Because is why something is done.
type Because struct {
	Which
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Its people are told, and it stands in both audit trails."`
	}
}

func (d *desk) suspendAccount(ctx context.Context, c *call, in *Because) (SystemAccount, error) {
	if err := d.People.SuspendAccount(ctx, c.Actor, in.id(), in.Body.Reason); err != nil {
		return SystemAccount{}, err
	}
	return d.getAccount(ctx, c, &in.Which)
}

func (d *desk) reactivateAccount(ctx context.Context, c *call, in *Because) (SystemAccount, error) {
	if err := d.People.ReactivateAccount(ctx, c.Actor, in.id(), in.Body.Reason); err != nil {
		return SystemAccount{}, err
	}
	return d.getAccount(ctx, c, &in.Which)
}

func (d *desk) listAccountMembers(ctx context.Context, c *call, in *Which) (list[PortalUser], error) {
	f, err := people.ParseMemberFilter(c.query)
	if err != nil {
		return list[PortalUser]{}, inAddress(err)
	}
	p, err := d.People.SystemMembers(ctx, c.viewer(), in.id(), f)
	return pageOf(p, portalUserShape), inAddress(err)
}

// WhichMember is a member of any account.
type WhichMember struct {
	Which
	Member string `path:"member" doc:"Which member."`
}

func (d *desk) setAccountPassword(ctx context.Context, c *call, in *struct {
	WhichMember
	Body struct {
		Password string `json:"password" maxLength:"4000" example:"four unrelated words"`
	}
}) error {
	return d.People.SystemSetPassword(ctx, c.Actor, in.id(), wanted(in.Member), in.Body.Password)
}

func (d *desk) sendAccountLink(ctx context.Context, c *call, in *WhichMember) error {
	return d.People.SystemSendLink(ctx, c.Actor, in.id(), wanted(in.Member))
}
