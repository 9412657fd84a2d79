package people

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
)

// asWriter in the environment makes this test binary write to the trail of the
// database it names until it is killed.
const asWriter = "KEYHOUSE_TRAIL_WRITER"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(asWriter); dsn != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(dsn))
		os.Exit(1)
	}
	dbtest.Main(m)
}

// writeUntilKilled has eight writers, and prints a line for each entry that is
// acknowledged.
func writeUntilKilled(dsn string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		return err
	}
	s := New(d, Options{})
	a, err := s.AccountBySlug(ctx, "quay")
	if err != nil {
		return err
	}
	who := access.System("a test").In(a.ID)
	errs := make(chan error)
	for range 8 {
		go func() {
			for {
				err := d.Write(ctx, func(tx *db.Tx) error {
					return s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Booking, Record: a.ID, Changes: Diff(nil, Fields{}.Put(access.GroupGuest, "Guest", "Ann"))})
				})
				if err != nil {
					errs <- err
					return
				}
				fmt.Println("written")
			}
		}()
	}
	return <-errs
}

// TestX4KilledWhileWriting: a process that is killed in the middle leaves a
// whole trail behind, with every entry that was acknowledged; the next one goes
// on from there.
func TestX4KilledWhileWriting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		acknowledged := 0
		for range 2 {
			acknowledged += w.killAfter(120)
			if f := w.verify(); len(f) > 0 {
				t.Fatalf("%q", f)
			}
		}
		written := 0
		for _, line := range w.trail() {
			if line == "a test: edit booking, done" {
				written++
			}
		}
		if written < acknowledged {
			t.Errorf("%d entries were acknowledged, %d are there", acknowledged, written)
		}
		w.entries(3)
		if f := w.verify(); len(f) > 0 {
			t.Errorf("%q", f)
		}
	})
}

// killAfter starts a writer, kills it after so many entries, and gives how many
// it had acknowledged.
func (w *world) killAfter(n int) int {
	w.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWriter+"="+w.db.DSN())
	var said sync.WaitGroup
	out, err := cmd.StdoutPipe()
	w.must(err)
	w.must(cmd.Start())
	lines, reading := 0, bufio.NewScanner(out)
	said.Go(func() {
		for reading.Scan() {
			if lines++; lines == n {
				if err := cmd.Process.Kill(); err != nil {
					w.t.Error(err)
				}
			}
		}
		_, _ = io.Copy(io.Discard, out)
	})
	said.Wait()
	_ = cmd.Wait() // it was killed
	if lines < n {
		w.t.Fatalf("the writer ended by itself after %d entries", lines)
	}
	return lines
}
