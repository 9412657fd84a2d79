package db

import (
	"context"
	"database/sql"
	_ "embed"
	"strings"
)

//go:embed planner.txt
var plannerText string

// tellPlanner writes the sizes that SQLite plans by. Without them it takes the
// order of a list from an index and tests a million rows against three ids;
// with those of a young database it would plan for a dozen rows.
func tellPlanner(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, s := range []string{"ANALYZE sqlite_schema", "DELETE FROM sqlite_stat1"} {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	for line := range strings.Lines(plannerText) {
		parts := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if parts[0] == "#" || len(parts) < 3 {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", parts[0], parts[1], parts[2]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// rereadSizes has a connection that was open before forget what it knew.
func (d *DB) rereadSizes(ctx context.Context) error {
	return d.Write(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx, d.text().add("ANALYZE sqlite_schema"))
		return err
	})
}
