package db_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// copied is what Copy gave, to be read again.
type copied struct {
	schema    int64
	all       []db.Shape
	rows      [][][]any
	table, at int
	fail      error // given at the last row
}

func copyOf(t *testing.T, d *db.DB) *copied {
	t.Helper()
	c := &copied{table: -1}
	err := d.Copy(context.Background(), func(schema int64, all []db.Shape) error {
		c.schema, c.all, c.rows = schema, all, make([][][]any, len(all))
		return nil
	}, func(table int, values []any) error {
		row := make([]any, len(values))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = append([]byte{}, b...)
			}
			row[i] = v
		}
		c.rows[table] = append(c.rows[table], row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, t2 := range c.all {
		if t2.Rows != int64(len(c.rows[i])) {
			t.Errorf("%s: %d rows were announced, %d came", t2.Table, t2.Rows, len(c.rows[i]))
		}
	}
	return c
}

func (c *copied) NextTable() (db.Shape, error) {
	if c.table++; c.table >= len(c.all) {
		return db.Shape{}, io.EOF
	}
	c.at = 0
	return c.all[c.table], nil
}

func (c *copied) NextRow() ([]any, error) {
	rows := c.rows[c.table]
	if c.at == len(rows) {
		return nil, io.EOF
	}
	if c.at++; c.fail != nil && c.all[c.table].Table == "property" && c.at == len(rows) {
		return nil, c.fail
	}
	return rows[c.at-1], nil
}

// contents is every row as text, by table: the engines give them in any order.
func (c *copied) contents() map[string]map[string]int {
	all := map[string]map[string]int{}
	for i, t := range c.all {
		rows := map[string]int{}
		for _, r := range c.rows[i] {
			line := map[string]any{}
			for j, v := range r {
				line[t.Columns[j]] = v
			}
			rows[fmt.Sprint(line)]++
		}
		all[t.Table] = rows
	}
	return all
}

// An installation with rows that refer to one another, odd texts, empty and
// missing values, and more of one kind than fits a statement.
func fillWorld(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	write := func(fn func(tx *db.Tx) error) {
		t.Helper()
		if err := d.Write(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	account, person, member := id.New(), id.New(), id.New()
	write(func(tx *db.Tx) error {
		return errors.Join(
			tx.Global("account").Insert(ctx, db.Set("id", account).Set("slug", "quay").Set("name", "Quay 'n' Söhne — 埠頭\n\"x\"").Set("template", "holiday-rentals").Set("plan", "pro").
				Set("state", "active").Set("currency", "EUR").Set("zone", "UTC").Set("settings", "{}").Set("version", int64(1)<<62).Set("created_at", -5)),
			tx.Global("setting").Upsert(ctx, db.Set("name", "x"), db.Set("value", "")),
			tx.Global("person").Insert(ctx, db.Set("id", person).Set("email", "a@b.example").Set("email_key", "a@b.example").Set("name", "Ana").Set("password_hash", "").
				Set("zone", "").Set("locale", "").Set("failed_count", 0).Set("created_at", 1)),
		)
	})
	write(func(tx *db.Tx) error {
		return tx.Insert(ctx, account, "member", db.Set("id", member).Set("person_id", person).Set("name", "Ana").Set("state", "active").Set("kind", "staff").
			Set("login_method", "").Set("last_action", "").Set("version", 1).Set("created_at", 1))
	})
	columns := []string{"id", "thing", "record_id", "property_id", "body", "person_id", "author", "acting_name", "created_at"}
	var notes [][]any
	for i := range 1234 {
		notes = append(notes, []any{id.New(), "booking", id.New(), nil, strings.Repeat("q", i%300) + fmt.Sprint(i), person, "Ana", "", i})
	}
	write(func(tx *db.Tx) error { return tx.InsertMany(ctx, account, "note", columns, notes) })
	write(func(tx *db.Tx) error {
		return tx.Insert(ctx, account, "property", db.Set("id", id.New()).Set("business_id", id.New()).Set("name", "Loft").Set("name_key", "loft").Set("kind", "house").
			Set("street", "").Set("city", "").Set("postcode", "").Set("country", "").Set("zone", "").Set("currency", "EUR").Set("sleeps", 2).Set("description", "").
			Set("reference", "").Set("version", 1).Set("created_at", 1))
	})
}

// What is copied from either engine fills either engine, and copied again it is
// the same.
func TestACopyFillsEitherEngine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fillWorld(t, d)
		was := copyOf(t, d)
		if was.schema != db.LatestSchema() {
			t.Errorf("copied at step %d, the latest is %d", was.schema, db.LatestSchema())
		}
		check := func(t *testing.T, dsn string) {
			from := copyOf(t, d)
			if err := db.Fill(context.Background(), dsn, from.schema, from); err != nil {
				t.Fatal(err)
			}
			filled := reopen(t, dsn)
			if got := copyOf(t, filled).contents(); !reflect.DeepEqual(got, was.contents()) {
				t.Errorf("what was filled is not what was copied:\n%v\n%v", got, was.contents())
			}
			if wrong, err := filled.Check(context.Background()); err != nil || len(wrong) > 0 {
				t.Error(wrong, err)
			}
			if err := db.CheckEmpty(context.Background(), dsn); !errors.Is(err, db.ErrNotEmpty) {
				t.Error("a filled database is said to be empty:", err)
			}
			if err := db.Fill(context.Background(), dsn, from.schema, copyOf(t, d)); !errors.Is(err, db.ErrNotEmpty) {
				t.Error("a database in use was filled:", err)
			}
		}
		t.Run("to sqlite", func(t *testing.T) { check(t, filepath.Join(t.TempDir(), "new.db")) })
		t.Run("to an empty sqlite file", func(t *testing.T) { check(t, dbtest.SQLiteFile(t)) })
		t.Run("to postgres", func(t *testing.T) { check(t, dbtest.PostgresDSN(t)) })
	})
}

func reopen(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// A source that breaks off leaves nothing behind.
func TestAFillThatFailsLeavesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	fillWorld(t, d)
	torn := errors.New("torn")
	path := filepath.Join(t.TempDir(), "new.db")
	for _, dsn := range []string{path, ""} {
		t.Run(dsn, func(t *testing.T) {
			if dsn == "" {
				dsn = dbtest.PostgresDSN(t)
			}
			from := copyOf(t, d)
			from.fail = torn
			if err := db.Fill(context.Background(), dsn, from.schema, from); !errors.Is(err, torn) {
				t.Error(err)
			}
			if err := db.CheckEmpty(context.Background(), dsn); err != nil {
				t.Error("half of it is there:", err)
			}
		})
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 0 {
		t.Error("files are left:", left)
	}
}

// Names that are not ours do not become statements.
func TestOnlyOurTablesAreFilled(t *testing.T) {
	for _, bad := range []db.Shape{{Table: "account; DROP TABLE person", Columns: []string{"id"}, Kinds: "b"}, {Table: "session", Columns: []string{"id"}, Kinds: "b"},
		{Table: "account", Columns: []string{"id) VALUES (1); --"}, Kinds: "b"}, {Table: "goose_db_version", Columns: []string{"id"}, Kinds: "i"}} {
		from := &copied{table: -1, all: []db.Shape{bad}, rows: make([][][]any, 1)}
		if err := db.Fill(context.Background(), filepath.Join(t.TempDir(), "new.db"), db.LatestSchema(), from); err == nil {
			t.Error("taken:", bad)
		}
	}
}
