// Package id has the identifier that every record carries: a UUID version 7
// (RFC 9562), made by the application, sixteen bytes in the database and the
// usual 36 characters everywhere else.
package id

import (
	"bytes"
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"
)

// ID names one record. The zero ID names nothing and is stored as NULL.
type ID [16]byte

// Last sorts behind every other ID and names nothing.
var Last = ID{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}

// New makes an ID that sorts after those made earlier by this process.
func New() ID { return ID(uuid.Must(uuid.NewV7())) }

// Parse reads what String gives, in small letters; anything else is an error,
// so that one record has exactly one address. Nothing has no address.
func Parse(s string) (ID, error) {
	if len(s) != 36 {
		return ID{}, fmt.Errorf("id %.40q: want 36 characters", s)
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID{}, fmt.Errorf("id %.40q: %w", s, err)
	}
	i := ID(u)
	if i.String() != s {
		return ID{}, fmt.Errorf("id %.40q: want small letters, and not all zeros", s)
	}
	return i, nil
}

// Must reads an ID in tests and fixtures; it panics on anything malformed.
func Must(s string) ID { return ID(uuid.MustParse(s)) }

// String gives the 36-character form; the zero ID gives "".
func (i ID) String() string {
	if i.IsZero() {
		return ""
	}
	return uuid.UUID(i).String()
}

// IsZero reports whether i names nothing.
func (i ID) IsZero() bool { return i == ID{} }

// Compare orders IDs by their bytes, as both databases do.
func (i ID) Compare(j ID) int { return bytes.Compare(i[:], j[:]) }

// MarshalText gives the 36-character form, for JSON.
func (i ID) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the 36-character form; the empty text is the zero ID.
func (i *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = ID{}
		return nil
	}
	got, err := Parse(string(b))
	*i = got
	return err
}

// Value stores i as its sixteen bytes, the zero ID as NULL.
func (i ID) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i[:], nil
}

// Scan reads what Value stored.
func (i *ID) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		*i = ID{}
		return nil
	case []byte:
		if len(b) == 16 {
			copy(i[:], b)
			return nil
		}
	}
	return fmt.Errorf("id: cannot read %T from the database", src)
}
