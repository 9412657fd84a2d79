package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"keyhouse/fault"
	"keyhouse/id"
)

// A cursor is base64url of: eight bytes of a checksum over the order's name
// and the rest, one byte for the way, then each value. The checksum finds
// cursors that were altered or carried to another list; it need not be secret,
// since a cursor only says where to go on, never what may be seen there.
const (
	sumSize   = 8
	maxCursor = 4096
)

func (o Order) encode(back bool, key []any) string {
	b := make([]byte, sumSize, 64)
	b = append(b, flag(back))
	for i, c := range o.Columns {
		b = appendValue(b, c.Kind, key[i])
	}
	copy(b, o.sum(b[sumSize:]))
	return base64.RawURLEncoding.EncodeToString(b)
}

func flag(back bool) byte {
	if back {
		return 1
	}
	return 0
}

func appendValue(b []byte, k Kind, v any) []byte {
	switch k {
	case Int:
		return binary.BigEndian.AppendUint64(b, uint64(v.(int64)))
	case ID:
		i := v.(id.ID)
		return append(b, i[:]...)
	}
	s := v.(string)
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func (o Order) sum(rest []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%d\x00", o.Name, len(o.Columns))
	h.Write(rest)
	return h.Sum(nil)[:sumSize]
}

func (o Order) decode(cursor string) (back bool, key []any, err error) {
	bad := fault.Bad("page.Plan", "cursor", "This page has moved. Start again from the first page.")
	if len(cursor) > maxCursor {
		return false, nil, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) <= sumSize || !bytes.Equal(o.sum(b[sumSize:]), b[:sumSize]) {
		return false, nil, bad
	}
	back, b = b[sumSize] == 1, b[sumSize+1:]
	for _, c := range o.Columns {
		var v any
		if v, b = cutValue(b, c.Kind); v == nil {
			return false, nil, bad
		}
		key = append(key, v)
	}
	if len(b) > 0 {
		return false, nil, bad
	}
	return back, key, nil
}

// cutValue takes one value off b; nil if b does not begin with one.
func cutValue(b []byte, k Kind) (any, []byte) {
	switch k {
	case Int:
		if len(b) >= 8 {
			return int64(binary.BigEndian.Uint64(b)), b[8:]
		}
	case ID:
		if len(b) >= len(id.ID{}) {
			return id.ID(b[:16]), b[16:]
		}
	case Text:
		n, size := binary.Uvarint(b)
		if size > 0 && n <= uint64(len(b)-size) && utf8.Valid(b[size:size+int(n)]) {
			return string(b[size : size+int(n)]), b[size+int(n):]
		}
	}
	return nil, nil
}
