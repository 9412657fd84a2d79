package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/people"
)

const tagFactors = "Signing in"

// factors are the operations on how the caller proves who they are.
func (d *desk) factors() {
	handle(d, op{id: "finish-sign-in", tag: tagFactors, method: http.MethodPost, path: "/session/second-factor", needs: nobody, errors: []int{http.StatusUnauthorized, http.StatusConflict, http.StatusTooManyRequests},
		summary: "Finish a sign-in with a second factor", about: "A session that is pending opens nothing but this. Takes the code of the authenticator app or a recovery code, and gives a new token; the old one opens nothing any more. A few wrong codes end the sign-in."}, d.finishSignIn)
	act(d, op{id: "prove", tag: tagFactors, method: http.MethodPost, path: "/session/prove", needs: person, early: true, errors: []int{http.StatusTooManyRequests},
		summary: "Prove again who one is", about: "Far-reaching acts – giving admin access, setting somebody's password, logging in as somebody, changing how one signs in – take a proof from the last ten minutes, and signing in is one. Without it they answer 403 with the type /api/problems/prove. Which proofs do, GET /me/factors says."}, d.prove)
	act(d, op{id: "mail-proof", tag: tagFactors, method: http.MethodPost, path: "/session/prove/mail", needs: person, early: true, errors: []int{http.StatusConflict, http.StatusTooManyRequests},
		summary: "Have a code mailed to prove with", about: "For whoever has neither password nor app. It counts for ten minutes, in this session."}, d.mailProof)
	handle(d, op{id: "ask-passkey-proof", tag: tagFactors, method: http.MethodPost, path: "/session/prove/passkey", needs: person, early: true, errors: []int{http.StatusConflict},
		summary: "What a passkey is to be asked, to prove with it", about: "The argument of navigator.credentials.get. Its answer goes to POST /session/prove, within five minutes, in this session."}, d.askPasskeyProof)
	handle(d, op{id: "my-factors", tag: tagFactors, method: http.MethodGet, path: "/me/factors", needs: person, early: true,
		summary: "How one signs in", about: "The caller's own password, authenticator app and recovery codes, and which proofs are asked of them."}, d.myFactors)
	handle(d, op{id: "begin-app", tag: tagFactors, method: http.MethodPost, path: "/me/app", needs: person, early: true, status: http.StatusCreated,
		summary: "Begin to set up an authenticator app", about: "Gives the secret. It counts once a code of it was confirmed; until then an older app goes on. Takes a recent proof."}, d.beginApp)
	handle(d, op{id: "confirm-app", tag: tagFactors, method: http.MethodPost, path: "/me/app/confirm", needs: person, early: true, errors: []int{http.StatusConflict},
		summary: "Turn an authenticator app on", about: "Takes the first code of the new app. From then on it is asked for at every sign-in. Gives the recovery codes, this once."}, d.confirmApp)
	act(d, op{id: "remove-app", tag: tagFactors, method: http.MethodDelete, path: "/me/app", needs: person,
		summary: "Remove the authenticator app", about: "And the recovery codes with it. Takes a recent proof."}, d.removeApp)
	handle(d, op{id: "new-recovery-codes", tag: tagFactors, method: http.MethodPost, path: "/me/recovery-codes", needs: person, status: http.StatusCreated, errors: []int{http.StatusConflict},
		summary: "Make new recovery codes", about: "The old ones count no more. They are given this once. Takes a recent proof."}, d.newRecoveryCodes)
	act(d, op{id: "allow-without", tag: tagPortal, method: http.MethodPost, path: "/portal-users/{id}/second-factor", errors: []int{http.StatusConflict},
		summary: "Let a user sign in without a lost second factor", about: "A link goes to their address; by following it they take their authenticator app and passkeys away. The answer does not say whether they have one. Takes a recent proof."}, d.allowWithout)
}

// ProofShape is what somebody shows to prove who they are: one of these.
type ProofShape struct {
	Password string  `json:"password,omitempty" maxLength:"4000" doc:"Their password, if they have no authenticator app." example:"four unrelated words"`
	Code     string  `json:"code,omitempty" maxLength:"100" doc:"A code of their authenticator app, a recovery code, or the one from the mail." example:"123456"`
	Passkey  foreign `json:"passkey,omitempty" doc:"What one of their passkeys answered to POST /session/prove/passkey."`
}

// CodeShape is a code that was typed.
type CodeShape struct {
	Code string `json:"code" maxLength:"100" doc:"Six digits, or a recovery code." example:"123456"`
}

// Factors is how somebody signs in.
type Factors struct {
	Password  bool       `json:"password" doc:"They have one."`
	App       bool       `json:"app" doc:"An authenticator app is asked for."`
	AppSince  *time.Time `json:"app_since,omitempty"`
	CodesLeft int        `json:"recovery_codes_left"`
	Passkeys  int        `json:"passkeys" doc:"How many work at this address."`
	Proofs    []string   `json:"proofs" doc:"Which of password, code, passkey, mail and provider prove who they are." example:"[\"password\"]"`
}

func (d *desk) finishSignIn(ctx context.Context, c *call, in *struct{ Body CodeShape }) (Session, error) {
	token, s, err := d.People.SecondFactor(ctx, c.token, in.Body.Code, client(c.r))
	if err != nil {
		return Session{}, err
	}
	d.setCookie(c.w, token, s.ExpiresAt)
	return d.opened(ctx, token, s)
}

func (d *desk) prove(ctx context.Context, c *call, in *struct{ Body ProofShape }) error {
	return d.People.Prove(ctx, c.Actor, people.Proof{Password: in.Body.Password, Code: in.Body.Code, Passkey: in.Body.Passkey.bytes()})
}

func (d *desk) mailProof(ctx context.Context, c *call, _ *struct{}) error {
	return d.People.MailProof(ctx, c.Actor)
}

func (d *desk) myFactors(ctx context.Context, c *call, _ *struct{}) (Factors, error) {
	f, err := d.People.Factors(ctx, c.Actor)
	if err != nil {
		return Factors{}, err
	}
	out := Factors{Password: f.Password, App: f.App, AppSince: moment(f.AppSince), CodesLeft: f.CodesLeft, Passkeys: f.Passkeys, Proofs: []string{}}
	ways := f.Ways()
	for _, w := range []struct {
		name string
		on   bool
	}{{"password", ways.Password}, {"code", ways.Code}, {"passkey", ways.Passkey}, {"mail", ways.Mail}, {"provider", len(ways.Providers) > 0}} {
		if w.on {
			out.Proofs = append(out.Proofs, w.name)
		}
	}
	return out, nil
}

// AppSetup is what an authenticator app takes to be set up.
type AppSetup struct {
	Secret string `json:"secret" doc:"In base32, to be typed." example:"JBSWY3DPEHPK3PXP"`
	URL    string `json:"url" doc:"The same for a QR code." example:"otpauth://totp/Keyhouse:olivia@quay.example?secret=JBSWY3DPEHPK3PXP&issuer=Keyhouse"`
}

func (d *desk) beginApp(ctx context.Context, c *call, _ *struct{}) (AppSetup, error) {
	setup, err := d.People.BeginApp(ctx, c.Actor)
	return AppSetup(setup), err
}

// RecoveryCodes are a set of codes, shown once.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" doc:"Each lets them in once without the app." example:"[\"23ab-45cd-67ef-89gh\"]"`
}

func (d *desk) confirmApp(ctx context.Context, c *call, in *struct{ Body CodeShape }) (RecoveryCodes, error) {
	codes, err := d.People.ConfirmApp(ctx, c.Actor, in.Body.Code)
	return RecoveryCodes{codes}, err
}

func (d *desk) removeApp(ctx context.Context, c *call, _ *struct{}) error {
	return d.People.DropApp(ctx, c.Actor)
}

func (d *desk) newRecoveryCodes(ctx context.Context, c *call, _ *struct{}) (RecoveryCodes, error) {
	codes, err := d.People.NewRecoveryCodes(ctx, c.Actor)
	return RecoveryCodes{codes}, err
}

func (d *desk) allowWithout(ctx context.Context, c *call, in *Which) error {
	return d.People.AllowWithout(ctx, c.Actor, in.id())
}
