package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// These measure ours against the same statement written by hand, prepared once,
// on a connection of its own, turn by turn, so that a busy machine slows both:
//
//	go test ./db -run '^$' -bench 'Page|Point|Commit'

var (
	benchFile  string
	benchWorld *world
	benchOnce  sync.Once
)

// bench gives a settled database, made once and kept for the whole run.
func bench(b *testing.B) (*db.DB, *world) {
	b.Helper()
	benchOnce.Do(func() {
		dir, err := os.MkdirTemp("", "keyhouse-bench-")
		if err != nil {
			b.Fatal(err)
		}
		atEnd = append(atEnd, func() { os.RemoveAll(dir) })
		benchFile = filepath.Join(dir, "bench.db")
		d := openFile(b, benchFile)
		if err := d.Migrate(ctx); err != nil {
			b.Fatal(err)
		}
		benchWorld = settle(b, d, 20000, 100000, 3, 300, 5000)
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	})
	d := openFile(b, benchFile)
	b.Cleanup(func() { d.Close() })
	return d, benchWorld
}

func openFile(b *testing.B, file string) *db.DB {
	b.Helper()
	d, err := db.Open(ctx, file, db.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func hand(b *testing.B, d *db.DB, text string) *sql.Stmt {
	b.Helper()
	pool, err := sql.Open("sqlite", "file:"+d.DSN()+"?_pragma=mmap_size(1073741824)&_pragma=cache_size(-8192)&_pragma=query_only(1)")
	if err != nil {
		b.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	s, err := pool.Prepare(text)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close(); pool.Close() })
	return s
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{3, 300, 5000, 0} {
		d, w := bench(b)
		viewer := w.viewer(n)
		b.Run(who(n), func(b *testing.B) {
			text, args, err := w.list(n).SQL(access.SQLite)
			if err != nil {
				b.Fatal(err)
			}
			s := hand(b, d, text)
			compare(b, func() error {
				return d.Read(ctx, func(tx *db.Tx) error {
					q := db.Select(listed, "booking b").Visible(viewer, access.Read, access.Booking).
						And("b.arrive >= ?", w.day).Order("b.arrive, b.id").Limit(50)
					_, err := db.All(ctx, tx, q, scanBooked)
					return err
				})
			}, func() error {
				_, err := readAll(s, args)
				return err
			})
		})
	}
}

func who(n int) string {
	if n == 0 {
		return "everything"
	}
	return fmt.Sprint(n, " properties")
}

// compare takes turns, twenty of each at a time, and reports medians: a busy
// machine then moves the figures but hardly the ratio.
func compare(b *testing.B, ours, hand func() error) {
	b.Helper()
	var took [2][]float64
	var ratios []float64
	for b.Loop() {
		for side, do := range []func() error{ours, hand} {
			start := time.Now()
			for range 20 {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
			took[side] = append(took[side], float64(time.Since(start).Nanoseconds())/20_000)
		}
		last := len(took[0]) - 1
		ratios = append(ratios, took[0][last]/took[1][last])
	}
	b.ReportMetric(median(took[0]), "ours-µs")
	b.ReportMetric(median(took[1]), "hand-µs")
	b.ReportMetric(median(ratios), "ratio")
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

func readAll(s *sql.Stmt, args []any) ([]booked, error) {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]booked, 0, 50)
	for rows.Next() {
		o, err := scanBooked(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

func BenchmarkPoint(b *testing.B) {
	for _, n := range []int{3, 5000, 0} {
		d, w := bench(b)
		viewer := w.viewer(n)
		query := func() db.Query {
			return db.Select(listed, "booking b").Visible(viewer, access.Read, access.Booking).And("b.id = ?", nth(4, 0))
		}
		b.Run(who(n), func(b *testing.B) {
			text, args, err := query().SQL(access.SQLite)
			if err != nil {
				b.Fatal(err)
			}
			s := hand(b, d, text)
			compare(b, func() error {
				return d.Read(ctx, func(tx *db.Tx) error {
					_, err := db.One(ctx, tx, query(), scanBooked)
					return err
				})
			}, func() error {
				_, err := scanBooked(s.QueryRow(args...))
				return err
			})
		})
	}
}

// BenchmarkCommit has 1 and 32 callers wait for one row each, with a commit
// each and with shared ones, everything on the disk before it counts.
func BenchmarkCommit(b *testing.B) {
	for _, callers := range []int{1, 32} {
		b.Run(fmt.Sprint(callers, " callers/grouped"), func(b *testing.B) {
			d := openFile(b, dbtest.SQLiteFile(b))
			defer d.Close()
			account := id.New()
			load(b, callers, func(ctx context.Context) error {
				return d.Write(ctx, func(tx *db.Tx) error { return addBusiness(tx, account, id.New(), "x") })
			})
		})
		b.Run(fmt.Sprint(callers, " callers/one by one"), func(b *testing.B) {
			pool, err := sql.Open("sqlite", "file:"+dbtest.SQLiteFile(b)+"?_txlock=immediate&_pragma=synchronous(FULL)")
			if err != nil {
				b.Fatal(err)
			}
			defer pool.Close()
			pool.SetMaxOpenConns(1)
			account := id.New()
			load(b, callers, func(ctx context.Context) error {
				_, err := pool.ExecContext(ctx, `INSERT INTO business (account_id, id, name, currency, version, created_at)
					VALUES (?, ?, 'x', 'EUR', 1, 0)`, account, id.New())
				return err
			})
		})
	}
}

func load(b *testing.B, callers int, do func(context.Context) error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	var all sync.WaitGroup
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := do(ctx); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}
