// Package dbtest gives a test a migrated, empty database of each kind:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
//	func TestMove(t *testing.T) {
//		dbtest.Each(t, func(t *testing.T, d *db.DB) { … })
//	}
//
// SQLite is always there. PostgreSQL is the server that KEYHOUSE_TEST_POSTGRES
// names (a DSN whose user may create databases), or one started from the
// binaries installed here, once a test binary. Where there is neither, its
// tests are skipped and say so; KEYHOUSE_REQUIRE=postgres makes that a failure.
// With -short only SQLite runs, and that too fails where it is required.
package dbtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"keyhouse/db"
)

// Main runs the tests of a package, then tidies up and stops the server, if one
// was started.
func Main(m *testing.M, tidy ...func()) {
	code := m.Run()
	for _, fn := range tidy {
		fn()
	}
	stopServer()
	os.Exit(code)
}

// Each runs test once on SQLite and once on PostgreSQL, each time with a
// database of its own.
func Each(t *testing.T, test func(*testing.T, *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite gives a fresh SQLite database, closed when the test ends.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, SQLiteFile(t))
}

// SQLiteFile gives the path of a fresh, migrated SQLite file that nobody has
// open.
func SQLiteFile(t testing.TB) string {
	t.Helper()
	file, err := liteTemplate()
	if err != nil {
		t.Fatalf("making the SQLite template: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Postgres gives a fresh PostgreSQL database, closed and dropped when the test
// ends; or it skips the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresDSN(t))
}

// open closes the database before the test's folder or database goes.
func open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn, db.Options{Synchronous: "NORMAL"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
	})
	return d
}

// liteTemplate is a migrated file, read once.
var liteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "keyhouse-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(dsn string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, dsn, db.Options{Synchronous: "NORMAL"})
	if err != nil {
		return err
	}
	if err := d.Migrate(ctx); err != nil {
		return errors.Join(err, d.Close())
	}
	return d.Close()
}
