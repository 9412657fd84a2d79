package db

import (
	"context"
	"database/sql"
	"errors"

	"keyhouse/access"
)

// Tx is a transaction under way, for one goroutine. It is good until the body
// it was given to returns.
type Tx struct {
	db    *DB
	conn  *conn   // SQLite
	sql   *sql.Tx // PostgreSQL
	write bool
	after []func()
	ends  []ending

	grouped bool     // others share the commit
	joint   []ending // that are run once for all of them

	single, asked bool // see ReadOne
}

var errReadOnly = errors.New("db: this is a Read: changes need Write")

var errOneQuery = errors.New("db: this is a ReadOne: more than one query needs Read")

func (tx *Tx) dialect() access.Dialect { return tx.db.dialect }

// Dialect says which database this is, for the rare text that differs.
func (tx *Tx) Dialect() access.Dialect { return tx.db.dialect }

// OnCommit has fn called once the change is on the disk; never if it is undone.
func (tx *Tx) OnCommit(fn func()) { tx.after = append(tx.after, fn) }

func (tx *Tx) committed() {
	for _, fn := range tx.after {
		fn()
	}
}

func (tx *Tx) writable(fn func() error) error {
	if !tx.write {
		return errReadOnly
	}
	return fn()
}

// exec runs a change and gives the number of rows it touched.
func (tx *Tx) exec(ctx context.Context, t *text) (int64, error) {
	if !tx.write {
		return 0, errReadOnly
	}
	res, err := tx.result(ctx, t)
	if err != nil {
		return 0, explain(err)
	}
	return res.RowsAffected()
}

func (tx *Tx) result(ctx context.Context, t *text) (sql.Result, error) {
	if tx.db.lite == nil {
		s := string(t.b)
		if err := tx.db.vet(s); err != nil {
			return nil, err
		}
		return tx.sql.ExecContext(ctx, s, t.args...)
	}
	if err := tx.goOn(ctx); err != nil {
		return nil, err
	}
	st, err := tx.conn.prepare(tx.db, t.b)
	if err != nil {
		return nil, err
	}
	defer st.free()
	return st.ExecContext(context.Background(), t.args...)
}

// goOn stops a SQLite transaction between statements. The statements of a
// writer are never interrupted: SQLite would undo the whole group.
func (tx *Tx) goOn(ctx context.Context) error {
	if tx.conn == nil {
		return sql.ErrTxDone
	}
	return ctx.Err()
}

// one scans the first row, and gives sql.ErrNoRows without one.
func (tx *Tx) one(ctx context.Context, t *text, scan func(Row) error) error {
	found := false
	err := tx.rows(ctx, t, false, func(r *sql.Rows) error {
		if !r.Next() {
			return r.Err()
		}
		found = true
		return scan(r)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// each scans all rows.
func (tx *Tx) each(ctx context.Context, t *text, scan func(Row) error) error {
	return tx.rows(ctx, t, !tx.write, func(r *sql.Rows) error {
		for r.Next() {
			if err := scan(r); err != nil {
				return err
			}
		}
		return r.Err()
	})
}

// rows opens the rows of t. On SQLite a query that may be long is interruptible:
// that costs two goroutines, so a point read does without.
func (tx *Tx) rows(ctx context.Context, t *text, long bool, use func(*sql.Rows) error) error {
	rows, free, err := tx.open(ctx, t, long) //nolint:rowserrcheck // use asks for it
	if err != nil {
		return explain(err)
	}
	defer free()
	defer rows.Close()
	return explain(use(rows))
}

func (tx *Tx) open(ctx context.Context, t *text, long bool) (*sql.Rows, func(), error) {
	if tx.single && tx.asked {
		return nil, nil, errOneQuery
	}
	tx.asked = true
	if tx.db.lite == nil {
		s := string(t.b)
		if err := tx.db.vet(s); err != nil {
			return nil, nil, err
		}
		rows, err := tx.sql.QueryContext(ctx, s, t.args...)
		return rows, func() {}, err
	}
	if err := tx.goOn(ctx); err != nil {
		return nil, nil, err
	}
	st, err := tx.conn.prepare(tx.db, t.b)
	if err != nil {
		return nil, nil, err
	}
	if !long {
		ctx = context.Background()
	}
	rows, err := st.QueryContext(ctx, t.args...)
	if err != nil {
		st.free()
		return nil, nil, err
	}
	return rows, st.free, nil
}
