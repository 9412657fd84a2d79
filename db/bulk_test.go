package db_test

import (
	"errors"
	"slices"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// What was filled in bulk cannot be told from what was written row by row.
func TestBulkLeavesTheSchemaAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, before := id.New(), []string(nil)
		if d.Dialect() == access.SQLite {
			before = schemaOf(t, d)
		}
		words := [][]any{{[]byte("quay"), "booking", "guest", id.New()}, {[]byte("alma"), "booking", "guest", id.New()}, {[]byte("mill"), "block", "guest", id.New()}}
		put := func() error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return tx.InsertMany(ctx, account, "search_word", []string{"word", "thing", "grp", "record_id"}, words)
			})
		}
		if err := d.Bulk(ctx, []string{"booking", "journal_line"}, []string{"search_word"}, put); err != nil {
			t.Fatal(err)
		}
		if before != nil && !slices.Equal(before, schemaOf(t, d)) {
			t.Error("the schema has changed")
		}
		q := db.Select("w.word", "search_word w").Everything(all(account)).And("w.thing = ? AND w.word >= ?", "booking", []byte("a")).Order("w.word")
		var got [][]byte
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			got, err = db.All(ctx, tx, q, db.Scan1[[]byte])
			return err
		})
		if err != nil || len(got) != 2 || string(got[0]) != "alma" {
			t.Errorf("found %q, %v", got, err)
		}
		if err := put(); !db.IsUnique(err, "search_word") {
			t.Errorf("the key does not hold any more: %v", err)
		}
		oops := errors.New("oops")
		if err := d.Bulk(ctx, nil, nil, func() error { return oops }); !errors.Is(err, oops) {
			t.Errorf("a failure is told as %v", err)
		}
	})
}

func schemaOf(t *testing.T, d *db.DB) []string {
	t.Helper()
	pool := openSQL(t, "sqlite", d.DSN())
	return append(lines(t, pool, "SELECT replace(sql, '\"', '') FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"),
		lines(t, pool, "SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 ORDER BY tbl, idx")...)
}
