package web

import (
	"net/http"
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/machine"
)

// backupsPage is the backups there are, when they are made, and for whom.
type backupsPage struct {
	Rows   []machine.Backup
	Plan   machine.BackupPlan
	MayKey bool // choose who can read them
	MayAdd bool
}

// busy reports whether one is being made.
func (b backupsPage) busy() bool {
	for _, row := range b.Rows {
		if !row.Over() {
			return true
		}
	}
	return false
}

func (s *screens) backups(w http.ResponseWriter, r *http.Request) error {
	return s.showBackups(w, r, Form{})
}

func (s *screens) showBackups(w http.ResponseWriter, r *http.Request, f Form) error {
	rows, err := s.Machine.Backups(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	plan, err := s.Machine.BackupPlan(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.backups"), pathBackups, f)
	if err != nil {
		return err
	}
	v := viewer(r)
	return s.page(w, r, f.Err, backupsScreen(b, backupsPage{rows, plan, v.May(access.Edit, access.BackupKey), v.May(access.Add, access.ServerBackup)}))
}

func (s *screens) makeBackup(w http.ResponseWriter, r *http.Request) error {
	i, err := s.Machine.MakeBackup(r.Context(), viewer(r))
	if retry(err) {
		return s.showBackups(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, backupPath(i))
}

func (s *screens) chooseBackupPlan(w http.ResponseWriter, r *http.Request) error {
	keep, err := strconv.Atoi(r.PostForm.Get("keep"))
	if err != nil {
		keep = 0 // which is refused at the field
	}
	err = s.Machine.ChooseBackupPlan(r.Context(), viewer(r), r.PostForm.Get("daily") != "", r.PostForm.Get("at"), keep)
	if retry(err) {
		return s.showBackups(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.schedule-saved")})
	return seeOther(w, r, pathBackups)
}

func (s *screens) backupKey(w http.ResponseWriter, r *http.Request) error {
	return s.showBackupKey(w, r, Form{})
}

func (s *screens) showBackupKey(w http.ResponseWriter, r *http.Request, f Form) error {
	plan, err := s.Machine.BackupPlan(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.key-backups"), pathBackups, f)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, backupKeyScreen(b, plan))
}

func (s *screens) chooseBackupKey(w http.ResponseWriter, r *http.Request) error {
	err := s.Machine.ChooseRecipients(r.Context(), actor(r), r.PostForm.Get("recipients"))
	if retry(err) {
		return s.showBackupKey(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.key-saved-backups-encrypted")})
	return seeOther(w, r, pathBackups)
}

func backupPath(i id.ID) string { return pathBackups + "/" + i.String() }

func (s *screens) backup(w http.ResponseWriter, r *http.Request) error {
	return s.showBackup(w, r, Form{})
}

func (s *screens) showBackup(w http.ResponseWriter, r *http.Request, f Form) error {
	one, err := s.backupOf(r)
	if err != nil {
		return err
	}
	b, err := s.serverOf(r, say(r.Context(), "server.backup"), pathBackups, f)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, backupScreen(b, one))
}

func (s *screens) backupOf(r *http.Request) (machine.Backup, error) {
	i, err := pathID(r, "backup")
	if err != nil {
		return machine.Backup{}, err
	}
	return s.Machine.Backup(r.Context(), viewer(r), i)
}

func (s *screens) checkBackup(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "backup")
	if err != nil {
		return err
	}
	b, err := s.Machine.CheckBackup(r.Context(), viewer(r), i)
	if retry(err) {
		return s.showBackup(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	n := Notice{Tone: Good, Say: say(r.Context(), "server.file-what-was-written")}
	if b.CheckError != "" {
		n = Notice{Tone: Bad, Say: say(r.Context(), "server.file-not-right-checkerror", "checkerror", b.CheckError)}
	}
	s.notify(w, n)
	return seeOther(w, r, backupPath(i))
}

// backupFile answers with the encrypted file. It may be large: the time a
// download may take has no limit.
func (s *screens) backupFile(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "backup")
	if err != nil {
		return err
	}
	f, b, err := s.Machine.OpenBackup(r.Context(), actor(r), i)
	if retry(err) {
		return s.showBackup(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	defer f.Close()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a server that has no limit needs none lifted
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+b.File+`"`)
	http.ServeContent(w, r, b.File, b.FinishedAt, f)
	return nil
}

func (s *screens) askDeleteBackup(w http.ResponseWriter, r *http.Request) error {
	b, err := s.backupOf(r)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "server.delete-backup"), Do: say(r.Context(), "server.delete-backup-2"), Danger: true, Action: backupPath(b.ID) + "/delete", Cancel: backupPath(b.ID),
		Say: say(r.Context(), "server.its-file-removed-from")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

func (s *screens) deleteBackup(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "backup")
	if err != nil {
		return err
	}
	err = s.Machine.DeleteBackup(r.Context(), viewer(r), i)
	if retry(err) {
		return s.showBackup(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "server.backup-deleted")})
	return seeOther(w, r, pathBackups)
}

// backupState says how a backup stands.
func backupState(l Local, b machine.Backup) (Tone, string) {
	switch {
	case b.State == machine.Failed:
		return Bad, l.Say("state.failed")
	case b.State == machine.Done && b.CheckError != "":
		return Bad, l.Say("state.damaged")
	case b.State == machine.Done && !b.Here:
		return Warn, l.Say("server.not-on-node")
	case b.State == machine.Done:
		return Good, l.Say("state.whole")
	case b.State == machine.Running:
		return Info, l.Say("server.being-made")
	}
	return Info, l.Say("state.waits")
}

func backupKind(l Local, b machine.Backup) string {
	if b.Kind == machine.Scheduled {
		return l.Say("server.by-schedule")
	}
	return l.Say("server.by-hand")
}

func backupProgress(l Local, b machine.Backup) Progress {
	pr := Progress{Done: true /* the page around it is loaded again */, Label: l.Say("server.waiting-for-its-turn"), Part: b.Done, Whole: b.Total}
	if b.State == machine.Running {
		pr.Label, pr.Say = l.Say("server.writing-packed-encrypted"), l.Say("server.n-na-rows", "n", b.Done, "na", b.Total)
	}
	return pr
}
