package people

import (
	"encoding/binary"
	"sync"
	"time"

	"keyhouse/id"
)

// idClock makes the ids of entries: UUIDs of version 7 whose time is the
// entry's own, so that a span of time is a span of the primary key. Those of
// one millisecond are numbered, in the twelve bits after the time and the eight
// highest of the rest.
type idClock struct {
	mu   sync.Mutex
	last int64
	n    uint32
}

func (c *idClock) at(t time.Time) id.ID {
	ms := t.UnixMilli()
	c.mu.Lock()
	if ms == c.last {
		c.n++
	} else {
		c.last, c.n = ms, 0
	}
	n := c.n
	c.mu.Unlock()
	i := timed(id.New(), ms)
	i[6], i[7], i[8] = 0x70|byte(n>>14)&0x0f, byte(n>>6), 0x80|byte(n)&0x3f
	return i
}

func timed(i id.ID, ms int64) id.ID {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(ms)<<16)
	copy(i[:6], b[:6])
	return i
}

// firstID is the lowest id an entry of that moment could have.
func firstID(t time.Time) id.ID { return timed(id.ID{}, t.UnixMilli()) }
