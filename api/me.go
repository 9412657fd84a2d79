package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/words"
)

const (
	tagEntry = "Session"
	tagMine  = "My account"
)

// entries are the operations by which one signs in with a mail.
func (d *desk) entries() {
	late := []int{http.StatusConflict, http.StatusUnauthorized, http.StatusTooManyRequests}
	handle(d, op{id: "ask-link", tag: tagEntry, method: http.MethodPost, path: "/session/ask", needs: nobody, status: http.StatusAccepted, errors: late,
		summary: "Have a link and a code sent", about: "Sends both to whoever has this address; they are good once, for 30 minutes. The answer is the same, after the same time, whether anybody has it. Keep what is answered: the code works only together with it."}, d.askLink)
	handle(d, op{id: "sign-in-by-code", tag: tagEntry, method: http.MethodPost, path: "/session/code", needs: nobody, status: http.StatusCreated, errors: late,
		summary: "Sign in with the code of a mail", about: "Five wrong codes and it is dead; the link in the same mail is not."}, d.signInByCode)
	handle(d, op{id: "sign-in-by-link", tag: tagEntry, method: http.MethodPost, path: "/session/link", needs: nobody, status: http.StatusCreated, errors: append([]int{http.StatusNotFound}, late...),
		summary: "Sign in with the link of a mail", about: "Spends a sign-in link, an invitation or a reset: the last part of its address. A reset demands a password, an invitation takes one."}, d.signInByLink)
	handle(d, op{id: "weigh-password", tag: tagEntry, method: http.MethodPost, path: "/session/strength", needs: nobody,
		summary: "How hard a password is to guess", about: "0 is refused: too short, or among the first that a guesser tries. 4 is strong. It is kept nowhere."}, d.weigh)
	act(d, op{id: "confirm-address", tag: tagEntry, method: http.MethodPost, path: "/session/address", needs: nobody, errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Confirm a new address", about: "Spends the link that went to the new address. The old one is told; links sent there open nothing any more."}, d.confirmEmail)
}

// mine are the operations on oneself. Somebody logged in as another person, and
// a program with an API token, are refused all of them.
func (d *desk) mine() {
	proved := []int{http.StatusTooManyRequests}
	act(d, op{id: "edit-me", tag: tagMine, method: http.MethodPatch, path: "/me", needs: person,
		summary: "Change one's name, time zone or language", about: "What is absent stays. The name is what one goes by in every account."}, d.editMe)
	act(d, op{id: "set-password", tag: tagMine, method: http.MethodPut, path: "/me/password", needs: person, errors: proved,
		summary: "Set or change one's password", about: "Demands the present one, if there is one. It ends neither sessions nor links."}, d.setPassword)
	act(d, op{id: "change-address", tag: tagMine, method: http.MethodPut, path: "/me/email", needs: person, status: http.StatusAccepted, errors: proved,
		summary: "Change one's e-mail address", about: "Sends a link to the new address; until it is confirmed nothing changes. Takes a recent proof of who one is."}, d.changeEmail)
	handle(d, op{id: "list-sessions", tag: tagMine, method: http.MethodGet, path: "/me/sessions", needs: person,
		summary: "Where one is signed in", about: "The last used first."}, d.mySessions)
	act(d, op{id: "end-session", tag: tagMine, method: http.MethodDelete, path: "/me/sessions/{id}", needs: person,
		summary: "End one of one's sessions", about: "At this instant; its open pages turn to the signed-out page."}, d.endSession)
	act(d, op{id: "end-sessions", tag: tagMine, method: http.MethodDelete, path: "/me/sessions", needs: person,
		asks:    []param{word("keep", "current: all sessions but the one that asks. All of them unless given.", "current")},
		summary: "Sign out everywhere", about: "API tokens stay."}, d.endSessions)
	handle(d, op{id: "list-tokens", tag: tagMine, method: http.MethodGet, path: "/me/tokens", summary: "One's API tokens", about: "Those for the account one looks at."}, d.myTokens)
	handle(d, op{id: "make-token", tag: tagMine, method: http.MethodPost, path: "/me/tokens", status: http.StatusCreated, errors: []int{http.StatusConflict},
		summary: "Make an API token", about: "Takes a recent proof of who one is. The token does what its person may in this account and no more, and dies with their membership."}, d.makeToken)
	act(d, op{id: "revoke-token", tag: tagMine, method: http.MethodDelete, path: "/me/tokens/{id}",
		summary: "Revoke an API token", about: "Its next request is refused."}, d.revokeToken)
	handle(d, op{id: "list-notices", tag: tagMine, method: http.MethodGet, path: "/me/notices", needs: person,
		summary: "Which mails one gets", about: "Mails about one's password, address and ways to sign in always come."}, d.myNotices)
	act(d, op{id: "choose-notices", tag: tagMine, method: http.MethodPut, path: "/me/notices", needs: person,
		summary: "Choose which mails one gets", about: "All but those named come."}, d.chooseNotices)
}

// Asked is what a code works together with.
type Asked struct {
	Asked   string    `json:"asked" doc:"Send it along with the code." example:"w1Kq…"`
	Expires time.Time `json:"expires" doc:"Until when link and code are good."`
}

func (d *desk) askLink(ctx context.Context, c *call, in *struct {
	Body struct {
		Email string `json:"email" maxLength:"1000" example:"olivia@quay.example"`
	}
}) (Asked, error) {
	asked, err := d.People.AskLink(ctx, in.Body.Email, client(c.r))
	return Asked{Asked: asked, Expires: d.Now().Add(people.OwnLinkLife).UTC()}, err
}

func (d *desk) signInByCode(ctx context.Context, c *call, in *struct {
	Body struct {
		Asked   string `json:"asked" maxLength:"100" doc:"What asking for it answered." example:"w1Kq…"`
		Code    string `json:"code" maxLength:"40" doc:"The six digits." example:"123456"`
		Account string `json:"account,omitempty" maxLength:"100" doc:"The account's entry address; the one last used unless given." example:"quay"`
	}
}) (Session, error) {
	from := client(c.r)
	from.Slug = in.Body.Account
	token, s, err := d.People.SignInByCode(ctx, in.Body.Asked, in.Body.Code, from)
	return d.entered(ctx, c, token, s, err)
}

func (d *desk) signInByLink(ctx context.Context, c *call, in *struct {
	Body struct {
		Link     string `json:"link" maxLength:"100" doc:"The last part of the link's address." example:"w1Kq…"`
		Password string `json:"password,omitempty" maxLength:"4000" doc:"A new password, for a reset or an invitation." example:"four unrelated words"`
	}
}) (Session, error) {
	token, s, err := d.People.SpendLink(ctx, in.Body.Link, in.Body.Password, client(c.r))
	return d.entered(ctx, c, token, s, err)
}

// entered answers a sign-in.
func (d *desk) entered(ctx context.Context, c *call, token string, s people.Session, err error) (Session, error) {
	if err != nil {
		return Session{}, err
	}
	d.setCookie(c.w, token, s.ExpiresAt)
	return d.opened(ctx, token, s)
}

// PasswordStrength is how hard a password is to guess.
type PasswordStrength struct {
	Level int `json:"level" minimum:"0" maximum:"4" doc:"0 refused, 1 weak, 2 fair, 3 good, 4 strong."`
}

func (d *desk) weigh(_ context.Context, _ *call, in *struct {
	Body struct {
		Password string `json:"password" maxLength:"4000" example:"four unrelated words"`
	}
}) (PasswordStrength, error) {
	return PasswordStrength{int(passwords.StrengthOf(in.Body.Password))}, nil
}

func (d *desk) confirmEmail(ctx context.Context, _ *call, in *struct {
	Body struct {
		Link string `json:"link" maxLength:"100" doc:"The last part of the link's address." example:"w1Kq…"`
	}
}) error {
	_, err := d.People.ConfirmEmail(ctx, in.Body.Link)
	return err
}

func (d *desk) editMe(ctx context.Context, c *call, in *struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"1000" example:"Olivia Owner"`
		Zone     *string `json:"zone,omitempty" maxLength:"100" doc:"IANA time zone; empty is the account's." example:"Europe/Brussels"`
		Language *string `json:"language,omitempty" maxLength:"40" doc:"BCP 47." example:"en"`
	}
}) error {
	p := people.Profile{Name: c.Person.Name, Zone: c.Person.Zone, Locale: c.Person.Locale}
	for _, set := range []struct{ to, from *string }{{&p.Name, in.Body.Name}, {&p.Zone, in.Body.Zone}, {&p.Locale, in.Body.Language}} {
		if set.from != nil {
			*set.to = *set.from
		}
	}
	return d.People.SaveProfile(ctx, c.Actor, p)
}

func (d *desk) setPassword(ctx context.Context, c *call, in *struct {
	Body struct {
		Current  string `json:"current,omitempty" maxLength:"4000" doc:"The present one; absent if there is none." example:"four unrelated words"`
		Password string `json:"password" maxLength:"4000" example:"five quite unrelated words"`
	}
}) error {
	return d.People.ChangePassword(ctx, c.Actor, in.Body.Current, in.Body.Password)
}

func (d *desk) changeEmail(ctx context.Context, c *call, in *struct {
	Body struct {
		Email string `json:"email" maxLength:"1000" example:"olivia@quay.example"`
	}
}) error {
	if err := d.People.Proved(c.Actor); err != nil {
		return err
	}
	return d.People.AskEmail(ctx, c.Actor, in.Body.Email)
}

// OpenSession is one place where a person is signed in.
type OpenSession struct {
	ID      id.ID     `json:"id" format:"uuid"`
	Kind    string    `json:"kind" enum:"browser,api"`
	Method  string    `json:"method" doc:"How they signed in." example:"password"`
	IP      string    `json:"ip" example:"192.0.2.7"`
	Device  string    `json:"device" doc:"The browser and system, in words." example:"Firefox on Windows"`
	Account string    `json:"account,omitempty" doc:"The account it looks at, by name."`
	By      string    `json:"by,omitempty" doc:"Who of the office is logged in as the person."`
	Current bool      `json:"current" doc:"The one that asks."`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used" doc:"To the minute."`
	Expires time.Time `json:"expires"`
}

func (d *desk) mySessions(ctx context.Context, c *call, _ *struct{}) (list[OpenSession], error) {
	all, err := d.People.Sessions(ctx, c.Actor)
	return whole(all, func(o people.OpenSession) OpenSession {
		return OpenSession{ID: o.ID, Kind: o.Kind, Method: o.Method, IP: o.IP, Device: people.DeviceIn(words.For(c.Person.Locale), o.Agent), Account: o.Account, By: o.By,
			Current: o.Current, Created: o.CreatedAt.UTC(), Used: o.UsedAt.UTC(), Expires: o.ExpiresAt.UTC()}
	}), err
}

func (d *desk) endSession(ctx context.Context, c *call, in *Which) error {
	return d.People.EndSession(ctx, c.Actor, in.id())
}

func (d *desk) endSessions(ctx context.Context, c *call, _ *struct{}) error {
	if c.query.Get("keep") == "current" {
		return d.People.EndOtherSessions(ctx, c.Actor)
	}
	d.clearCookie(c.w)
	return d.People.EndAllSessions(ctx, c.Actor)
}

// TokenShape is an API token.
type TokenShape struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Name     string     `json:"name" example:"Channel sync"`
	ReadOnly bool       `json:"read_only"`
	Created  time.Time  `json:"created"`
	Used     *time.Time `json:"used,omitempty" doc:"Absent if never."`
	Expires  time.Time  `json:"expires"`
	Secret   string     `json:"secret,omitempty" doc:"Shown once, when it is made: Authorization: Bearer." example:"kh_8f3c…"`
}

func tokenShape(t people.Token) TokenShape {
	return TokenShape{ID: t.ID, Name: t.Name, ReadOnly: t.ReadOnly, Created: t.CreatedAt.UTC(), Used: moment(t.UsedAt), Expires: t.ExpiresAt.UTC()}
}

func (d *desk) myTokens(ctx context.Context, c *call, _ *struct{}) (list[TokenShape], error) {
	all, err := d.People.Tokens(ctx, c.Actor)
	return whole(all, tokenShape), err
}

func (d *desk) makeToken(ctx context.Context, c *call, in *struct {
	Body struct {
		Name     string `json:"name" maxLength:"1000" doc:"What it is for." example:"Channel sync"`
		Days     int    `json:"days" enum:"7,30,90,365" doc:"How long it lasts."`
		ReadOnly bool   `json:"read_only,omitempty" doc:"It changes nothing."`
	}
}) (TokenShape, error) {
	if err := d.People.Proved(c.Actor); err != nil {
		return TokenShape{}, err
	}
	secret, t, err := d.People.MakeToken(ctx, c.Actor, people.TokenForm{Name: in.Body.Name, Days: in.Body.Days, ReadOnly: in.Body.ReadOnly})
	out := tokenShape(t)
	out.Secret = secret
	return out, err
}

func (d *desk) revokeToken(ctx context.Context, c *call, in *Which) error {
	return d.People.RevokeToken(ctx, c.Actor, in.id())
}

// Notices are the mails that one may do without.
type Notices struct {
	Muted []string `json:"muted" nullable:"false" enum:"new-device,block-off,statement" doc:"Those that do not come."`
}

func (d *desk) myNotices(ctx context.Context, c *call, _ *struct{}) (Notices, error) {
	muted, err := d.People.MutedNotices(ctx, c.Actor)
	return Notices{Muted: append([]string{}, muted...)}, err
}

func (d *desk) chooseNotices(ctx context.Context, c *call, in *struct{ Body Notices }) error {
	return d.People.ChooseNotices(ctx, c.Actor, in.Body.Muted)
}
