package machine

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// The states of a backup.
const (
	Waiting = "waiting"
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// The kinds of a backup.
const (
	Manual    = "manual"
	Scheduled = "scheduled"
)

// Backup is one backup of the installation: a file that only its recipients can
// read, and what is known of it without reading it.
type Backup struct {
	ID                    id.ID
	Kind, State           string
	Node, File            string
	Bytes                 int64
	Checksum              string // SHA-256 of the file, in hex
	Done, Total           int64  // rows
	Version, Recipients   string
	Error                 string
	CreatedAt, FinishedAt time.Time
	CheckedAt             time.Time // when the file was last compared with its checksum
	CheckError            string    // what was wrong then
	Here                  bool      // the file lies on the node that answered
}

// Over reports whether nothing more will happen to it by itself.
func (b Backup) Over() bool { return b.State == Done || b.State == Failed }

// Percent is how much of it is written.
func (b Backup) Percent() int64 {
	if b.State == Done {
		return 100
	}
	if b.Total == 0 {
		return 0
	}
	return min(99, b.Done*100/b.Total)
}

const backupColumns = "b.id, b.kind, b.state, b.node, b.file, b.bytes, b.checksum, b.rows_done, b.rows_total, b.version, b.recipients, b.error, " +
	"b.created_at, b.finished_at, b.checked_at, b.check_error"

func (s *Store) scanBackup(r db.Row) (Backup, error) {
	var b Backup
	err := r.Scan(&b.ID, &b.Kind, &b.State, &b.Node, &b.File, &b.Bytes, &b.Checksum, &b.Done, &b.Total, &b.Version, &b.Recipients, &b.Error,
		db.ScanMoment(&b.CreatedAt), db.ScanMoment(&b.FinishedAt), db.ScanMoment(&b.CheckedAt), &b.CheckError)
	if b.State == Done {
		_, miss := os.Stat(s.pathOf(b))
		b.Here = miss == nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.running[b.ID]; p != nil && b.State == Running {
		b.Done, b.Total = p.done.Load(), p.total.Load()
	}
	return b, err
}

func (s *Store) pathOf(b Backup) string { return filepath.Join(s.o.Backups, filepath.Base(b.File)) }

const mostBackups = 400

// Backups lists the backups there are, the newest first.
func (s *Store) Backups(ctx context.Context, who *access.Viewer) ([]Backup, error) {
	var all []Backup
	err := s.reading(ctx, who, access.ServerBackup, "machine.Backups", func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, db.Global(backupColumns, "server_backup b").Order("b.created_at DESC, b.id DESC").Limit(mostBackups), s.scanBackup)
		return err
	})
	return all, err
}

// Backup gives one backup.
func (s *Store) Backup(ctx context.Context, who *access.Viewer, backup id.ID) (Backup, error) {
	var b Backup
	err := s.reading(ctx, who, access.ServerBackup, "machine.Backup", func(tx *db.Tx) (err error) {
		b, err = s.backupIn(ctx, tx, backup)
		return err
	})
	return b, err
}

func (s *Store) backupIn(ctx context.Context, tx *db.Tx, backup id.ID) (Backup, error) {
	return db.One(ctx, tx, db.Global(backupColumns, "server_backup b").And("b.id = ?", backup), s.scanBackup)
}

// MakeBackup has a job make one, and gives it. While one is waiting or running
// there is no second.
func (s *Store) MakeBackup(ctx context.Context, who *access.Viewer) (id.ID, error) {
	const op = "machine.MakeBackup"
	i := id.New()
	err := s.changing(ctx, who, act{access.Add, access.ServerBackup, i, op}, func(tx *db.Tx) (done, error) {
		what := done{detail: "a backup of the installation"}
		p, err := s.planIn(ctx, tx)
		if err != nil {
			return what, err
		}
		if len(p.Keys()) == 0 {
			return what, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "There is no key yet that backups are encrypted to. An administrator enters one under Backups."}
		}
		busy, err := db.Count(ctx, tx, db.Global("b.id", "server_backup b").And("b.state IN (?, ?)", Waiting, Running))
		if err != nil {
			return what, err
		}
		if busy > 0 {
			return what, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "A backup is being made already. Wait until it is done."}
		}
		return what, s.ask(ctx, tx, i, Manual, who.Who().Person)
	})
	return i, err
}

// ask adds a backup and the job that makes it.
func (s *Store) ask(ctx context.Context, tx *db.Tx, i id.ID, kind string, person id.ID) error {
	err := tx.Global("server_backup").Insert(ctx, db.Set("id", i).Set("kind", kind).Set("state", Waiting).Set("node", "").Set("file", "").Set("bytes", 0).Set("checksum", "").
		Set("rows_done", 0).Set("rows_total", 0).Set("version", s.o.Version).Set("recipients", "").Set("error", "").Set("person_id", person).
		Set("created_at", s.o.Now()).Set("check_error", ""))
	if err != nil {
		return err
	}
	return s.o.Jobs.Enqueue(ctx, tx, makeArgs{i})
}

// DeleteBackup removes a backup that is over, with its file.
func (s *Store) DeleteBackup(ctx context.Context, who *access.Viewer, backup id.ID) error {
	const op = "machine.DeleteBackup"
	var b Backup
	err := s.changing(ctx, who, act{access.Delete, access.ServerBackup, backup, op}, func(tx *db.Tx) (what done, err error) {
		if b, err = s.backupIn(ctx, tx, backup); err != nil {
			return what, err
		}
		if !b.Over() {
			return what, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This backup is being made. Wait until it is done."}
		}
		if b.State == Done && !b.Here && b.Node != s.o.Node {
			return what, elsewhere(op, b)
		}
		_, err = tx.Global("server_backup").Delete(ctx, db.ByID(backup))
		return done{"a backup of the installation deleted", people.Diff(b.fields(), nil)}, err
	})
	if err != nil || b.File == "" {
		return err
	}
	if err := os.Remove(s.pathOf(b)); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func elsewhere(op string, b Backup) error {
	return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "The file of this backup lies on the node " + b.Node + ". Ask there, or give all nodes one folder with --backups."}
}

// OpenBackup opens the file of a backup, to be taken away. By is who asks, and
// has to have proved who they are; the trail says that they took it. Close it.
func (s *Store) OpenBackup(ctx context.Context, by *people.Actor, backup id.ID) (*os.File, Backup, error) {
	const op = "machine.OpenBackup"
	var b Backup
	err := s.changing(ctx, by.Viewer, act{access.Export, access.ServerBackup, backup, op}, func(tx *db.Tx) (what done, err error) {
		if b, err = s.backupIn(ctx, tx, backup); err != nil {
			return what, err
		}
		return done{detail: "a backup of the installation downloaded, still encrypted"}, s.takeable(by, b, op)
	})
	if err != nil {
		return nil, b, err
	}
	f, err := os.Open(s.pathOf(b))
	return f, b, err
}

// takeable refuses a backup whose file is not here, and whoever has not proved
// who they are.
func (s *Store) takeable(by *people.Actor, b Backup, op string) error {
	switch {
	case b.State != Done:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "There is no file: this backup is not done."}
	case !b.Here && b.Node != s.o.Node:
		return elsewhere(op, b)
	case !b.Here:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "The file of this backup is gone from the server's disk."}
	}
	return s.people.Proved(by)
}

// fields are what the trail keeps of a backup.
func (b Backup) fields() people.Fields {
	return people.Fields{}.Put(0, "Kind", b.Kind).Put(0, "Made", b.CreatedAt).Put(0, "State", b.State).Put(0, "File", b.File).Put(0, "Checksum", b.Checksum)
}
