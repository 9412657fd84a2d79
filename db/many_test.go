package db_test

import (
	"fmt"
	"reflect"
	"testing"

	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// Whatever columns rows share – none, all, nothing at all in them –, and however
// many statements they fill, what is written is what was given.
func TestManyRowsThatShareColumns(t *testing.T) {
	columns := []string{"id", "thing", "record_id", "property_id", "body", "person_id", "author", "acting_name", "created_at"}
	person, record := id.New(), id.New()
	for name, row := range map[string]func(i int) []any{
		"none": func(i int) []any {
			return []any{id.New(), fmt.Sprint(i), id.New(), id.New(), fmt.Sprint(i, "b"), id.New(), fmt.Sprint(i), fmt.Sprint(-i), i}
		},
		"most": func(i int) []any { return []any{id.New(), "booking", record, nil, "same", person, "Ana", "", int64(7)} },
		"now and then": func(i int) []any {
			return []any{id.New(), "booking", record, id.ID{}, fmt.Sprint(i / 700), person, "Ana", "", calendar.Date(i / 900)}
		},
		"ids and nothing": func(i int) []any {
			return []any{id.New(), "booking", record, []any{nil, id.New(), id.ID{}}[i%3], "b", person, "Ana", "", true}
		},
		"bytes that match": func(i int) []any { return []any{id.New(), "booking", record[:], nil, "b", person[:], "Ana", "", 1} },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				for _, n := range []int{1, 16, 17, 200, 201, 2345} {
					account := id.New()
					want := map[string]int{}
					var rows [][]any
					for i := range n {
						rows = append(rows, row(i))
						want[plainRow(rows[i])]++
					}
					write(t, d, func(tx *db.Tx) error { return tx.InsertMany(ctx, account, "note", columns, rows) })
					if got := notes(t, d, account); !reflect.DeepEqual(got, want) {
						t.Fatalf("%d rows: they are not what was given", n)
					}
				}
			})
		})
	}
}

// plainRow spells a row alike before and after it was written.
func plainRow(row []any) string {
	out := ""
	for _, v := range row {
		switch x := v.(type) {
		case id.ID:
			v = nil
			if !x.IsZero() {
				v = x[:]
			}
		case calendar.Date:
			v = int64(x)
		case bool:
			v = map[bool]int64{true: 1}[x]
		}
		if b, is := v.([]byte); is && b == nil {
			v = nil
		}
		out += fmt.Sprintf("%v|", v)
	}
	return out
}

func notes(t *testing.T, d *db.DB, account id.ID) map[string]int {
	t.Helper()
	got := map[string]int{}
	err := d.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("n.id, n.thing, n.record_id, n.property_id, n.body, n.person_id, n.author, n.acting_name, n.created_at", "note n").Everything(all(account))
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var one, record, property, person []byte
			var thing, body, author, acting string
			var at int64
			if err := r.Scan(&one, &thing, &record, &property, &body, &person, &author, &acting, &at); err != nil {
				return err
			}
			got[plainRow([]any{one, thing, record, property, body, person, author, acting, at})]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
