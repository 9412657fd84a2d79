package people

import (
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/id"
)

// maxViewers bounds how many viewers are kept; a person beyond it only pays
// for reading their grants again.
const maxViewers = 20_000

// viewers keeps what NewViewer built, by who it is for, together with the
// versions it was built from. Whatever changes what a person may see counts one
// of them up in its own transaction, and the session's query reads them: an
// outdated viewer is never used again.
type viewers struct {
	mu   sync.RWMutex
	held map[viewerKey]heldViewer
}

type viewerKey struct {
	member, acting id.ID
	readOnly       bool
}

type heldViewer struct {
	member, account, acting int64 // versions
	until                   time.Time
	viewer                  *access.Viewer
}

func newViewers() *viewers { return &viewers{held: map[viewerKey]heldViewer{}} }

// get gives the viewer of a seat, building it if the one kept is outdated or
// its time is over.
func (c *viewers) get(s *seat, now time.Time, build func() (*access.Viewer, time.Time, error)) (*access.Viewer, error) {
	key := viewerKey{s.actor.Member.ID, s.actingMember, s.actor.Session.ReadOnly}
	c.mu.RLock()
	h, ok := c.held[key]
	c.mu.RUnlock()
	if ok && h.member == s.actor.Member.Version && h.account == s.actor.Account.Version && h.acting == s.actingVersion && now.Before(h.until) {
		return h.viewer, nil
	}
	v, until, err := build()
	if err != nil || v == nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) >= maxViewers {
		dropTenth(c.held)
	}
	c.held[key] = heldViewer{s.actor.Member.Version, s.actor.Account.Version, s.actingVersion, until, v}
	return v, nil
}
