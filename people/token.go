package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// tokenBytes of randomness make a token that nobody guesses.
const tokenBytes = 32

// NewToken makes a secret for a session, a link or a feed and the hash that is
// stored in its place.
func NewToken() (token string, hash []byte) {
	secret := make([]byte, tokenBytes)
	rand.Read(secret) // never fails: the process ends if the system has no randomness
	token = base64.RawURLEncoding.EncodeToString(secret)
	return token, HashToken(token)
}

// HashToken gives what is stored for token. A plain hash will do: the token is
// random, so there is no list of likely ones to try.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// looksLikeToken spares the database whatever cannot be a token.
func looksLikeToken(token string) bool {
	return len(strings.TrimPrefix(token, TokenPrefix)) == base64.RawURLEncoding.EncodedLen(tokenBytes)
}
