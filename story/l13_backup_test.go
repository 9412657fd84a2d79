package story

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"keyhouse/archive"
	"keyhouse/machine"
	"keyhouse/people"
)

// withKey is an office whose backups are encrypted to a key of its own.
func (w *town) withKey(h *harbour) {
	w.t.Helper()
	_, public, err := archive.NewKey()
	w.must(err)
	w.enter("Ines Alvarez").post("/server/backups/key", "recipients="+public).ok()
}

// backups are those done so far, the newest first.
func (w *town) backups(h *harbour, kind string) []machine.Backup {
	w.t.Helper()
	all, err := w.Machine.Backups(context.Background(), h.boss)
	w.must(err)
	var done []machine.Backup
	for _, b := range all {
		if b.Kind == kind && b.State == machine.Done {
			done = append(done, b)
		}
	}
	return done
}

// L13: a backup is made every day at its hour, whichever node looks first; as
// many as were asked for are kept, with their files. Those that somebody made
// stay.
func TestL13BackupsEveryDay(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		w.withKey(h)
		ines := w.enter("Ines Alvarez")
		ines.post("/server/backups").ok()
		byHand := w.backedUp(h.company)
		ines.post("/server/backups/plan", "daily=yes", "at=03:00", "keep=2").ok()
		w.clock.wait(time.Minute) // somebody looks once a minute
		var first machine.Backup
		var newest time.Time
		for day := range 4 {
			w.until("a backup is made", func() bool {
				all := w.backups(h, machine.Scheduled)
				return len(all) > 0 && all[0].CreatedAt.After(newest)
			})
			all := w.backups(h, machine.Scheduled)
			if newest = all[0].CreatedAt; day == 0 {
				first = all[0]
			}
			w.until("as many are kept as were asked for", func() bool { return len(w.backups(h, machine.Scheduled)) == min(day+1, 2) })
			w.clock.wait(24 * time.Hour)
		}
		if _, err := os.Stat(filepath.Join(w.folder(first), first.File)); !os.IsNotExist(err) {
			w.t.Error("the file of a backup that is not kept is still there:", err)
		}
		if all := w.backups(h, byHand.Kind); len(all) != 1 || !all[0].Here {
			w.t.Error("what somebody made by hand is gone")
		}
	})
}

// L13, step-up: who takes a backup away, or chooses who can read them, has lately
// proved who they are – at the screen and through the API.
func TestL13BackupsTakeAFreshProof(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ivy Technik", people.Staff, onServer())
		w.withKey(h)
		ivy, ines := w.enter("Ivy Technik"), w.enter("Ines Alvarez")
		ivy.post("/server/backups").ok()
		b := w.backedUp(h.company)
		file, api := "/server/backups/"+b.ID.String()+"/file", "/api/v1/server/backups/"+b.ID.String()+"/file"
		ivy.get(file).ok()
		_, public, err := archive.NewKey()
		w.must(err)

		w.clock.wait(11 * time.Minute)
		for _, who := range []*person{ivy, ines} {
			who.get(file).shows("Is this still you?").hides("age-encryption.org")
			who.get(api).is(http.StatusForbidden).shows("prove").hides("age-encryption.org")
		}
		ines.post("/server/backups/key", "recipients="+public).is(http.StatusForbidden).shows("Is this still you?")
		ines.json("PUT", "/api/v1/server/backup-key", `{"keys":["`+public+`"]}`).is(http.StatusForbidden).shows("prove")
		if plan, err := w.Machine.BackupPlan(context.Background(), h.boss); err != nil || plan.Recipients == public {
			w.t.Error("the key was changed without a proof", err)
		}

		ivy = w.enter("Ivy Technik") // signing in is one
		ivy.get(file).ok().shows("age-encryption.org")
		ivy.get(api).ok().shows("age-encryption.org")
	})
}
