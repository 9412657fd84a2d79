package people

import (
	"net"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is where passkeys are good. WebAuthn ties them to a host name that the
// browser reached securely, so there is none where people come by plain http or
// by an address of figures.
type Site struct {
	Host   string // "" where there can be no passkeys
	Origin string // where pages have to be open: https://keys.example.com
}

// siteOf reads how people reach an installation. This machine itself is a secure
// place by its name, localhost, whichever of its addresses was given.
func siteOf(base string) Site {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil {
		return Site{}
	}
	host := strings.ToLower(u.Hostname())
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		host = "localhost"
	}
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if net.ParseIP(host) != nil || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return Site{}
	}
	at := host
	if port := u.Port(); port != "" {
		at = net.JoinHostPort(host, port)
	}
	return Site{Host: host, Origin: u.Scheme + "://" + at}
}

// Site says where passkeys are good; its Host is empty if nowhere.
func (s *Store) Site() Site { return s.site }

// algorithms are the kinds of keys we take, the best first: Ed25519, ES256, RS256.
var algorithms = webauthn.CredentialParametersRecommendedL3()

// reliant is this installation as WebAuthn knows it. Every passkey has to be
// found without a name typed and to have made sure that it is its person's hand.
func (site Site) reliant() *webauthn.WebAuthn {
	if site.Host == "" {
		return nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: site.Host, RPDisplayName: issuer, RPOrigins: []string{site.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
		// Some password managers say more than they were asked; nothing of it is believed.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil // a name that WebAuthn takes for none: there are no passkeys then
	}
	return w
}
