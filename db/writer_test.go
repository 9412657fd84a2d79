package db

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// TestABrokenTransactionIsNobodysSuccess: SQLite undoes a whole transaction by
// itself when the disk is full, say. Those who shared it must be told, and the
// writer must go on.
func TestABrokenTransactionIsNobodysSuccess(t *testing.T) {
	ctx := context.Background()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "broken.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	put := func(name string, after func(*Tx) error) error {
		return d.Write(ctx, func(tx *Tx) error {
			return errors.Join(tx.Global("setting").Insert(ctx, Set("name", name).Set("value", "")), after(tx))
		})
	}
	sharing := make(chan error, 2)
	err = put("first", func(*Tx) error { // holds the writer until the two that share its commit wait
		go func() { sharing <- put("breaks", func(tx *Tx) error { return tx.conn.run(d, "ROLLBACK") }) }()
		go func() { sharing <- put("shares", func(*Tx) error { return nil }) }()
		for len(d.lite.writer.queue) < 2 {
			time.Sleep(time.Millisecond)
		}
		return nil
	})
	if err == nil {
		t.Error("the one whose transaction was undone by another was told it is on the disk")
	}
	failed := 0
	for range 2 {
		if <-sharing != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("the body that broke the transaction succeeded")
	}
	if err := put("later", func(*Tx) error { return nil }); err != nil {
		t.Error("the writer does not go on:", err)
	}
	present(t, d, 3-failed)
}

// present: exactly those who were told so are on the disk.
func present(t *testing.T, d *DB, want int) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *Tx) error {
		n, err := Count(context.Background(), tx, Global("s.name", "setting s"))
		if int(n) != want {
			t.Errorf("%d rows, want %d", n, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A large body is undone as a whole or on the disk as a whole, whoever queued
// before and behind it, and whatever it broke.
func TestALargeBodyHasATransactionOfItsOwn(t *testing.T) {
	ctx := context.Background()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "large.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	put := func(name string, after func(*Tx) error) func(*Tx) error {
		return func(tx *Tx) error {
			return errors.Join(tx.Global("setting").Insert(ctx, Set("name", name).Set("value", "")), after(tx))
		}
	}
	fine := func(*Tx) error { return nil }
	oops := errors.New("oops")
	done := make(chan error, 4)
	err = d.Write(ctx, put("first", func(*Tx) error { // holds the writer until the others queue, in this order
		for i, write := range []func(){
			func() { done <- d.Write(ctx, put("shares", fine)) },
			func() { done <- d.WriteLarge(ctx, put("large", fine)) },
			func() { done <- d.WriteLarge(ctx, put("undone", func(*Tx) error { return oops })) },
			func() { done <- d.Write(ctx, put("behind", fine)) },
		} {
			go write()
			for len(d.lite.writer.queue) < i+1 {
				time.Sleep(time.Millisecond)
			}
		}
		return nil
	}))
	failed := 0
	for range 4 {
		if e := <-done; errors.Is(e, oops) {
			failed++
		} else {
			err = errors.Join(err, e)
		}
	}
	if err != nil || failed != 1 {
		t.Errorf("%d failed, and %v", failed, err)
	}
	present(t, d, 4)
	if err := d.WriteLarge(ctx, put("broken", func(tx *Tx) error { return tx.conn.run(d, "ROLLBACK") })); err == nil {
		t.Error("a body that undid its own transaction succeeded")
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := d.WriteLarge(gone, put("late", fine)); !errors.Is(err, context.Canceled) {
		t.Error("written for somebody who had left:", err)
	}
	if err := d.Write(ctx, put("later", fine)); err != nil {
		t.Error("the writer does not go on:", err)
	}
	present(t, d, 5)
}
