package people

import "sync"

// maxSeats bounds how many seats are kept.
const maxSeats = 20_000

// seats keeps what was read of sessions, by the hash of their token. A seat
// that is kept is used only while the database gives the same mark for it, which
// is asked on every request: reading one text and two ids costs half of reading
// everything.
type seats struct {
	mu   sync.RWMutex
	held map[[32]byte]*seat
}

func newSeats() *seats { return &seats{held: map[[32]byte]*seat{}} }

// of gives the seat that is kept, nil if none is. It is not to be changed.
func (c *seats) of(hash []byte) *seat {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.held[[32]byte(hash)]
}

func (c *seats) keep(hash []byte, s seat) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) >= maxSeats {
		dropTenth(c.held)
	}
	c.held[[32]byte(hash)] = &s
}

func (c *seats) drop(hash []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, [32]byte(hash))
}

// dropTenth drops any tenth of what is kept.
func dropTenth[K comparable, V any](held map[K]V) {
	drop := len(held) / 10
	for key := range held {
		if drop == 0 {
			return
		}
		delete(held, key)
		drop--
	}
}
