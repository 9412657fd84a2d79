package db_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
)

// What went wrong: whoever used Keyhouse while PostgreSQL restarted was told that
// something broke. Now they are told to try again, and nothing of what broke.
func TestAServerThatStopsAndStarts(t *testing.T) {
	pg := dbtest.Own(t)
	d, err := db.Open(t.Context(), pg.DSN(), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := func() error {
		return d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Global("setting").Upsert(t.Context(), db.Set("name", "x"), db.Set("value", "y"))
		})
	}
	read := func() error {
		return d.ReadOne(t.Context(), func(tx *db.Tx) error {
			_, err := db.Count(t.Context(), tx, db.Global("1", "setting s"))
			return err
		})
	}
	works := func() {
		t.Helper()
		if err := errors.Join(write(), read()); err != nil {
			t.Error(err)
		}
	}
	works()
	for _, end := range []func() error{pg.Stop, pg.Crash} {
		amid := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := end(); err != nil {
				t.Error(err)
			}
			return tx.Global("setting").Upsert(t.Context(), db.Set("name", "amid"), db.Set("value", "y"))
		})
		for what, err := range map[string]error{"amid a change": amid, "a change": write(), "a reading": read()} {
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s: %v %v", what, fault.KindOf(err), err)
			}
			if say := fault.Of(err).Say; say == "" || strings.Contains(say, "sql") || strings.Contains(say, "127.0.0.1") {
				t.Errorf("%s: people are told %q", what, say)
			}
		}
		if err := pg.Start(); err != nil {
			t.Fatal(err)
		}
		works()
	}
}

// A file that another process keeps locked for longer than anybody waits.
func TestAFileThatIsBusy(t *testing.T) {
	defer db.Hurry(20 * time.Millisecond)()
	path := dbtest.SQLiteFile(t)
	d, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func() error {
		return d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Global("setting").Upsert(t.Context(), db.Set("name", "x"), db.Set("value", "y"))
		})
	}
	if err := write(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("while another holds the file: %v", err)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := write(); err != nil {
		t.Errorf("once it is free: %v", err)
	}
}

// Whoever goes away while their query runs is not our failure, on either engine.
func TestACallerWhoGoesAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Read(ctx, func(tx *db.Tx) error {
			cancel()
			_, err := db.Count(ctx, tx, db.Global("1", "setting s"))
			return err
		})
		if !errors.Is(err, context.Canceled) || fault.Of(err) != nil {
			t.Errorf("%v %v", fault.KindOf(err), err)
		}
	})
}

// Whoever starts Keyhouse on what it cannot write, or cannot read, is told what to look at.
func TestAFileThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{filepath.Join(dir, "nowhere", "x.db"): "writable", text: "no SQLite database"} {
		if d, err := db.Open(t.Context(), path, db.Options{}); err == nil {
			d.Close()
			t.Errorf("%s opens", path)
		} else if !strings.Contains(err.Error(), want) {
			t.Error(err)
		}
	}
}
