package api

import (
	"context"
	"net/http"

	"keyhouse/people"
)

const tagAccount = "Account"

// ownAccount are the operations on the account one is in, and on opening one.
func (d *desk) ownAccount() {
	handle(d, op{id: "own-account", tag: tagAccount, method: http.MethodGet, path: "/account", summary: "What the account says of itself", errors: []int{http.StatusNotFound},
		about: "For whom may change it."}, d.getOwnAccount)
	handle(d, op{id: "edit-account", tag: tagAccount, method: http.MethodPut, path: "/account", summary: "Change it", errors: []int{http.StatusConflict, http.StatusNotFound},
		about: "Another template brings its own sections, unless others are chosen with it."}, d.editOwnAccount)
	handle(d, op{id: "demand-second-factor", tag: tagAccount, method: http.MethodPut, path: "/account/second-factor", summary: "Demand a second factor", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Of nobody, of administrators – whoever looks after users, settings or the server –, or of all staff. A session of theirs that has not shown one opens nothing but what it takes to show or set one up, from its next request; who still lacks one, GET /users says. Takes a recent proof of who one is, and a second factor of one's own."}, d.demandFactor)
	handle(d, op{id: "change-own-plan", tag: tagAccount, method: http.MethodPut, path: "/account/plan", summary: "Change its plan", errors: []int{http.StatusNotFound},
		about: "Only where no system account runs the installation. Takes a fresh proof of who one is."}, d.changeOwnPlan)
	act(d, op{id: "sign-up", tag: tagAccount, method: http.MethodPost, path: "/sign-up", needs: nobody, summary: "Ask for an account", errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests},
		about: "Where the operator lets strangers: sends a link to the address."}, d.askSignUp)
	handle(d, op{id: "confirm-sign-up", tag: tagAccount, method: http.MethodPost, path: "/sign-up/confirm", needs: nobody, status: http.StatusCreated, summary: "Open it by the link", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Takes the token at the end of the link. Whoever has no password yet chooses one."}, d.confirmSignUp)
}

// OwnAccount is what an account says of itself.
type OwnAccount struct {
	Name       string   `json:"name" maxLength:"1000" example:"Quay Lettings"`
	Slug       string   `json:"slug" maxLength:"100" doc:"Its entry address." example:"quay"`
	Zone       string   `json:"zone" maxLength:"100" example:"Europe/Brussels"`
	Currency   string   `json:"currency" maxLength:"100" example:"EUR"`
	Template   string   `json:"template" maxLength:"100" doc:"What it does." example:"letting-office"`
	Sections   []string `json:"sections" nullable:"false" doc:"The parts of the product that its screens lead to."`
	Plan       string   `json:"plan,omitempty" readOnly:"true" example:"pro"`
	Factor     string   `json:"second_factor,omitempty" enum:"nobody,admins,staff" readOnly:"true" doc:"Of whom a second factor is demanded."`
	SeatsTaken int64    `json:"seats_taken,omitempty" readOnly:"true" doc:"Members of staff who are active, or invited and about to be."`
	Seats      int      `json:"seats,omitempty" readOnly:"true" doc:"As many as the plan allows; absent: any number."`
	Roles      []string `json:"roles,omitempty" readOnly:"true" doc:"Those offered first. All others can be given too."`
}

func (d *desk) getOwnAccount(ctx context.Context, c *call, _ *struct{}) (OwnAccount, error) {
	a, shown, err := d.People.OwnAccount(ctx, c.viewer())
	if err != nil {
		return OwnAccount{}, err
	}
	h, err := d.People.Headcount(ctx, c.viewer())
	return OwnAccount{Name: a.Name, Slug: a.Slug, Zone: a.Zone, Currency: a.Currency, Template: a.Template, Sections: orNone(shown), Plan: a.Plan, Factor: demandWord(a.SecondFactor),
		SeatsTaken: h.Staff, Seats: people.SeatsOf(a.Plan), Roles: people.OfferedRoles(a)}, err
}

func (d *desk) editOwnAccount(ctx context.Context, c *call, in *struct{ Body OwnAccount }) (OwnAccount, error) {
	b := in.Body
	_, err := d.People.EditAccount(ctx, c.viewer(), people.AccountForm{Name: b.Name, Slug: b.Slug, Zone: b.Zone, Currency: b.Currency, Template: b.Template, Sections: b.Sections})
	if err != nil {
		return OwnAccount{}, err
	}
	return d.getOwnAccount(ctx, c, nil)
}

// demandWord says of whom a second factor is demanded.
func demandWord(of string) string {
	if of == "" {
		return "nobody"
	}
	return of
}

func (d *desk) demandFactor(ctx context.Context, c *call, in *struct {
	Body struct {
		Of string `json:"of" enum:"nobody,admins,staff" example:"admins"`
	}
}) (OwnAccount, error) {
	of := in.Body.Of
	if of == "nobody" {
		of = ""
	}
	if err := d.People.DemandFactor(ctx, c.Actor, of); err != nil {
		return OwnAccount{}, err
	}
	return d.getOwnAccount(ctx, c, nil)
}

func (d *desk) changeOwnPlan(ctx context.Context, c *call, in *struct {
	Body struct {
		Plan string `json:"plan" maxLength:"100" example:"pro"`
	}
}) (OwnAccount, error) {
	if err := d.People.ChangePlan(ctx, c.Actor, c.viewer().Account(), in.Body.Plan); err != nil {
		return OwnAccount{}, err
	}
	return d.getOwnAccount(ctx, c, nil)
}

// SignUpForm is what it takes to ask for an account.
type SignUpForm struct {
	Company  string `json:"company" maxLength:"1000" example:"Quay Lettings"`
	Slug     string `json:"slug" maxLength:"100" example:"quay"`
	Template string `json:"template,omitempty" maxLength:"100" example:"letting-office"`
	Currency string `json:"currency,omitempty" maxLength:"100" example:"EUR"`
	Zone     string `json:"zone,omitempty" maxLength:"100" example:"Europe/Brussels"`
	Name     string `json:"name" maxLength:"1000" example:"Alma Admin"`
	Email    string `json:"email" maxLength:"1000" example:"alma@quay.example"`
}

func (d *desk) askSignUp(ctx context.Context, c *call, in *struct{ Body SignUpForm }) error {
	b := in.Body
	return d.People.AskSignUp(ctx, people.SignUp{Company: b.Company, Slug: b.Slug, Template: b.Template, Currency: b.Currency, Zone: b.Zone, Name: b.Name, Email: b.Email}, client(c.r))
}

func (d *desk) confirmSignUp(ctx context.Context, c *call, in *struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Slug     string `json:"slug,omitempty" maxLength:"100" doc:"Another entry address, should the one asked for be taken by now."`
		Password string `json:"password,omitempty" maxLength:"4000"`
	}
}) (Session, error) {
	token, s, err := d.People.ConfirmSignUp(ctx, in.Body.Token, in.Body.Slug, in.Body.Password, client(c.r))
	if err != nil {
		return Session{}, err
	}
	d.setCookie(c.w, token, s.ExpiresAt)
	return d.opened(ctx, token, s)
}
