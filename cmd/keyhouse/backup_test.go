package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyhouse/db/dbtest"
)

// L13 on the command line: a key is made, everything is backed up to it, the file
// proves whole, and comes back on either engine as it was. A wrong key, a torn
// file and a database in use are refused, and leave nothing behind.
func TestBackupAndRestoreCommands(t *testing.T) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLiteFile, "postgres": dbtest.PostgresDSN} {
		t.Run(name, func(t *testing.T) {
			from, dir := dsn(t), t.TempDir()
			in := func(name string) string { return filepath.Join(dir, name) }
			does := func(want string, args ...string) string {
				t.Helper()
				out, err := call(t, args...)
				if err != nil || !strings.Contains(out, want) {
					t.Fatalf("%v printed %q (%v), want %q", args, out, err, want)
				}
				return out
			}
			refuses := func(want string, args ...string) {
				t.Helper()
				if out, err := call(t, args...); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%v printed %q (%v), want a refusal with %q", args, out, err, want)
				}
			}
			t.Setenv("KEYHOUSE_PASSWORD", "correct-horse-battery")
			does("is open", "account", "create", "harbour", "--name", "Harbour Homes", "--admin-name", "Ines Alvarez", "--admin-email", "ines@harbour.example", "--database", from)

			public := strings.TrimSpace(does("age1", "key", in("key.txt")))
			does("age1", "key", in("other.txt"))
			refuses("is there already", "key", in("key.txt"))
			does("sha256", "backup", "--database", from, "--to", in("a.keyhouse"), "--recipient", public)
			refuses("there already", "backup", "--database", from, "--to", in("a.keyhouse"), "--recipient", public)
			file, err := os.ReadFile(in("a.keyhouse"))
			if err != nil || bytes.Contains(file, []byte("Harbour")) || bytes.Contains(file, []byte("ines@")) {
				t.Fatal("the backup can be read without its key", err)
			}

			does("The backup is whole", "restore", in("a.keyhouse"), "--identity", in("key.txt"), "--check")
			refuses("", "restore", in("a.keyhouse"), "--identity", in("other.txt"), "--check")
			if err := os.WriteFile(in("torn.keyhouse"), file[:len(file)-20], 0o600); err != nil {
				t.Fatal(err)
			}
			refuses("", "restore", in("torn.keyhouse"), "--identity", in("key.txt"), "--database", in("torn.db"))
			refuses("", "restore", in("a.keyhouse"), "--identity", in("key.txt"), "--database", from)
			if _, err := os.Stat(in("torn.db")); !os.IsNotExist(err) {
				t.Error("something is left of a restore that failed:", err)
			}

			targets := []string{in("again.db")}
			if name == "postgres" {
				targets = append(targets, dbtest.EmptyPostgresDSN(t))
			}
			for _, to := range targets {
				does("Restored", "restore", in("a.keyhouse"), "--identity", in("key.txt"), "--database", to)
				does("ok", "verify", "--database", to)
				does("Harbour Homes", "account", "list", "--database", to)
				if was, is := does("harbour", "account", "list", "--database", from), does("harbour", "account", "list", "--database", to); was != is {
					t.Errorf("the accounts are\n%s, and were\n%s", is, was)
				}
			}
		})
	}
}
