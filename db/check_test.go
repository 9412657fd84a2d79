package db_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

func TestASoundDatabaseHasNoFindings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if findings, err := d.Check(ctx); err != nil || len(findings) > 0 {
			t.Error(findings, err)
		}
	})
}

func TestADamagedFileIsFound(t *testing.T) {
	file := dbtest.SQLiteFile(t)
	damage(t, file)
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		return // refusing to open it is as good
	}
	defer d.Close()
	findings, err := d.Check(ctx)
	if err == nil && len(findings) == 0 {
		t.Error("a file with a page of another kind passed")
	}
}

// damage overwrites the row of a written business with other bytes.
func damage(t *testing.T, file string) {
	t.Helper()
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	mark := strings.Repeat("marked", 10)
	write(t, d, func(tx *db.Tx) error { return addBusiness(tx, id.New(), id.New(), mark) })
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte(mark))
	for i := at - 100; i < at; i++ {
		b[i] = 0xff // the row's header and ids
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAQuickCheckSeesDamageToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if findings, err := d.CheckQuickly(ctx); err != nil || len(findings) > 0 {
			t.Error(findings, err)
		}
	})
	file := dbtest.SQLiteFile(t)
	damage(t, file)
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		return // refusing to open it is as good
	}
	defer d.Close()
	if findings, err := d.CheckQuickly(ctx); err == nil && len(findings) == 0 {
		t.Error("a file with a page of another kind passed")
	}
}

// An index that says something else than its table is what only the whole check
// sees; it says which table it is at.
func TestAnIndexThatLiesIsFound(t *testing.T) {
	file := dbtest.SQLiteFile(t)
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pool.ExecContext(ctx, "INSERT INTO change_hint (id, topic, at) VALUES (x'01', 'quay', 1); PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '(at)', '(topic)') WHERE name = 'change_hint_at'")
	if err = errors.Join(err, pool.Close()); err != nil {
		t.Fatal(err)
	}
	if d, err = db.Open(ctx, file, db.Options{}); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	seen := map[string]bool{}
	var last db.Step
	findings, err := d.Check(db.WithSteps(ctx, func(s db.Step) { seen[s.What], last = true, s }))
	if err != nil || len(findings) == 0 || !strings.Contains(findings[0], "change_hint_at") {
		t.Errorf("found %q, %v", findings, err)
	}
	if !seen["business"] || !seen["booking"] || last.Done != last.Total || last.Total < 50 {
		t.Errorf("it was at %d of %d, %v", last.Done, last.Total, seen)
	}
}
