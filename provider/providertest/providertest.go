// Package providertest is an OpenID provider for tests: authorization code flow
// with PKCE, one-time codes, its own page to agree on – and knobs that make it
// misbehave.
package providertest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// Provider is a running one. Set its knobs through With.
type Provider struct {
	URL, ClientID, Secret string
	Now                   func() time.Time // its clock; time.Now if nil

	mu    sync.Mutex
	k     Knobs
	keys  []*rsa.PrivateKey // the last one signs
	codes map[string]url.Values
	asked int
}

// Knobs say who is signed in there and how it misbehaves. The zero Knobs behave.
type Knobs struct {
	Claims  map[string]any         // of the person who is signed in there
	Info    map[string]any         // what the userinfo address says besides
	Error   string                 // answer this error instead of a code
	Asks    bool                   // show a page with a button first
	Change  func(c map[string]any) // what the token says, before it is signed
	Forge   func(token string) string
	Down    bool             // answer everything with 503
	Iss     string           // iss of the answer; "-" leaves it out
	Tenants bool             // its description names no tenant
	Now     func() time.Time // another clock, just now
}

// Ann is who is signed in unless Claims says otherwise.
func Ann() map[string]any {
	return map[string]any{"sub": "ann-1", "email": "ann@people.example", "email_verified": true, "name": "Ann"}
}

// Tenant is the one whose tokens a provider with many tenants makes.
const Tenant = "11111111-2222-3333-4444-555555555555"

// New starts a provider, which ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{ClientID: "keyhouse", Secret: "s3cret", codes: map[string]url.Values{}}
	p.Rotate()
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	p.URL = srv.URL
	return p
}

// With sets the knobs.
func (p *Provider) With(k Knobs) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.k = k
}

// Rotate signs with a new key from now on, and forgets the old one.
func (p *Provider) Rotate() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append(p.keys, key)
}

// Sign signs claims with a key that is not published.
func (p *Provider) Sign(claims map[string]any) string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return sign(key, p.kid(), claims)
}

// Asked says how often anything was asked of it.
func (p *Provider) Asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *Provider) kid() string { return fmt.Sprint("key-", len(p.keys)) }

func sign(key *rsa.PrivateKey, kid string, claims map[string]any) string {
	b, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return oidctest.SignIDToken(key, kid, "RS256", string(b))
}

// ServeHTTP answers everything a provider is asked.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if p.k.Down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/.well-known/openid-configuration"):
		answer(w, http.StatusOK, p.description())
	case path == "/keys":
		key := oidctest.PublicKey{PublicKey: p.keys[len(p.keys)-1].Public(), KeyID: p.kid(), Algorithm: "RS256"}
		(&oidctest.Server{PublicKeys: []oidctest.PublicKey{key}}).ServeHTTP(w, r)
	case path == "/auth":
		p.auth(w, r)
	case path == "/token":
		p.token(w, r)
	case path == "/userinfo":
		answer(w, http.StatusOK, p.k.Info)
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked is gone: nobody to tell
}

func (p *Provider) issuer() string {
	if p.k.Tenants {
		return p.URL + "/" + Tenant + "/v2.0"
	}
	return p.URL
}

func (p *Provider) description() map[string]any {
	d := map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"authorization_response_iss_parameter_supported": p.k.Iss == ""}
	if p.k.Tenants {
		d["issuer"] = p.URL + "/{tenantid}/v2.0"
	}
	if p.k.Info != nil {
		d["userinfo_endpoint"] = p.URL + "/userinfo"
	}
	return d
}

// auth answers the browser: with a page that asks, or on the way back at once.
func (p *Provider) auth(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != p.ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	v := url.Values{"state": {q.Get("state")}}
	switch p.k.Iss {
	case "":
		v.Set("iss", p.issuer())
	case "-":
	default:
		v.Set("iss", p.k.Iss)
	}
	if p.k.Error != "" {
		v.Set("error", p.k.Error)
	} else {
		code := rand.Text()
		p.codes[code] = q
		v.Set("code", code)
	}
	back.RawQuery = v.Encode()
	if p.k.Asks {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>Provider</title><h1>Who are you?</h1><a id=\"agree\" href=\"%s\">It is me</a>", html.EscapeString(back.String()))
		return
	}
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token gives an ID token for a code, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	q, found := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case id != p.ClientID || secret != p.Secret:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	case !found || r.FormValue("redirect_uri") != q.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != q.Get("code_challenge"):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	default:
		answer(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 3600, "id_token": p.idToken(q)})
	}
}

func (p *Provider) idToken(q url.Values) string {
	now := time.Now
	switch {
	case p.k.Now != nil:
		now = p.k.Now
	case p.Now != nil:
		now = p.Now
	}
	claims := map[string]any{"iss": p.issuer(), "aud": p.ClientID, "iat": now().Unix(), "exp": now().Add(time.Hour).Unix(), "nonce": q.Get("nonce")}
	if p.k.Tenants {
		claims["tid"] = Tenant
	}
	if q.Get("max_age") != "" {
		claims["auth_time"] = now().Unix()
	}
	who := p.k.Claims
	if who == nil {
		who = Ann()
	}
	for name, value := range who {
		claims[name] = value
	}
	if p.k.Change != nil {
		p.k.Change(claims)
	}
	token := sign(p.keys[len(p.keys)-1], p.kid(), claims)
	if p.k.Forge != nil {
		token = p.k.Forge(token)
	}
	return token
}

// Unsigned gives a token that says it needs no signature.
func Unsigned(token string) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	return head + "." + strings.Split(token, ".")[1] + "."
}

// Shared gives a token signed with the secret that both sides know (HS256): what
// whoever has read our settings could make.
func Shared(secret string) func(token string) string {
	return func(token string) string { return hs256(secret, strings.Split(token, ".")[1]) }
}
