package db_test

import (
	"bytes"
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
