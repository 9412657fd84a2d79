package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/provider"
)

const tagProviders = "Sign-in providers"

// signInProviders are the operations on signing in through somebody who vouches
// for people. A program that shows a browser of its own keeps the secret, opens
// the address, and brings back what it is sent back with.
func (d *desk) signInProviders() {
	handle(d, op{id: "list-providers", tag: tagProviders, method: http.MethodGet, path: "/session/providers", needs: nobody,
		summary: "The providers one may sign in through", about: "As the sign-in page shows them. Nobody is asked for the answer: it says how each stood the last time."}, d.listProviders)
	handle(d, op{id: "begin-visit", tag: tagProviders, method: http.MethodPost, path: "/session/visits", needs: nobody, status: http.StatusCreated, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests},
		summary: "Go to a provider to sign in", about: "Gives the address to open and a secret to keep. The provider sends the browser back to the redirect address registered there; return-visit takes what it brings."}, d.beginVisit(people.ToEnter))
	handle(d, op{id: "return-visit", tag: tagProviders, method: http.MethodPost, path: "/session/visits/return", needs: nobody, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusUnauthorized},
		summary: "Come back from a provider", about: "Opens a session if somebody is known by that identity. If nobody is, connected is false, whoever that may be: sign in another way and post connect-linked, or use the link that an address of ours is sent."}, d.returnVisit)
	handle(d, op{id: "confirm-linked", tag: tagProviders, method: http.MethodPost, path: "/session/confirm", needs: nobody, status: http.StatusCreated, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusUnauthorized},
		summary: "Confirm by the link from a mail", about: "Takes the token at the end of the link: the identity signs its person in from now on, and they are signed in."}, d.confirmLinked)
	handle(d, op{id: "list-linked", tag: tagProviders, method: http.MethodGet, path: "/me/linked", needs: person,
		summary: "By which providers one signs in", about: "One's own identities at providers, each with the address it vouched for."}, d.listLinked)
	handle(d, op{id: "begin-linking", tag: tagProviders, method: http.MethodPost, path: "/me/visits", needs: person, status: http.StatusCreated, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests},
		summary: "Go to a provider to add it", about: "Takes a fresh proof of who one is. return-linking takes what the browser brings back."}, d.beginVisit(people.ToLink))
	act(d, op{id: "return-linking", tag: tagProviders, method: http.MethodPost, path: "/me/visits/return", needs: person, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Come back and add it", about: "In the session that began it."}, d.returnLinking)
	handle(d, op{id: "begin-proving", tag: tagProviders, method: http.MethodPost, path: "/session/prove/visits", needs: person, early: true, status: http.StatusCreated, errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests},
		summary: "Go to a provider to prove who one is", about: "One of those that GET /me/linked lists. Whoever has an authenticator app proves with that instead. return-proving takes what the browser brings back."}, d.beginVisit(people.ToProve))
	act(d, op{id: "return-proving", tag: tagProviders, method: http.MethodPost, path: "/session/prove/visits/return", needs: person, early: true, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Come back and have proved it", about: "In the session that began it. A provider that does not say when they last showed who they are proves nothing."}, d.returnProving)
	act(d, op{id: "connect-linked", tag: tagProviders, method: http.MethodPost, path: "/me/linked", needs: person, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Connect what was brought back before signing in", about: "After return-visit said that nobody is connected: adds that identity to the signed-in person's. Takes a fresh proof of who one is."}, d.connectLinked)
	act(d, op{id: "remove-linked", tag: tagProviders, method: http.MethodDelete, path: "/me/linked/{id}", needs: person, errors: []int{http.StatusConflict},
		summary: "Sign in by it no more", about: "Takes a fresh proof of who one is. The last way to sign in stays."}, d.removeLinked)
}

// Provider is somebody who vouches for people.
type Provider struct {
	Name      string `json:"name" example:"google"`
	Label     string `json:"label" doc:"What people call it." example:"Google"`
	Reachable bool   `json:"reachable" doc:"It answered the last time, or has not been asked yet."`
}

func (d *desk) listProviders(context.Context, *call, *struct{}) (list[Provider], error) {
	return whole(d.Providers.States(), func(s provider.State) Provider { return Provider{s.Name, s.Label, s.Reachable} }), nil
}

// VisitForm says where to go.
type VisitForm struct {
	Provider string `json:"provider" maxLength:"100" doc:"The provider's name." example:"google"`
	Account  string `json:"account,omitempty" maxLength:"100" doc:"The account's entry address; the one last used unless given." example:"quay"`
}

// VisitShape is a visit that began.
type VisitShape struct {
	URL     string    `json:"url" doc:"Open it in a browser."`
	Secret  string    `json:"secret" doc:"Keep it; it is asked for on the way back."`
	Expires time.Time `json:"expires" doc:"By when the browser has to be back."`
}

func (d *desk) beginVisit(purpose string) func(context.Context, *call, *struct{ Body VisitForm }) (VisitShape, error) {
	return func(ctx context.Context, c *call, in *struct{ Body VisitForm }) (VisitShape, error) {
		p := d.Providers.Get(in.Body.Provider)
		if p == nil {
			return VisitShape{}, fault.NotFound("api.beginVisit")
		}
		secret, _ := people.NewToken()
		v := people.Visit{Provider: p.Name, Purpose: purpose, Next: "/", Slug: in.Body.Account}
		state, err := d.People.BeginVisit(ctx, c.Actor, v, secret, client(c.r))
		if err != nil {
			return VisitShape{}, err
		}
		to, err := p.Start(ctx, provider.Visit{State: state, Secret: secret, Again: purpose == people.ToProve})
		return VisitShape{URL: to, Secret: secret, Expires: d.Now().Add(people.VisitLife).UTC()}, err
	}
}

// BackForm is what a browser was sent back with.
type BackForm struct {
	Provider string `json:"provider" maxLength:"100" example:"google"`
	Secret   string `json:"secret" maxLength:"100" doc:"As begin-visit gave it."`
	State    string `json:"state" maxLength:"200"`
	Code     string `json:"code,omitempty" maxLength:"4000"`
	Iss      string `json:"iss,omitempty" maxLength:"1000" doc:"If it was there."`
	Error    string `json:"error,omitempty" maxLength:"200" doc:"If it was there."`
}

func (b BackForm) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"state": b.State, "code": b.Code, "iss": b.Iss, "error": b.Error} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// back spends the state and asks the provider for whom it vouches.
func (d *desk) back(ctx context.Context, b BackForm) (people.Visit, provider.Claim, error) {
	p := d.Providers.Get(b.Provider)
	if p == nil {
		return people.Visit{}, provider.Claim{}, fault.NotFound("api.back")
	}
	v, err := d.People.ReturnVisit(ctx, p.Name, b.State, b.Secret)
	if err != nil {
		return v, provider.Claim{}, err
	}
	who, err := p.Finish(ctx, b.values(), provider.Visit{State: b.State, Secret: b.Secret})
	return v, who, err
}

// Returned is what came of a visit.
type Returned struct {
	Connected bool     `json:"connected" doc:"Somebody here is known by this identity."`
	Session   *Session `json:"session,omitempty"`
}

func (d *desk) returnVisit(ctx context.Context, c *call, in *struct{ Body BackForm }) (Returned, error) {
	v, who, err := d.back(ctx, in.Body)
	if err != nil {
		return Returned{}, err
	}
	if v.Purpose != people.ToEnter {
		return Returned{}, fault.NotFound("api.returnVisit")
	}
	e, err := d.People.EnterBy(ctx, v, who, client(c.r))
	if err != nil || e.Token == "" {
		return Returned{}, err
	}
	d.setCookie(c.w, e.Token, e.Session.ExpiresAt)
	ses, err := d.opened(ctx, e.Token, e.Session)
	return Returned{Connected: true, Session: &ses}, err
}

func (d *desk) confirmLinked(ctx context.Context, c *call, in *struct {
	Body struct {
		Token string `json:"token" maxLength:"100"`
	}
}) (Session, error) {
	token, ses, err := d.People.ConfirmOffer(ctx, in.Body.Token, client(c.r))
	if err != nil {
		return Session{}, err
	}
	d.setCookie(c.w, token, ses.ExpiresAt)
	return d.opened(ctx, token, ses)
}

// LinkedShape is an identity at a provider by which one signs in.
type LinkedShape struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Provider string     `json:"provider" example:"google"`
	Label    string     `json:"label" example:"Google"`
	Email    string     `json:"email" doc:"What the provider called them the last time."`
	Created  time.Time  `json:"created"`
	Used     *time.Time `json:"used,omitempty"`
	Gone     bool       `json:"gone" doc:"The provider is not offered here any more: it opens nothing."`
}

func (d *desk) listLinked(ctx context.Context, c *call, _ *struct{}) (list[LinkedShape], error) {
	all, err := d.People.LinkedTo(ctx, c.Actor)
	return whole(all, func(l people.Linked) LinkedShape {
		return LinkedShape{ID: l.ID, Provider: l.Provider, Label: l.Label, Email: l.Email, Created: l.CreatedAt.UTC(), Used: moment(l.UsedAt), Gone: l.Gone}
	}), err
}

func (d *desk) returnLinking(ctx context.Context, c *call, in *struct{ Body BackForm }) error {
	v, who, err := d.back(ctx, in.Body)
	if err != nil {
		return err
	}
	if v.Purpose != people.ToLink {
		return fault.NotFound("api.returnLinking")
	}
	return d.People.LinkBy(ctx, c.Actor, v, who)
}

func (d *desk) returnProving(ctx context.Context, c *call, in *struct{ Body BackForm }) error {
	v, who, err := d.back(ctx, in.Body)
	if err != nil {
		return err
	}
	if v.Purpose != people.ToProve {
		return fault.NotFound("api.returnProving")
	}
	return d.People.ProveBy(ctx, c.Actor, v, who)
}

func (d *desk) connectLinked(ctx context.Context, c *call, in *struct {
	Body struct {
		Secret string `json:"secret" maxLength:"100" doc:"Of the visit that found nobody connected."`
	}
}) error {
	return d.People.Connect(ctx, c.Actor, in.Body.Secret)
}

func (d *desk) removeLinked(ctx context.Context, c *call, in *Which) error {
	return d.People.Unlink(ctx, c.Actor, in.id())
}
