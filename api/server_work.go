package api

import (
	"context"
	"log/slog"
	"math"
	"time"

	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/machine"
)

// ServerJobs is how the background work stands.
type ServerJobs struct {
	Kinds []ServerJobKind `json:"kinds" nullable:"false"`
	Jobs  []ServerJob     `json:"jobs" nullable:"false"`
}

// ServerJobKind counts the jobs of a kind.
type ServerJobKind struct {
	Kind    string `json:"kind"`
	Waiting int64  `json:"waiting"`
	Running int64  `json:"running"`
	Failed  int64  `json:"failed"`
}

// ServerJob is one job: never what it is about.
type ServerJob struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Kind     string     `json:"kind"`
	State    string     `json:"state" enum:"waiting,running,failed"`
	Attempts int64      `json:"attempts"`
	Error    string     `json:"error,omitempty"`
	Repeats  bool       `json:"repeats"`
	Created  time.Time  `json:"created"`
	Due      *time.Time `json:"due,omitempty"`
}

func (d *desk) listJobs(ctx context.Context, c *call, _ *struct{}) (ServerJobs, error) {
	w, err := d.Machine.Work(ctx, c.viewer(), machine.WorkFilter{State: c.query.Get("state"), Kind: c.query.Get("kind")})
	return ServerJobs{Kinds: each(w.Tallies, func(t jobs.Tally) ServerJobKind { return ServerJobKind{t.Kind, t.Waiting, t.Running, t.Failed} }),
		Jobs: each(w.Jobs, func(j jobs.Job) ServerJob {
			return ServerJob{j.ID, j.Kind, j.State, j.Attempts, j.Error, j.Repeats, j.Created.UTC(), moment(j.Due)}
		})}, err
}

// ServerAgain says how many jobs run again.
type ServerAgain struct {
	Jobs int `json:"jobs"`
}

func (d *desk) retryJobs(ctx context.Context, c *call, _ *struct{}) (ServerAgain, error) {
	n, err := d.Machine.RetryJobs(ctx, c.viewer(), c.query.Get("kind"))
	return ServerAgain{n}, err
}

func (d *desk) retryJob(ctx context.Context, c *call, in *Which) error {
	return d.Machine.RetryJob(ctx, c.viewer(), in.id())
}

func (d *desk) forgetJob(ctx context.Context, c *call, in *Which) error {
	return d.Machine.ForgetJob(ctx, c.viewer(), in.id())
}

// ServerStorage is what is kept and how much room there is.
type ServerStorage struct {
	Engine   string        `json:"engine"`
	Version  string        `json:"version"`
	Schema   int64         `json:"schema"`
	Bytes    int64         `json:"bytes"`
	Log      int64         `json:"log_bytes"`
	Rows     int64         `json:"rows"`
	Backups  int64         `json:"backup_bytes"`
	DiskFree int64         `json:"disk_free_bytes"`
	Tables   []ServerTable `json:"tables" nullable:"false"`
}

// ServerTable is one table.
type ServerTable struct {
	Name  string `json:"name"`
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes" doc:"With its indexes; 0: not known."`
}

func (d *desk) getStorage(ctx context.Context, c *call, _ *struct{}) (ServerStorage, error) {
	s, err := d.Machine.Storage(ctx, c.viewer())
	return ServerStorage{s.Engine, s.Version, s.Schema, s.Bytes, s.Log, s.Rows, s.Backups, s.DiskFree,
		each(s.Tables, func(t machine.TableSize) ServerTable { return ServerTable(t) })}, err
}

// ServerLine is a line of the log.
type ServerLine struct {
	At      time.Time         `json:"at"`
	Level   string            `json:"level"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields"`
}

func (d *desk) listLog(ctx context.Context, c *call, _ *struct{}) (list[ServerLine], error) {
	level := slog.LevelInfo
	if w := c.query.Get("level"); w != "" {
		if err := level.UnmarshalText([]byte(w)); err != nil {
			level = slog.LevelInfo
		}
	}
	lines, _, err := d.Machine.Log(ctx, c.viewer(), level)
	return whole(lines, func(l logbook.Line) ServerLine {
		fields := map[string]string{}
		for _, f := range l.Fields {
			fields[f.Key] = f.Value
		}
		return ServerLine{l.At.UTC(), l.Level.String(), l.Message, fields}
	}), err
}

// ServerMetric is one number that is counted.
type ServerMetric struct {
	Name   string            `json:"name"`
	Help   string            `json:"help"`
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
	Count  uint64            `json:"count,omitempty" doc:"Of a histogram: how often."`
}

func (d *desk) listMetrics(ctx context.Context, c *call, _ *struct{}) (list[ServerMetric], error) {
	all, _, err := d.Machine.Metrics(ctx, c.viewer())
	return whole(all, func(m machine.Metric) ServerMetric {
		labels := map[string]string{}
		for _, l := range m.Labels {
			labels[l.Key] = l.Value
		}
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			m.Value = 0 // JSON has no such numbers
		}
		return ServerMetric{m.Name, m.Help, labels, m.Value, m.Count}
	}), err
}
