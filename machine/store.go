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
	r, err := s.people.Installation(ctx, tx, t)
	if err != nil {
		return err
	}
	if who.Can(access.Read, r) != access.Allowed {
		return access.Hidden(op)
	}
	return who.Permit(op, verb, r)
}

// Whole reports whether who may see what belongs to the installation as a whole.
// It is a question, not an attempt: nobody is noted for it.
func (s *Store) Whole(ctx context.Context, who *access.Viewer) (bool, error) {
	err := s.db.Read(ctx, func(tx *db.Tx) error { return s.allow(ctx, tx, who, access.Read, access.Server, "machine.Whole") })
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil, err
}

// reading runs fn if who may read a thing of the installation.
func (s *Store) reading(ctx context.Context, who *access.Viewer, t access.Thing, op string, fn func(tx *db.Tx) error) error {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.allow(ctx, tx, who, access.Read, t, op); err != nil {
			return err
		}
		return fn(tx)
	})
	return s.people.Tried(ctx, who, access.Read, &access.Record{Thing: t}, err)
}

// own refuses who may not do verb to a thing of their own account.
func (s *Store) own(ctx context.Context, who *access.Viewer, verb access.Verb, t access.Thing, op string) error {
	r := &access.Record{Thing: t, Account: who.Account()}
	return s.people.Tried(ctx, who, verb, r, who.Permit(op, verb, r))
}

// act is something done to a thing of the installation.
type act struct {
	verb   access.Verb
	thing  access.Thing
	record id.ID
	op     string
}

// done is what the trail says of it.
type done struct {
	detail  string
	changes []people.FieldChange
}

// changing runs fn if who may do what a says, and notes that they did.
func (s *Store) changing(ctx context.Context, who *access.Viewer, a act, fn func(tx *db.Tx) (done, error)) error {
	r := &access.Record{Thing: a.thing, ID: a.record}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.allow(ctx, tx, who, a.verb, a.thing, a.op); err != nil {
			return err
		}
		what, err := fn(tx)
		if err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, a.verb, r, what.detail, what.changes...)
	})
	return s.people.Tried(ctx, who, a.verb, r, err)
}
