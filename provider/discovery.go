package provider

import (
	"context"
	"errors"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"keyhouse/fault"
)

// met is what a provider says of itself.
type met struct {
	oidc *oidc.Provider
	keys oidc.KeySet
	iss  bool // it promises to name itself in its answers (RFC 9207)
}

// How long what a provider says of itself is good, and how soon one that did
// not answer is asked again.
const (
	goodFor    = 12 * time.Hour
	firstRetry = 2 * time.Second
	lastRetry  = time.Minute
)

// State is how a provider stands, for the sign-in page and the operator.
type State struct {
	Name, Label, Issuer string
	BackURL             string    // the redirect address to register there
	Reachable           bool      // it answered, or has not been asked yet
	Err                 string    // why it did not answer the last time; no personal data
	CheckedAt           time.Time // zero: not yet
}

// States says how each provider stood the last time it was asked. It waits for
// nobody; those whose turn it is are asked meanwhile.
func (s *Set) States() []State {
	if s == nil {
		return nil
	}
	all := make([]State, len(s.all))
	for i, p := range s.all {
		all[i] = p.state()
	}
	return all
}

func (p *Provider) state() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.due() {
		p.look()
	}
	st := State{Name: p.Name, Label: p.Label, Issuer: p.Issuer, BackURL: p.BackURL(), Reachable: p.err == nil, CheckedAt: p.looked}
	if p.err != nil {
		st.Err = p.err.Error()
	}
	return st
}

// due reports whether it is time to ask. Call it with the lock held.
func (p *Provider) due() bool {
	switch {
	case p.looking != nil:
		return false
	case p.err != nil:
		return !p.o.Now().Before(p.looked.Add(min(lastRetry, firstRetry<<min(p.fails, 10))))
	}
	return p.met == nil || p.o.Now().After(p.looked.Add(goodFor))
}

// meet gives what the provider says of itself, waiting for the answer if nobody
// has it yet. What it said once is good while it does not answer.
func (p *Provider) meet(ctx context.Context) (*met, error) {
	p.mu.Lock()
	if p.due() {
		p.look()
	}
	known, asked := p.met, p.looking
	p.mu.Unlock()
	if known == nil && asked != nil {
		select {
		case <-asked:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.met == nil {
		return nil, p.down("provider.meet", p.err)
	}
	return p.met, nil
}

// look begins to ask. Call it with the lock held.
func (p *Provider) look() {
	p.looking = make(chan struct{})
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		m, err := p.discover(ctx)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.looked, p.err = p.o.Now(), err
		if err != nil {
			p.fails++
			p.o.Log.Warn("a sign-in provider does not answer", "provider", p.Name, "error", err)
		} else {
			p.met, p.fails = m, 0
		}
		close(p.looking)
		p.looking = nil
	}()
}

func (p *Provider) discover(ctx context.Context) (*met, error) {
	ctx = oidc.InsecureIssuerURLContext(oidc.ClientContext(ctx, p.http), p.Expect)
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		Iss  bool   `json:"authorization_response_iss_parameter_supported"`
		Keys string `json:"jwks_uri"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, err
	}
	if e := found.Endpoint(); e.AuthURL == "" || e.TokenURL == "" || more.Keys == "" {
		return nil, errors.New("its description lacks an address that signing in needs")
	}
	keys := oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), p.http), more.Keys)
	return &met{oidc: found, keys: keys, iss: more.Iss}, nil
}

func (p *Provider) down(op string, err error) error {
	return &fault.Fault{Kind: fault.Conflict, Op: op, Err: err,
		Say: p.Label + " does not answer at the moment. Try again in a minute, or sign in another way."}
}
