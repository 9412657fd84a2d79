package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/live"
	"keyhouse/people"
	"keyhouse/server"
)

// nodes proves and measures that access which ends, ends everywhere: three
// servers – processes – on one PostgreSQL, a thousand people with pages open at
// them, while servers are killed and the database goes away and comes back. When
// all is calm again nobody may be in who was put out, and nobody out who was not.
// The limit of how quick a page is told is that of revocation: a bare handler and
// a Go channel.
func nodes(ctx context.Context, r *run) error {
	if r.Postgres == "" || len(r.Serve) == 0 {
		if slices.Contains(r.Only, "nodes") {
			return errors.New("several nodes share a PostgreSQL: name one")
		}
		return nil
	}
	n := &trial{run: r, many: 1000, each: 10, rounds: 300}
	if r.Quick {
		n.many, n.each, n.rounds = 60, 1, 6
	}
	err := n.prepare(ctx)
	if err == nil {
		err = n.hold(ctx)
	}
	return errors.Join(err, n.close())
}

// trial is people, their pages, and the servers these are open at.
type trial struct {
	*run
	many   int // people in all
	each   int // how many of them each storm puts out in each way
	rounds int // how many are put out one by one while all is calm

	fleet  *fleet
	house  *server.House // makes the people, and puts them out while all is calm
	office *people.Store
	stamp  stamper
	crowd  *crowd
	boss   string // tokens of whoever puts people out over HTTP
	system string
	guests []*guest
	pages  context.CancelFunc
	behind chan error // how the house's hub ended
	quit   context.CancelFunc
}

// hold has people put out in peace and in storms, and counts in the end.
func (n *trial) hold(ctx context.Context) error {
	calm, rest := n.guests[:n.rounds], n.guests[n.rounds:]
	if err := n.oneByOne(ctx, calm); err != nil {
		return err
	}
	clicks := n.click(ctx, rest[len(storms)*n.batch():])
	for i, s := range storms {
		n.Say("putting people out while " + s.name)
		if err := n.storm(ctx, s, i, rest[i*n.batch():][:n.batch()]); err != nil {
			return err
		}
	}
	return n.count(ctx, clicks())
}

// batch is how many people a storm puts out.
func (n *trial) batch() int { return n.each * len(fates[1:]) }

// oneByOne measures from the commit to the page that is told, at another node
// than the one that committed.
func (n *trial) oneByOne(ctx context.Context, calm []*guest) error {
	b, limits, err := openBell(len(calm))
	if err != nil {
		return err
	}
	defer b.close()
	defer leave(limits)
	var ours, bare []time.Duration
	for i, g := range calm {
		g.fate = deactivated
		if err := n.office.Deactivate(ctx, n.crowd.admin, g.member.ID); err != nil {
			return err
		}
		committed, told := <-n.stamp.committed, <-g.page.told
		ours = append(ours, told.Sub(committed))
		rung := time.Now()
		b.ring(i)
		bare = append(bare, (<-limits[i].ended).Sub(rung))
	}
	f := spread(fmt.Sprintf("revoked, commit → page told, p99, %d open at %d processes", len(n.guests), len(n.fleet.nodes)), ours, bare)
	return n.tell(f, atMost(250))
}

// count tells who is where they should not be.
func (n *trial) count(ctx context.Context, clicked int) error {
	n.settle(ctx)
	kept, thrown := n.census()
	n.pages()
	var reopened int64
	for _, g := range n.guests {
		reopened += g.page.opened.Load() - 1
	}
	kin := Figure{Name: "kept in wrongly, by any key at any node or an open page", Unit: "people", Value: float64(kept),
		More: map[string]float64{"put out": float64(n.rounds + len(storms)*n.batch())}}
	out := Figure{Name: "thrown out wrongly, at any time", Unit: "people", Value: float64(thrown),
		More: map[string]float64{"pages opened again": float64(reopened), "requests meanwhile": float64(clicked)}}
	return errors.Join(n.tell(kin, atMost(0)), n.tell(out, atMost(0)))
}

// prepare makes the people, starts the servers and opens the pages.
func (n *trial) prepare(ctx context.Context) (err error) {
	n.Say(fmt.Sprintf("making %d people on three servers", n.many))
	if n.house, err = server.Open(ctx, server.Options{Database: n.Postgres, Log: quiet()}); err != nil {
		return err
	}
	listening, quit := context.WithCancel(ctx)
	n.quit, n.behind = quit, make(chan error, 1)
	go func() { n.house.Live.Run(listening); n.behind <- nil }()
	n.stamp = stamper{n.house.Live, make(chan time.Time, 1)}
	n.office = people.New(n.house.DB, people.Options{Live: n.stamp})
	ops, err := gather(ctx, n.house, 0, nil)
	if err != nil {
		return err
	}
	if n.system, _, err = openSession(ctx, n.house.DB, ops.boss, people.Browser); err != nil {
		return err
	}
	if err := n.invite(ctx); err != nil {
		return err
	}
	if n.fleet, err = startFleet(ctx, append(slices.Clone(n.Serve), n.Postgres), ops.slug); err != nil {
		return err
	}
	pages, stop := context.WithCancel(ctx)
	n.pages = stop
	for _, g := range n.guests {
		go g.page.keep(pages, n.fleet)
	}
	return n.await(ctx, "every page is open", func(g *guest) bool { return g.page.opened.Load() > 0 })
}

func (n *trial) close() error {
	var errs []error
	if n.pages != nil {
		n.pages()
	}
	if n.fleet != nil {
		errs = append(errs, n.fleet.close())
	}
	if n.house != nil {
		n.quit()
		errs = append(errs, <-n.behind, n.house.Close())
	}
	return errors.Join(errs...)
}

// patience is how long anything that has to come about may take before it counts
// as never.
const patience = 2 * time.Minute

// await waits until it holds of everybody; whoever it does not hold of in the end
// is left to the census.
func (n *trial) await(ctx context.Context, what string, holds func(*guest) bool) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if !slices.ContainsFunc(n.guests, func(g *guest) bool { return !holds(g) }) {
			return nil
		}
	}
	return errors.Join(ctx.Err(), errors.New("it never came to be that "+what))
}

// settle waits until whoever was put out has been told, and until something said
// at one node has been heard on the pages of everybody else.
func (n *trial) settle(ctx context.Context) {
	_ = n.await(ctx, "whoever was put out is told", func(g *guest) bool { return !g.fate.endsPage() || g.page.gone() })
	for _, g := range n.guests {
		g.page.heard.Store(0) // what they heard while they might
	}
	_ = n.await(ctx, "everybody else hears of a change", func(g *guest) bool {
		if g.fate != remains || g.page.heard.Load() > 0 || g.page.gone() {
			return true
		}
		_ = n.house.DB.Write(ctx, func(tx *db.Tx) error {
			return n.house.Live.Publish(ctx, tx, live.ChangedRecord(&access.Record{Thing: access.Property, Account: g.member.Account, ID: g.property}))
		})
		return false
	})
}

// statusOf says how a node answers somebody who asks with a key of theirs; 0 if
// not at all.
func statusOf(client *http.Client, method, url string, key http.Header, body string) (status int, lost bool) {
	q, err := http.NewRequest(method, url, reader(body))
	if err != nil {
		return 0, false
	}
	q.Header = key.Clone()
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(q)
	if err != nil {
		return 0, false
	}
	defer res.Body.Close()
	drain(res.Body)
	for _, c := range res.Cookies() {
		lost = lost || c.Name == "keyhouse" && c.Value == ""
	}
	return res.StatusCode, lost
}
