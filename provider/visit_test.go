package provider

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyhouse/fault"
	"keyhouse/provider/providertest"
)

const base = "https://keys.harbour.example"

func set(t *testing.T, op *providertest.Provider, change ...func(*Config)) *Provider {
	t.Helper()
	c := Config{Name: "acme", Label: "Acme", Issuer: op.URL, ClientID: op.ClientID, Secret: op.Secret}
	for _, f := range change {
		f(&c)
	}
	s, err := New([]Config{c}, Options{BaseURL: base + "/"})
	if err != nil {
		t.Fatal(err)
	}
	return s.Get("acme")
}

// go through a visit as a browser does: there, and back with what it got.
func goThere(t *testing.T, p *Provider, v Visit) url.Values {
	t.Helper()
	at, err := p.Start(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(at)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("%d, not sent back", res.StatusCode)
	}
	if got, _, _ := strings.Cut(back.String(), "?"); got != base+"/sign-in/back/acme" {
		t.Errorf("sent back to %s", got)
	}
	if back.Query().Get("state") != v.State {
		t.Error("the state did not come back")
	}
	return back.Query()
}

var visit = Visit{State: "a-state-of-this-visit", Secret: "a-secret-of-this-browser"}

func TestAVisitSaysWho(t *testing.T) {
	op := providertest.New(t)
	p := set(t, op)
	got, err := p.Finish(t.Context(), goThere(t, p, visit), visit)
	if err != nil {
		t.Fatal(err)
	}
	want := Claim{Provider: "acme", Issuer: op.URL, Subject: "ann-1", Email: "ann@people.example", Verified: true, Name: "Ann"}
	if got != want {
		t.Errorf("%+v", got)
	}
}

// Everything that can be wrong with an answer or a token, and what the person
// is told.
func TestNothingElseIsBelieved(t *testing.T) {
	hour := func(h int) int64 { return time.Now().Add(time.Duration(h) * time.Hour).Unix() }
	change := func(name string, value any) providertest.Knobs {
		return providertest.Knobs{Change: func(c map[string]any) {
			if c[name] = value; value == nil {
				delete(c, name)
			}
		}}
	}
	for rule, c := range map[string]struct {
		knobs providertest.Knobs
		bend  func(url.Values, *Visit)
		say   string
	}{
		"they cancelled":                        {knobs: providertest.Knobs{Error: "access_denied"}, say: "did not finish"},
		"an error of theirs":                    {knobs: providertest.Knobs{Error: "unauthorized_client"}, say: "unauthorized_client"},
		"an error with words in it":             {knobs: providertest.Knobs{Error: "<b>pay here</b>"}, say: "an error we cannot read"},
		"they are busy":                         {knobs: providertest.Knobs{Error: "temporarily_unavailable"}, say: "does not answer"},
		"the answer names another issuer":       {knobs: providertest.Knobs{Iss: "https://evil.example"}, say: "does not come from Acme"},
		"the answer names none as promised":     {bend: func(q url.Values, _ *Visit) { q.Del("iss") }, say: "does not come from Acme"},
		"no code":                               {bend: func(q url.Values, _ *Visit) { q.Del("code") }, say: "not complete"},
		"a code of somebody else's":             {bend: func(q url.Values, _ *Visit) { q.Set("code", "made-up") }, say: "too old, or used already"},
		"another browser's secret":              {bend: func(_ url.Values, v *Visit) { v.Secret = "another" }, say: "too old, or used already"},
		"another issuer":                        {knobs: change("iss", "https://evil.example"), say: "could not make sure"},
		"no subject":                            {knobs: change("sub", nil), say: "could not make sure"},
		"another's audience":                    {knobs: change("aud", "another-app"), say: "for another application"},
		"several, and who is meant is not said": {knobs: change("aud", []string{"keyhouse", "another-app"}), say: "for another application"},
		"another party":                         {knobs: change("azp", "another-app"), say: "for another application"},
		"the nonce of another visit":            {knobs: change("nonce", "x"), say: "another sign-in"},
		"no nonce":                              {knobs: change("nonce", nil), say: "another sign-in"},
		"expired":                               {knobs: change("exp", hour(-1)), say: "too old"},
		"without an end":                        {knobs: change("exp", nil), say: "too old"},
		"an end that is no time":                {knobs: change("exp", "soon"), say: "could not make sure"},
		"from the future":                       {knobs: change("iat", hour(1)), say: "the clock is slow"},
		"not good yet":                          {knobs: change("nbf", hour(1)), say: "the clock is slow"},
		"made long ago":                         {knobs: change("iat", hour(-1)), say: "too old"},
		"signed by nobody":                      {knobs: providertest.Knobs{Forge: providertest.Unsigned}, say: "could not make sure"},
		"signed with the shared secret":         {knobs: providertest.Knobs{Forge: providertest.Shared("s3cret")}, say: "could not make sure"},
		"no token":                              {knobs: providertest.Knobs{Forge: func(string) string { return "" }}, say: "could not make sure"},
		"half a token":                          {knobs: providertest.Knobs{Forge: func(s string) string { return s[:len(s)/2] }}, say: "could not make sure"},
		"other words under the signature": {knobs: providertest.Knobs{Forge: func(s string) string {
			parts := strings.Split(s, ".")
			return parts[0] + "." + strings.Split(providertest.Unsigned("."+parts[1]+"Cg."), ".")[1] + "." + parts[2]
		}}, say: "could not make sure"},
	} {
		t.Run(rule, func(t *testing.T) {
			op := providertest.New(t)
			op.With(c.knobs)
			p := set(t, op)
			back, v := goThere(t, p, visit), visit
			if c.bend != nil {
				c.bend(back, &v)
			}
			_, err := p.Finish(t.Context(), back, v)
			if err == nil {
				t.Fatal("believed")
			}
			if f := fault.Of(err); f == nil || f.Kind == fault.Broken || !strings.Contains(f.Say, c.say) {
				t.Errorf("%v: %+v", err, f)
			}
		})
	}
	t.Run("signed with a key that nobody published", func(t *testing.T) {
		op := providertest.New(t)
		var said map[string]any
		op.With(providertest.Knobs{Change: func(c map[string]any) { said = c }, Forge: func(string) string { return op.Sign(said) }})
		p := set(t, op)
		if _, err := p.Finish(t.Context(), goThere(t, p, visit), visit); err == nil || !strings.Contains(fault.Of(err).Say, "could not make sure") {
			t.Error(err)
		}
	})
	t.Run("a code used twice", func(t *testing.T) {
		op := providertest.New(t)
		p := set(t, op)
		back := goThere(t, p, visit)
		if _, err := p.Finish(t.Context(), back, visit); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Finish(t.Context(), back, visit); err == nil || !strings.Contains(fault.Of(err).Say, "used already") {
			t.Error(err)
		}
	})
	t.Run("another secret than the one registered", func(t *testing.T) {
		op := providertest.New(t)
		p := set(t, op, func(c *Config) { c.Secret = "old" })
		if _, err := p.Finish(t.Context(), goThere(t, p, visit), visit); err == nil || !strings.Contains(fault.Of(err).Say, "does not accept this installation") {
			t.Error(err)
		}
	})
}

func TestClocksMayDifferALittle(t *testing.T) {
	op := providertest.New(t)
	op.With(providertest.Knobs{Now: func() time.Time { return time.Now().Add(time.Minute) }})
	p := set(t, op)
	if _, err := p.Finish(t.Context(), goThere(t, p, visit), visit); err != nil {
		t.Error(err)
	}
}

func TestAKeyMayChange(t *testing.T) {
	op := providertest.New(t)
	p := set(t, op)
	for range 3 {
		if _, err := p.Finish(t.Context(), goThere(t, p, visit), visit); err != nil {
			t.Fatal(err)
		}
		op.Rotate()
	}
}

// An address counts only if the provider itself says that it has seen it.
func TestWhoseAddressIsVerified(t *testing.T) {
	for rule, c := range map[string]struct {
		claims map[string]any
		info   map[string]any
		email  string
		is     bool
	}{
		"said to be":           {claims: map[string]any{"sub": "1", "email": "a@b.example", "email_verified": true}, email: "a@b.example", is: true},
		"said as a word":       {claims: map[string]any{"sub": "1", "email": "a@b.example", "email_verified": "true"}, email: "a@b.example", is: true},
		"said not to be":       {claims: map[string]any{"sub": "1", "email": "a@b.example", "email_verified": false}, email: "a@b.example"},
		"nothing said":         {claims: map[string]any{"sub": "1", "email": "a@b.example"}, email: "a@b.example"},
		"no address":           {claims: map[string]any{"sub": "1", "email_verified": true}},
		"asked for":            {claims: map[string]any{"sub": "1"}, info: map[string]any{"sub": "1", "email": "a@b.example", "email_verified": true}, email: "a@b.example", is: true},
		"asked for, another's": {claims: map[string]any{"sub": "1"}, info: map[string]any{"sub": "2", "email": "a@b.example", "email_verified": true}},
	} {
		t.Run(rule, func(t *testing.T) {
			op := providertest.New(t)
			op.With(providertest.Knobs{Claims: c.claims, Info: c.info})
			p := set(t, op)
			got, err := p.Finish(t.Context(), goThere(t, p, visit), visit)
			if err != nil || got.Email != c.email || got.Verified != c.is {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

func manyTenants(c *Config) { *c = c.at(c.Issuer+"/", "common") }

// Where many organizations speak through one issuer, a token's issuer is its
// tenant's, and an address is believed only of a verified domain.
func TestManyTenants(t *testing.T) {
	for rule, c := range map[string]struct {
		change   func(c map[string]any)
		ok       bool
		verified bool
	}{
		"a tenant's own":                   {func(c map[string]any) {}, true, false},
		"its domain is verified":           {func(c map[string]any) { c["xms_edov"] = "1" }, true, true},
		"another tenant than the issuer's": {func(c map[string]any) { c["tid"] = strings.Repeat("9", 8) + Tenant[8:] }, false, false},
		"no tenant":                        {func(c map[string]any) { delete(c, "tid") }, false, false},
		"the mark itself": {func(c map[string]any) {
			c["iss"] = strings.Replace(c["iss"].(string), Tenant, tenantMark, 1)
			c["tid"] = tenantMark
		}, false, false},
		"a path in place of a tenant": {func(c map[string]any) {
			c["iss"] = strings.Replace(c["iss"].(string), Tenant, "evil/v2.0/x", 1)
			c["tid"] = "evil/v2.0/x"
		}, false, false},
	} {
		t.Run(rule, func(t *testing.T) {
			op := providertest.New(t)
			op.With(providertest.Knobs{Tenants: true, Change: c.change})
			p := set(t, op, manyTenants)
			got, err := p.Finish(t.Context(), goThere(t, p, visit), visit)
			if (err == nil) != c.ok {
				t.Fatalf("%+v, %v", got, err)
			}
			if err == nil && (got.Issuer != op.URL+"/"+Tenant+"/v2.0" || got.Verified != c.verified) {
				t.Errorf("%+v", got)
			}
		})
	}
}

const Tenant = providertest.Tenant

func TestOnesThatAreDown(t *testing.T) {
	op := providertest.New(t)
	op.With(providertest.Knobs{Down: true})
	now := time.Now()
	s, err := New([]Config{{Name: "acme", Label: "Acme", Issuer: op.URL, ClientID: op.ClientID, Secret: op.Secret}}, Options{BaseURL: base, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Get("acme")
	for range 3 { // asked once; then it has a while
		if _, err := p.Start(t.Context(), visit); err == nil || !strings.Contains(fault.Of(err).Say, "does not answer at the moment") {
			t.Fatal(err)
		}
	}
	if op.Asked() != 1 {
		t.Errorf("asked %d times", op.Asked())
	}
	if st := s.States()[0]; st.Reachable || st.Err == "" || st.Label != "Acme" {
		t.Errorf("%+v", st)
	}
	op.With(providertest.Knobs{})
	now = now.Add(time.Minute)
	if _, err := p.Start(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	if st := s.States()[0]; !st.Reachable || st.Err != "" {
		t.Errorf("%+v", st)
	}
	op.With(providertest.Knobs{Down: true}) // what it said is good for a while
	if _, err := p.Start(t.Context(), visit); err != nil {
		t.Error(err)
	}
	if _, err := p.Finish(t.Context(), url.Values{"code": {"x"}, "iss": {op.URL}}, visit); err == nil || !strings.Contains(fault.Of(err).Say, "does not answer") {
		t.Error(err)
	}
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	s, err := New([]Config{{Name: "acme", Label: "Acme", Issuer: "https://id.example", ClientID: "x"}},
		Options{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) { <-hang; return nil, context.Canceled })})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get("acme").Start(ctx, visit); err == nil {
		t.Error("went on")
	}
	if st := s.States()[0]; !st.Reachable { // nobody knows yet; the page does not wait
		t.Errorf("%+v", st)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from-a-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Parse("name=acme, issuer=https://id.acme.example/realm?, client=keyhouse,secret=@" + file)
	if err != nil || c != (Config{Name: "acme", Label: "acme", Issuer: "https://id.acme.example/realm?", ClientID: "keyhouse", Secret: "from-a-file"}) {
		t.Errorf("%+v, %v", c, err)
	}
	for _, text := range []string{"", "acme", "name=acme,colour=red", "name=acme,secret=@/no/such/file"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	good := Config{Name: "acme", Label: "Acme", Issuer: "https://id.acme.example", ClientID: "x"}
	for rule, bend := range map[string]func(*Config){
		"no name":              func(c *Config) { c.Name = "" },
		"a name with capitals": func(c *Config) { c.Name = "Acme" },
		"another way's name":   func(c *Config) { c.Name = "password" },
		"no client":            func(c *Config) { c.ClientID = "" },
		"no label":             func(c *Config) { c.Label = "" },
		"without TLS":          func(c *Config) { c.Issuer = "http://id.acme.example" },
		"no address":           func(c *Config) { c.Issuer = "acme" },
	} {
		one := good
		bend(&one)
		if _, err := New([]Config{one}, Options{}); err == nil {
			t.Errorf("%s: taken", rule)
		}
	}
	if _, err := New([]Config{good, good}, Options{}); err == nil {
		t.Error("the same twice is taken")
	}
	for tenant, want := range map[string][2]string{
		"":              {"https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/{tenantid}/v2.0"},
		"organizations": {"https://login.microsoftonline.com/organizations/v2.0", "https://login.microsoftonline.com/{tenantid}/v2.0"},
		"consumers":     {"https://login.microsoftonline.com/consumers/v2.0", "https://login.microsoftonline.com/" + personalTenant + "/v2.0"},
		Tenant:          {"https://login.microsoftonline.com/" + Tenant + "/v2.0", ""},
	} {
		if c := Microsoft(tenant, "x", "y"); c.Issuer != want[0] || c.Expect != want[1] || c.check() != nil {
			t.Errorf("%s: %+v", tenant, c)
		}
	}
	var none *Set
	if none.Get("google") != nil || none.States() != nil || none.Names() != nil || none.Label("password") != "password" {
		t.Error("the nil Set has something")
	}
	s, err := New([]Config{Google("x", "y"), Microsoft("", "x", "y")}, Options{BaseURL: base})
	if err != nil || s.Label("google") != "Google" || s.Get("microsoft").BackURL() != base+"/sign-in/back/microsoft" || len(s.Names()) != 2 {
		t.Error(err)
	}
}
