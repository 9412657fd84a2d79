package provider

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// signed are the algorithms by which a token may be signed: each with the
// provider's own key, never with a shared one, never with none.
var signed = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

const (
	skew   = 2 * time.Minute  // by which two clocks may differ
	oldest = 10 * time.Minute // since a token was made; we ask for it at once
)

// statement is what a token says.
type statement struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Audience audience `json:"aud"`
	Party    string   `json:"azp"`
	Expires  seconds  `json:"exp"`
	Issued   seconds  `json:"iat"`
	Before   seconds  `json:"nbf"`
	Nonce    string   `json:"nonce"`
	Tenant   string   `json:"tid"`
	Proved   seconds  `json:"auth_time"`
	Name     string   `json:"name"`
	Email    string   `json:"email"`
	Verified maybe    `json:"email_verified"`
	Domain   maybe    `json:"xms_edov"` // Microsoft: the domain's owner has been verified
}

// verify reads an ID token and believes it, or says why not.
func (p *Provider) verify(ctx context.Context, m *met, raw, nonce string) (Claim, error) {
	const op = "provider.Token"
	if raw == "" {
		return Claim{}, bad(op, p.unsure(), errors.New("no ID token"))
	}
	rules := &oidc.Config{SupportedSigningAlgs: signed, SkipClientIDCheck: true, SkipExpiryCheck: true, SkipIssuerCheck: true} // believe looks at these
	token, err := oidc.NewVerifier(p.Expect, m.keys, rules).Verify(ctx, raw)
	if err != nil {
		return Claim{}, bad(op, p.unsure(), err)
	}
	var said statement
	if err := token.Claims(&said); err != nil {
		return Claim{}, bad(op, p.unsure(), err)
	}
	if err := p.believe(said, nonce); err != nil {
		return Claim{}, err
	}
	who := Claim{Provider: p.Name, Issuer: said.Issuer, Subject: said.Subject, Name: said.Name, ProvedAt: said.Proved.time()}
	if who.Issuer == "accounts.google.com" {
		who.Issuer = p.Expect // Google spells itself both ways
	}
	who.Email, who.Verified = said.address(p.tenants())
	return who, nil
}

func (p *Provider) unsure() string {
	return "We could not make sure that this comes from " + p.Label + ", so nobody was signed in. Begin again; if it keeps happening, tell your administrator."
}

// believe holds a token whose signature is right against this visit.
func (p *Provider) believe(said statement, nonce string) error {
	const op = "provider.Token"
	now := p.o.Now()
	switch {
	case !p.names(said.Issuer):
		return bad(op, p.unsure(), fmt.Errorf("the token's issuer is %q", said.Issuer))
	case p.tenants() && said.Issuer != strings.ReplaceAll(p.Expect, tenantMark, said.Tenant):
		return bad(op, p.unsure(), errors.New("the token's tenant is not that of its issuer"))
	case said.Subject == "" || len(said.Subject) > 255:
		return bad(op, p.unsure(), errors.New("the token has no subject"))
	case !slices.Contains(said.Audience, p.ClientID):
		return bad(op, "This was made for another application, not for this one. Nobody was signed in. Begin again here.", errors.New("the token's audience is another's"))
	case said.Party != "" && said.Party != p.ClientID || said.Party == "" && len(said.Audience) > 1:
		return bad(op, "This was made for another application, not for this one. Nobody was signed in. Begin again here.", errors.New("the token's authorized party is another"))
	case subtle.ConstantTimeCompare([]byte(said.Nonce), []byte(nonce)) != 1:
		return bad(op, "This answer belongs to another sign-in. Nobody was signed in. Begin again.", errors.New("the token's nonce is another's"))
	case said.Expires.time().IsZero() || !now.Before(said.Expires.time().Add(skew)):
		return bad(op, "What "+p.Label+" said is too old. Begin again; if it keeps happening, the clock of this server may be wrong: tell your administrator.", errors.New("the token has expired"))
	case said.Issued.time().After(now.Add(skew)) || said.Before.time().After(now.Add(skew)):
		return bad(op, "By the clock of this server, "+p.Label+" answered from the future. Tell your administrator that the clock is slow; until then sign in another way.", errors.New("the token was issued in the future"))
	case said.Issued.time().IsZero() || now.After(said.Issued.time().Add(oldest+skew)):
		return bad(op, "What "+p.Label+" said is too old. Begin again; if it keeps happening, the clock of this server may be wrong: tell your administrator.", errors.New("the token was issued long ago"))
	}
	return nil
}

// address gives the e-mail address and whether the provider itself has seen
// that it is theirs. Where many tenants speak, each may write what it likes:
// only the owner of a verified domain is believed.
func (s statement) address(tenants bool) (string, bool) {
	if tenants {
		return s.Email, s.Email != "" && bool(s.Domain)
	}
	return s.Email, s.Email != "" && bool(s.Verified)
}

// audience is one name or several.
type audience []string

// UnmarshalJSON reads either.
func (a *audience) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// seconds since 1970, as whole numbers or not.
type seconds float64

func (s seconds) time() time.Time {
	if s <= 0 || s > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0)
}

// maybe is a yes in any of the spellings providers have for it.
type maybe bool

// UnmarshalJSON reads true, "true", 1 and "1" as yes, all else as no.
func (m *maybe) UnmarshalJSON(b []byte) error {
	switch strings.Trim(string(b), `"`) {
	case "true", "1":
		*m = true
	}
	return nil
}
