// Package passwords says which passwords are taken, how strong one is, and keeps
// them as argon2id hashes. It needs no network and no database.
package passwords

import (
	"unicode/utf8"

	"keyhouse/fault"
	"keyhouse/words"
)

var (
	sayShort  = words.English.Say("password.short")
	sayLong   = words.English.Say("password.long")
	sayCommon = words.English.Say("password.common")
)

// Bounds of a password's length, in characters and in bytes.
const (
	minLength = 8
	maxBytes  = 1024
)

// Check refuses what is too short, too long, or among the first that a
// guesser tries. There are no other rules. The person's own words (name,
// address) count as guessable.
func Check(field, password string, own ...string) error {
	const op = "passwords.Check"
	switch {
	case !utf8.ValidString(password) || len(password) > maxBytes:
		return fault.Bad(op, field, sayLong)
	case utf8.RuneCountInString(password) < minLength:
		return fault.Bad(op, field, sayShort)
	case common(password, own...):
		return fault.Bad(op, field, sayCommon)
	}
	return nil
}
