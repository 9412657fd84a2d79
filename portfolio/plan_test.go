package portfolio

import (
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
)

// TestPlans holds in place how SQLite answers: who sees all walks the words or
// the names in their order, who sees a few looks up those few.
func TestPlans(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.many(2_000)
	all, few := w.admin(), w.owner(w.ana)
	search := func(who *access.Viewer) func(*db.Tx) (db.Query, error) {
		return func(tx *db.Tx) (db.Query, error) {
			return propertySearch.query(tx, who, []string{"man", "antw"}).Limit(40), nil
		}
	}
	list := func(who *access.Viewer) func(*db.Tx) (db.Query, error) {
		return func(tx *db.Tx) (db.Query, error) {
			q, err := propertyQuery(ctx, tx, who, PropertyFilter{})
			return q.Order("p.name_key, p.id").Limit(51), err
		}
	}
	for _, c := range []struct {
		name  string
		query func(*db.Tx) (db.Query, error)
		first string
		sorts bool
	}{
		{"all search", search(all), "SEARCH w USING PRIMARY KEY (account_id=? AND thing=? AND word>? AND word<?)", false},
		{"few search", search(few), "SEARCH r USING COVERING INDEX sqlite_autoindex_property_1 (account_id=? AND id=?)\nSEARCH w USING COVERING INDEX search_word_record (account_id=? AND record_id=? AND thing=? AND word>? AND word<?)", true},
		{"all list", list(all), "SEARCH p USING INDEX property_name (account_id=?)", false},
		{"few list", list(few), "SEARCH p USING INDEX sqlite_autoindex_property_1 (account_id=? AND id=?)", true},
	} {
		w.ok(c.name, w.db.Read(ctx, func(tx *db.Tx) error {
			q, err := c.query(tx)
			if err != nil {
				return err
			}
			plan, err := db.Explain(ctx, tx, q)
			text := strings.Join(plan, "\n")
			if !strings.HasPrefix(text, c.first) || strings.Contains(text, "TEMP B-TREE") != c.sorts || strings.Contains(text, "SCAN") {
				t.Errorf("%s:\n%s", c.name, text)
			}
			return err
		}))
	}
}
