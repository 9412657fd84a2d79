package machine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/archive"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// BackupPlan says when backups are made, how many are kept, and to whom they are
// encrypted: a public key a line. The zero BackupPlan makes none by itself.
type BackupPlan struct {
	Recipients string `json:"recipients"`
	Daily      bool   `json:"daily"`
	At         int    `json:"at"` // minutes after midnight, in the zone of the account the installation belongs to
	Keep       int    `json:"keep"`

	Fixed bool `json:"-"` // the keys come from the command line and stay
}

// Clock gives the time of day as people write it.
func (p BackupPlan) Clock() string { return fmt.Sprintf("%02d:%02d", p.At/60, p.At%60) }

// Keys gives the public keys, one each.
func (p BackupPlan) Keys() []string {
	var keys []string
	for l := range strings.Lines(p.Recipients) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			keys = append(keys, l)
		}
	}
	return keys
}

const (
	planSetting = "machine.backup"
	mostKept    = 365
)

// BackupPlan gives when backups are made.
func (s *Store) BackupPlan(ctx context.Context, who *access.Viewer) (BackupPlan, error) {
	var p BackupPlan
	err := s.reading(ctx, who, access.ServerBackup, "machine.BackupPlan", func(tx *db.Tx) (err error) {
		p, err = s.planIn(ctx, tx)
		return err
	})
	return p, err
}

func (s *Store) planIn(ctx context.Context, tx *db.Tx) (BackupPlan, error) {
	p := BackupPlan{Keep: 14, At: 3 * 60}
	text, err := db.One(ctx, tx, db.Global("s.value", "setting s").And("s.name = ?", planSetting), db.Scan1[string])
	if err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	if fault.Is(err, fault.Missing) {
		err = nil
	}
	if s.o.Recipients != "" {
		p.Recipients, p.Fixed = s.o.Recipients, true
	}
	return p, err
}

// ChooseBackupPlan changes when backups are made and how many are kept.
func (s *Store) ChooseBackupPlan(ctx context.Context, who *access.Viewer, daily bool, at string, keep int) error {
	const op = "machine.ChooseBackupPlan"
	clock, err := time.Parse("15:04", at)
	f := fault.Fields{Op: op}
	if err != nil {
		f.Bad("at", "Write a time of day like 03:00.")
	}
	if keep < 1 || keep > mostKept {
		f.Bad("keep", "Keep between 1 and 365 backups.")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.planChange(ctx, who, act{access.Add, access.ServerBackup, id.ID{}, op}, func(p *BackupPlan) (string, error) {
		p.Daily, p.At, p.Keep = daily, clock.Hour()*60+clock.Minute(), keep
		if !daily {
			return "no daily backups", nil
		}
		if len(p.Keys()) == 0 {
			return "", fault.Bad(op, "daily", "First enter the key that backups are encrypted to: without one none can be made.")
		}
		return fmt.Sprintf("a backup every day at %s, %d kept", p.Clock(), keep), nil
	})
}

// ChooseRecipients changes to whom backups are encrypted: who can read them from
// now on. By is who asks, and has to have proved who they are. Backups that are
// there already stay readable to whom they were encrypted.
func (s *Store) ChooseRecipients(ctx context.Context, by *people.Actor, recipients string) error {
	const op = "machine.ChooseRecipients"
	if err := s.reading(ctx, by.Viewer, access.BackupKey, op, func(*db.Tx) error { return nil }); err != nil {
		return err
	}
	if s.o.Recipients != "" {
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "The keys are fixed on the command line (--backup-recipient), so they are changed there."}
	}
	if strings.TrimSpace(recipients) != "" {
		if _, err := archive.Recipients(recipients); err != nil {
			return err
		}
	}
	return s.planChange(ctx, by.Viewer, act{access.Edit, access.BackupKey, id.ID{}, op}, func(p *BackupPlan) (string, error) {
		if err := s.people.Proved(by); err != nil {
			return "", err
		}
		p.Recipients = strings.TrimSpace(recipients)
		if len(p.Keys()) == 0 {
			p.Daily = false
			return "backups have no key any more: none are made", nil
		}
		return "backups are encrypted to " + strings.Join(p.Keys(), ", "), nil
	})
}

// planChange changes the plan if who may do what a says.
func (s *Store) planChange(ctx context.Context, who *access.Viewer, a act, change func(*BackupPlan) (string, error)) error {
	return s.changing(ctx, who, a, func(tx *db.Tx) (done, error) {
		p, err := s.planIn(ctx, tx)
		if err != nil {
			return done{}, err
		}
		was := p.fields()
		said, err := change(&p)
		if err != nil {
			return done{}, err
		}
		text, err := json.Marshal(p)
		if err != nil {
			return done{}, err
		}
		return done{said, people.Diff(was, p.fields())}, tx.Global("setting").Upsert(ctx, db.Set("name", planSetting), db.Set("value", string(text)))
	})
}

// fields are what the trail keeps of the plan.
func (p BackupPlan) fields() people.Fields {
	return people.Fields{}.Put(0, "Every day", p.Daily).Put(0, "At", p.Clock()).Put(0, "Kept", p.Keep).Put(0, "Encrypted to", strings.Join(p.Keys(), ", "))
}
