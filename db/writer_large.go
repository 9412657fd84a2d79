package db

import (
	"context"
	"fmt"
)

// The kilobytes of pages that the writer keeps in memory: usually, and while it
// writes a large body, whose pages would otherwise go to the disk and come back
// many times.
const (
	usualCache = 16 << 10
	largeCache = 128 << 10
)

// alone runs one body in a transaction of its own. There is no savepoint: to
// undo the body is to undo the transaction, so SQLite need not copy each page
// before its first change.
func (w *writer) alone(t *turn) {
	if !t.state.CompareAndSwap(waiting, running) {
		return // gave up while it queued
	}
	_ = w.cache(largeCache) // with less it only takes longer
	defer func() { _ = w.cache(usualCache) }()
	tx, err := w.begin()
	if err != nil {
		t.start <- nil
		t.ack <- err
		return
	}
	body := &Tx{db: w.db, conn: w.conn, write: true}
	t.start <- body
	keep := <-t.kept
	body.conn = nil
	if err = w.finish(tx, keep, nil); keep {
		t.ack <- err
	}
}

func (w *writer) cache(kilobytes int) error {
	_, err := w.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA cache_size = -%d", kilobytes))
	return err
}
