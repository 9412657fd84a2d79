package money

import (
	"slices"
	"strings"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// TestPlansOfWhatIsOwed holds in place that what is owed to one client is found
// by the client's own lines, however many the journal has.
func TestPlansOfWhatIsOwed(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.ok("explaining", w.db.Read(ctx, func(tx *db.Tx) error {
		plan, err := db.Explain(ctx, tx, owed(w.admin(), "l.currency, CAST(-SUM(l.amount_minor) AS BIGINT)", id.New()).And("e.day < ?", 20_000).GroupBy("l.currency"))
		if !slices.ContainsFunc(plan, func(s string) bool {
			return strings.HasPrefix(s, "SEARCH l USING INDEX journal_line_client (account_id=? AND client_id=?)")
		}) {
			t.Errorf("%s", strings.Join(plan, "\n"))
		}
		return err
	}))
}
