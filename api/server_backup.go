package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"keyhouse/id"
	"keyhouse/machine"
)

// serverBackups are the operations on backups of the installation.
func (d *desk) serverBackups() {
	conflict := []int{http.StatusConflict}
	handle(d, op{id: "list-server-backups", tag: tagServer, method: http.MethodGet, path: "/server/backups", summary: "Backups of the installation",
		about: "Encrypted to the keys of the plan: whoever makes or keeps them cannot read them. Restoring is done on the command line: keyhouse restore."}, d.listServerBackups)
	handle(d, op{id: "make-server-backup", tag: tagServer, method: http.MethodPost, path: "/server/backups", summary: "Make a backup", status: http.StatusCreated, errors: conflict,
		about: "By a job; GET it to see how far it is."}, d.makeServerBackup)
	handle(d, op{id: "get-server-backup", tag: tagServer, method: http.MethodGet, path: "/server/backups/{id}", summary: "One backup", about: "Its size, rows, checksum and state."}, d.getServerBackup)
	handle(d, op{id: "check-server-backup", tag: tagServer, method: http.MethodPost, path: "/server/backups/{id}/check", summary: "Compare a backup's file with its checksum", about: "It reads the whole file; the key is not needed for that.", errors: conflict}, d.checkServerBackup)
	act(d, op{id: "delete-server-backup", tag: tagServer, method: http.MethodDelete, path: "/server/backups/{id}", summary: "Delete a backup", about: "The file goes with it.", errors: conflict}, d.deleteServerBackup)
	handle(d, op{id: "get-backup-plan", tag: tagServer, method: http.MethodGet, path: "/server/backup-plan", summary: "When backups are made, and who can read them", about: "The time of day, how many are kept, and the public keys."}, d.getBackupPlan)
	handle(d, op{id: "set-backup-plan", tag: tagServer, method: http.MethodPut, path: "/server/backup-plan", summary: "Change when backups are made", about: "The time of day and how many are kept; the key is another operation."}, d.setBackupPlan)
	handle(d, op{id: "set-backup-key", tag: tagServer, method: http.MethodPut, path: "/server/backup-key", summary: "Change who can read backups", errors: conflict,
		about: "Administrators only, who have just proved who they are. Backups that are there already stay as they are."}, d.setBackupKey)
	o := d.operation(op{id: "download-server-backup", tag: tagServer, method: http.MethodGet, path: "/server/backups/{id}/file", summary: "The encrypted file of a backup", errors: conflict,
		about: "Only for who has just proved who they are."})
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
	huma.Register(d.api, o, d.downloadServerBackup)
}

// ServerBackup is one backup of the installation.
type ServerBackup struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Kind     string     `json:"kind" enum:"manual,scheduled"`
	State    string     `json:"state" enum:"waiting,running,done,failed"`
	Node     string     `json:"node,omitempty" doc:"On whose disk the file lies."`
	File     string     `json:"file,omitempty"`
	Bytes    int64      `json:"bytes"`
	SHA256   string     `json:"sha256,omitempty" doc:"Of the encrypted file."`
	Done     int64      `json:"rows_done"`
	Total    int64      `json:"rows_total"`
	Version  string     `json:"version"`
	Keys     []string   `json:"keys" nullable:"false" doc:"The public keys it is encrypted to."`
	Error    string     `json:"error,omitempty"`
	Created  time.Time  `json:"created"`
	Finished *time.Time `json:"finished,omitempty"`
	Checked  *time.Time `json:"checked,omitempty"`
	Wrong    string     `json:"check_error,omitempty" doc:"What was wrong with the file when it was checked."`
}

func backupShape(b machine.Backup) ServerBackup {
	return ServerBackup{ID: b.ID, Kind: b.Kind, State: b.State, Node: b.Node, File: b.File, Bytes: b.Bytes, SHA256: b.Checksum, Done: b.Done, Total: b.Total, Version: b.Version,
		Keys: orNone(machine.BackupPlan{Recipients: b.Recipients}.Keys()), Error: b.Error, Created: b.CreatedAt.UTC(), Finished: moment(b.FinishedAt), Checked: moment(b.CheckedAt), Wrong: b.CheckError}
}

func (d *desk) listServerBackups(ctx context.Context, c *call, _ *struct{}) (list[ServerBackup], error) {
	all, err := d.Machine.Backups(ctx, c.viewer())
	return whole(all, backupShape), err
}

func (d *desk) makeServerBackup(ctx context.Context, c *call, _ *struct{}) (ServerBackup, error) {
	i, err := d.Machine.MakeBackup(ctx, c.viewer())
	if err != nil {
		return ServerBackup{}, err
	}
	return shaped(backupShape)(d.Machine.Backup(ctx, c.viewer(), i))
}

func (d *desk) getServerBackup(ctx context.Context, c *call, in *Which) (ServerBackup, error) {
	return shaped(backupShape)(d.Machine.Backup(ctx, c.viewer(), in.id()))
}

func (d *desk) checkServerBackup(ctx context.Context, c *call, in *Which) (ServerBackup, error) {
	return shaped(backupShape)(d.Machine.CheckBackup(ctx, c.viewer(), in.id()))
}

func (d *desk) deleteServerBackup(ctx context.Context, c *call, in *Which) error {
	return d.Machine.DeleteBackup(ctx, c.viewer(), in.id())
}

// ServerBackupPlan says when backups are made and who can read them.
type ServerBackupPlan struct {
	Daily bool     `json:"daily"`
	At    string   `json:"at" doc:"Time of day, in the zone of the account the installation belongs to." example:"03:00"`
	Keep  int      `json:"keep" doc:"How many of those made by the schedule are kept."`
	Keys  []string `json:"keys" nullable:"false" doc:"Public keys they are encrypted to."`
	Fixed bool     `json:"fixed" doc:"The keys come from the command line."`
}

func backupPlanShape(p machine.BackupPlan) ServerBackupPlan {
	return ServerBackupPlan{p.Daily, p.Clock(), p.Keep, orNone(p.Keys()), p.Fixed}
}

func (d *desk) getBackupPlan(ctx context.Context, c *call, _ *struct{}) (ServerBackupPlan, error) {
	return shaped(backupPlanShape)(d.Machine.BackupPlan(ctx, c.viewer()))
}

type backupPlanForm struct {
	Body struct {
		Daily bool   `json:"daily"`
		At    string `json:"at" example:"03:00"`
		Keep  int    `json:"keep" minimum:"1" maximum:"365"`
	}
}

func (d *desk) setBackupPlan(ctx context.Context, c *call, in *backupPlanForm) (ServerBackupPlan, error) {
	if err := d.Machine.ChooseBackupPlan(ctx, c.viewer(), in.Body.Daily, in.Body.At, in.Body.Keep); err != nil {
		return ServerBackupPlan{}, err
	}
	return d.getBackupPlan(ctx, c, nil)
}

type backupKeyForm struct {
	Body struct {
		Keys []string `json:"keys" maxItems:"20" doc:"Public keys (age1…); none turns backups off."`
	}
}

func (d *desk) setBackupKey(ctx context.Context, c *call, in *backupKeyForm) (ServerBackupPlan, error) {
	if err := d.Machine.ChooseRecipients(ctx, c.Actor, strings.Join(in.Body.Keys, "\n")); err != nil {
		return ServerBackupPlan{}, err
	}
	return d.getBackupPlan(ctx, c, nil)
}

// downloadServerBackup answers with the file itself, however large.
func (d *desk) downloadServerBackup(ctx context.Context, in *Which) (*huma.StreamResponse, error) {
	c := ctx.Value(callKey{}).(*call)
	f, b, err := d.Machine.OpenBackup(ctx, c.Actor, in.id())
	if err != nil {
		return nil, d.problem(ctx, err)
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		defer f.Close()
		r, w := humago.Unwrap(h)
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a server that has no limit needs none lifted
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+b.File+`"`)
		http.ServeContent(w, r, b.File, b.FinishedAt, f)
	}}, nil
}
