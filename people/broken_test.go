package people

import (
	"context"
	"errors"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// What failed on our side was told as a record that is not there, a wrong
// password or a switched-off access, and a change that lost a race was given up
// instead of being run again.
func TestOurFailureIsNotToldAsTheirs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		rows, err := w.Grants(ctx, w.boss, w.admin.ID)
		w.must(err)
		for name, do := range map[string]func(context.Context, *db.Tx) error{
			"a member": func(ctx context.Context, tx *db.Tx) error {
				return errOf(memberFor(ctx, tx, w.boss, access.Read, w.admin.ID, "test"))
			},
			"a grant": func(ctx context.Context, tx *db.Tx) error {
				return errOf(w.grantFor(ctx, tx, w.boss, access.Edit, w.admin, rows[0].ID, "test"))
			},
			"one's own access": func(ctx context.Context, tx *db.Tx) error { return errOf(w.fresh(ctx, tx, w.boss, "test")) },
		} {
			_ = w.db.Read(ctx, func(tx *db.Tx) error {
				gone, cancel := context.WithCancel(ctx)
				cancel()
				if err := do(gone, tx); !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", name, err)
				}
				return nil
			})
		}
		_, err = w.PortalUser(ctx, w.boss, id.New())
		w.refused(err, fault.Missing)
	})
}
