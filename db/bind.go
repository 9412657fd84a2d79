package db

import (
	"time"

	"keyhouse/calendar"
	"keyhouse/id"
)

// bind gives an argument as the four types that both drivers take without
// asking: []byte, string, int64 and nil. Doing it here keeps reflection and
// driver.Valuer out of every call.
func bind(arg any) any {
	switch a := arg.(type) {
	case id.ID:
		return bindID(a)
	case calendar.Date:
		return int64(a)
	case int:
		return int64(a)
	case int32:
		return int64(a)
	case bool:
		return bindBool(a)
	case time.Time:
		return bindTime(a)
	}
	return arg
}

func bindID(i id.ID) any {
	if i.IsZero() {
		return nil
	}
	b := make([]byte, len(i))
	copy(b, i[:])
	return b
}

func bindBool(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func bindTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return Moment(t)
}
