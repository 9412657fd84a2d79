package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

func TestABodyThatFailsLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := addBusiness(tx, account, id.New(), "half"); err != nil {
				return err
			}
			return errGiveUp
		})
		if !errors.Is(err, errGiveUp) {
			t.Errorf("Write gave %v, want the body's own error", err)
		}
		if got := names(t, d, businesses(account)); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
	})
}

// TestOneBodyDoesNotSpoilTheGroup lets bodies succeed, fail, panic and leave by
// Goexit at once; exactly the successful ones must be there.
func TestOneBodyDoesNotSpoilTheGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		var all sync.WaitGroup
		for i := range 80 {
			all.Go(func() {
				defer func() { recover() }()
				err := d.Write(ctx, func(tx *db.Tx) error { return mishap(tx, account, i) })
				if (err == nil) != (i%4 == 0) {
					t.Errorf("body %d: %v", i, err)
				}
			})
		}
		all.Wait()
		var want []string
		for i := 0; i < 80; i += 4 {
			want = append(want, fmt.Sprintf("%02d", i))
		}
		if got := names(t, d, businesses(account)); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func mishap(tx *db.Tx, account id.ID, i int) error {
	if err := addBusiness(tx, account, id.New(), fmt.Sprintf("%02d", i)); err != nil {
		return err
	}
	switch i % 4 {
	case 1:
		return errGiveUp
	case 2:
		panic("a mishap")
	case 3:
		runtime.Goexit()
	}
	return nil
}

func TestAPanicReachesItsCaller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if got := recover(); got != "mine" {
					t.Errorf("recovered %v, want the body's own panic", got)
				}
			}()
			d.Write(ctx, func(*db.Tx) error { panic("mine") })
		}()
		func() {
			defer func() { recover() }()
			d.Read(ctx, func(*db.Tx) error { panic("mine") })
		}()
		account := id.New()
		write(t, d, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "after") })
		if got := names(t, d, businesses(account)); len(got) != 1 {
			t.Error("the database does not work on after a panic")
		}
	})
}

func TestWhoGivesUpInTheQueueChangesNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	account, inside, leave := id.New(), make(chan bool), make(chan bool)
	first := make(chan error)
	go func() {
		first <- d.Write(ctx, func(tx *db.Tx) error {
			inside <- true
			<-leave
			return addBusiness(tx, account, id.New(), "first")
		})
	}()
	<-inside
	impatient, cancel := context.WithCancel(ctx)
	second := make(chan error)
	go func() {
		second <- d.Write(impatient, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "second") })
	}()
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("gave %v, want context.Canceled", err)
	}
	leave <- true
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	if got := names(t, d, businesses(account)); !slices.Equal(got, []string{"first"}) {
		t.Error(got)
	}
}

func TestACancelledBodyIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		c, cancel := context.WithCancel(ctx)
		err := d.Write(c, func(tx *db.Tx) error {
			if err := addBusiness(tx, account, id.New(), "half"); err != nil {
				return err
			}
			cancel()
			_, err := tx.Next(c, account, "x")
			return err
		})
		if err == nil {
			t.Error("a cancelled body was kept")
		}
		if got := names(t, d, businesses(account)); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
	})
}

func TestWhatFollowsTheCommitFollowsItOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, told := id.New(), 0
		write(t, d, func(tx *db.Tx) error {
			tx.OnCommit(func() { told = len(names(t, d, businesses(account))) })
			return addBusiness(tx, account, id.New(), "x")
		})
		if told != 1 {
			t.Error("OnCommit ran before the change could be seen, or never")
		}
		d.Write(ctx, func(tx *db.Tx) error {
			tx.OnCommit(func() { t.Error("OnCommit ran for a change that was undone") })
			return errGiveUp
		})
	})
}

// TestReadsSeeOneMoment: a Read under way does not notice a write.
func TestReadsSeeOneMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		err := d.Read(ctx, func(tx *db.Tx) error {
			before, err := db.Count(ctx, tx, businesses(account))
			if err != nil {
				return err
			}
			write(t, d, func(w *db.Tx) error { return addBusiness(w, account, id.New(), "new") })
			after, err := db.Count(ctx, tx, businesses(account))
			if before != after {
				t.Errorf("counted %d, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestTwoWritesThatReadEachOther is write skew: each adds a row only if there
// are none. Serially only one can succeed.
func TestTwoWritesThatReadEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account := id.New()
		var all sync.WaitGroup
		var runs atomic.Int64
		for range 8 {
			all.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					runs.Add(1)
					n, err := db.Count(ctx, tx, businesses(account))
					if err != nil || n > 0 {
						return err
					}
					return addBusiness(tx, account, id.New(), "only")
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := names(t, d, businesses(account)); len(got) != 1 {
			t.Errorf("%d rows after %d runs, want 1", len(got), runs.Load())
		}
	})
}

func TestAClosedDatabaseSaysSo(t *testing.T) {
	d, err := db.Open(ctx, ":memory:", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, db.ErrClosed) {
		t.Errorf("Write gave %v, want ErrClosed", err)
	}
	if err := d.Read(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, db.ErrClosed) {
		t.Errorf("Read gave %v, want ErrClosed", err)
	}
}

// TestATransactionEndsWithItsBody: whoever keeps it gets an error, not another
// caller's transaction.
func TestATransactionEndsWithItsBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, run := range map[string]func(context.Context, func(*db.Tx) error) error{"Read": d.Read, "Write": d.Write} {
			var kept *db.Tx
			if err := run(ctx, func(tx *db.Tx) error { kept = tx; return nil }); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Count(ctx, kept, businesses(id.New())); err == nil {
				t.Errorf("a %s answered after it had ended", name)
			}
		}
	})
}
