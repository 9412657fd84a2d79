package db_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// Nights that were rows of their own, up to step 20 of the schema, are digits of
// leaves after step 21: before and after the first day of all, at the border of
// two leaves, and a whole leaf.
func TestNightsBecomeLeaves(t *testing.T) {
	account, quay, lake := id.New(), id.New(), id.New()
	rows := [][]any{}
	take := func(place id.ID, nights ...int64) {
		for _, n := range nights {
			rows = append(rows, []any{account[:], place[:], n, place[:], "booking", slices.Clone(quay[:])})
		}
	}
	take(quay, -63, -32, -31, -1, 0, 30, 31)
	for n := range int64(31) {
		take(lake, 620+n)
	}
	want := []string{
		fmt.Sprint(quay, " -93 ", int64(1)<<60), fmt.Sprint(quay, " -62 ", int64(1)<<60), fmt.Sprint(quay, " -31 ", 1+int64(1)<<60),
		fmt.Sprint(quay, " 0 ", 1+int64(1)<<60), fmt.Sprint(quay, " 31 ", 1), fmt.Sprint(lake, " 620 ", (int64(1)<<62-1)/3),
	}
	slices.Sort(want)
	check := func(t *testing.T, dsn string) {
		was := &copied{table: -1, rows: [][][]any{rows}, all: []db.Shape{{Table: "night", Kinds: "bbibtb",
			Columns: []string{"account_id", "place_id", "night", "property_id", "thing", "record_id"}}}}
		if err := db.Fill(context.Background(), dsn, 18, was); err != nil {
			t.Fatal(err)
		}
		var got []string
		err := reopen(t, dsn).Read(ctx, func(tx *db.Tx) error {
			q := db.Select("l.place_id, l.first_night, l.taken", "calendar_leaf l").Everything(access.System("test").In(account))
			return db.Each(ctx, tx, q, func(r db.Row) error {
				var place id.ID
				var first, taken int64
				err := r.Scan(&place, &first, &taken)
				got = append(got, fmt.Sprint(place, " ", first, " ", taken))
				return err
			})
		})
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v\ngot  %v\nwant %v", err, got, want)
		}
	}
	t.Run("sqlite", func(t *testing.T) { check(t, filepath.Join(t.TempDir(), "new.db")) })
	t.Run("postgres", func(t *testing.T) { check(t, dbtest.EmptyPostgresDSN(t)) })
}

// Numbers are added up by their keys, and a check that does not hold undoes all.
func TestTally(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, place := id.New(), id.New()
		tally := func(rows ...[]any) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return tx.Tally(ctx, account, "calendar_leaf", []string{"place_id", "first_night"}, "taken", rows)
			})
		}
		if err := tally([]any{place, 0, 1}, []any{place, 31, 4}); err != nil {
			t.Fatal(err)
		}
		if err := tally([]any{place, 31, 16}, []any{place, 62, 1}); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"twice":       tally([]any{place, 93, 1}, []any{place, 31, 4}),
			"two at once": tally([]any{place, 93, 2}),
			"below none":  tally([]any{place, 0, -4}),
		} {
			if !db.IsCheck(err, "calendar_leaf_once") || db.IsCheck(err, "another") {
				t.Errorf("%s: %v", name, err)
			}
		}
		var got []int64
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			got, err = db.All(ctx, tx, db.Select("l.taken", "calendar_leaf l").Everything(all(account)).Order("l.first_night"), db.Scan1[int64])
			return err
		})
		if err != nil || !slices.Equal(got, []int64{1, 20, 1}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}
