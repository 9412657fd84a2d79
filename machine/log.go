package machine

import (
	"context"
	"log/slog"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/logbook"
)

// Log gives the latest lines of this node's log, of at least a level, the newest
// first, and the node's name.
func (s *Store) Log(ctx context.Context, who *access.Viewer, least slog.Level) (lines []logbook.Line, node string, err error) {
	err = s.reading(ctx, who, access.Log, "machine.Log", func(*db.Tx) error {
		lines = s.o.Book.Latest(least)
		return nil
	})
	return lines, s.o.Node, err
}

// Metric is one number that is counted.
type Metric struct {
	Name, Help string
	Labels     []logbook.Field
	Value      float64
	Count      uint64  // of a histogram: how often
	Half, Most float64 // of a histogram: below which are half, and 99 of 100
}

// Metrics gives what this node has counted since it began, and where a program
// can read it.
func (s *Store) Metrics(ctx context.Context, who *access.Viewer) (all []Metric, address string, err error) {
	err = s.reading(ctx, who, access.Server, "machine.Metrics", func(*db.Tx) error { return nil })
	if err != nil || s.o.Metrics == nil {
		return nil, "", err
	}
	all, err = s.o.Metrics()
	return all, s.o.MetricsAt, err
}

// ExportLog gives all kept lines of this node's log, the oldest first, to be
// taken away.
func (s *Store) ExportLog(ctx context.Context, who *access.Viewer) (lines []logbook.Line, err error) {
	err = s.changing(ctx, who, act{access.Export, access.Log, id.ID{}, "machine.ExportLog"}, func(*db.Tx) (done, error) {
		lines = s.o.Book.Latest(slog.LevelInfo)
		slices.Reverse(lines)
		return done{detail: "the log of a node downloaded"}, nil
	})
	return lines, err
}
