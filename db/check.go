package db

import (
	"context"
	"errors"
	"fmt"

	"keyhouse/access"
)

// Check asks the database itself whether its pages, indexes and references are
// whole, table by table. It gives what is wrong, one finding a line; none means
// sound. PostgreSQL verifies pages as it reads them and lets no reference break,
// so there only the connection is tried.
func (d *DB) Check(ctx context.Context) (findings []string, err error) {
	if d.dialect == access.Postgres {
		return nil, d.pool.PingContext(ctx)
	}
	err = d.checking(ctx, func(tx *Tx) error {
		tables, err := tx.checked(ctx)
		if err != nil {
			return err
		}
		Tell(ctx, "all pages", 0, int64(len(tables)))
		if err := tx.texts(ctx, "PRAGMA quick_check", &findings); err != nil { // the only one that sees a page used twice, or by nothing
			return fmt.Errorf("checking the pages: %w", err)
		}
		for i, t := range tables {
			Tell(ctx, t, int64(i+1), int64(len(tables)))
			if err := errors.Join(tx.texts(ctx, "PRAGMA integrity_check("+t+")", &findings),
				tx.texts(ctx, `SELECT "table" || ': a row refers to a missing row of ' || parent FROM pragma_foreign_key_check('`+t+`')`, &findings)); err != nil {
				return fmt.Errorf("checking %s: %w", t, err)
			}
		}
		return nil
	})
	return findings, err
}

// CheckQuickly looks at the pages of the whole file and the rows on them, not
// whether the indexes agree with the rows.
func (d *DB) CheckQuickly(ctx context.Context) (findings []string, err error) {
	if d.dialect == access.Postgres {
		return nil, d.pool.PingContext(ctx)
	}
	err = d.checking(ctx, func(tx *Tx) error { return tx.texts(ctx, "PRAGMA quick_check", &findings) })
	return findings, err
}

// checkCache is the kilobytes of pages kept meanwhile: the entries of an index are
// looked for in no order of the file.
const checkCache = 256 << 10

func (d *DB) checking(ctx context.Context, look func(*Tx) error) error {
	return d.Read(ctx, func(tx *Tx) error {
		none := []string{}
		cache := func(kilobytes int) error {
			return tx.texts(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA cache_size = -%d", kilobytes), &none)
		}
		err := cache(checkCache)
		if err == nil {
			err = look(tx)
		}
		return errors.Join(err, cache(readerCache))
	})
}

// checked names the tables there are.
func (tx *Tx) checked(ctx context.Context) (names []string, err error) {
	return names, tx.texts(ctx, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", &names)
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
