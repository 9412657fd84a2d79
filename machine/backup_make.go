package machine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"keyhouse/words"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"keyhouse/access"
	"keyhouse/archive"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/jobs"
	"keyhouse/live"
	"keyhouse/logbook"
	"keyhouse/mail"
)

type makeArgs struct {
	Backup id.ID `json:"backup"`
}

type dueArgs struct{}

// backupJobs registers the jobs that make and time backups.
func (s *Store) backupJobs() {
	jobs.Register(s.o.Jobs, "backup.make", s.make, jobs.Rules{Attempts: 3, Limit: 1, Timeout: 12 * time.Hour})
	jobs.Register(s.o.Jobs, "backup.due", s.due)
	s.o.Jobs.Every(time.Minute, dueArgs{})
}

// progress is how far a backup of this node is.
type progress struct{ done, total atomic.Int64 }

// Made is what writing a backup gave.
type Made struct {
	Head     archive.Head
	Bytes    int64
	Checksum string
}

// Write writes a backup of the installation, as it is at this moment, to w,
// encrypted to the public keys. It goes round all access, for whoever runs the
// program.
func (s *Store) Write(ctx context.Context, w io.Writer, recipients string) (Made, error) {
	return s.write(ctx, w, recipients, &progress{})
}

func (s *Store) write(ctx context.Context, w io.Writer, recipients string, p *progress) (Made, error) {
	to, err := archive.Recipients(recipients)
	if err != nil {
		return Made{}, err
	}
	sum, size := sha256.New(), &counted{}
	sealed, err := archive.Seal(io.MultiWriter(w, sum, size), to)
	if err != nil {
		return Made{}, err
	}
	made := Made{Head: archive.Head{Version: s.o.Version, Engine: s.engine(), Made: s.o.Now().UTC()}}
	if err := s.copyTo(ctx, sealed, &made.Head, p); err != nil {
		return Made{}, err
	}
	if err := sealed.Close(); err != nil {
		return Made{}, err
	}
	made.Bytes, made.Checksum = size.n, hex.EncodeToString(sum.Sum(nil))
	return made, nil
}

func (s *Store) copyTo(ctx context.Context, w io.Writer, head *archive.Head, p *progress) error {
	var out *archive.Writer
	var all []db.Shape
	next := 0 // the table to begin
	begin := func(until int) error {
		for ; next <= until; next++ {
			t := all[next]
			if err := out.Table(archive.Table{Name: t.Table, Columns: t.Columns, Kinds: t.Kinds, Rows: t.Rows}); err != nil {
				return err
			}
		}
		return nil
	}
	err := s.db.Copy(ctx, func(schema int64, shapes []db.Shape) (err error) {
		all, head.Schema, head.Tables = shapes, schema, len(shapes)
		for _, t := range shapes {
			head.Rows += t.Rows
		}
		p.total.Store(head.Rows)
		out, err = archive.NewWriter(w, *head)
		return err
	}, func(table int, values []any) error {
		if err := begin(table); err != nil {
			return err
		}
		if p.done.Add(1)%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return out.Row(values)
	})
	if err == nil {
		err = begin(len(all) - 1) // those without rows
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// counted counts what is written to it.
type counted struct{ n int64 }

func (c *counted) Write(b []byte) (int, error) { c.n += int64(len(b)); return len(b), nil }

// make is the job: it writes the file beside and gives it its name when it is
// whole and has been read back.
func (s *Store) make(ctx context.Context, args makeArgs) error {
	b, plan, err := s.start(ctx, args.Backup)
	if err != nil || b.Over() {
		return err
	}
	p := &progress{}
	s.mu.Lock()
	s.running[b.ID] = p
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, b.ID)
	}()
	made, file, err := s.makeFile(ctx, b, plan.Recipients, p)
	if err != nil {
		return s.failed(ctx, b, err)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Global("server_backup").Update(ctx, db.ByID(b.ID), db.Set("state", Done).Set("file", file).Set("bytes", made.Bytes).Set("checksum", made.Checksum).
			Set("rows_done", made.Head.Rows).Set("rows_total", made.Head.Rows).Set("error", "").Set("finished_at", s.o.Now()).Set("checked_at", s.o.Now()))
		return errors.Join(err, s.tell(ctx, tx))
	})
	if err != nil {
		return err
	}
	return s.prune(ctx, plan.Keep)
}

// start notes that this node makes a backup. One that is gone is over.
func (s *Store) start(ctx context.Context, backup id.ID) (b Backup, p BackupPlan, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if b, err = s.backupIn(ctx, tx, backup); fault.Is(err, fault.Missing) {
			b.State = Done
			return nil
		}
		if err != nil {
			return err
		}
		if p, err = s.planIn(ctx, tx); err != nil {
			return err
		}
		_, err = tx.Global("server_backup").Update(ctx, db.ByID(backup), db.Set("state", Running).Set("node", s.o.Node).Set("recipients", p.Recipients).Set("version", s.o.Version))
		return errors.Join(err, s.tell(ctx, tx))
	})
	return b, p, err
}

// makeFile writes the file of a backup. The folder is only for whom the server
// runs as: what is in it is encrypted, but when and how much is not.
func (s *Store) makeFile(ctx context.Context, b Backup, recipients string, p *progress) (made Made, name string, err error) {
	if err := os.MkdirAll(s.o.Backups, 0o700); err != nil {
		return made, "", err
	}
	name = "keyhouse-" + b.CreatedAt.UTC().Format("20060102-150405") + "-" + b.ID.String()[24:] + ".backup"
	path := filepath.Join(s.o.Backups, name)
	part := path + ".part"
	defer func() {
		if err != nil {
			_ = os.Remove(part) // it is not whole; if it stays it says so in its name
		}
	}()
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return made, "", err
	}
	made, err = s.write(ctx, f, recipients, p)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return made, "", err
	}
	if err := check(part, made.Bytes, made.Checksum); err != nil {
		return made, "", err
	}
	return made, name, os.Rename(part, path)
}

// check compares a file with its checksum.
func check(path string, size int64, checksum string) error {
	f, err := os.Open(path)
	if err != nil {
		if os.IsNotExist(err) {
			return errors.New("the file is gone from the disk")
		}
		return err
	}
	defer f.Close()
	begin := make([]byte, 64)
	n, _ := io.ReadFull(f, begin) // a shorter one is found out below
	if !archive.Sealed(begin[:n]) {
		return errors.New("the file does not begin as an encrypted backup does")
	}
	sum := sha256.New()
	rest, err := io.Copy(sum, io.MultiReader(bytes.NewReader(begin[:n]), f))
	switch {
	case err != nil:
		return err
	case rest != size:
		return fmt.Errorf("the file has %d bytes, and had %d when it was written", rest, size)
	case hex.EncodeToString(sum.Sum(nil)) != checksum:
		return errors.New("the file is not what was written: a byte of it changed")
	}
	return nil
}

// failed notes that a backup failed, and tells the admins when it was the last
// try.
func (s *Store) failed(ctx context.Context, b Backup, cause error) error {
	_, last := jobs.Attempt(ctx)
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return cause // the node goes down: another takes it up
	}
	state := Waiting
	if last || fault.Of(cause) != nil {
		state, cause = Failed, jobs.GiveUp(cause)
	}
	said := sayCause(cause)
	s.o.Log.Error("machine: a backup failed", "backup", b.ID, "error", cause)
	err := s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		set := db.Set("state", state).Set("error", said)
		if state == Failed {
			set = set.Set("finished_at", s.o.Now())
		}
		_, err := tx.Global("server_backup").Update(ctx, db.ByID(b.ID), set)
		if err == nil && state == Failed {
			err = s.warnAdmins(ctx, tx, said)
		}
		return errors.Join(err, s.tell(ctx, tx))
	})
	return errors.Join(cause, err)
}

// sayCause says why a backup failed, in words that concern nobody.
func sayCause(err error) string {
	if f := fault.Of(err); f != nil && f.Say != "" {
		return f.Say
	}
	return logbook.Words(err.Error())
}

// warnAdmins writes to the admins of the account the installation belongs to.
func (s *Store) warnAdmins(ctx context.Context, tx *db.Tx, said string) error {
	home, err := s.people.HomeIn(ctx, tx)
	if err != nil || home.IsZero() || s.o.Mail == nil {
		return err
	}
	admins, err := s.people.AdminsIn(ctx, tx, home)
	for _, a := range admins {
		if err != nil {
			return err
		}
		err = s.o.Mail.Enqueue(ctx, tx, mail.BackupFailed(words.English, said, s.o.Mail.Link("/server/backups")).To(home, a.Email, a.Name))
	}
	return err
}

// tell has open pages look again.
func (s *Store) tell(ctx context.Context, tx *db.Tx) error {
	home, err := s.people.HomeIn(ctx, tx)
	if err != nil || home.IsZero() || s.o.Live == nil {
		return err
	}
	return s.o.Live.Publish(ctx, tx, live.Changed(home, "server-backup"))
}

func (s *Store) engine() string {
	if s.db.Dialect() == access.Postgres {
		return "postgres"
	}
	return "sqlite"
}
