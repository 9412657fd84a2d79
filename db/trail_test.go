package db_test

import (
	"fmt"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// TestX4TheTrailOnlyGrows: there is no call here that changes a row of the
// audit trail, and none that removes one but the values that may be forgotten.
func TestX4TheTrailOnlyGrows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		anyRow, set := db.Where("1 = 1"), db.Set("part", "")
		for _, table := range []string{"audit_entry", "audit_value", "audit_head"} {
			for name, do := range map[string]func(*db.Tx) error{
				"Update":        func(tx *db.Tx) error { _, err := tx.Update(ctx, account, table, anyRow, set); return err },
				"UpdateVersion": func(tx *db.Tx) error { return tx.UpdateVersion(ctx, account, table, account, 1, set) },
				"Upsert":        func(tx *db.Tx) error { return tx.Upsert(ctx, account, table, db.Set("id", account), set) },
				"Delete":        func(tx *db.Tx) error { _, err := tx.Delete(ctx, account, table, anyRow); return err },
				"Global":        func(tx *db.Tx) error { _, err := tx.Global(table).Delete(ctx, anyRow); return err },
			} {
				said := refusal(d, do)
				if table == "audit_value" && name == "Delete" {
					if said != "" {
						t.Errorf("erasing: %s", said)
					}
				} else if said == "" {
					t.Errorf("%s of %s goes through", name, table)
				}
			}
		}
	})
}

// refusal gives what a change is refused with: it panics, since it is a
// programmer's mistake.
func refusal(d *db.DB, do func(*db.Tx) error) (said string) {
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	if err := d.Write(ctx, do); err != nil {
		return err.Error()
	}
	return ""
}

// TestX4TheTrailIsReadFromIndexes: a page of it, by whom or about what or since
// when, reads no more of the table than it shows.
func TestX4TheTrailIsReadFromIndexes(t *testing.T) {
	d := dbtest.SQLite(t)
	account, one := id.New(), id.New()
	sys := access.System("a test").In(account)
	q := db.Select("e.id, e.detail", "audit_entry e").Everything(sys).Order("e.id DESC").Limit(51)
	err := d.Read(ctx, func(tx *db.Tx) error {
		for name, c := range map[string]struct {
			q    db.Query
			want string
		}{
			"the latest":      {q, "PRIMARY KEY (account_id=?)"},
			"a span":          {q.And("e.id >= ? AND e.id < ?", one, one), "PRIMARY KEY (account_id=? AND id>? AND id<?)"},
			"next page":       {q.And("e.id < ?", one), "PRIMARY KEY (account_id=? AND id<?)"},
			"what was denied": {q.And("e.outcome = 'denied'"), "audit_entry_denied (account_id=?)"},
			"by whom":         {q.And("e.person_id = ?", one), "audit_entry_person (account_id=? AND person_id=?)"},
			"acting":          {q.And("e.acting_person_id = ?", one), "audit_entry_acting (account_id=? AND acting_person_id=?)"},
			"of a record":     {q.And("e.record_id = ?", one), "audit_entry_record (account_id=? AND record_id=?)"},
		} {
			steps, err := db.Explain(ctx, tx, c.q)
			if err != nil {
				return err
			}
			if got := strings.Join(steps, "; "); !strings.Contains(got, c.want) || strings.Contains(got, "TEMP B-TREE") {
				t.Errorf("%s: %s", name, got)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
