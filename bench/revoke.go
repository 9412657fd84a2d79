package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"keyhouse/people"
	"keyhouse/server"
)

// revocation measures how long an open page of somebody whose access has ended
// stays: from the commit until the page has been told, over real connections,
// a thousand being open. The limit is a bare handler with as many connections
// that is told through a Go channel.
func revocation(ctx context.Context, r *run) error {
	file := r.path("crowd.db")
	if err := clear(file); err != nil { // of a run that was cut off
		return err
	}
	err := errors.Join(r.revoke(ctx, "one node", file, 1), clear(file))
	if err != nil || r.Postgres == "" {
		return err
	}
	if err := r.revoke(ctx, "one node on PostgreSQL", r.Postgres, 1); err != nil {
		return err
	}
	return r.revoke(ctx, "another node on PostgreSQL", r.Postgres, 2)
}

// open is a crowd whose pages are open at the last of some nodes; the first
// one ends their access.
type openPages struct {
	*crowd
	nodes  []*serving
	office *people.Store
	stamp  stamper
	pages  []*listener
}

func (r *run) revoke(ctx context.Context, name, database string, nodes int) (err error) {
	many, rounds := 1000, 300
	if r.Quick {
		many, rounds = 40, 10
	}
	o := &openPages{}
	defer func() { err = errors.Join(err, o.close()) }()
	if err := o.open(ctx, database, nodes, many); err != nil {
		return err
	}
	b, limits, err := openBell(many)
	if err != nil {
		return err
	}
	defer b.close()
	defer leave(limits)
	if err := r.oneByOne(ctx, name, o, b, limits, rounds); err != nil {
		return err
	}
	return r.allAtOnce(ctx, name, o, b, rounds)
}

func (o *openPages) open(ctx context.Context, database string, nodes, many int) error {
	for range nodes {
		h, err := server.Open(ctx, server.Options{Database: database, Listen: "127.0.0.1:0", Log: quiet()})
		if err != nil {
			return err
		}
		s, err := serve(ctx, h)
		if err != nil {
			return errors.Join(err, h.Close())
		}
		o.nodes = append(o.nodes, s)
	}
	first, last := o.nodes[0], o.nodes[nodes-1]
	o.stamp = stamper{first.Live, make(chan time.Time, 1)}
	o.office = people.New(first.DB, people.Options{Live: o.stamp})
	var err error
	if o.crowd, err = gather(ctx, first.House, many, nil); err != nil {
		return err
	}
	asks := make([]ask, many)
	for i, token := range o.tokens {
		asks[i] = get(last.address, "/live", "Cookie: keyhouse="+token+"\r\n", http.StatusOK)
	}
	o.pages, err = listenAll(asks)
	return err
}

func (o *openPages) close() error {
	leave(o.pages)
	var errs []error
	for _, n := range o.nodes {
		errs = append(errs, n.stop(), n.Close())
	}
	return errors.Join(errs...)
}

// oneByOne ends the access of one member after the other.
func (r *run) oneByOne(ctx context.Context, name string, o *openPages, b *bell, limits []*listener, rounds int) error {
	var fromCommit, fromCall, bare []time.Duration
	for i := range rounds {
		asked := time.Now()
		if err := o.office.Deactivate(ctx, o.admin, o.members[i].ID); err != nil {
			return err
		}
		committed, told := <-o.stamp.committed, <-o.pages[i].ended
		fromCommit, fromCall = append(fromCommit, told.Sub(committed)), append(fromCall, told.Sub(asked))
		rung := time.Now()
		b.ring(i)
		bare = append(bare, (<-limits[i].ended).Sub(rung))
	}
	f := spread(fmt.Sprintf("revoked, commit → page told, p99, %d open, %s", len(o.pages), name), fromCommit, bare)
	f.More["p50 from the office's click, ms"] = float64(percentile(fromCall, 50)) / millis
	f.More["p99 from the office's click, ms"] = float64(percentile(fromCall, 99)) / millis
	return r.tell(f, atMost(50))
}

// allAtOnce suspends the account: everybody's page ends together.
func (r *run) allAtOnce(ctx context.Context, name string, o *openPages, b *bell, from int) error {
	if err := o.office.Suspend(ctx, o.account, "a benchmark"); err != nil {
		return err
	}
	committed := <-o.stamp.committed
	var ours, bare []time.Duration
	for _, p := range o.pages[from:] {
		ours = append(ours, (<-p.ended).Sub(committed))
	}
	rung := time.Now()
	for i := range o.pages[from:] {
		b.ring(from + i)
	}
	for _, p := range b.pages[from:] {
		bare = append(bare, (<-p.ended).Sub(rung))
	}
	f := spread(fmt.Sprintf("account suspended, commit → page told, p99, %d open, %s", len(ours), name), ours, bare)
	f.More["last page, ms"] = float64(percentile(ours, 100)) / millis
	return r.tell(f, atMost(50))
}

func spread(name string, ours, bare []time.Duration) Figure {
	f := Figure{Name: name, Unit: "ms", Value: float64(percentile(ours, 99)) / millis, Limit: float64(percentile(bare, 99)) / millis}
	f.Ratio = f.Value / f.Limit
	f.More = map[string]float64{"p50, ms": float64(percentile(ours, 50)) / millis, "p50, ms, limit": float64(percentile(bare, 50)) / millis}
	return f
}

// bell is a bare handler whose every page waits for a channel of its own.
type bell struct {
	*bare
	pages []*listener
	once  sync.Mutex
	ropes map[string]chan struct{}
}

func openBell(many int) (*bell, []*listener, error) {
	plain, err := openBare()
	if err != nil {
		return nil, nil, err
	}
	b := &bell{bare: plain, ropes: map[string]chan struct{}{}}
	b.HandleFunc("GET /live/{page}", b.wait)
	asks := make([]ask, many)
	for i := range asks {
		path := fmt.Sprint("/live/", i)
		b.ropes[fmt.Sprint(i)] = make(chan struct{})
		asks[i] = get(b.address, path, "", http.StatusOK)
	}
	b.pages, err = listenAll(asks)
	return b, b.pages, err
}

func (b *bell) wait(w http.ResponseWriter, r *http.Request) {
	b.once.Lock()
	rope := b.ropes[r.PathValue("page")]
	b.once.Unlock()
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, "retry: 2000\n\n")
	_ = out.Flush()
	select {
	case <-rope:
		_, _ = io.WriteString(w, "event: ended\ndata: \n\n")
	case <-r.Context().Done():
	}
}

func (b *bell) ring(i int) {
	b.once.Lock()
	defer b.once.Unlock()
	close(b.ropes[fmt.Sprint(i)])
}
