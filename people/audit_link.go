package people

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// link is one entry of the trail as it is stored and chained.
type link struct {
	account, id      id.ID
	at               time.Time
	person, acting   id.ID
	name, actingName string
	act, thing       string

	record, property, client id.ID

	outcome, detail string
	values          []value
	lane, seq       int64
	parts           []byte // which values there are, and the digest of each
	hash            [32]byte
}

// value is what the fields of one part of a record said before and after. It
// stands apart from its entry, which holds only a digest: so it can be erased
// without breaking the chain. The salt goes with it, since without one a
// telephone number is soon guessed from its digest.
type value struct {
	part    string
	salt    []byte
	content []byte // JSON [[field, before, after], …]
}

// maxValue bounds what is kept of one field.
const maxValue = 4000

// valuesOf sorts changes by the part they belong to.
func valuesOf(t access.Thing, changes []FieldChange) []value {
	var all []value
	for len(changes) > 0 {
		g := face(t, changes[0].Group)
		var mine [][3]string
		var rest []FieldChange
		for _, c := range changes {
			if face(t, c.Group) == g {
				mine = append(mine, [3]string{c.Field, shorten(c.Before), shorten(c.After)})
			} else {
				rest = append(rest, c)
			}
		}
		content, err := json.Marshal(mine)
		if err != nil {
			panic(err) // strings always marshal
		}
		salt := make([]byte, 16)
		_, _ = rand.Read(salt) // never fails
		all = append(all, value{part: g.String(), salt: salt, content: content})
		changes = rest
	}
	return all
}

func face(t access.Thing, g access.Group) access.Group {
	if g == 0 {
		return access.Page.Face(t)
	}
	return g
}

// shorten keeps the beginning of a long text and says that there was more.
func shorten(text string) string {
	if len(text) <= maxValue {
		return text
	}
	return strings.ToValidUTF8(text[:maxValue], "") + " …"
}

// digest is what the entry holds of a value.
func (v *value) digest() [32]byte {
	var e encoder
	e.text(v.part)
	e.bytes(v.salt)
	e.bytes(v.content)
	return sha256.Sum256(e.b)
}

// seal fills in where the link stands in its chain and its hash over the one
// before and all that the entry says.
func (l *link) seal(lane int64, before db.Head) db.Head {
	l.lane, l.seq = lane, before.Seq+1
	l.parts = l.parts[:0]
	for i := range l.values {
		d := l.values[i].digest()
		l.parts = append(l.parts, byte(len(l.values[i].part)))
		l.parts = append(l.parts, l.values[i].part...)
		l.parts = append(l.parts, d[:]...)
	}
	l.hash = l.sum(before.Hash)
	return db.Head{Seq: l.seq, Hash: l.hash}
}

// sum is the hash of the link behind the one whose hash is before. Each piece
// is preceded by its length, so that no two entries have one encoding.
func (l *link) sum(before [32]byte) [32]byte {
	e := encoder{make([]byte, 0, 512)}
	e.b = append(e.b, 1) // of this encoding; another one would begin otherwise
	e.b = append(e.b, before[:]...)
	for _, i := range []id.ID{l.account, l.id, l.person, l.acting, l.record, l.property, l.client} {
		e.b = append(e.b, i[:]...)
	}
	for _, n := range []int64{l.lane, l.seq, db.Moment(l.at)} {
		e.b = binary.BigEndian.AppendUint64(e.b, uint64(n))
	}
	for _, s := range []string{l.name, l.actingName, l.act, l.thing, l.outcome, l.detail} {
		e.text(s)
	}
	e.bytes(l.parts)
	return sha256.Sum256(e.b)
}

// readParts gives the digest of each value that the entry was written with.
func readParts(b []byte) (map[string][]byte, bool) {
	parts := map[string][]byte{}
	for len(b) > 0 {
		n := int(b[0])
		if len(b) < 1+n+sha256.Size {
			return nil, false
		}
		parts[string(b[1:1+n])] = b[1+n : 1+n+sha256.Size]
		b = b[1+n+sha256.Size:]
	}
	return parts, true
}

// partsOf names the parts in the page's order, for reading.
func partsOf(b []byte) []string {
	parts, _ := readParts(b)
	var all []string
	for p := range parts {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b string) int {
		x, _ := access.ParseGroup(a)
		y, _ := access.ParseGroup(b)
		return int(x) - int(y)
	})
	return all
}

// matches reports whether v is the value that digest was made of.
func (v *value) matches(digest []byte) bool {
	d := v.digest()
	return bytes.Equal(d[:], digest)
}

// encoder writes pieces behind their lengths.
type encoder struct{ b []byte }

func (e *encoder) text(s string) {
	e.b = binary.AppendUvarint(e.b, uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) bytes(p []byte) {
	e.b = binary.AppendUvarint(e.b, uint64(len(p)))
	e.b = append(e.b, p...)
}
