// Package live keeps the open pages of the people who are signed in: it tells
// them what changed and ends their channels at the moment their access ends.
//
// A change publishes a Topic inside its own transaction. After the commit the
// hub of this node acts at once; hubs of other nodes see the row of change_hint
// (a PostgreSQL NOTIFY wakes them, polling is what they rely on). A hint never
// carries data, so a lost or late one can show nothing to anybody: every
// request reads the session and its grants again.
package live

import (
	"sync"

	"keyhouse/id"
)

// Owner says whose channel it is and what it wants to be told about. Wants
// holds the words of Changed topics; the caller leaves out kinds of which the
// person may read nothing. Of which records they may know is asked when something
// changed (see Asks), so that not even the moment of a change is disclosed.
//
// IP is where the page is open. Real is who really sits there, if they are
// logged in as Person.
type Owner struct {
	Session, Person, Account id.ID
	Wants                    []string
	IP                       string
	Real                     id.ID
}

// Channel is one open page. Wait for Ready or Done; then Take what changed.
type Channel struct {
	owner   Owner
	wants   map[string]bool
	hub     *Hub
	ready   chan struct{}
	doubt   chan struct{}
	done    chan struct{}
	mu      sync.Mutex
	pending map[Hint]bool
	ended   bool
	last    string // what the page is told when the channel is done
}

// Ready receives when there is something to Take.
func (c *Channel) Ready() <-chan struct{} { return c.ready }

// Doubt receives when an end may have been missed, because this node could not
// hear the others for a while: whoever serves the page should ask anew whether
// it may stay open.
func (c *Channel) Doubt() <-chan struct{} { return c.doubt }

// Done is closed when the channel's access ended or it was closed. Last is then
// what the page is still to be told.
func (c *Channel) Done() <-chan struct{} { return c.done }

// Last is what the page is told when the channel is done: that its access ended,
// that it is another one now, or nothing, so that it tries again elsewhere.
func (c *Channel) Last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Take gives what changed since the last Take. The same change twice is one, and
// very many of a kind are one without a record, so a page that reads slowly costs
// no memory and holds up nobody.
func (c *Channel) Take() []Hint {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Hint
	for h := range c.pending {
		all = append(all, h)
	}
	clear(c.pending)
	return all
}

// Close gives the channel back. It is safe to call more than once and after
// the hub ended it.
func (c *Channel) Close() {
	c.hub.forget(c, false)
	c.end("")
}

func (c *Channel) end(last string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.ended, c.last = true, last
		close(c.done)
	}
}

func (c *Channel) tell(h Hint) {
	if !c.wants[h.Word] {
		return
	}
	c.mu.Lock()
	if len(c.pending) >= maxPending && !c.pending[h] {
		h = Hint{Word: h.Word}
	}
	c.pending[h] = true
	c.mu.Unlock()
	poke(c.ready) // if it was told already, Take will find this word too
}

// Hub holds the open channels of one node. The zero Hub is not usable; call
// NewHub.
type Hub struct {
	mu       sync.RWMutex
	channels set
	sessions map[id.ID]set
	accounts map[id.ID]set
	closed   bool
	hints    hints
	presence *presence
}

// Open registers a channel. Register first and look at the session afterwards:
// then an end that falls between the two is seen by one of them.
func (h *Hub) Open(o Owner) *Channel {
	c := &Channel{owner: o, hub: h, wants: map[string]bool{}, pending: map[Hint]bool{},
		ready: make(chan struct{}, 1), doubt: make(chan struct{}, 1), done: make(chan struct{})}
	for _, w := range o.Wants {
		c.wants[w] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		c.end("")
		return c
	}
	h.channels[c] = struct{}{}
	add(h.sessions, o.Session, c)
	add(h.accounts, o.Account, c)
	h.presence.come(o)
	return c
}

// Len counts the open channels, for the metrics.
func (h *Hub) Len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.channels)
}

// CloseAll closes every channel and refuses new ones: the node is going down. The
// pages are told nothing, so they come back, to another node.
func (h *Hub) CloseAll() {
	h.mu.Lock()
	h.closed = true
	all := list(h.channels, nil)
	h.mu.Unlock()
	h.end(all, "")
}

// doubtAll has every page asked about anew.
func (h *Hub) doubtAll() {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.channels {
		poke(c.doubt)
	}
}

// Deliver acts on a topic on this node. Unknown and broken topics do nothing.
func (h *Hub) Deliver(t Topic) {
	verb, rest := t.words()
	ids := parseIDs(rest)
	if len(ids) == 0 {
		return
	}
	switch verb {
	case "changed":
		if len(rest) > 1 {
			h.tell(h.reached(verb, ids[:1]), hintOf(ids[0], rest[1], rest[2:]))
		}
	case "changed-for":
		h.tell(h.reached(verb, ids), Hint{Word: rest[len(rest)-1]})
	case "again":
		h.end(h.reached(verb, ids), Again)
	default:
		h.end(h.reached(verb, ids), Ended)
	}
}

func (h *Hub) tell(all []*Channel, hint Hint) {
	for _, c := range all {
		c.tell(hint)
	}
}

// reached lists the channels a topic is about.
func (h *Hub) reached(verb string, ids []id.ID) []*Channel {
	h.mu.RLock()
	defer h.mu.RUnlock()
	theirs := func(c *Channel) bool { return c.owner.Person == ids[len(ids)-1] }
	switch verb {
	case "end session":
		return list(h.sessions[ids[0]], nil)
	case "end person":
		return list(h.channels, theirs)
	case "end member", "again", "changed-for":
		return list(h.accounts[ids[0]], theirs)
	case "end account", "changed":
		return list(h.accounts[ids[0]], nil)
	}
	return nil
}

// end closes first and tidies up afterwards: nobody's end waits for the
// book-keeping of the others.
func (h *Hub) end(all []*Channel, last string) {
	for _, c := range all {
		c.end(last)
	}
	for _, c := range all {
		h.forget(c, last == Ended)
	}
}

// forget takes a channel off the books; forced says that its access ended, so
// that its page will not come back.
func (h *Hub) forget(c *Channel, forced bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, open := h.channels[c]; open {
		h.presence.leave(c.owner, forced)
	}
	delete(h.channels, c)
	drop(h.sessions, c.owner.Session, c)
	drop(h.accounts, c.owner.Account, c)
}

func parseIDs(words []string) []id.ID {
	var ids []id.ID
	for _, w := range words {
		if i, err := id.Parse(w); err == nil {
			ids = append(ids, i)
		}
	}
	return ids
}

type set = map[*Channel]struct{}

func list(from set, where func(*Channel) bool) []*Channel {
	all := make([]*Channel, 0, len(from))
	for c := range from {
		if where == nil || where(c) {
			all = append(all, c)
		}
	}
	return all
}

func add(index map[id.ID]set, key id.ID, c *Channel) {
	if index[key] == nil {
		index[key] = set{}
	}
	index[key][c] = struct{}{}
}

func drop(index map[id.ID]set, key id.ID, c *Channel) {
	delete(index[key], c)
	if len(index[key]) == 0 {
		delete(index, key)
	}
}
