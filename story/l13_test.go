package story

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"keyhouse/access"
	"keyhouse/archive"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/jobs"
	"keyhouse/logbook"
	"keyhouse/machine"
	"keyhouse/people"
	"keyhouse/server"
)

// serverSections are the addresses of the Server section, and of its mirror.
var (
	ownSections   = []string{"/server", "/server/connections", "/server/plan", "/server/sign-in", "/server/mail"}
	wholeSections = []string{"/server/jobs", "/server/storage", "/server/backups", "/server/log", "/server/log.txt", "/server/metrics"}
)

// errUnknown is what a mail server says of an address it does not know.
var errUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<ines.alvarez@people.example>: user unknown"}

// onServer is IT's grant.
func onServer() people.GrantForm { return people.GrantForm{Role: "it", On: "server"} }

// backedUp waits until a backup is over, as one who looks at the page again and
// again.
func (w *town) backedUp(c *company) machine.Backup {
	w.t.Helper()
	for {
		all, err := w.Machine.Backups(context.Background(), c.boss)
		w.must(err)
		if len(all) > 0 && all[0].Over() {
			return all[0]
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// L13: IT reaches the Server section and nothing else. It makes backups that it
// cannot read, and what it downloads holds not one word of business data. The
// key is an administrator's to choose. What was backed up comes back whole.
func TestL13ITLooksAfterTheMachineAndSeesNoData(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ivy Technik", people.Staff, onServer())
		ivy, ines := w.enter("Ivy Technik"), w.enter("Ines Alvarez")
		marks := []string{"Ana Peeters", "ana.peeters", "Gerda", "parrot", "Quay House", "Lake Cottage", "Ines Alvarez", "ines.alvarez", "Mo Manager", "Fay Desk"}
		for _, path := range append(ownSections, wholeSections...) {
			got := ivy.get(path).ok()
			for _, mark := range marks {
				if strings.Contains(got.body, mark) {
					w.t.Errorf("%s tells IT %q", path, mark)
				}
			}
			ines.get(path).ok()
		}
		if got := ivy.get("/"); got.path != "/server" {
			w.t.Errorf("IT begins at %s", got.path)
		}
		for _, path := range []string{"/bookings", "/owners", "/properties", "/settings/users", "/settings/access", "/settings/audit", "/statements", "/imports", "/quotes"} {
			if got := ivy.get(path); got.status != http.StatusNotFound {
				w.t.Errorf("IT opens %s: %d", path, got.status)
			}
		}

		// The key: not IT's to choose.
		secret, public, err := archive.NewKey()
		w.must(err)
		if got := ivy.get("/server/backups/key"); got.status != http.StatusNotFound {
			w.t.Errorf("IT opens the form of the key: %d", got.status)
		}
		if got := ivy.post("/server/backups/key", "recipients="+public); got.status < 400 {
			w.t.Errorf("IT chose the key: %d", got.status)
		}
		if got := ivy.post("/server/backups"); got.status != http.StatusConflict {
			w.t.Errorf("a backup without a key: %d", got.status)
		}
		if got := ines.post("/server/backups/key", "recipients="+secret); got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, "1 row") {
			w.t.Errorf("a secret key was taken for a public one: %d", got.status)
		}
		ines.post("/server/backups/key", "recipients="+public).ok()

		// IT makes one, checks it, takes it away.
		ivy.post("/server/backups").ok()
		b := w.backedUp(h.company)
		if b.State != machine.Done || !b.Here || b.Total == 0 {
			w.t.Fatalf("%+v", b)
		}
		ivy.post("/server/backups/" + b.ID.String() + "/check").ok()
		file := []byte(ivy.get("/server/backups/" + b.ID.String() + "/file").ok().body)
		for _, mark := range append(marks, "keyhouse@", "booking", "account") {
			if bytes.Contains(file, []byte(mark)) {
				w.t.Errorf("the encrypted file holds %q", mark)
			}
		}
		w.restored(file, secret, h)

		// A byte that changed is found out.
		path := filepath.Join(w.folder(b), b.File)
		file[len(file)/2] ^= 1
		w.must(os.WriteFile(path, file, 0o600))
		ines.post("/server/backups/" + b.ID.String() + "/check").ok()
		if again, _ := w.Machine.Backup(context.Background(), h.boss, b.ID); again.CheckError == "" {
			w.t.Error("a damaged file passed the check")
		}
		ines.post("/server/backups/" + b.ID.String() + "/delete").ok()
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			w.t.Error("the file of a deleted backup is still there")
		}
	})
}

// folder is where the backups of this node lie.
func (w *town) folder(machine.Backup) string { return filepath.Join(w.data, "backups") }

// restored proves that what was taken away comes back, on the other engine too,
// and that nothing half done comes of a wrong key or a torn file.
func (w *town) restored(file []byte, secret string, h *harbour) {
	w.t.Helper()
	ctx := context.Background()
	keys, err := archive.Identities(secret)
	w.must(err)
	stranger, _, err := archive.NewKey()
	w.must(err)
	wrong, err := archive.Identities(stranger)
	w.must(err)
	to := filepath.Join(w.t.TempDir(), "restored.db")
	for name, try := range map[string]func() error{
		"with a stranger's key": func() error { _, err := server.Restore(ctx, bytes.NewReader(file), wrong, to); return err },
		"cut short":             func() error { _, err := server.Restore(ctx, bytes.NewReader(file[:len(file)-9]), keys, to); return err },
		"into the one in use":   func() error { _, err := server.Restore(ctx, bytes.NewReader(file), keys, w.dsn); return err },
	} {
		if err := try(); err == nil {
			w.t.Error("restored", name)
		}
		if _, err := os.Stat(to); !os.IsNotExist(err) {
			w.t.Error("something is left of a restore", name)
		}
	}
	targets := []string{to}
	if w.DB.Dialect() == access.Postgres {
		targets = append(targets, dbtest.PostgresDSN(w.t))
	}
	for _, dsn := range targets {
		_, err := server.Restore(ctx, bytes.NewReader(file), keys, dsn)
		w.must(err)
		again, err := server.Open(ctx, server.Options{Database: dsn, Data: w.t.TempDir(), Now: w.clock.now})
		w.must(err)
		w.must(again.Verify(ctx, func(check string, findings []string) {
			for _, f := range findings {
				w.t.Errorf("restored, %s: %s", check, f)
			}
		}))
		m, err := again.People.AccountBySlug(ctx, h.Slug)
		if err != nil || m.Name != h.Name {
			w.t.Error("the account did not come back:", m.Name, err)
		}
		got, err := again.Stays.Booking(ctx, h.boss, h.gerda.ID)
		if err != nil || got.Guest != "Gerda Gast" || got.Total != h.gerda.Total {
			w.t.Errorf("the booking did not come back: %+v %v", got, err)
		}
		w.must(again.Close())
	}
}

// L5, L6: the Admin has all of the server, the Manager nothing of it – nor has
// anybody else.
func TestL6ManagersHaveNothingOfTheServer(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		for _, name := range []string{"Mo Manager", "Fay Desk", "Olga Owner"} {
			who := w.enter(name)
			for _, path := range append(ownSections, wholeSections...) {
				if got := who.get(path); got.status != http.StatusNotFound {
					w.t.Errorf("%s opens %s: %d", name, path, got.status)
				}
			}
			for _, path := range []string{"/server/backups", "/server/mail/test", "/server/jobs/retry", "/server/backups/plan", "/server/backups/key"} {
				if got := who.post(path, "daily=yes", "at=03:00", "keep=3"); got.status != http.StatusNotFound {
					w.t.Errorf("%s posts to %s: %d", name, path, got.status)
				}
			}
			if got := who.get("/"); strings.Contains(got.body, `href="/server"`) {
				w.t.Errorf("%s is led to the Server section", name)
			}
		}
		ines := w.enter("Ines Alvarez")
		ines.post("/server/backups/plan", "at=25:00", "keep=0").is(http.StatusUnprocessableEntity)
		if got := ines.post("/server/backups/plan", "daily=yes", "at=03:00", "keep=3"); got.status != http.StatusUnprocessableEntity {
			w.t.Errorf("daily backups without a key: %d", got.status)
		}
	})
}

// Where there are several accounts, what belongs to the installation is shown to
// the system account alone; the others see their own part.
func TestL13SeveralAccountsShareAMachine(t *testing.T) {
	alongside(t)
	for name, system := range map[string]string{"harbour owns it": "harbour", "nobody owns it": ""} {
		t.Run(name, func(t *testing.T) {
			w := openWith(t, dbtest.SQLiteFile(t), func(_ *town, o *server.Options) { o.System = system })
			h := w.harbour()
			h.join("Ivy Technik", people.Staff, onServer())
			w.enter("Ivy Technik").get("/server/jobs").ok() // as long as it serves one account
			rival := w.company("rival", "Rival Rooms", "Rex Rival")
			rival.join("Ida Technik", people.Staff, onServer())
			for _, who := range []struct {
				name  string
				whole bool
			}{{"Ines Alvarez", system == "harbour"}, {"Rex Rival", false}, {"Ida Technik", false}, {"Ivy Technik", false}} {
				p := w.enter(who.name)
				for _, path := range ownSections {
					if got := p.get(path).ok(); strings.Contains(got.body, "Requests by route") {
						w.t.Error(path)
					}
				}
				for _, path := range wholeSections {
					if got := p.get(path); (got.status == http.StatusOK) != who.whole {
						w.t.Errorf("%s opens %s: %d", who.name, path, got.status)
					}
				}
				if got := p.post("/server/jobs/retry"); (got.status == http.StatusNotFound) == who.whole {
					w.t.Errorf("%s runs jobs again: %d", who.name, got.status)
				}
			}
		})
	}
}

// Mail that fails is shown to the admin with all there is to know, to IT without
// to whom and what about; either has it tried again.
func TestL13FailedMailIsShownAndTriedAgain(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ivy Technik", people.Staff, onServer())
		ivy, ines := w.enter("Ivy Technik"), w.enter("Ines Alvarez")
		w.box.fails(errUnknown)
		ines.post("/server/mail/test").ok()
		var failed machine.Letter
		for failed.State != "failed" {
			p, err := w.Machine.Post(context.Background(), h.boss)
			w.must(err)
			for _, l := range p.Letters {
				if l.State == "failed" {
					failed = l
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got := ines.get("/server/mail").ok(); !strings.Contains(got.body, "ines.alvarez@people.example") || !strings.Contains(got.body, "550") {
			w.t.Error("the admin is not told what failed")
		}
		if got := ivy.get("/server/mail").ok(); strings.Contains(got.body, "ines.alvarez") || strings.Contains(got.body, "Keyhouse: a test mail") || !strings.Contains(got.body, "550") {
			w.t.Error("IT is told to whom, or not why:", got.text())
		}
		w.box.fails(nil)
		ivy.post("/server/mail/" + failed.ID.String() + "/retry").ok()
		w.box.next(w, "ines.alvarez@people.example", "test mail", 1)
	})
}

// Jobs that were given up run again; what they are about is nowhere.
func TestL13JobsThatWereGivenUpRunAgain(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ivy Technik", people.Staff, onServer())
		w.must(w.DB.Write(context.Background(), func(tx *db.Tx) error {
			return tx.Global("job").Insert(context.Background(), db.Set("id", h.gerda.ID).Set("kind", "import.run").Set("args", `{"guest":"Gerda Gast"}`).
				Set("attempts", 3).Set("error", "no such owner: Ana Peeters").Set("created_at", w.clock.now()).Set("failed_at", w.clock.now()))
		}))
		ivy := w.enter("Ivy Technik")
		got := ivy.get("/server/jobs?state=" + jobs.GivenUp).ok()
		for _, mark := range []string{"Gerda", "Ana", "Peeters"} {
			if strings.Contains(got.body, mark) {
				w.t.Errorf("a job tells IT %q", mark)
			}
		}
		if !strings.Contains(got.body, "given up") {
			w.t.Error("a job that was given up is not shown")
		}
		ivy.post("/server/jobs/" + h.gerda.ID.String() + "/forget").ok()
		if again := ivy.post("/server/jobs/" + h.gerda.ID.String() + "/retry"); again.status != http.StatusNotFound {
			w.t.Errorf("a job that is gone runs again: %d", again.status)
		}
	})
}

// The log of a whole story holds none of what the story is about, whatever
// fails in it.
func TestL13TheLogNamesNobody(t *testing.T) {
	alongside(t)
	var log bytes.Buffer
	book := logbook.NewBook(2000)
	l := slog.New(logbook.Handler(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}), book))
	w := openWith(t, dbtest.SQLiteFile(t), func(_ *town, o *server.Options) { o.Log = l })
	h := w.harbour()
	m := newMarks(t)
	marked := m.mark(w.company("marked", "Marked Co", "Mia Marked"))
	_ = marked
	p := w.enter("Ines Alvarez")
	for _, path := range []string{"/bookings?q=Gerda", "/owners?q=Peeters", "/search?q=parrot", "/bookings/" + h.gerda.ID.String(), "/link/secret-token-of-gerda", "/nowhere/Ana-Peeters?email=ana.peeters@people.example"} {
		p.get(path)
	}
	p.post("/sign-in", "email=ana.peeters@people.example", "password=wrong password")
	w.box.fails(errUnknown)
	p.post("/server/mail/test")
	l.Error("a request failed", "error", fmt.Errorf("stays.Move: Gerda Gast clashes with Hugo Hold at Quay House, 1060.00 EUR, ana.peeters@people.example"))
	text := log.String()
	for _, line := range book.Latest(slog.LevelDebug) {
		text += line.String()
	}
	if !strings.Contains(text, "a request failed") {
		t.Error("nothing was logged: this proves nothing")
	}
	for _, mark := range []string{"Gerda", "Hugo", "Peeters", "ana.peeters", "Quay", "parrot", "1060", "secret-token", "people.example", "Ines"} {
		if strings.Contains(text, mark) {
			t.Errorf("the log holds %q", mark)
		}
	}
	if found, _ := m.in(text); len(found) > 0 {
		t.Errorf("the log holds marks: %v", found)
	}
}
