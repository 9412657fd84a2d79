// Package calendar has days and spans of nights, free of clocks and zones.
package calendar

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// Date is a day, counted from 1970-01-01, in the calendar of the place it
// speaks of. The zero Date is 1970-01-01 and stands for "no day": no record of
// ours is that old. It is stored as that number and printed as 2006-01-02.
type Date int32

// Bounds of what people may enter; outside lies only mistyping.
const (
	MinYear = 1990
	MaxYear = 2200
)

const secondsPerDay = 24 * 60 * 60

// Day makes a Date.
func Day(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// DateOf gives the day that the clock shows at t in t's own location.
func DateOf(t time.Time) Date { return Day(t.Date()) }

// ErrFar is why a day of a year that nobody could mean is refused.
var ErrFar = errors.New("too far away")

// far is ErrFar, told of one day.
type far struct{ error }

func (far) Is(target error) bool { return target == ErrFar }

// ParseDate reads 2006-01-02 between MinYear and MaxYear. Of other years it is
// ErrFar.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%.20q is not a day: write it as 2026-03-04", s)
	}
	if t.Year() < MinYear || t.Year() > MaxYear {
		return 0, far{fmt.Errorf("%s is too far away: the year must lie between %d and %d", s, MinYear, MaxYear)}
	}
	return DateOf(t), nil
}

// Time gives midnight UTC of d.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String gives 2006-01-02, or "" for no day.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == 0 }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d < e }

// Add gives the day n days later.
func (d Date) Add(n int) Date { return d + Date(n) }

// Weekday gives d's day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// FirstOfMonth gives the first day of d's month.
func (d Date) FirstOfMonth() Date {
	y, m, _ := d.Time().Date()
	return Day(y, m, 1)
}

// AddMonths gives the first day of the month n months from d's.
func (d Date) AddMonths(n int) Date {
	y, m, _ := d.Time().Date()
	return Day(y, m+time.Month(n), 1)
}

// MarshalText gives 2006-01-02, for JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 2006-01-02; the empty text is no day.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	got, err := ParseDate(string(b))
	*d = got
	return err
}

// Value stores d as its number, no day as NULL.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return int64(d), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(src any) error {
	switch n := src.(type) {
	case nil:
		*d = 0
	case int64:
		if n != int64(Date(n)) {
			return fmt.Errorf("calendar: %d is no day", n)
		}
		*d = Date(n)
	default:
		return fmt.Errorf("calendar: cannot read a day from %T", src)
	}
	return nil
}
