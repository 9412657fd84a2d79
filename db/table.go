package db

import (
	"context"
	"errors"
	"slices"
	"strings"

	"keyhouse/fault"
	"keyhouse/id"
)

// table is where a change goes: rows of one account, or a global table.
type table struct {
	tx      *Tx
	name    string
	account id.ID
	bound   any // account, as both drivers take it
	global  bool
}

var errNoAccount = errors.New("db: a change to an account's rows needs the account")

func (t table) check() error {
	if t.global || !t.account.IsZero() {
		return nil
	}
	return errNoAccount
}

// insert writes INSERT INTO … (account_id, …) VALUES (…) with n rows to follow.
func (t table) insert(columns []string) *text {
	x := t.tx.db.text().add("INSERT INTO ").add(t.name).add(" (")
	if !t.global {
		x.add("account_id, ")
	}
	return x.add(strings.Join(columns, ", ")).add(") VALUES ")
}

func (t table) row(x *text, values []any) {
	x.add("(")
	if !t.global {
		x.add("?, ", t.bound)
	}
	for i, v := range values {
		if i > 0 {
			x.add(", ")
		}
		x.value(v)
	}
	x.add(")")
}

func (t table) add(ctx context.Context, v Values) error {
	if err := t.check(); err != nil {
		return err
	}
	x := t.insert(v.columns)
	t.row(x, v.values)
	_, err := t.tx.exec(ctx, x)
	return err
}

// onKey writes an insertion that may meet a row with the same key.
func (t table) onKey(key, rest Values) *text {
	x := t.insert(slices.Concat(key.columns, rest.columns))
	t.row(x, slices.Concat(key.values, rest.values))
	x.add(" ON CONFLICT (")
	if !t.global {
		x.add("account_id, ")
	}
	return x.add(strings.Join(key.columns, ", ")).add(") DO ")
}

func (t table) upsert(ctx context.Context, key, set Values) error {
	if err := t.check(); err != nil {
		return err
	}
	x := t.onKey(key, set).add("UPDATE SET ")
	for i, c := range set.columns {
		if i > 0 {
			x.add(", ")
		}
		x.add(c).add(" = excluded.").add(c)
	}
	_, err := t.tx.exec(ctx, x)
	return err
}

func (t table) ensure(ctx context.Context, key, rest Values) (bool, error) {
	if err := t.check(); err != nil {
		return false, err
	}
	n, err := t.tx.exec(ctx, t.onKey(key, rest).add("NOTHING"))
	return n == 1, err
}

func (t table) update(ctx context.Context, where Cond, set Values) (int64, error) {
	x := t.tx.db.text().add("UPDATE ").add(t.name).add(" SET ")
	for i, c := range set.columns {
		if i > 0 {
			x.add(", ")
		}
		x.add(c).add(" = ").value(set.values[i])
	}
	return t.change(ctx, x, where)
}

func (t table) remove(ctx context.Context, where Cond) (int64, error) {
	return t.change(ctx, t.tx.db.text().add("DELETE FROM ").add(t.name), where)
}

// change ends a statement with its condition and runs it.
func (t table) change(ctx context.Context, x *text, where Cond) (int64, error) {
	if err := t.check(); err != nil {
		return 0, err
	}
	if where.sql == "" {
		return 0, errors.New("db: a change without a condition: say which rows with Where")
	}
	x.add(" WHERE ")
	if !t.global {
		x.add("account_id = ? AND ", t.account)
	}
	return t.tx.exec(ctx, x.add("(").add(where.sql, where.args...).add(")"))
}

func (t table) updateVersion(ctx context.Context, i id.ID, version int64, set Values) error {
	set = Values{slices.Clip(set.columns), slices.Clip(set.values)}.Set("version", Expr("version + 1"))
	n, err := t.update(ctx, Where("id = ? AND version = ?", i, version), set)
	if err == nil && n == 0 {
		return fault.Outdated("db.UpdateVersion "+t.name, nil)
	}
	return err
}
