package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/people"
)

const tagPasskeys = "Passkeys"

// passkeys are the operations on signing in by a passkey (WebAuthn). What the
// browser is given and answers are its own JSON forms: toJSON and its kin.
func (d *desk) passkeys() {
	handle(d, op{id: "ask-passkey", tag: tagPasskeys, method: http.MethodPost, path: "/session/passkey/ask", needs: nobody, errors: []int{http.StatusConflict},
		summary: "What a passkey is to be asked, to sign in", about: "The argument of navigator.credentials.get, and a secret to keep: the answer counts only together with it, for five minutes. It is the same for everybody and names nobody's passkeys."}, d.askPasskey)
	handle(d, op{id: "sign-in-by-passkey", tag: tagPasskeys, method: http.MethodPost, path: "/session/passkey", needs: nobody, status: http.StatusCreated, errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests},
		summary: "Sign in by a passkey", about: "Takes what the passkey answered. One that there is none of, one that was removed and one that signs wrongly get the same words. No code of an app is asked for afterwards."}, d.signInByPasskey)
	handle(d, op{id: "list-passkeys", tag: tagPasskeys, method: http.MethodGet, path: "/me/passkeys", needs: person,
		summary: "One's passkeys", about: "The oldest first."}, d.listPasskeys)
	handle(d, op{id: "ask-new-passkey", tag: tagPasskeys, method: http.MethodPost, path: "/me/passkeys/ask", needs: person, early: true, errors: []int{http.StatusConflict},
		summary: "What a device is to be asked, to make a passkey", about: "The argument of navigator.credentials.create. Takes a recent proof of who one is."}, d.askNewPasskey)
	handle(d, op{id: "add-passkey", tag: tagPasskeys, method: http.MethodPost, path: "/me/passkeys", needs: person, early: true, status: http.StatusCreated, errors: []int{http.StatusConflict},
		summary: "Add a passkey", about: "Takes what the device answered, in the session that asked, within five minutes. Takes a recent proof of who one is; the person is told by mail."}, d.addPasskey)
	handle(d, op{id: "name-passkey", tag: tagPasskeys, method: http.MethodPatch, path: "/me/passkeys/{id}", needs: person,
		summary: "Give a passkey another name", about: "By which its person recognises it. It takes no proof."}, d.namePasskey)
	act(d, op{id: "remove-passkey", tag: tagPasskeys, method: http.MethodDelete, path: "/me/passkeys/{id}", needs: person, errors: []int{http.StatusConflict},
		summary: "Remove a passkey", about: "Takes a recent proof of who one is. The last way to sign in stays, and the last second factor where an account demands one."}, d.removePasskey)
}

// foreign is JSON that somebody else defines: WebAuthn's.
type foreign map[string]any

// bytes gives it as it is sent; nil where there is none.
func (o foreign) bytes() []byte {
	if o == nil {
		return nil
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return []byte("{}") // it came as JSON, so it never fails
	}
	return raw
}

// asked reads what the room gives a browser.
func asked(raw []byte, err error) (PasskeyAsk, error) {
	var p PasskeyAsk
	if err == nil {
		err = json.Unmarshal(raw, &p)
	}
	return p, err
}

// PasskeyAsk is what a browser needs to talk to a device.
type PasskeyAsk struct {
	PublicKey foreign `json:"publicKey" doc:"PublicKeyCredentialRequestOptionsJSON, or …CreationOptionsJSON (WebAuthn Level 3)."`
	Secret    string  `json:"secret,omitempty" doc:"To be sent with the answer." example:"w1Kq…"`
}

func (d *desk) askPasskey(context.Context, *call, *struct{}) (PasskeyAsk, error) {
	secret, _ := people.NewToken()
	p, err := asked(d.People.AskPasskey(secret))
	p.Secret = secret
	return p, err
}

func (d *desk) signInByPasskey(ctx context.Context, c *call, in *struct {
	Body struct {
		Secret     string  `json:"secret" maxLength:"100" doc:"As ask-passkey gave it." example:"w1Kq…"`
		Credential foreign `json:"credential" doc:"What the passkey answered: AuthenticationResponseJSON."`
		Account    string  `json:"account,omitempty" maxLength:"100" doc:"The account's entry address; the one last used unless given." example:"quay"`
	}
}) (Session, error) {
	from := client(c.r)
	from.Slug = in.Body.Account
	token, s, err := d.People.EnterByPasskey(ctx, in.Body.Secret, in.Body.Credential.bytes(), from)
	return d.entered(ctx, c, token, s, err)
}

func (d *desk) askPasskeyProof(ctx context.Context, c *call, _ *struct{}) (PasskeyAsk, error) {
	return asked(d.People.AskPasskeyProof(ctx, c.Actor))
}

// PasskeyShape is one of somebody's passkeys.
type PasskeyShape struct {
	ID      id.ID      `json:"id" format:"uuid"`
	Name    string     `json:"name" example:"Work laptop"`
	Model   string     `json:"model,omitempty" doc:"What made it, where that is known." example:"Windows Hello"`
	Host    string     `json:"host" doc:"Where it works." example:"keys.harbour.example"`
	Here    bool       `json:"here" doc:"It works at this installation's address."`
	Synced  bool       `json:"synced" doc:"It is kept on several devices."`
	Doubted bool       `json:"doubted" doc:"Its counter went backwards: it may have been copied, and opens nothing any more."`
	Created time.Time  `json:"created"`
	Used    *time.Time `json:"used,omitempty"`
}

func passkeyShape(k people.Passkey) PasskeyShape {
	return PasskeyShape{ID: k.ID, Name: k.Name, Model: k.Model, Host: k.Host, Here: k.Here, Synced: k.Synced, Doubted: k.Doubted, Created: k.CreatedAt.UTC(), Used: moment(k.UsedAt)}
}

func (d *desk) listPasskeys(ctx context.Context, c *call, _ *struct{}) (list[PasskeyShape], error) {
	all, err := d.People.Passkeys(ctx, c.Actor)
	return whole(all, passkeyShape), err
}

func (d *desk) askNewPasskey(ctx context.Context, c *call, _ *struct{}) (PasskeyAsk, error) {
	return asked(d.People.AskNewPasskey(ctx, c.Actor))
}

func (d *desk) addPasskey(ctx context.Context, c *call, in *struct {
	Body struct {
		Name       string  `json:"name,omitempty" maxLength:"1000" doc:"Without one it is named by what made it." example:"Work laptop"`
		Credential foreign `json:"credential" doc:"What the device answered: RegistrationResponseJSON."`
	}
}) (PasskeyShape, error) {
	k, err := d.People.AddPasskey(ctx, c.Actor, people.NewPasskey{Name: in.Body.Name, Answer: in.Body.Credential.bytes(), Agent: c.r.UserAgent()})
	return passkeyShape(k), err
}

func (d *desk) namePasskey(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Name string `json:"name" maxLength:"1000" example:"Work laptop"`
	}
}) (PasskeyShape, error) {
	if err := d.People.NamePasskey(ctx, c.Actor, in.id(), in.Body.Name); err != nil {
		return PasskeyShape{}, err
	}
	k, err := d.People.Passkey(ctx, c.Actor, in.id())
	return passkeyShape(k), err
}

func (d *desk) removePasskey(ctx context.Context, c *call, in *Which) error {
	return d.People.DropPasskey(ctx, c.Actor, in.id())
}
