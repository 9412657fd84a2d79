package db

import (
	"context"

	"keyhouse/id"
)

// chainHead is the table of how far each chain has come.
const chainHead = "audit_head"

// Head is the end of a hash chain: how many links it has, and the hash of the
// last. The zero Head is that of a chain yet to begin.
type Head struct {
	Seq  int64
	Hash [32]byte
}

// TakeHead gives the head of a chain of account and keeps others from moving it
// until the transaction ends.
func (tx *Tx) TakeHead(ctx context.Context, account id.ID, lane int64) (Head, error) {
	var h Head
	var hash []byte
	x := tx.db.text().
		add("INSERT INTO audit_head (account_id, lane, seq, hash) VALUES (?, ?, 0, ?)", account, lane, h.Hash[:]).
		add(" ON CONFLICT (account_id, lane) DO UPDATE SET seq = audit_head.seq RETURNING seq, hash")
	err := tx.writable(func() error {
		return tx.one(ctx, x, func(r Row) error { return r.Scan(&h.Seq, &hash) })
	})
	copy(h.Hash[:], hash)
	return h, err
}

// Extend moves the head of a chain from was to is, and reports whether it was
// still there. It is spelt as an insertion: PostgreSQL then notes no reading
// that another writer's change of another chain could spoil.
func (tx *Tx) Extend(ctx context.Context, account id.ID, lane int64, was, is Head) (bool, error) {
	x := tx.db.text().
		add("INSERT INTO audit_head (account_id, lane, seq, hash) VALUES (?, ?, ?, ?)", account, lane, is.Seq, is.Hash[:]).
		add(" ON CONFLICT (account_id, lane) DO UPDATE SET seq = excluded.seq, hash = excluded.hash").
		add(" WHERE audit_head.seq = ? AND audit_head.hash = ?", was.Seq, was.Hash[:])
	n, err := tx.exec(ctx, x)
	return n == 1, err
}
