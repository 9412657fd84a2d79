package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Bulk runs fill, which may write millions of rows to tables of a database that
// nobody uses yet. On SQLite their indexes are taken away meanwhile and made
// again, sorted, at the end: several times quicker than keeping them up. Rows of
// the loose tables come in no order of their key; they are put in order at the
// end as well, and nothing may read them before. Give up the file if Bulk fails.
func (d *DB) Bulk(ctx context.Context, tables, loose []string, fill func() error) (err error) {
	if d.lite == nil {
		return fill()
	}
	pool, _, err := d.schemaPool()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	f := &filling{ctx: ctx, pool: pool}
	f.run("PRAGMA cache_size(-131072)")
	f.takeIndexes(append(slices.Clip(tables), loose...))
	for _, t := range loose {
		f.run("CREATE TABLE " + t + "_heap AS SELECT * FROM " + t + " LIMIT 0")
		f.run("ALTER TABLE " + t + " RENAME TO " + t + "_kept")
		f.run("ALTER TABLE " + t + "_heap RENAME TO " + t)
	}
	if f.err == nil {
		f.err = fill()
	}
	for _, t := range loose {
		f.order(t)
	}
	for _, text := range f.indexes {
		f.run(text)
	}
	if f.err != nil {
		return f.err
	}
	return errors.Join(tellPlanner(ctx, pool), d.rereadSizes(ctx))
}

// filling is one Bulk; after its first error it does nothing more.
type filling struct {
	ctx     context.Context
	pool    *sql.DB
	indexes []string // what makes them again
	err     error
}

func (f *filling) run(text string) {
	if f.err == nil {
		if _, err := f.pool.ExecContext(f.ctx, text); err != nil {
			f.err = fmt.Errorf("%.80s: %w", text, err)
		}
	}
}

func (f *filling) takeIndexes(tables []string) {
	var names []string
	for _, t := range tables {
		names = append(names, f.texts("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", t)...)
		f.indexes = append(f.indexes, f.texts("SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", t)...)
	}
	for _, name := range names {
		f.run("DROP INDEX " + name)
	}
}

// order moves the rows of a loose table to where they belong.
func (f *filling) order(t string) {
	key := f.texts("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", t+"_kept")
	f.run("ALTER TABLE " + t + " RENAME TO " + t + "_heap")
	f.run("ALTER TABLE " + t + "_kept RENAME TO " + t)
	f.run("INSERT INTO " + t + " SELECT * FROM " + t + "_heap ORDER BY " + strings.Join(key, ", "))
	f.run("DROP TABLE " + t + "_heap") // indexes made later take its place in the file
}

func (f *filling) texts(query string, args ...any) (out []string) {
	if f.err != nil {
		return nil
	}
	rows, err := f.pool.QueryContext(f.ctx, query, args...)
	if err != nil {
		f.err = err
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if f.err = rows.Scan(&text); f.err != nil {
			return nil
		}
		out = append(out, text)
	}
	f.err = rows.Err()
	return out
}
