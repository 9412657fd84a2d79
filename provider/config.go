package provider

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Config is one provider as the operator names it.
type Config struct {
	Name     string // in addresses and as the way somebody signed in: google, microsoft, acme
	Label    string // on the button and in the Login column
	Issuer   string // where it is discovered
	ClientID string
	Secret   string

	// Expect is the issuer that its own description and its tokens name, if
	// that is not Issuer. "{tenantid}" in it stands for the tenant that a token
	// names. A provider with many tenants lets each of them write what it likes
	// into e-mail addresses: only those it says it has verified itself count.
	Expect string
}

const tenantMark = "{tenantid}"

// tenants reports whether many organizations speak through this provider.
func (c Config) tenants() bool { return strings.Contains(c.Expect, tenantMark) }

// Google is Google with the client that the operator registered there.
func Google(clientID, secret string) Config {
	return Config{Name: "google", Label: "Google", Issuer: "https://accounts.google.com", ClientID: clientID, Secret: secret}
}

// personalTenant is the one tenant in which Microsoft keeps personal accounts.
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Microsoft is Microsoft with the client that the operator registered there.
// tenant is common (everybody; "" too), organizations (work and school),
// consumers (personal), or the id of one tenant.
func Microsoft(tenant, clientID, secret string) Config {
	c := Config{Name: "microsoft", Label: "Microsoft", ClientID: clientID, Secret: secret}
	return c.at("https://login.microsoftonline.com/", tenant)
}

func (c Config) at(base, tenant string) Config {
	if tenant == "" {
		tenant = "common"
	}
	c.Issuer = base + url.PathEscape(tenant) + "/v2.0"
	switch tenant {
	case "common", "organizations":
		c.Expect = base + tenantMark + "/v2.0"
	case "consumers":
		c.Expect = base + personalTenant + "/v2.0"
	}
	return c
}

// Parse reads a provider from the command line or a settings file:
// "name=acme,issuer=https://id.acme.example,client=keyhouse,secret=@/etc/keyhouse.acme,label=Acme".
// A secret that begins with @ names the file it stands in.
func Parse(text string) (Config, error) {
	var c Config
	fields := map[string]*string{"name": &c.Name, "issuer": &c.Issuer, "client": &c.ClientID, "secret": &c.Secret, "label": &c.Label}
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		to, known := fields[strings.TrimSpace(name)]
		if !known {
			return Config{}, fmt.Errorf("sign-in provider: %q is not one of name=, issuer=, client=, secret=, label=", name)
		}
		*to = strings.TrimSpace(value)
	}
	if c.Label == "" {
		c.Label = c.Name
	}
	var err error
	c.Secret, err = Secret(c.Secret)
	return c, err
}

// Secret gives a secret as it is written, or the contents of the file it names
// after an @.
func Secret(text string) (string, error) {
	file, inFile := strings.CutPrefix(text, "@")
	if !inFile {
		return text, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("sign-in provider: the file of the secret: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,29}$`)

// taken are the words for ways to sign in that are not providers.
var taken = []string{"password", "link", "code", "passkey", "totp", "api"}

func (c Config) check() error {
	switch {
	case !nameForm.MatchString(c.Name) || slices.Contains(taken, c.Name):
		return fmt.Errorf("sign-in provider %q: choose a name of small letters, figures and hyphens that is no other way to sign in", c.Name)
	case c.ClientID == "":
		return fmt.Errorf("sign-in provider %s: it needs the client id that it was registered with", c.Name)
	case c.Label == "" || len(c.Label) > 60:
		return fmt.Errorf("sign-in provider %s: it needs a label of at most 60 letters", c.Name)
	}
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !loopback(u) {
		return fmt.Errorf("sign-in provider %s: the issuer is an address like https://id.example.com", c.Name)
	}
	return nil
}

// loopback lets a provider on this machine go without TLS: for trying out.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
