package machine

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/logbook"
	"keyhouse/mail"
	"keyhouse/people"
)

// Options say what a Store needs from outside. The zero Options make one that
// can copy and tell, and has no jobs, mail or log.
type Options struct {
	Now     func() time.Time // the clock; time.Now if nil
	Log     *slog.Logger
	Jobs    *jobs.Queue
	Mail    *mail.Post
	Live    *live.Hub
	Book    *logbook.Book            // the latest lines of the log
	Metrics func() ([]Metric, error) // what is counted
	Ways    func() []Way             // how people sign in here

	Version string // of the program; "" is that of the build
	Node    string // what this node is called; "" is the host's name
	Data    string // folder of the database and files
	Backups string // folder of the backups; "" is backups in Data

	// Recipients are the public keys that the operator fixed on the command
	// line. Then they cannot be changed on a screen.
	Recipients string
	MetricsAt  string // address of the listener for Prometheus; "" has none
}

// Store keeps an eye on the machine. It is safe for concurrent use; call Run in
// a goroutine while the node serves.
type Store struct {
	db     *db.DB
	people *people.Store
	o      Options
	id     id.ID
	began  time.Time

	mu      sync.Mutex
	running map[id.ID]*progress // backups made by this node
}

// New makes a Store over d and registers its jobs.
func New(d *db.DB, p *people.Store, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Book == nil {
		o.Book = &logbook.Book{}
	}
	if o.Version == "" {
		o.Version = Version()
	}
	if o.Node == "" {
		o.Node, _ = os.Hostname()
	}
	if o.Backups == "" {
		o.Backups = filepath.Join(o.Data, "backups")
	}
	s := &Store{db: d, people: p, o: o, id: id.New(), began: o.Now(), running: map[id.ID]*progress{}}
	if o.Jobs != nil {
		s.backupJobs()
	}
	return s
}

// allow refuses who may not do verb to what belongs to the installation. Who may
// not know of it is told what is told about what is not there.
func (s *Store) allow(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, t access.Thing, op string) error {
	home, err := s.people.HomeIn(ctx, tx)
	if err != nil {
		return err
	}
	return permit(who, verb, &access.Record{Thing: t, Account: home}, op)
}

// permit turns a decision into a fault.
func permit(who *access.Viewer, verb access.Verb, r *access.Record, op string) error {
	if r.Account.IsZero() || who.Can(access.Read, r) != access.Allowed {
		return fault.NotFound(op)
	}
	switch who.Can(verb, r) {
	case access.Allowed:
		return nil
	case access.Missing:
		return fault.NotFound(op)
	}
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may see this, but not do that. Ask an administrator."}
}

// Whole reports whether who may see what belongs to the installation as a whole.
func (s *Store) Whole(ctx context.Context, who *access.Viewer) (bool, error) {
	err := s.reading(ctx, who, access.Server, "machine.Whole", func(*db.Tx) error { return nil })
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil, err
}

// reading runs fn if who may read a thing of the installation.
func (s *Store) reading(ctx context.Context, who *access.Viewer, t access.Thing, op string, fn func(tx *db.Tx) error) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.allow(ctx, tx, who, access.Read, t, op); err != nil {
			return err
		}
		return fn(tx)
	})
}

// changing runs fn if who may do verb to a thing of the installation, and notes
// that they did.
func (s *Store) changing(ctx context.Context, who *access.Viewer, verb access.Verb, t access.Thing, op, detail string, record id.ID, fn func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.allow(ctx, tx, who, verb, t, op); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return s.people.Audit(ctx, tx, who, people.Entry{Verb: verb, Thing: t, Record: record, Detail: detail})
	})
}
