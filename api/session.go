package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
)

// sessions are the operations on who one is.
func (d *desk) sessions() {
	handle(d, op{id: "sign-in", tag: "Session", method: http.MethodPost, path: "/session", needs: nobody, status: http.StatusCreated,
		summary: "Sign in", errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests},
		about: "Gives a token for the Authorization header and sets the browser's cookie to the same. Unknown addresses and wrong passwords get the same answer after the same time; many wrong ones are slowed down."}, d.signIn)
	act(d, op{id: "sign-out", tag: "Session", method: http.MethodDelete, path: "/session", needs: nobody,
		summary: "Sign out", about: "Ends the session of the token or cookie at this instant. Ending one that has ended is no fault."}, d.signOut)
	handle(d, op{id: "choose-account", tag: "Session", method: http.MethodPost, path: "/session/account", needs: person, early: true, errors: []int{http.StatusNotFound},
		summary: "Go to another account", about: "Takes this session to another of the person's accounts. One they do not belong to is not found."}, d.chooseAccount)
	handle(d, op{id: "stop-acting", tag: "Session", method: http.MethodPost, path: "/session/return", needs: nobody,
		summary: "Stop being logged in as somebody", about: "Ends a session that log-in-as opened. In a browser the person's own session is theirs again, under a new token; a program has kept its own and gets none."}, d.stopActing)
	handle(d, op{id: "me", tag: "Session", method: http.MethodGet, path: "/me", needs: person, early: true,
		summary: "Who one is and what one may", about: "The person, the account they look at, the others they belong to, and for each thing what they may do with at least some of it. Whether they may with a certain record, its own operation decides."}, d.me)
}

// SignIn is what it takes to sign in.
type SignIn struct {
	Email    string `json:"email" maxLength:"1000" doc:"The person's address." example:"olivia@quay.example"`
	Password string `json:"password" maxLength:"4000" doc:"Their password." example:"four unrelated words"`
	Account  string `json:"account,omitempty" maxLength:"100" doc:"The account's entry address; the one last used unless given." example:"quay"`
}

// Session is an open sign-in.
type Session struct {
	Token   string       `json:"token,omitempty" doc:"Send it as Authorization: Bearer. It is shown this once." example:"kh_8f3c…"`
	Expires time.Time    `json:"expires" doc:"When it ends, unless it lies unused for a week before."`
	Pending string       `json:"pending,omitempty" enum:"totp" doc:"The sign-in waits for a code of the authenticator app: POST /session/second-factor. Until then the token opens nothing else."`
	Account *AccountRef  `json:"account,omitempty" doc:"The account it looks at; absent while none is chosen."`
	Person  *PersonShape `json:"person,omitempty" doc:"Who signed in."`
}

// AccountRef is an account by name.
type AccountRef struct {
	ID       id.ID  `json:"id" format:"uuid"`
	Slug     string `json:"slug" doc:"Its entry address." example:"quay"`
	Name     string `json:"name" example:"Quay Lettings"`
	Currency string `json:"currency,omitempty" example:"EUR"`
	Zone     string `json:"zone,omitempty" example:"Europe/Brussels"`
	State    string `json:"state" enum:"active,suspended"`
}

// PersonShape is who somebody is.
type PersonShape struct {
	ID    id.ID  `json:"id" format:"uuid"`
	Name  string `json:"name" example:"Olivia Owner"`
	Email string `json:"email" example:"olivia@quay.example"`
}

func (d *desk) signIn(ctx context.Context, c *call, in *struct{ Body SignIn }) (Session, error) {
	from := client(c.r)
	from.Slug = in.Body.Account
	token, s, err := d.People.SignIn(ctx, in.Body.Email, in.Body.Password, from)
	if err != nil {
		return Session{}, err
	}
	d.setCookie(c.w, token, s.ExpiresAt)
	return d.opened(ctx, token, s)
}

// opened describes the session of a new token. In a suspended account it is
// open all the same: for the way to another one, and out. One that waits for a
// second factor says nothing yet of who it is for.
func (d *desk) opened(ctx context.Context, token string, s people.Session) (Session, error) {
	if s.Pending != "" {
		return Session{Token: token, Expires: s.ExpiresAt.UTC(), Pending: s.Pending}, nil
	}
	a, err := d.People.Session(ctx, token)
	if a == nil {
		return Session{}, err
	}
	return Session{Token: token, Expires: s.ExpiresAt.UTC(), Account: accountRef(a.Account), Person: personShape(a.Person)}, nil
}

func (d *desk) signOut(ctx context.Context, c *call, _ *struct{}) error {
	d.clearCookie(c.w)
	return d.People.SignOut(ctx, c.token)
}

// chooseAccount takes the body's account, by entry address.
func (d *desk) chooseAccount(ctx context.Context, c *call, in *struct {
	Body struct {
		Account string `json:"account" maxLength:"100" doc:"The entry address of one of the person's accounts." example:"quay"`
	}
}) (Me, error) {
	if err := d.People.ChooseAccount(ctx, c.token, in.Body.Account); err != nil {
		return Me{}, err
	}
	a, err := d.People.Session(ctx, c.token)
	if a == nil {
		return Me{}, err
	}
	return d.meOf(ctx, a)
}

func (d *desk) stopActing(ctx context.Context, c *call, _ *struct{}) (Session, error) {
	token, err := d.People.Return(ctx, c.token)
	if err != nil {
		return Session{}, err
	}
	if token == "" {
		d.clearCookie(c.w)
		return Session{Expires: d.Now().UTC()}, nil
	}
	until := d.Now().Add(people.SessionLife)
	d.setCookie(c.w, token, until)
	return d.opened(ctx, token, people.Session{ExpiresAt: until})
}

// Me is who one is and what one may.
type Me struct {
	Person      PersonShape         `json:"person"`
	Member      *MemberRef          `json:"member,omitempty" doc:"Who they are in the account; absent while none is chosen."`
	Account     *AccountRef         `json:"account,omitempty"`
	Acting      *Acting             `json:"acting,omitempty" doc:"Set while somebody of the office is logged in as this person."`
	Memberships []MembershipShape   `json:"memberships" doc:"Every account they may go to."`
	May         map[string][]string `json:"may" doc:"For each thing what they may do with some of it. Empty: they were given nothing yet."`
	Expires     time.Time           `json:"expires"`
}

// MemberRef is a person in the account.
type MemberRef struct {
	ID   id.ID  `json:"id" format:"uuid"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"staff,portal"`
}

// Acting is who is really there.
type Acting struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// MembershipShape is an account one belongs to.
type MembershipShape struct {
	Member  id.ID  `json:"member" format:"uuid"`
	Account id.ID  `json:"account" format:"uuid"`
	Slug    string `json:"slug"`
	Name    string `json:"name"`
	State   string `json:"state" enum:"active,suspended"`
}

func (d *desk) me(ctx context.Context, c *call, _ *struct{}) (Me, error) { return d.meOf(ctx, c.Actor) }

func (d *desk) meOf(ctx context.Context, a *people.Actor) (Me, error) {
	all, err := d.People.Memberships(ctx, a)
	if err != nil {
		return Me{}, err
	}
	m := Me{Person: *personShape(a.Person), Account: accountRef(a.Account), May: mayDo(a.Viewer), Expires: a.Session.ExpiresAt.UTC(),
		Memberships: each(all, func(m people.Membership) MembershipShape {
			return MembershipShape{Member: m.Member, Account: m.Account, Slug: m.Slug, Name: m.Name, State: m.State}
		})}
	if !a.Member.ID.IsZero() {
		m.Member = &MemberRef{ID: a.Member.ID, Name: a.Member.Name, Kind: a.Member.Kind}
	}
	if a.Real != nil {
		m.Acting = &Acting{Name: a.Real.Name, Email: a.Real.Email}
	}
	return m, nil
}

// mayDo lists by thing what v may do with some of it.
func mayDo(v *access.Viewer) map[string][]string {
	out := map[string][]string{}
	for t := access.Thing(1); t.String() != ""; t++ {
		var verbs []string
		for verb := range access.Page.Takes(t).All() {
			if v.May(verb, t) {
				verbs = append(verbs, verb.String())
			}
		}
		if verbs != nil {
			out[t.String()] = verbs
		}
	}
	return out
}

func accountRef(a people.Account) *AccountRef {
	if a.ID.IsZero() {
		return nil
	}
	return &AccountRef{ID: a.ID, Slug: a.Slug, Name: a.Name, Currency: a.Currency, Zone: a.Zone, State: a.State}
}

func personShape(p people.Person) *PersonShape {
	return &PersonShape{ID: p.ID, Name: p.Name, Email: p.Email}
}

func (d *desk) setCookie(w http.ResponseWriter, token string, until time.Time) {
	http.SetCookie(w, &http.Cookie{Name: d.cookie, Value: token, Path: "/", Expires: until,
		HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode})
}

func (d *desk) clearCookie(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: d.cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode})
}
