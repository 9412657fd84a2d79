package provider

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Options say what a Set needs from outside; each has a default.
type Options struct {
	BaseURL string // how people reach this installation: providers send them back there
	Now     func() time.Time
	HTTP    http.RoundTripper // how providers are reached
	Log     *slog.Logger
}

// Set is the providers of an installation. The nil Set has none. It is safe for
// concurrent use.
type Set struct{ all []*Provider }

// New makes a Set. It asks nobody anything yet: a provider that is down stops
// neither the server nor the sign-in page.
func New(configs []Config, o Options) (*Set, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTP == nil {
		o.HTTP = http.DefaultTransport
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Set{}
	names, issuers := map[string]bool{}, map[string]bool{}
	for _, c := range configs {
		if err := c.check(); err != nil {
			return nil, err
		}
		if names[c.Name] || issuers[c.Issuer] {
			return nil, fmt.Errorf("sign-in provider %s: there is one of that name or issuer already", c.Name)
		}
		names[c.Name], issuers[c.Issuer] = true, true
		if c.Expect == "" {
			c.Expect = c.Issuer
		}
		s.all = append(s.all, &Provider{Config: c, o: o, http: &http.Client{Transport: short{o.HTTP}, Timeout: patience}})
	}
	return s, nil
}

// Get gives the provider of that name; nil if there is none.
func (s *Set) Get(name string) *Provider {
	if s == nil {
		return nil
	}
	for _, p := range s.all {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Names lists the providers there are.
func (s *Set) Names() []string {
	if s == nil {
		return nil
	}
	names := make([]string, len(s.all))
	for i, p := range s.all {
		names[i] = p.Name
	}
	return names
}

// Label gives what people call a way to sign in: a provider's label, or the
// word itself.
func (s *Set) Label(method string) string {
	if p := s.Get(method); p != nil {
		return p.Label
	}
	return method
}

// Provider is one of them.
type Provider struct {
	Config
	o    Options
	http *http.Client

	mu      sync.Mutex
	met     *met
	err     error     // why the last look failed
	looked  time.Time // when that was
	fails   int       // in a row
	looking chan struct{}
}

// patience is how long one question to a provider may take.
const patience = 8 * time.Second

// largest is how much of an answer is read.
const largest = 1 << 20

// short reads no answer without end.
type short struct{ next http.RoundTripper }

// RoundTrip asks, and cuts the answer short.
func (s short) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.next.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, largest), res.Body}
	}
	return res, err
}

// BackPath is where a provider sends people back to; its name follows.
const BackPath = "/sign-in/back/"

// BackURL is the one redirect address that the operator registers there.
func (p *Provider) BackURL() string { return strings.TrimSuffix(p.o.BaseURL, "/") + BackPath + p.Name }

func (p *Provider) client(m *met) oauth2.Config {
	return oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: m.oidc.Endpoint(), RedirectURL: p.BackURL(),
		Scopes: []string{"openid", "email", "profile"}}
}
