package db

import (
	"database/sql"
	"fmt"
	"time"
)

// Moment gives t as the databases store it: microseconds since 1970, UTC. The
// zero time gives 0, which ScanMoment reads back as the zero time.
func Moment(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// ScanMoment reads a moment column into t, as UTC; NULL and 0 give the zero time.
func ScanMoment(t *time.Time) sql.Scanner { return momentScanner{t} }

type momentScanner struct{ t *time.Time }

// Scan reads what Moment gave.
func (m momentScanner) Scan(src any) error {
	switch n := src.(type) {
	case nil:
		*m.t = time.Time{}
	case int64:
		*m.t = FromMoment(n)
	default:
		return fmt.Errorf("db: cannot read a moment from %T", src)
	}
	return nil
}

// FromMoment gives the time that n stands for, in UTC; 0 is the zero time.
func FromMoment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
