package machine

import (
	"context"
	"os"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// CheckBackup compares the file of a backup with its checksum, which takes no
// key, and notes what it found.
func (s *Store) CheckBackup(ctx context.Context, who *access.Viewer, backup id.ID) (Backup, error) {
	const op = "machine.CheckBackup"
	b, err := s.Backup(ctx, who, backup)
	if err != nil {
		return b, err
	}
	switch {
	case b.State != Done:
		return b, &fault.Fault{Kind: fault.Conflict, Op: op, Say: "There is nothing to check: this backup is not done."}
	case !b.Here && b.Node != s.o.Node:
		return b, elsewhere(op, b)
	}
	b.CheckedAt, b.CheckError = s.o.Now(), ""
	if err := check(s.pathOf(b), b.Bytes, b.Checksum); err != nil {
		b.CheckError = sayCause(err)
	}
	return b, s.changing(ctx, who, act{access.Add, access.ServerBackup, backup, op}, func(tx *db.Tx) (done, error) {
		n, err := tx.Global("server_backup").Update(ctx, db.ByID(backup), db.Set("checked_at", b.CheckedAt).Set("check_error", b.CheckError))
		if err == nil && n == 0 {
			err = fault.NotFound(op)
		}
		return done{detail: "a backup's file compared with its checksum"}, err
	})
}

// due is the job that has a backup made when it is time: once a day, whichever
// node looks first, also when the time passed while no node ran.
func (s *Store) due(ctx context.Context, _ dueArgs) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.planIn(ctx, tx)
		if err != nil || !p.Daily || len(p.Keys()) == 0 {
			return err
		}
		since, err := s.lastTime(ctx, tx, p)
		if err != nil {
			return err
		}
		begun, err := db.Count(ctx, tx, db.Global("b.id", "server_backup b").And("b.kind = ? AND b.created_at >= ?", Scheduled, since))
		if err != nil || begun > 0 {
			return err
		}
		return s.ask(ctx, tx, id.New(), Scheduled, id.ID{})
	})
}

// lastTime is the last moment at which a backup was to be made.
func (s *Store) lastTime(ctx context.Context, tx *db.Tx, p BackupPlan) (time.Time, error) {
	zone, err := s.zone(ctx, tx)
	if err != nil {
		return time.Time{}, err
	}
	now := s.o.Now().In(zone)
	y, m, d := now.Date()
	at := time.Date(y, m, d, p.At/60, p.At%60, 0, 0, zone)
	if at.After(now) {
		at = time.Date(y, m, d-1, p.At/60, p.At%60, 0, 0, zone)
	}
	return at, nil
}

// zone is that of the account the installation belongs to; UTC if to none.
func (s *Store) zone(ctx context.Context, tx *db.Tx) (*time.Location, error) {
	home, err := s.people.HomeIn(ctx, tx)
	if err != nil || home.IsZero() {
		return time.UTC, err
	}
	a, err := people.AccountIn(ctx, tx, home)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return time.UTC, nil //nolint:nilerr // a zone this machine does not know is no reason to make no backups
	}
	return zone, nil
}

// prune deletes the oldest scheduled backups whose files lie here, beyond those
// that are to be kept. Those that somebody made stay until somebody deletes them.
func (s *Store) prune(ctx context.Context, keep int) error {
	var gone []Backup
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		gone = nil
		q := db.Global(backupColumns, "server_backup b").And("b.kind = ? AND b.state IN (?, ?)", Scheduled, Done, Failed).Order("b.created_at DESC, b.id DESC")
		all, err := db.All(ctx, tx, q, s.scanBackup)
		if err != nil {
			return err
		}
		whole := 0
		for _, b := range all {
			if b.State == Done {
				whole++
			}
			if whole <= keep || b.State == Done && !b.Here && b.Node != s.o.Node {
				continue
			}
			if _, err := tx.Global("server_backup").Delete(ctx, db.ByID(b.ID)); err != nil {
				return err
			}
			gone = append(gone, b)
		}
		return nil
	})
	for _, b := range gone {
		if b.File == "" {
			continue
		}
		if rm := os.Remove(s.pathOf(b)); rm != nil && !os.IsNotExist(rm) && err == nil {
			err = rm
		}
	}
	return err
}
