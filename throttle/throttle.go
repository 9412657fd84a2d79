// Package throttle lets each of many keys – networks, addresses, people – have so
// many goes, within this process and in bounded memory.
package throttle

import (
	"net/netip"
	"sync"
	"time"
)

// Most is how many keys a limit remembers, whoever knocks.
const Most = 20_000

// Limit lets each key have burst goes and then one every interval. It is
// forgetful by design: what it no longer remembers has a full bucket.
type Limit struct {
	burst    float64
	interval time.Duration

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// New makes a limit of burst goes for each key, and then one every interval.
func New(burst int, interval time.Duration) *Limit {
	return &Limit{burst: float64(burst), interval: interval, buckets: map[string]bucket{}}
}

// Take takes one go and reports whether there was one.
func (t *Limit) Take(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	left := t.left(key, now)
	if left < 1 {
		return false
	}
	if _, known := t.buckets[key]; !known && len(t.buckets) >= Most {
		t.forget(now)
	}
	t.buckets[key] = bucket{left - 1, now}
	return true
}

// GiveBack returns a go that turned out not to count.
func (t *Limit) GiveBack(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b, known := t.buckets[key]; known {
		t.buckets[key] = bucket{min(t.burst, b.left+1), b.at}
	}
}

func (t *Limit) left(key string, now time.Time) float64 {
	b, known := t.buckets[key]
	if !known {
		return t.burst
	}
	return min(t.burst, b.left+max(0, float64(now.Sub(b.at))/float64(t.interval)))
}

// forget drops the full buckets and, if that makes no room, any half of them.
func (t *Limit) forget(now time.Time) {
	for key := range t.buckets {
		if t.left(key, now) >= t.burst {
			delete(t.buckets, key)
		}
	}
	for key := range t.buckets {
		if len(t.buckets) <= Most/2 {
			return
		}
		delete(t.buckets, key)
	}
}

// Network names the network an address speaks for: itself in IPv4, its /64 in
// IPv6, where one household has them all.
func Network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Unmap().Is4() {
		return ip
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}
