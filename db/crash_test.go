package db_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// crashFile tells the re-run test binary that it is the one to be killed.
const crashFile = "KEYHOUSE_CRASH_FILE"

// TestAcknowledgedMeansDurable kills a process that writes under load, several
// times, and looks for every row it had been told was written.
func TestAcknowledgedMeansDurable(t *testing.T) {
	if file := os.Getenv(crashFile); file != "" {
		writeUntilKilled(t, file)
	}
	file := dbtest.SQLiteFile(t)
	var acknowledged []id.ID
	for range 3 {
		acknowledged = append(acknowledged, killUnderLoad(t, file, 300)...)
	}
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if findings, err := d.Check(ctx); err != nil || len(findings) > 0 {
		t.Error("after the kills:", findings, err)
	}
	lost(t, d, acknowledged)
}

var crashAccount = id.Must("019aa000-0000-7000-8000-000000000001")

// writeUntilKilled names each acknowledged row on standard output. Every body
// writes two rows, of which both or neither may survive.
func writeUntilKilled(t *testing.T, file string) {
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var one sync.Mutex
	for range 8 {
		go func() {
			for {
				a, b := id.New(), id.New()
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := addBusiness(tx, crashAccount, a, b.String()); err != nil {
						return err
					}
					return addBusiness(tx, crashAccount, b, a.String())
				})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(3)
				}
				one.Lock()
				fmt.Println("ack", a)
				one.Unlock()
			}
		}()
	}
	select {}
}

// killUnderLoad runs the writer until it has acknowledged n rows, kills it, and
// gives all that it had acknowledged by then.
func killUnderLoad(t *testing.T, file string, n int) (acknowledged []id.ID) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedMeansDurable$")
	child.Env = append(os.Environ(), crashFile+"="+file)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	rows := bufio.NewScanner(out)
	for rows.Scan() {
		var s string
		if _, err := fmt.Sscanf(rows.Text(), "ack %s", &s); err == nil && len(s) == 36 {
			acknowledged = append(acknowledged, id.Must(s))
		}
		if len(acknowledged) == n {
			child.Process.Kill()
		}
	}
	child.Wait() // says "killed", as wanted
	if len(acknowledged) < n {
		t.Fatalf("the writer ended by itself after %d rows", len(acknowledged))
	}
	return acknowledged
}

func lost(t *testing.T, d *db.DB, acknowledged []id.ID) {
	t.Helper()
	there := map[id.ID]string{}
	err := d.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("b.id, b.name", "business b").Everything(all(crashAccount))
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var i id.ID
			var other string
			err := r.Scan(&i, &other)
			there[i] = other
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range acknowledged {
		if _, ok := there[i]; !ok {
			t.Errorf("%s was acknowledged and is gone", i)
		}
	}
	for i, other := range there {
		if _, ok := there[id.Must(other)]; !ok {
			t.Errorf("half a body survived: %s without %s", i, other)
		}
	}
}

// TestTheLogHoldsWhatTheFileDoesNot: what is acknowledged is in the file and
// its log, even if the process never closed it.
func TestTheLogHoldsWhatTheFileDoesNot(t *testing.T) {
	d := dbtest.SQLite(t)
	account := id.New()
	write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "kept") })
	copied := filepath.Join(t.TempDir(), "copy.db")
	for _, end := range []string{"", "-wal"} {
		copyFile(t, d.DSN()+end, copied+end)
	}
	again, err := db.Open(ctx, copied, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := names(t, again, businesses(account)); len(got) != 1 {
		t.Errorf("the copy holds %v", got)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
}

// TestSeveralStartAtOnce migrates one new database from several processes' worth
// of handles.
func TestSeveralStartAtOnce(t *testing.T) {
	for name, dsn := range map[string]string{
		"sqlite": filepath.Join(t.TempDir(), "new.db"), "postgres": "",
	} {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" {
				dsn = dbtest.EmptyPostgresDSN(t)
			}
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() { startOne(t, dsn) })
			}
			all.Wait()
		})
	}
}

func startOne(t *testing.T, dsn string) {
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		t.Error(err)
		return
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Error(err)
	}
	steps, err := d.Status(ctx)
	if err != nil || len(steps) == 0 {
		t.Error(steps, err)
	}
	for _, s := range steps {
		if s.Applied.IsZero() || s.Applied.After(time.Now().Add(time.Minute)) {
			t.Errorf("%s applied at %s", s.Name, s.Applied)
		}
	}
}
