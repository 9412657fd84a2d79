package db

import (
	"context"
	"os"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/id"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	dsns := []string{":memory:"}
	if s := os.Getenv("PGDSN"); s != "" {
		dsns = append(dsns, s)
	}
	for _, dsn := range dsns {
		d, err := Open(ctx, dsn, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		t0 := time.Now()
		if err := d.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(t0))
		st, err := d.Status(ctx)
		t.Log(st, err)
		acc := id.New()
		err = d.Write(ctx, func(tx *Tx) error {
			for range 3 {
				if err := tx.Insert(ctx, acc, "business", Set("id", id.New()).Set("name", "n").Set("currency", "EUR").Set("version", 1).Set("created_at", time.Now())); err != nil {
					return err
				}
			}
			n, err := tx.Next(ctx, acc, "x")
			t.Log(n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *Tx) error {
			q := Select("b.id, b.name, b.created_at", "business b").Everything(access.System("x").In(acc)).Order("b.name, b.id").After("n", id.ID{1}).Limit(2)
			ids, err := All(ctx, tx, q, func(r Row) (i id.ID, err error) {
				var n string
				var m time.Time
				err = r.Scan(&i, &n, ScanMoment(&m))
				return
			})
			t.Log(ids)
			if err != nil {
				return err
			}
			n, err := Count(ctx, tx, q)
			t.Log(n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
