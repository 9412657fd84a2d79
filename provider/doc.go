// Package provider speaks OpenID Connect with those who vouch for people:
// Google, Microsoft, and whichever others the operator names. It knows nothing
// of the people here. A Set has the providers of an installation; Start sends a
// browser to one of them, Finish reads what it came back with and says for whom
// the provider vouches, or in plain words why it does not.
//
// The rules, each with a test: authorization code flow with PKCE S256 (RFC 7636);
// state and nonce of one browser's one visit; the exact redirect address; iss of
// the answer where it is given or promised (RFC 9207); of the ID token the
// signature by one of a short list of algorithms, issuer, audience, authorized
// party, expiry, age and nonce (OpenID Connect Core 3.1.3.7). Somebody is known
// by issuer and subject and by nothing else.
package provider
