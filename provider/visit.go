package provider

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"keyhouse/fault"
)

// Visit is one browser's one visit to a provider: the state that goes along,
// and the secret that never leaves this browser and us. What else the protocol
// wants to be secret follows from both, so nothing of it is kept anywhere.
type Visit struct {
	State, Secret string
	Again         bool // they have to show there that it is they, whoever is signed in
}

func (v Visit) derive(what string) string {
	mac := hmac.New(sha256.New, []byte(v.Secret))
	mac.Write([]byte(what + " " + v.State))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (v Visit) nonce() string    { return v.derive("nonce") }
func (v Visit) verifier() string { return v.derive("verifier") }

// Start gives the address at the provider to which the browser goes.
func (p *Provider) Start(ctx context.Context, v Visit) (string, error) {
	m, err := p.meet(ctx)
	if err != nil {
		return "", err
	}
	c := p.client(m)
	with := []oauth2.AuthCodeOption{oidc.Nonce(v.nonce()), oauth2.S256ChallengeOption(v.verifier())}
	switch {
	case v.Again:
		with = append(with, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	case p.Name == "google" || p.Name == "microsoft": // many people have several accounts there
		with = append(with, oauth2.SetAuthURLParam("prompt", "select_account"))
	}
	return c.AuthCodeURL(v.State, with...), nil
}

// Claim is whom a provider vouches for. Issuer and Subject say who that is; all
// else may change there, and nothing may be decided by it.
type Claim struct {
	Provider        string // our name for it
	Issuer, Subject string
	Email           string // "" if it names none
	Verified        bool   // the provider has itself seen that the address is theirs
	Name            string
	ProvedAt        time.Time // when they last showed there who they are; zero: it does not say
}

// Finish reads what the browser brought back and asks the provider for whom it
// vouches.
func (p *Provider) Finish(ctx context.Context, back url.Values, v Visit) (Claim, error) {
	m, err := p.meet(ctx)
	if err != nil {
		return Claim{}, err
	}
	if err := p.answered(m, back); err != nil {
		return Claim{}, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.http), patience)
	defer cancel()
	c := p.client(m)
	token, err := c.Exchange(ctx, back.Get("code"), oauth2.VerifierOption(v.verifier()))
	if err != nil {
		return Claim{}, p.refused(err)
	}
	raw, _ := token.Extra("id_token").(string)
	who, err := p.verify(ctx, m, raw, v.nonce())
	if err != nil {
		return Claim{}, p.logged(err)
	}
	if who.Email == "" {
		p.askMore(ctx, m, token, &who)
	}
	return who, nil
}

var plainWord = regexp.MustCompile(`^[a-z_]{1,40}$`)

// answered checks the answer that went through the browser.
func (p *Provider) answered(m *met, back url.Values) error {
	const op = "provider.Finish"
	if iss := back.Get("iss"); iss != "" && !p.names(iss) || iss == "" && m.iss {
		return p.logged(bad(op, "This answer does not come from "+p.Label+". Nobody was signed in. Begin again; if it keeps happening, tell your administrator.",
			errors.New("iss of the answer is another's, or missing")))
	}
	switch code := back.Get("error"); {
	case code == "access_denied" || code == "interaction_required" || code == "login_required" || code == "consent_required":
		return bad(op, "You did not finish at "+p.Label+", so nothing has changed. Try again, or sign in another way.", nil)
	case code == "temporarily_unavailable" || code == "server_error":
		return p.down(op, errors.New(code))
	case code != "":
		if !plainWord.MatchString(code) {
			code = "an error we cannot read"
		}
		return p.logged(bad(op, p.Label+" refused (“"+code+"”). Try again, or sign in another way; if it keeps happening, tell your administrator.", errors.New(code)))
	case back.Get("code") == "":
		return bad(op, "The answer of "+p.Label+" is not complete. Begin again.", nil)
	}
	return nil
}

// names reports whether an issuer is this provider's: word for word, or for one
// with many tenants that of any of them.
func (p *Provider) names(issuer string) bool {
	if !p.tenants() {
		return issuer == p.Expect || issuer == "accounts.google.com" && p.Expect == "https://accounts.google.com"
	}
	before, after, _ := strings.Cut(p.Expect, tenantMark)
	tenant, fits := strings.CutPrefix(issuer, before)
	tenant, fits2 := strings.CutSuffix(tenant, after)
	return fits && fits2 && tenantForm.MatchString(tenant)
}

var tenantForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// refused says why a provider gave nothing for the code.
func (p *Provider) refused(err error) error {
	const op = "provider.Exchange"
	var r *oauth2.RetrieveError
	if !errors.As(err, &r) {
		p.o.Log.Warn("a sign-in provider does not answer", "provider", p.Name, "error", err)
		return p.down(op, err)
	}
	cause := fmt.Errorf("%d %s", r.Response.StatusCode, r.ErrorCode)
	switch {
	case r.ErrorCode == "invalid_grant":
		return p.logged(bad(op, "What "+p.Label+" gave you to sign in with was too old, or used already. Begin again.", cause))
	case r.Response.StatusCode >= 500:
		return p.down(op, cause)
	}
	return p.logged(bad(op, p.Label+" does not accept this installation. Sign in another way, and tell your administrator: the client id, the secret or the redirect address is not the one registered there.", cause))
}

// askMore asks for what the token did not say. Providers may keep the address
// for this question; one that does not answer it names none.
func (p *Provider) askMore(ctx context.Context, m *met, token *oauth2.Token, who *Claim) {
	if m.oidc.UserInfoEndpoint() == "" {
		return
	}
	more, err := m.oidc.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil || more.Subject != who.Subject {
		return
	}
	var said statement
	if more.Claims(&said) == nil {
		who.Email, who.Verified = said.address(p.tenants())
	}
}

func bad(op, say string, err error) error {
	return &fault.Fault{Kind: fault.Invalid, Op: op, Say: say, Err: err}
}

// logged notes what an operator may have to look into: never about whom.
func (p *Provider) logged(err error) error {
	if f := fault.Of(err); f != nil && f.Err != nil {
		p.o.Log.Warn("a sign-in through a provider was refused", "provider", p.Name, "at", f.Op, "error", f.Err)
	}
	return err
}
