package db_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
)

func TestNobodySeesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "x") })
		from := db.Select("b.name", "business b")
		var nobody *access.Viewer
		cases := map[string]db.Query{
			"nobody":                          from.Visible(nobody, 0, 0),
			"the zero viewer":                 from.Visible(&access.Viewer{}, 0, 0),
			"the zero filter":                 from.Within(access.Filter{}),
			"nobody asking for everything":    from.Everything(nobody),
			"the system without an account":   from.Everything(access.System("test")),
			"the system in another account":   from.Everything(all(id.New())),
			"a second filter that lets none":  businesses(account).Within(access.Filter{}, "b"),
			"a list of no values":             businesses(account).AndIn("b.name"),
			"a condition that tries to widen": businesses(id.New()).And("1 = 1 OR b.account_id = ?", account),
		}
		for name, q := range cases {
			if got := names(t, d, q); len(got) != 0 {
				t.Errorf("%s sees %v", name, got)
			}
		}
	})
}

func TestAQueryThatNobodyAskedIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	err := d.Read(ctx, func(tx *db.Tx) error {
		_, err := db.All(ctx, tx, db.Query{}, db.Scan1[string])
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "never told who asks") {
		t.Errorf("the zero Query gave %v", err)
	}
}

func TestAnInnerTableMustBeHeldToTheAccount(t *testing.T) {
	cases := []struct {
		name string
		q    db.Query
		ok   bool
	}{
		{"a join tied to the account", businesses(id.New()).
			Join("JOIN client c ON c.account_id = b.account_id AND c.business_id = b.id"), true},
		{"a join that forgets it", businesses(id.New()).
			Join("JOIN client c ON c.business_id = b.id"), false},
		{"an inner query tied to the account", businesses(id.New()).
			And("EXISTS (SELECT 1 FROM client c WHERE c.account_id = b.account_id AND c.business_id = b.id)"), true},
		{"an inner query that forgets it", businesses(id.New()).
			And("EXISTS (SELECT 1 FROM client c WHERE c.business_id = b.id)"), false},
		{"an inner query in the columns that forgets it",
			db.Select("(SELECT name FROM client c WHERE c.business_id = b.id)", "business b").Everything(all(id.New())), false},
		{"a global table needs no account", businesses(id.New()).
			Join("JOIN account a ON a.id = b.account_id"), true},
		{"tables joined by a comma", businesses(id.New()).
			And("EXISTS (SELECT 1 FROM client c, unit u WHERE c.account_id = b.account_id AND u.account_id = b.account_id)"), false},
		{"a global query into an account's table, tied", db.Global("s.id", "session s").
			Join("JOIN member m ON m.account_id = s.account_id AND m.person_id = s.person_id"), true},
		{"a global query into an account's table, loose", db.Global("s.id", "session s").
			Join("JOIN booking k ON k.person_id = s.person_id"), false},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range cases {
			err := d.Read(ctx, func(tx *db.Tx) error {
				return db.Each(ctx, tx, c.q, func(db.Row) error { return nil })
			})
			if (err == nil) != c.ok {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestPagesNeitherOverlapNorSkip(t *testing.T) {
	orders := []string{"b.name, b.id", "b.name DESC, b.id DESC", "b.name, b.id DESC", "b.currency DESC, b.name, b.id", "b.id"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		for i := range 23 {
			write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), string(rune('a'+i/4))) })
		}
		for _, order := range orders {
			whole, paged := walk(t, d, account, order, 0), walk(t, d, account, order, 5)
			if len(whole) != 23 || !slices.Equal(whole, paged) {
				t.Errorf("%s: pages give\n%v, want\n%v", order, paged, whole)
			}
		}
	})
}

// walk reads all rows in order, in pages of n (0: at once).
func walk(t *testing.T, d *db.DB, account id.ID, order string, n int) (out []id.ID) {
	t.Helper()
	columns := strings.NewReplacer(" DESC", "").Replace(order)
	keys := strings.Count(columns, ",") + 1
	var after []any
	for more := true; more; {
		err := d.Read(ctx, func(tx *db.Tx) error {
			q := db.Select(columns, "business b").Everything(all(account)).Order(order).After(after...)
			scan := func(r db.Row) ([]any, error) { return scanKey(r, keys) }
			rows, rest, err := page(tx, q, n, scan)
			for _, r := range rows {
				out = append(out, r[keys-1].(id.ID))
				after = r
			}
			more = rest
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func page(tx *db.Tx, q db.Query, n int, scan func(db.Row) ([]any, error)) ([][]any, bool, error) {
	if n == 0 {
		rows, err := db.All(ctx, tx, q, scan)
		return rows, false, err
	}
	return db.Page(ctx, tx, q, n, scan)
}

// scanKey reads texts and, last, an id.
func scanKey(r db.Row, n int) ([]any, error) {
	texts, last := make([]string, n-1), id.ID{}
	dest := make([]any, 0, n)
	for i := range texts {
		dest = append(dest, &texts[i])
	}
	err := r.Scan(append(dest, &last)...)
	key := make([]any, 0, n)
	for _, s := range texts {
		key = append(key, s)
	}
	return append(key, last), err
}

func TestCountsLookAtTheWholeList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		for i := range 9 {
			write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), string(rune('a'+i/3))) })
		}
		q := businesses(account)
		cases := []struct {
			name string
			q    db.Query
			most int
			want int64
		}{
			{"all rows", q, 0, 9},
			{"whatever the limit and the page", q.Limit(2).After("b", id.ID{}), 0, 9},
			{"only what matches", q.And("b.name = ?", "a"), 0, 3},
			{"groups count once", q.GroupBy("b.name"), 0, 3},
			{"no further than asked", q, 4, 4},
			{"fewer than the most", q.And("b.name = ?", "a"), 4, 3},
			{"nothing", q.And("b.name = ?", "z"), 0, 0},
		}
		for _, c := range cases {
			err := d.Read(ctx, func(tx *db.Tx) error {
				got, err := db.CountTo(ctx, tx, c.q, c.most)
				if got != c.want {
					t.Errorf("%s: %d, want %d", c.name, got, c.want)
				}
				return err
			})
			if err != nil {
				t.Error(c.name, err)
			}
		}
	})
}

func TestOneRowOrNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, businesses(id.New()), db.Scan1[string])
			return err
		})
		if err == nil || fault.KindOf(err) != fault.Missing {
			t.Errorf("gave %v, want fault.NotFound", err)
		}
	})
}

func TestAQueryInsideItsOwnRows(t *testing.T) {
	d := dbtest.SQLite(t)
	account := id.New()
	for _, n := range []string{"a", "b", "c"} {
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), n) })
	}
	var pairs []string
	err := d.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, businesses(account), func(outer db.Row) error {
			var a string
			if err := outer.Scan(&a); err != nil {
				return err
			}
			inner, err := db.All(ctx, tx, businesses(account), db.Scan1[string])
			pairs = append(pairs, a+strings.Join(inner, ""))
			return err
		})
	})
	if err != nil || !slices.Equal(pairs, []string{"aabc", "babc", "cabc"}) {
		t.Error(pairs, err)
	}
}

// TestQueriesAreValues: two lists made from one do not disturb each other.
func TestQueriesAreValues(t *testing.T) {
	d := dbtest.SQLite(t)
	account := id.New()
	for _, n := range []string{"a", "b"} {
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), n) })
	}
	base := businesses(account).And("1 = 1").And("2 = 2").And("3 = 3")
	a, b := base.And("b.name = ?", "a"), base.And("b.name = ?", "b")
	if x, y := names(t, d, a), names(t, d, b); !slices.Equal(x, []string{"a"}) || !slices.Equal(y, []string{"b"}) {
		t.Error(x, y)
	}
}

func TestValuesComeBackAsTheyWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, i := id.New(), id.New()
		day, at := calendar.Day(2026, 11, 22), time.Date(2026, 11, 22, 1, 2, 3, 456789000, time.UTC)
		write(t, d, func(tx *db.Tx) error {
			return tx.Insert(ctx, account, "import_run", db.Set("id", i).Set("kind", "ünïcödé ✓").Set("state", "").
				Set("done", day).Set("total", true).Set("owners", int32(7)).Set("properties", int64(-1)<<62).
				Set("bookings", 0).Set("blocks", 0).Set("skipped", 0).Set("unchanged", 0).Set("error", "").
				Set("person_id", id.ID{}).Set("created_at", at).Set("finished_at", time.Time{}))
		})
		err := d.Read(ctx, func(tx *db.Tx) error {
			q := db.Select("r.id, r.kind, r.done, r.total, r.owners, r.properties, r.person_id, r.created_at, r.finished_at", "import_run r").
				Everything(all(account)).And("r.id = ? AND r.done = ? AND r.created_at = ?", i, day, at)
			_, err := db.One(ctx, tx, q, func(r db.Row) (struct{}, error) {
				var gotID, person id.ID
				var kind string
				var gotDay calendar.Date
				var yes bool
				var seven, low int64
				var created, finished time.Time
				err := r.Scan(&gotID, &kind, &gotDay, &yes, &seven, &low, &person, db.ScanMoment(&created), db.ScanMoment(&finished))
				if gotID != i || kind != "ünïcödé ✓" || gotDay != day || !yes || seven != 7 || low != -1<<62 ||
					!person.IsZero() || !created.Equal(at) || !finished.IsZero() {
					t.Error(gotID, kind, gotDay, yes, seven, low, person, created, finished)
				}
				return struct{}{}, err
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnErrorInARowEndsTheList(t *testing.T) {
	d := dbtest.SQLite(t)
	account := id.New()
	write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "a") })
	err := d.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, businesses(account), func(db.Row) error { return errGiveUp })
	})
	if !errors.Is(err, errGiveUp) {
		t.Error(err)
	}
}

func TestReadOneAsksOneQuery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "x") })
		ask := func(tx *db.Tx) error {
			got, err := db.One(ctx, tx, businesses(account), db.Scan1[string])
			if err == nil && got != "x" {
				t.Errorf("%q", got)
			}
			return err
		}
		for range 3 {
			if err := d.ReadOne(ctx, ask); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.ReadOne(ctx, func(tx *db.Tx) error { return errors.Join(ask(tx), ask(tx)) }); err == nil {
			t.Error("a second query was answered without a snapshot")
		}
		if err := d.ReadOne(ctx, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "y") }); err == nil {
			t.Error("it changed something")
		}
	})
}
