package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
)

// What people of every reach ask most: the page of a list by day, one record,
// and how many there are. 3 and 800 properties are written out, 801 looked up.
var reaches = []int{3, 800, 801, 0}

// TestPlansOnSQLite holds the shapes that were measured (docs/adr/query-layer.md):
// few ids seek by property and sort, many walk the days and look each one up,
// counts never touch the table. Sizes are told by planner.txt, not by the data.
func TestPlansOnSQLite(t *testing.T) {
	d := dbtest.SQLite(t)
	w := settle(t, d, 810, 400, 3, 800, 801)
	var out strings.Builder
	err := d.Read(ctx, func(tx *db.Tx) error {
		for _, n := range reaches {
			for _, p := range plansOf(t, tx, w, n) {
				fmt.Fprintf(&out, "%s, %s\n\t%s\n", who(n), p.name, strings.Join(p.steps, "\n\t"))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/plans.txt", out.String())
}

type plan struct {
	name  string
	steps []string
}

func plansOf(t *testing.T, tx *db.Tx, w *world, n int) []plan {
	t.Helper()
	bookings := db.Select(listed, "booking b").Visible(w.viewer(n), access.Read, access.Booking)
	must := func(steps []string, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return steps
	}
	return []plan{
		{"page of 50 by day", must(db.Explain(ctx, tx, w.list(n)))},
		{"its second page", must(db.Explain(ctx, tx, w.list(n).After(w.day, nth(4, 0))))},
		{"one by id", must(db.Explain(ctx, tx, bookings.And("b.id = ?", nth(4, 0))))},
		{"one property's month", must(db.Explain(ctx, tx, bookings.And("b.property_id = ? AND b.arrive >= ? AND b.arrive < ?", w.properties[0], w.day, w.day.Add(31)).Order("b.arrive, b.id")))},
		{"count", must(db.ExplainCount(ctx, tx, w.list(n)))},
	}
}

// TestPlansOnPostgres: its planner goes by real sizes, so only this is held: no
// list of bookings reads the whole table, and one record costs one look.
func TestPlansOnPostgres(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	d, err := db.Open(ctx, dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := settle(t, d, 810, 6000, 3, 800, 801)
	if _, err := openSQL(t, "pgx", dsn).Exec("ANALYZE"); err != nil {
		t.Fatal(err)
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		for _, n := range reaches {
			for _, p := range plansOf(t, tx, w, n) {
				whole := slices.ContainsFunc(p.steps, func(s string) bool { return strings.Contains(s, "Seq Scan on booking") })
				if whole && p.name != "count" {
					t.Errorf("%s, %s reads the whole table:\n%s", who(n), p.name, strings.Join(p.steps, "\n"))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBothEnginesGiveTheSamePages: same rows, same order, whatever the shape.
func TestBothEnginesGiveTheSamePages(t *testing.T) {
	pages := map[int][]booked{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := settle(t, d, 810, 2000, 3, 800, 801)
		for _, n := range reaches {
			err := d.Read(ctx, func(tx *db.Tx) error {
				got, err := db.All(ctx, tx, w.list(n), scanBooked)
				if len(got) == 0 {
					t.Errorf("%s: an empty page", who(n))
				}
				if before, ok := pages[n]; ok && !slices.Equal(before, got) {
					t.Errorf("%s: the engines differ", who(n))
				}
				pages[n] = got
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	if slices.Equal(pages[3], pages[800]) {
		t.Error("3 and 800 properties give the same page: the world is too small to tell")
	}
}

// TestThePlannerIsToldAboutRealIndexes: a renamed index must not be forgotten.
func TestThePlannerIsToldAboutRealIndexes(t *testing.T) {
	pool := openSQL(t, "sqlite", dbtest.SQLiteFile(t))
	// A clustered table's key goes by the name of the table.
	unknown := lines(t, pool, `SELECT tbl || ' ' || idx FROM sqlite_stat1 s
		WHERE NOT EXISTS (SELECT 1 FROM sqlite_master m WHERE m.type = 'index' AND m.name = s.idx AND m.tbl_name = s.tbl)
		AND NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.name = s.tbl AND s.idx = s.tbl AND l.wr = 1)`)
	wrong := lines(t, pool, `SELECT tbl || ' ' || idx FROM sqlite_stat1 s WHERE length(stat) - length(replace(stat, ' ', '')) <>
		CASE WHEN s.idx = s.tbl THEN (SELECT COUNT(*) FROM pragma_table_info(s.tbl) WHERE pk > 0) ELSE (SELECT COUNT(*) FROM pragma_index_info(s.idx)) END`)
	if len(unknown)+len(wrong) > 0 {
		t.Errorf("planner.txt names indexes that are not there %v, or not all their columns %v", unknown, wrong)
	}
}
