// Package jobs runs work after the transaction that asked for it: mail, feeds,
// imports. A job is a row added in the caller's own transaction, so it exists
// if and only if the change does. Any node may run it; each at least once, so
// work must bear running twice.
//
//	jobs.Register(q, "mail.send", m.send)                       // func(ctx, sendArgs) error
//	q.Enqueue(ctx, tx, sendArgs{Letter: i})                     // inside db.Write
//	q.Every(10*time.Minute, pollArgs{})                         // one row, whatever the number of nodes
//
// Work that fails runs again, later each time, until its attempts are used up.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"keyhouse/db"
	"keyhouse/id"
)

// Options of a Queue. The zero Options are right.
type Options struct {
	Workers int                                                   // jobs at once on this node; 0 means 4
	Poll    time.Duration                                         // how often to look for jobs of other nodes and later ones; 0 means half a second
	Lease   time.Duration                                         // after how long a vanished node's jobs are taken over; 0 means 30 s
	Backoff func(attempt int) time.Duration                       // 0, 1, … failures so far; nil means Backoff
	Watch   func(kind string, outcome string, took time.Duration) // told of every run, for the metrics
	Now     func() time.Time
	Log     *slog.Logger
}

// Rules of one kind of job. The zero Rules are right for short work.
type Rules struct {
	Attempts int           // runs before giving up; 0 means 12, half a day with the usual Backoff
	Limit    int           // jobs of this kind at once on a node; 0 means no limit of its own
	Timeout  time.Duration // one run; 0 means 5 minutes
}

// Queue holds the kinds of work this program knows and runs what is due.
type Queue struct {
	db       *db.DB
	o        Options
	mu       sync.Mutex
	kinds    map[string]*kind
	byType   map[reflect.Type]*kind
	every    []periodic
	busy     map[id.ID]*run // by claim
	wake     chan struct{}
	stop     context.CancelFunc
	draining bool
	stuck    bool // jobs could not be taken lately; touched by the loop only
	runs     sync.WaitGroup
}

type kind struct {
	name  string
	rules Rules
	work  func(ctx context.Context, args []byte) error
}

type periodic struct {
	key      string
	kind     *kind
	args     []byte
	interval time.Duration
}

// New gives a queue over d. It runs nothing before Start.
func New(d *db.DB, o Options) *Queue {
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Poll == 0 {
		o.Poll = 500 * time.Millisecond
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Backoff == nil {
		o.Backoff = Backoff
	}
	if o.Watch == nil {
		o.Watch = func(string, string, time.Duration) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	q := &Queue{db: d, o: o, kinds: map[string]*kind{}, byType: map[reflect.Type]*kind{},
		busy: map[id.ID]*run{}, wake: make(chan struct{}, 1)}
	Register(q, "jobs.sweep", q.sweep)
	q.Every(time.Hour, sweepArgs{})
	return q
}

// Register says what to do with jobs whose arguments are a T. Each kind has a
// T of its own, a struct that JSON can carry; never data that may not be kept
// in the clear. Register everything before Start; a kind or T registered twice
// panics.
func Register[T any](q *Queue, name string, work func(context.Context, T) error, rules ...Rules) {
	k := &kind{name: name, work: func(ctx context.Context, args []byte) error {
		var v T
		if err := json.Unmarshal(args, &v); err != nil {
			return GiveUp(fmt.Errorf("reading the arguments: %w", err))
		}
		return work(ctx, v)
	}}
	if len(rules) > 0 {
		k.rules = rules[0]
	}
	if k.rules.Attempts == 0 {
		k.rules.Attempts = 12
	}
	if k.rules.Timeout == 0 {
		k.rules.Timeout = 5 * time.Minute
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	t := reflect.TypeFor[T]()
	if q.kinds[name] != nil || q.byType[t] != nil {
		panic(fmt.Sprintf("jobs: %s (%s) is registered twice", name, t))
	}
	q.kinds[name], q.byType[t] = k, k
}

// Opts say when and whether. The zero Opts mean now, always.
type Opts struct {
	At   time.Time // not before
	Once string    // add nothing while a job with the same key waits or runs
}

// Enqueue adds a job to the transaction. It runs after the commit, usually
// within milliseconds; if the transaction is undone it never does.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, args any, opts ...Opts) error {
	k, text, err := q.encode(args)
	if err != nil {
		return err
	}
	var o Opts
	if len(opts) > 0 {
		o = opts[0]
	}
	now := q.o.Now()
	if o.At.Before(now) {
		o.At = now
		tx.OnCommit(q.poke)
	}
	return q.add(ctx, tx, k, text, o)
}

// Every has args worked on at once and then again and again, interval after the
// last run ended, by whichever node comes first. Call it before Start.
func (q *Queue) Every(interval time.Duration, args any) {
	k, text, err := q.encode(args)
	if err != nil {
		panic(err)
	}
	key := "every " + k.name + " " + string(text)
	q.every = append(q.every, periodic{key, k, text, interval})
}

func (q *Queue) encode(args any) (*kind, []byte, error) {
	q.mu.Lock()
	k := q.byType[reflect.TypeOf(args)]
	q.mu.Unlock()
	if k == nil {
		return nil, nil, fmt.Errorf("jobs: no kind is registered for %T", args)
	}
	text, err := json.Marshal(args)
	return k, text, err
}

func (q *Queue) add(ctx context.Context, tx *db.Tx, k *kind, args []byte, o Opts) error {
	row := db.Set("id", id.New()).Set("kind", k.name).Set("args", string(args)).Set("due_at", db.Moment(o.At)).
		Set("attempts", 0).Set("error", "").Set("created_at", db.Moment(q.o.Now()))
	if o.Once == "" {
		return tx.Global("job").Insert(ctx, row)
	}
	_, err := tx.Global("job").Ensure(ctx, db.Set("once_key", o.Once), row)
	return err
}

// poke has the queue look for work now.
func (q *Queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
