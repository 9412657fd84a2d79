package api

import (
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

const hexDigits = "0123456789abcdef"

// appendText writes a JSON string. Bytes that are no UTF-8 become U+FFFD.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		b = appendOdd(append(b, s[start:i]...), c)
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

func appendOdd(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c >= utf8.RuneSelf:
		return append(b, "\ufffd"...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

func appendID(b []byte, i id.ID) []byte {
	b = append(b, '"')
	for n, c := range i {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			b = append(b, '-')
		}
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '"')
}

func appendDay(b []byte, d calendar.Date) []byte {
	return append(d.Time().AppendFormat(append(b, '"'), time.DateOnly), '"')
}

func appendMoment(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}

func appendSum(b []byte, minor int64, currency string) []byte {
	b = strconv.AppendInt(append(b, `{"minor":`...), minor, 10)
	return append(appendText(append(b, `,"currency":`...), currency), '}')
}

// shown is a thing and what of it shows.
type shown struct {
	thing  access.Thing
	groups access.Groups
}

// hiddenLists are the "hidden" of each shown: there are few of them.
var hiddenLists sync.Map

// appendHidden writes the names of the parts that do not show.
func appendHidden(b []byte, s shown, hidden func() []string) []byte {
	if list, ok := hiddenLists.Load(s); ok {
		return append(b, list.([]byte)...)
	}
	list := []byte{'['}
	for i, name := range hidden() {
		if i > 0 {
			list = append(list, ',')
		}
		list = appendText(list, name)
	}
	list = append(list, ']')
	hiddenLists.Store(s, list)
	return append(b, list...)
}
