package bench

import (
	"encoding/binary"
	"fmt"

	"keyhouse/calendar"
	"keyhouse/id"
)

// kind is the byte of a made-up id that says what it is of.
type kind byte

const (
	kindAccount kind = iota + 1
	kindClient
	kindProperty
	kindBooking
	kindShare
	kindGrant
	kindPerson
	kindMember
	kindSession
)

// nth is the id of the nth of a kind, the same on every run; hexOf says the
// same in SQL.
func nth(k kind, n int) id.ID {
	i := id.ID{0x01, 0x9a, byte(k), 0, 0, 0, 0x70, 0, 0x80}
	binary.BigEndian.PutUint32(i[12:], uint32(n))
	return i
}

// hexOf is nth in SQLite's words, n being an expression.
func hexOf(k kind, n string) string {
	return fmt.Sprintf("unhex(printf('019a%02x000000700080000000%%08x', %s))", byte(k), n)
}

// today is the day in the middle of the bookings.
var today = calendar.Day(2026, 11, 22)
