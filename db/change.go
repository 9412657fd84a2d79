package db

import (
	"context"

	"keyhouse/id"
)

// Insert adds one row of account. A key that is already there is a
// fault.Conflict; IsUnique says which.
func (tx *Tx) Insert(ctx context.Context, account id.ID, table string, v Values) error {
	return tx.of(account, table).add(ctx, v)
}

// InsertMany adds rows of account, as few statements as fit.
func (tx *Tx) InsertMany(ctx context.Context, account id.ID, table string, columns []string, rows [][]any) error {
	return tx.of(account, table).addMany(ctx, columns, rows, "")
}

// Tally adds numbers to a column of the rows of account with these keys; a row
// that is not there begins with its number. Each row is the values of key and
// then the number, and no key stands twice.
func (tx *Tx) Tally(ctx context.Context, account id.ID, table string, key []string, column string, rows [][]any) error {
	return tx.changing(account, table).tally(ctx, key, column, rows)
}

// Update changes the rows of account that where names and gives their number.
func (tx *Tx) Update(ctx context.Context, account id.ID, table string, where Cond, set Values) (int64, error) {
	return tx.changing(account, table).update(ctx, where, set)
}

// UpdateVersion changes the record i of account if it still has version, and
// counts its version up. A record that moved on, or is gone, is a
// fault.Conflict.
func (tx *Tx) UpdateVersion(ctx context.Context, account id.ID, table string, i id.ID, version int64, set Values) error {
	return tx.changing(account, table).updateVersion(ctx, i, version, set)
}

// Delete removes the rows of account that where names and gives their number.
func (tx *Tx) Delete(ctx context.Context, account id.ID, table string, where Cond) (int64, error) {
	mustBe(!lasting(table, erasable), "%s only grows: what it says stays said", table)
	return tx.of(account, table).remove(ctx, where)
}

// Upsert adds the row with this key (account_id is part of it) or overwrites
// set in the one that is there.
func (tx *Tx) Upsert(ctx context.Context, account id.ID, table string, key, set Values) error {
	return tx.changing(account, table).upsert(ctx, key, set)
}

// Ensure adds the row with this key unless it is there already, and reports
// whether it was added. A row that is there stays as it is.
func (tx *Tx) Ensure(ctx context.Context, account id.ID, table string, key, rest Values) (bool, error) {
	return tx.of(account, table).ensure(ctx, key, rest)
}

// changing is of for what may overwrite rows.
func (tx *Tx) changing(account id.ID, name string) table {
	mustBe(!lasting(name, nil), "%s only grows: what it says stays said", name)
	return tx.of(account, name)
}

func (tx *Tx) of(account id.ID, name string) table {
	mustBe(name != chainHead, "%s moves with its chain: use tx.Extend", name)
	mustBe(!IsGlobal(name), "%s belongs to no account: use tx.Global(%q)", name, name)
	return table{tx: tx, name: name, account: account, bound: bindID(account)}
}

// GlobalTable takes changes to one table that belongs to no account.
type GlobalTable struct{ t table }

// Global names a table that belongs to no account, to change it.
func (tx *Tx) Global(name string) GlobalTable {
	mustBe(IsGlobal(name), "%s belongs to accounts: use tx.Insert and its kin", name)
	return GlobalTable{table{tx: tx, name: name, global: true}}
}

// Insert adds one row.
func (g GlobalTable) Insert(ctx context.Context, v Values) error { return g.t.add(ctx, v) }

// Update changes the rows that where names and gives their number.
func (g GlobalTable) Update(ctx context.Context, where Cond, set Values) (int64, error) {
	return g.t.update(ctx, where, set)
}

// UpdateVersion is Tx.UpdateVersion for a global table.
func (g GlobalTable) UpdateVersion(ctx context.Context, i id.ID, version int64, set Values) error {
	return g.t.updateVersion(ctx, i, version, set)
}

// Delete removes the rows that where names and gives their number.
func (g GlobalTable) Delete(ctx context.Context, where Cond) (int64, error) {
	return g.t.remove(ctx, where)
}

// Upsert adds the row with this key or overwrites set in the one that is there.
func (g GlobalTable) Upsert(ctx context.Context, key, set Values) error {
	return g.t.upsert(ctx, key, set)
}

// Ensure adds the row with this key unless it is there already.
func (g GlobalTable) Ensure(ctx context.Context, key, rest Values) (bool, error) {
	return g.t.ensure(ctx, key, rest)
}

// Next gives the next human number of a series of account: 1, 2, 3 … without
// gaps, since it is part of the transaction that uses it.
func (tx *Tx) Next(ctx context.Context, account id.ID, series string) (int64, error) {
	return tx.NextMany(ctx, account, series, 1)
}

// NextMany is Next for n numbers in a row; it gives the first of them.
func (tx *Tx) NextMany(ctx context.Context, account id.ID, series string, n int) (int64, error) {
	x := tx.db.text().
		add("INSERT INTO counter (account_id, series, next) VALUES (?, ?, ?)", account, series, n+1).
		add(" ON CONFLICT (account_id, series) DO UPDATE SET next = counter.next + ? RETURNING next - ?", n, n)
	var first int64
	err := tx.writable(func() error {
		return tx.one(ctx, x, func(r Row) error { return r.Scan(&first) })
	})
	return first, err
}
