package dbtest

import (
	"context"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

func TestMain(m *testing.M) { Main(m) }

func TestEachDatabaseIsFreshAndMigrated(t *testing.T) {
	for range 2 {
		Each(t, func(t *testing.T, d *db.DB) {
			ctx, account := context.Background(), id.New()
			err := d.Write(ctx, func(tx *db.Tx) error {
				n, err := tx.Next(ctx, account, "booking")
				if n != 1 {
					t.Errorf("first number %d, want 1", n)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			err = d.Read(ctx, func(tx *db.Tx) error {
				n, err := db.Count(ctx, tx, db.Select("series", "counter").Everything(access.System("test").In(account)))
				if n != 1 {
					t.Errorf("%d counters, want 1", n)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
