package machine

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"

	"keyhouse/db"
)

// How often a node says how it is, and after how long one that says nothing
// counts as gone.
const (
	reportEvery = 15 * time.Second
	goneAfter   = time.Minute
)

// Node is a process that serves this installation.
type Node struct {
	Name, Version string
	Since, Seen   time.Time
	Memory        int64 // bytes taken from the system
	DiskFree      int64 // bytes, where its data folder is; -1 is not known
	Pages         int64 // open pages
	Here          bool  // the one that answered
}

// Run says how this node is until ctx ends.
func (s *Store) Run(ctx context.Context) {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		if err := s.report(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Warn("machine: cannot say how this node is", "error", err)
		}
		select {
		case <-ctx.Done():
			s.leave(context.WithoutCancel(ctx))
			return
		case <-tick.C:
		}
	}
}

// now describes this node.
func (s *Store) now() Node {
	n := Node{Name: s.o.Node, Version: s.o.Version, Since: s.began, Seen: s.o.Now(), Memory: memory(), DiskFree: diskFree(s.o.Data), Here: true}
	if s.o.Live != nil {
		n.Pages = int64(s.o.Live.Len())
	}
	return n
}

func (s *Store) report(ctx context.Context) error {
	n := s.now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Global("node_report").Upsert(ctx, db.Set("id", s.id), db.Set("name", n.Name).Set("version", n.Version).
			Set("started_at", db.Moment(n.Since)).Set("seen_at", db.Moment(n.Seen)).
			Set("memory_bytes", n.Memory).Set("disk_free", n.DiskFree).Set("pages", n.Pages))
		if err != nil {
			return err
		}
		_, err = tx.Global("node_report").Delete(ctx, db.Where("seen_at < ?", db.Moment(n.Seen.Add(-time.Hour))))
		return err
	})
}

func (s *Store) leave(ctx context.Context) {
	_ = s.db.Write(ctx, func(tx *db.Tx) error { // else it is seen to be gone in a minute
		_, err := tx.Global("node_report").Delete(ctx, db.ByID(s.id))
		return err
	})
}

// nodes lists who serves this installation, this one as it is now.
func (s *Store) nodes(ctx context.Context, tx *db.Tx) ([]Node, error) {
	q := db.Global("r.name, r.version, r.started_at, r.seen_at, r.memory_bytes, r.disk_free, r.pages", "node_report r").
		And("r.id <> ? AND r.seen_at > ?", s.id, db.Moment(s.o.Now().Add(-goneAfter))).Order("r.started_at, r.id")
	others, err := db.All(ctx, tx, q, func(r db.Row) (n Node, err error) {
		err = r.Scan(&n.Name, &n.Version, db.ScanMoment(&n.Since), db.ScanMoment(&n.Seen), &n.Memory, &n.DiskFree, &n.Pages)
		return n, err
	})
	return append([]Node{s.now()}, others...), err
}

// memory is what the process has taken from the system and not given back.
func memory() int64 {
	all := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(all)
	return int64(all[0].Value.Uint64() - all[1].Value.Uint64())
}

// Version is what was built: the module's version, or the commit.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version, commit, changed := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				changed = ", changed"
			}
		}
	}
	if version == "" || version == "(devel)" {
		version = "development"
	}
	if commit == "" || strings.Contains(version, commit) {
		return version
	}
	return version + " (" + commit + changed + ")"
}
