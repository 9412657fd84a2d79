package db

import (
	"context"
	"database/sql"
	"errors"

	"keyhouse/fault"
)

// Row is one row, ready to be scanned.
type Row interface{ Scan(dest ...any) error }

// All gives every row of q. No row is no error.
func All[T any](ctx context.Context, tx *Tx, q Query, scan func(Row) (T, error)) ([]T, error) {
	out := make([]T, 0, min(max(q.limit, 0), 1024))
	err := Each(ctx, tx, q, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			out = append(out, v)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Page gives at most n rows and whether more follow.
func Page[T any](ctx context.Context, tx *Tx, q Query, n int, scan func(Row) (T, error)) (rows []T, more bool, err error) {
	rows, err = All(ctx, tx, q.Limit(n+1), scan)
	if len(rows) > n {
		return rows[:n], true, err
	}
	return rows, false, err
}

// One gives the first row of q; no row is fault.NotFound.
func One[T any](ctx context.Context, tx *Tx, q Query, scan func(Row) (T, error)) (T, error) {
	var out T
	t, err := q.rows(tx.db.text())
	if err != nil {
		return out, err
	}
	err = tx.one(ctx, t, func(r Row) error {
		out, err = scan(r)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return out, fault.NotFound("db.One " + q.from)
	}
	return out, err
}

// Each hands fn one row after the other, for lists too long to keep. fn may
// run other queries of tx on SQLite only; gather first if in doubt.
func Each(ctx context.Context, tx *Tx, q Query, fn func(Row) error) error {
	t, err := q.rows(tx.db.text())
	if err != nil {
		return err
	}
	return tx.each(ctx, t, fn)
}

// Count gives the number of rows (or groups) of q, whatever its Order and Limit.
func Count(ctx context.Context, tx *Tx, q Query) (int64, error) { return CountTo(ctx, tx, q, 0) }

// CountTo counts as Count does but stops at most: for "more than 999".
func CountTo(ctx context.Context, tx *Tx, q Query, most int) (int64, error) {
	t, err := q.count(tx.db.text(), most)
	if err != nil {
		return 0, err
	}
	var n int64
	err = tx.one(ctx, t, func(r Row) error { return r.Scan(&n) })
	return n, err
}

// Scan1 scans a row of one column: db.All(ctx, tx, q, db.Scan1[id.ID]).
func Scan1[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}
