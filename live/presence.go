package live

import (
	"sync"
	"time"

	"keyhouse/id"
)

// How the nodes tell one another who holds an open page. A page that is left
// for the next one of the same person closes its channel and opens another:
// that is no coming and going, so an end is written down only after linger.
// What a node wrote counts for lease after its last beat: the people of a node
// that was killed vanish within lease and beat together, twelve seconds.
const (
	gather = 100 * time.Millisecond
	linger = 800 * time.Millisecond
	beat   = 3 * time.Second
	lease  = 3 * beat
)

// Present is the word of the Changed topic that says that somebody came or went.
const Present = "presence"

// presence is who holds open pages at this node.
type presence struct {
	hub   *Hub
	node  id.ID
	wake  chan struct{}
	stuck bool // it could not be written lately; touched by run only

	mu   sync.Mutex
	held map[place]*holding
}

// place is whose page it is and where it is open.
type place struct {
	session, person, account id.ID
	ip                       string
}

type holding struct {
	row     id.ID
	pages   int
	since   time.Time
	left    time.Time // when the last page closed
	written bool
	forced  bool // the last page was ended, so none will follow it
}

func newPresence(h *Hub) *presence {
	return &presence{hub: h, node: id.New(), wake: make(chan struct{}, 1), held: map[place]*holding{}}
}

// placeOf says where a channel's owner is. Somebody of the office who is logged
// in as another person is there themselves; the other one is not.
func placeOf(o Owner) place {
	p := place{session: o.Session, person: o.Person, account: o.Account, ip: o.IP}
	if !o.Real.IsZero() {
		p.person = o.Real
	}
	return p
}

// come notes one more open page.
func (p *presence) come(o Owner) {
	if o.Account.IsZero() || p.hub.hints.db == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(o)
	h := p.held[at]
	if h == nil {
		h = &holding{row: id.New(), since: time.Now()}
		p.held[at] = h
	}
	h.pages++
	if !h.written {
		poke(p.wake)
	}
}

// leave notes one page less.
func (p *presence) leave(o Owner, forced bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(o)
	h := p.held[at]
	if h == nil {
		return
	}
	h.pages--
	if h.pages > 0 {
		return
	}
	h.left, h.forced = time.Now(), forced
	if !h.written {
		delete(p.held, at)
		return
	}
	poke(p.wake)
}
