package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// storms are what goes wrong while people are put out. Each breaks something and
// gives what mends it; acting is the node that the office speaks to.
var storms = []storm{
	{"another node is killed", func(ctx context.Context, n *trial, acting int) (func() error, error) {
		return n.without(ctx, (acting+1)%len(n.fleet.nodes)), nil
	}},
	{"the node that does it is killed", func(ctx context.Context, n *trial, acting int) (func() error, error) {
		return n.without(ctx, acting), nil
	}},
	{"the database is away", func(ctx context.Context, n *trial, _ int) (func() error, error) { return n.away(ctx) }},
	{"the database is away and a node is killed", func(ctx context.Context, n *trial, acting int) (func() error, error) {
		back, err := n.away(ctx)
		if err != nil {
			return nil, err
		}
		node := n.without(ctx, acting)
		return func() error { return errors.Join(back(), node()) }, nil
	}},
}

type storm struct {
	name  string
	brews func(ctx context.Context, n *trial, acting int) (calms func() error, err error)
}

// without kills a node and gives what starts it again.
func (n *trial) without(ctx context.Context, i int) func() error {
	n.fleet.kill(i)
	return func() error { return n.fleet.start(ctx, i) }
}

func (n *trial) away(ctx context.Context) (func() error, error) {
	if n.Away != nil {
		return n.Away(ctx)
	}
	return refuse(ctx, n.Postgres)
}

// storm puts some people out: half of them while the trouble begins, the others
// while it lasts.
func (n *trial) storm(ctx context.Context, s storm, i int, out []*guest) error {
	lasts := 2 * time.Second
	if n.Quick {
		lasts = 500 * time.Millisecond
	}
	acting := i % len(n.fleet.nodes)
	var office sync.WaitGroup
	errs := make([]error, 2)
	put := func(half int) {
		office.Go(func() {
			for k := half; k < len(out) && errs[half] == nil; k += 2 {
				errs[half] = n.putOut(ctx, out[k], acting)
			}
		})
	}
	put(0)
	calms, err := s.brews(ctx, n, acting)
	if err == nil {
		put(1)
		rest(ctx, lasts)
		err = calms()
	}
	office.Wait()
	return errors.Join(append(errs, err)...)
}

// putOut ends somebody's access at a node, as the office does: until it has an
// answer it tries again, elsewhere.
func (n *trial) putOut(ctx context.Context, g *guest, acting int) error {
	client := plainClient()
	client.Timeout = 10 * time.Second
	defer client.CloseIdleConnections()
	method, path, key, body, err := n.order(ctx, g)
	if err != nil {
		return err
	}
	for tries := 0; ctx.Err() == nil; tries++ {
		at := n.fleet.address((acting + tries) % len(n.fleet.nodes))
		if at == "" {
			continue
		}
		status, _ := statusOf(client, method, "http://"+at+path, key, body)
		switch {
		case status >= 200 && status < 300, tries > 0 && (status == http.StatusNotFound || status == http.StatusConflict): // it was done, and the answer lost
			return nil
		case status >= 400 && status < 500:
			return fmt.Errorf("%s %s is answered with %d", method, path, status)
		}
		rest(ctx, 50*time.Millisecond)
	}
	return ctx.Err()
}

// order is the request that does to somebody what their fate says.
func (n *trial) order(ctx context.Context, g *guest) (method, path string, key http.Header, body string, err error) {
	user, key := "/api/v1/users/"+g.member.ID.String(), bearing(n.boss)
	switch g.fate {
	case deactivated:
		return http.MethodPost, user + "/deactivate", key, "", nil
	case deleted:
		return http.MethodDelete, user, key, "", nil
	case sessionEnded:
		return http.MethodDelete, user + "/sessions/" + g.sessionID.String(), key, "", nil
	case signedOut:
		return http.MethodPost, user + "/sign-out", key, "", nil
	case suspended:
		return http.MethodPost, "/api/v1/system/accounts/" + g.member.Account.String() + "/suspend", bearing(n.system), `{"reason":"a trial"}`, nil
	}
	return http.MethodDelete, "/api/v1/portal-users/" + g.member.ID.String() + "/grants/" + g.grant.String(), key, "", nil
}

// click has people who stay look at a screen again and again, wherever they are
// let in, and gives what stops them and says how often they looked. Trouble may
// keep them waiting; it may never tell them that they are signed out.
func (n *trial) click(ctx context.Context, who []*guest) (stop func() int) {
	const clickers = 4
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	var clicked atomic.Int64
	for range clickers {
		all.Go(func() {
			client := plainClient()
			client.Timeout = 10 * time.Second
			defer client.CloseIdleConnections()
			for ctx.Err() == nil {
				g := who[rand.N(len(who))]
				if at := n.fleet.address(rand.N(len(n.fleet.nodes))); at != "" {
					e := g.trials()[rand.N(5)]
					status, lost := statusOf(client, http.MethodGet, "http://"+at+e.path, e.key, "")
					clicked.Add(1)
					if lost || status >= 300 && status < 500 {
						g.misplaced(fmt.Sprintf("%s was answered with %d in a storm, the cookie taken away: %v", e.name, status, lost))
					}
				}
				rest(ctx, 5*time.Millisecond)
			}
		})
	}
	return func() int { cancel(); all.Wait(); return int(clicked.Load()) }
}
