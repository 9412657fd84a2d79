package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
)

var ctx = context.Background()

func all(account id.ID) *access.Viewer { return access.System("test").In(account) }

// addBusiness writes a row of the plainest account-owned table.
func addBusiness(tx *db.Tx, account, i id.ID, name string) error {
	return tx.Insert(ctx, account, "business", db.Set("id", i).Set("name", name).
		Set("currency", "EUR").Set("version", 1).Set("created_at", time.Unix(1700000000, 0)))
}

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, d *db.DB, q db.Query) (out []string) {
	t.Helper()
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, q, db.Scan1[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func businesses(account id.ID) db.Query {
	return db.Select("b.name", "business b").Everything(all(account)).Order("b.name, b.id")
}

func TestChangesStayInTheirAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mine, theirs, same := id.New(), id.New(), id.New()
		write(t, d, func(tx *db.Tx) error {
			return errors.Join(addBusiness(tx, mine, same, "a"), addBusiness(tx, theirs, same, "b"))
		})
		write(t, d, func(tx *db.Tx) error {
			n, err := tx.Update(ctx, mine, "business", db.ByID(same), db.Set("name", "changed"))
			if n != 1 {
				t.Errorf("Update touched %d rows, want 1", n)
			}
			return err
		})
		write(t, d, func(tx *db.Tx) error {
			n, err := tx.Delete(ctx, theirs, "business", db.Where("name = ? OR 1 = 1", "x"))
			if n != 1 {
				t.Errorf("Delete touched %d rows, want 1: the condition must not reach over", n)
			}
			return err
		})
		if got := names(t, d, businesses(mine)); len(got) != 1 || got[0] != "changed" {
			t.Errorf("mine: %v", got)
		}
		if got := names(t, d, businesses(theirs)); len(got) != 0 {
			t.Errorf("theirs: %v", got)
		}
	})
}

func TestAStaleEditIsAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, b := id.New(), id.New()
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, b, "a") })
		edit := func(version int64, name string) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return tx.UpdateVersion(ctx, account, "business", b, version, db.Set("name", name))
			})
		}
		if err := edit(1, "first"); err != nil {
			t.Fatal(err)
		}
		if err := edit(1, "second"); err == nil || fault.KindOf(err) != fault.Conflict {
			t.Errorf("the second edit of version 1 gave %v, want a conflict", err)
		}
		if err := edit(2, "third"); err != nil {
			t.Error("the version counts up by one:", err)
		}
		if got := names(t, d, businesses(account)); got[0] != "third" {
			t.Error(got)
		}
	})
}

func TestATakenKeyIsRecognised(t *testing.T) {
	cases := []struct {
		name string
		give func(error) bool
		want bool
	}{
		{"the table and its columns", func(e error) bool { return db.IsUnique(e, "member", "person_id") }, true},
		{"account_id may be named too", func(e error) bool { return db.IsUnique(e, "member", "person_id", "account_id") }, true},
		{"the table alone", func(e error) bool { return db.IsUnique(e, "member") }, true},
		{"any table", func(e error) bool { return db.IsUnique(e, "") }, true},
		{"another table", func(e error) bool { return db.IsUnique(e, "business") }, false},
		{"other columns", func(e error) bool { return db.IsUnique(e, "member", "id") }, false},
		{"a foreign key is something else", db.IsForeign, false},
		{"it is a conflict", func(e error) bool { return fault.KindOf(e) == fault.Conflict }, true},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, person := id.New(), addPerson(t, d)
		add := func() error {
			return d.Write(ctx, func(tx *db.Tx) error { return addMember(tx, account, person) })
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		err := add()
		for _, c := range cases {
			if got := err != nil && c.give(err); got != c.want {
				t.Errorf("%s: %v, want %v for %v", c.name, got, c.want, err)
			}
		}
	})
}

func TestAMissingReferenceIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(ctx, func(tx *db.Tx) error { return addMember(tx, id.New(), id.New()) })
		if !db.IsForeign(err) || db.IsUnique(err, "") {
			t.Errorf("a member of nobody gave %v, want a foreign key violation", err)
		}
	})
}

func addPerson(t *testing.T, d *db.DB) id.ID {
	t.Helper()
	p := id.New()
	write(t, d, func(tx *db.Tx) error {
		return tx.Global("person").Insert(ctx, db.Set("id", p).Set("email", p.String()).Set("email_key", p.String()).
			Set("name", "P").Set("password_hash", "").Set("zone", "UTC").Set("locale", "en").
			Set("failed_count", 0).Set("created_at", time.Unix(1, 0)).Set("deleted_at", time.Time{}))
	})
	return p
}

func addMember(tx *db.Tx, account, person id.ID) error {
	return tx.Insert(ctx, account, "member", db.Set("id", id.New()).Set("person_id", person).Set("name", "M").
		Set("state", "active").Set("kind", "staff").Set("login_method", "").Set("last_action", "").
		Set("version", 1).Set("created_at", time.Unix(1, 0)))
}

func TestAPersonSeesTheirMembershipsEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		person, other := addPerson(t, d), addPerson(t, d)
		write(t, d, func(tx *db.Tx) error {
			return errors.Join(addMember(tx, id.New(), person), addMember(tx, id.New(), person), addMember(tx, id.New(), other))
		})
		if got := names(t, d, db.Select("m.name", "member m").OfPerson(person)); len(got) != 2 {
			t.Errorf("%d memberships, want 2", len(got))
		}
	})
}

func TestUpsertKeepsOrOverwrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put := func(set db.Values) {
			write(t, d, func(tx *db.Tx) error { return tx.Global("setting").Upsert(ctx, db.Set("name", "n"), set) })
		}
		value := func() string { return names(t, d, db.Global("s.value", "setting s"))[0] }
		put(db.Set("value", "one"))
		put(db.Set("value", "two"))
		if got := value(); got != "two" {
			t.Errorf("after a second Upsert: %q, want two", got)
		}
		for i, want := range []bool{true, false} {
			write(t, d, func(tx *db.Tx) error {
				added, err := tx.Global("setting").Ensure(ctx, db.Set("name", "m"), db.Set("value", fmt.Sprint(i)))
				if added != want {
					t.Errorf("Ensure number %d added: %v, want %v", i, added, want)
				}
				return err
			})
		}
		if got := names(t, d, db.Global("s.value", "setting s").And("s.name = ?", "m"))[0]; got != "0" {
			t.Errorf("after a second Ensure: %q, want the first value", got)
		}
	})
}

func TestManyRowsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		var rows [][]any
		for i := range 2000 {
			rows = append(rows, []any{"night", int64(i)})
		}
		for i := range rows {
			rows[i][0] = rows[i][0].(string) + id.New().String()
		}
		write(t, d, func(tx *db.Tx) error {
			return tx.InsertMany(ctx, account, "counter", []string{"series", "next"}, rows)
		})
		err := d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.Count(ctx, tx, db.Select("c.series", "counter c").Everything(all(account)))
			if n != 2000 {
				t.Errorf("%d rows, want 2000", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNumbersHaveNoGapsEvenInARace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, got, errs := id.New(), make(chan int64, 40), make(chan error, 40)
		for i := range 40 {
			go func() {
				var n int64
				err := d.Write(ctx, func(tx *db.Tx) (err error) {
					n, err = tx.Next(ctx, account, "invoice")
					if i%4 == 3 && err == nil {
						err = errGiveUp
					}
					return err
				})
				if err == nil {
					got <- n
				}
				errs <- err
			}()
		}
		for range 40 {
			if err := <-errs; err != nil && !errors.Is(err, errGiveUp) {
				t.Fatal(err)
			}
		}
		close(got)
		seen := map[int64]bool{}
		for n := range got {
			seen[n] = true
		}
		for n := int64(1); n <= 30; n++ {
			if !seen[n] {
				t.Errorf("number %d was never given; got %d numbers", n, len(seen))
			}
		}
	})
}

var errGiveUp = errors.New("given up")

func TestWhatMustNotBeWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		cases := []struct {
			name string
			do   func(*db.Tx) error
		}{
			{"a row of no account", func(tx *db.Tx) error { return addBusiness(tx, id.ID{}, id.New(), "x") }},
			{"a change without a condition", func(tx *db.Tx) error {
				_, err := tx.Update(ctx, id.New(), "business", db.Cond{}, db.Set("name", "x"))
				return err
			}},
			{"a deletion without a condition", func(tx *db.Tx) error {
				_, err := tx.Delete(ctx, id.New(), "business", db.Cond{})
				return err
			}},
		}
		for _, c := range cases {
			if err := d.Write(ctx, c.do); err == nil {
				t.Errorf("%s: was written", c.name)
			}
		}
		err := d.Read(ctx, func(tx *db.Tx) error { return addBusiness(tx, id.New(), id.New(), "x") })
		if err == nil {
			t.Error("a Read wrote")
		}
	})
}

func TestTablesMayNotBeConfused(t *testing.T) {
	d := dbtest.SQLite(t)
	cases := map[string]func(*db.Tx){
		"an account's table as a global one":          func(tx *db.Tx) { tx.Global("booking") },
		"a global table as an account's":              func(tx *db.Tx) { _ = tx.Insert(ctx, id.New(), "person", db.Set("id", 1)) },
		"a global query over bookings":                func(*db.Tx) { db.Global("b.id", "booking b") },
		"bookings of one person across accounts":      func(*db.Tx) { db.Select("b.id", "booking b").OfPerson(id.New()) },
		"two tables in from, which hides one of them": func(*db.Tx) { db.Select("b.id", "booking b, client c").Everything(nil) },
	}
	for name, do := range cases {
		err := d.Write(ctx, func(tx *db.Tx) error {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: went through", name)
				}
			}()
			do(tx)
			return nil
		})
		if err != nil {
			t.Error(name, err)
		}
	}
}
