package imports

import (
	"context"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/live"
)

// progress is how far a run on this node is.
type progress struct {
	mu          sync.Mutex
	state       string
	done, total int64
}

func (p *progress) enter(state string, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state, p.done, p.total = state, 0, total
}

func (p *progress) add(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += n
}

func (p *progress) into(r *Run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.State, r.Done, r.Total = p.state, p.done, p.total
}

// tellEvery is how often open pages hear of progress.
const tellEvery = 400 * time.Millisecond

// follow makes p the progress of r and tells of it until the returned function
// is called.
func (s *Store) follow(ctx context.Context, r *Run, p *progress) (stop func()) {
	s.mu.Lock()
	s.running[r.ID] = p
	s.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	var told sync.WaitGroup
	told.Go(func() { s.tell(ctx, r, p) })
	return func() {
		cancel()
		told.Wait()
		s.mu.Lock()
		delete(s.running, r.ID)
		s.mu.Unlock()
	}
}

func (s *Store) tell(ctx context.Context, r *Run, p *progress) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.live != nil {
			s.live.Deliver(live.ChangedRecord(r.record()))
		}
		s.save(ctx, r, p)
	}
}

// save writes progress down for other nodes. SQLite has none, and its one
// writer is busy with the import itself.
func (s *Store) save(ctx context.Context, r *Run, p *progress) {
	if s.db.Dialect() == access.SQLite {
		return
	}
	now := &Run{}
	p.into(now)
	_ = s.db.Write(ctx, func(tx *db.Tx) error { // lost progress harms nobody
		_, err := tx.Update(ctx, r.account, "import_run", db.Where("id = ? AND state IN (?, ?, ?)", r.ID, Waiting, Reading, Writing),
			db.Set("state", now.State).Set("done", now.Done).Set("total", now.Total))
		if err != nil {
			return err
		}
		return s.people.Changed(ctx, tx, r.record())
	})
}
