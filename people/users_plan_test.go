package people

import (
	"context"
	"strings"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/page"
)

// Ten thousand people are listed as quickly as ten: each order walks an index
// and stops after the page, nothing is sorted, and the next page begins where
// the last ended.
func TestPlansOfTheUsersList(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := context.Background()
	for sort, index := range map[string]string{SortName: "member_name", SortNameBack: "member_name", SortAction: "member_action", SortIdle: "member_action"} {
		plan, err := memberOrders[sort].Plan("", 0)
		w.must(err)
		var steps []string
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			f := MemberFilter{Ask: page.Ask{Sort: sort}}
			steps, err = db.Explain(ctx, tx, f.narrowed(tx, w.boss, w.memberQuery(w.boss, f, plan)))
			return err
		}))
		if all := strings.Join(steps, "; "); !strings.Contains(all, index) || strings.Contains(all, "TEMP B-TREE") {
			t.Errorf("sorted by %s: %s", sort, all)
		}
	}
}
