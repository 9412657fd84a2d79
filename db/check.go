package db

import (
	"context"
	"fmt"

	"keyhouse/access"
)

// Check asks the database itself whether its pages, indexes and references are
// whole. It gives what is wrong, one finding a line; none means sound.
// PostgreSQL verifies pages as it reads them and lets no reference break, so
// there only the connection is tried.
func (d *DB) Check(ctx context.Context) (findings []string, err error) {
	if d.dialect == access.Postgres {
		return nil, d.pool.PingContext(ctx)
	}
	err = d.Read(ctx, func(tx *Tx) error {
		for _, ask := range []string{
			"PRAGMA integrity_check",
			`SELECT "table" || ': a row refers to a missing row of ' || parent FROM pragma_foreign_key_check`,
		} {
			if err := tx.texts(ctx, ask, &findings); err != nil {
				return fmt.Errorf("checking the database: %w", err)
			}
		}
		return nil
	})
	return findings, err
}

// texts appends the one column of what ask gives, but for a plain "ok".
func (tx *Tx) texts(ctx context.Context, ask string, into *[]string) error {
	return tx.each(ctx, tx.db.text().add(ask), func(r Row) error {
		var s string
		err := r.Scan(&s)
		if err == nil && s != "ok" {
			*into = append(*into, s)
		}
		return err
	})
}
