package db

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
)

// writer is the one connection that writes to an SQLite file. Bodies queue;
// those that wait while the disk is busy are run one after the other in one
// transaction, each in a savepoint of its own, and share one commit.
type writer struct {
	db    *DB
	pool  *sql.DB
	conn  *conn
	queue chan *turn
	quit  chan struct{}
	done  chan struct{}
}

// turn is one body in the queue. The body runs in its caller's goroutine, so
// that a panic or runtime.Goexit in it is its caller's: the writer passes the
// transaction over (start) and gets it back (kept).
type turn struct {
	large bool // shares its transaction with nobody
	state atomic.Int32
	start chan *Tx
	kept  chan bool
	ack   chan error
}

func newTurn() *turn {
	return &turn{start: make(chan *Tx), kept: make(chan bool), ack: make(chan error, 1)}
}

// The states of a turn.
const (
	waiting int32 = iota
	running
	withdrawn
)

// maxGroup bounds how many bodies share a commit, so that the first of them
// does not wait for ever.
const maxGroup = 256

func openWriter(ctx context.Context, d *DB, dsn string) (*writer, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	c, err := firstConn(ctx, pool)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	w := &writer{db: d, pool: pool, conn: newConn(c),
		queue: make(chan *turn, maxGroup), quit: make(chan struct{}), done: make(chan struct{})}
	go w.work()
	return w, nil
}

// firstConn is patient: while another process makes the file or turns its log
// on, SQLite says "busy" without waiting.
func firstConn(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	for try := 1; ; try++ {
		c, err := pool.Conn(ctx)
		if err == nil || !isBusy(err) || try == maxTries {
			return c, err
		}
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
	}
}

// close lets the group under way end; whoever still waits gets ErrClosed.
func (w *writer) close() error {
	close(w.quit)
	<-w.done
	return errors.Join(w.conn.Close(), w.pool.Close())
}

func (w *writer) work() {
	defer close(w.done)
	for {
		select {
		case t := <-w.queue:
			if t = w.group(t); t != nil {
				w.alone(t)
			}
		case <-w.quit:
			return
		}
	}
}

// group runs t and whatever queues up meanwhile, commits once, and then tells
// everyone. It gives the one that queued up and wants a transaction for itself.
func (w *writer) group(t *turn) (large *turn) {
	if t.large {
		return t
	}
	tx, err := w.begin()
	if err != nil {
		t.ack <- err
		return nil
	}
	var kept []*turn
	var joint []ending
	var broken error
	for n := 0; t != nil && broken == nil; n++ {
		if t.large {
			large = t
			break
		}
		var keep bool
		if keep, broken = w.turn(t, &joint); keep {
			kept = append(kept, t)
		}
		t = w.next(n, broken)
	}
	if broken == nil {
		broken = endAll(context.Background(), &Tx{db: w.db, conn: w.conn, write: true}, joint)
	}
	err = w.finish(tx, len(kept) > 0, broken)
	for _, k := range kept {
		k.ack <- err
	}
	return large
}

func (w *writer) next(n int, broken error) *turn {
	if n+1 >= maxGroup || broken != nil {
		return nil
	}
	select {
	case t := <-w.queue:
		return t
	default:
		return nil
	}
}

// begin starts a transaction that may write. Another process may hold the lock
// for longer than the busy timeout; then it tries again, twice.
func (w *writer) begin() (*sql.Tx, error) {
	for try := 0; ; try++ {
		tx, err := w.conn.BeginTx(context.Background(), nil)
		if err == nil || !isBusy(err) || try == 2 {
			return tx, err
		}
	}
}

// finish commits what there is. A broken transaction, which SQLite has undone
// by itself (a full disk does that), is given up as a whole.
func (w *writer) finish(tx *sql.Tx, anything bool, broken error) error {
	if broken != nil {
		tx.Rollback() // it may be gone already
		return broken
	}
	if !anything {
		return tx.Rollback()
	}
	return tx.Commit()
}

// turn lets one body run in its savepoint and reports whether it is kept, and
// whether the transaction around it is broken. What the body leaves to the end of
// the group is added to joint.
func (w *writer) turn(t *turn, joint *[]ending) (keep bool, broken error) {
	if !t.state.CompareAndSwap(waiting, running) {
		return false, nil // gave up while it queued
	}
	if err := w.conn.run(w.db, "SAVEPOINT body"); err != nil {
		t.start <- nil
		t.ack <- err
		return false, err
	}
	tx := &Tx{db: w.db, conn: w.conn, write: true, grouped: true}
	t.start <- tx
	keep = <-t.kept
	tx.conn = nil
	err := w.leave(keep)
	if err != nil && keep {
		t.ack <- err
	}
	if keep = keep && err == nil; keep {
		*joint = append(*joint, tx.joint...)
	}
	return keep, err
}

func (w *writer) leave(keep bool) error {
	if !keep {
		if err := w.conn.run(w.db, "ROLLBACK TO body"); err != nil {
			return err
		}
	}
	return w.conn.run(w.db, "RELEASE body")
}

// write queues fn for a turn and waits until it is on the disk.
func (l *lite) write(ctx context.Context, t *turn, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.writer.queue <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-l.writer.done:
		return ErrClosed
	}
	return t.wait(ctx, l.writer, fn)
}

// wait waits for the turn, then runs fn, then waits for the commit. Once fn has
// run, ctx no longer matters: the change is being written.
func (t *turn) wait(ctx context.Context, w *writer, fn func(*Tx) error) error {
	var tx *Tx
	select {
	case tx = <-t.start:
	case err := <-t.ack:
		return err
	case <-w.done:
		return ErrClosed
	case <-ctx.Done():
		if t.state.CompareAndSwap(waiting, withdrawn) {
			return ctx.Err()
		}
		tx = <-t.start
	}
	if tx == nil {
		return <-t.ack
	}
	if err := t.body(ctx, tx, fn); err != nil {
		return err
	}
	if err := <-t.ack; err != nil {
		return err
	}
	tx.committed()
	return nil
}

// body runs fn and hands the transaction back, whatever fn does.
func (t *turn) body(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	keep := false
	defer func() { t.kept <- keep }()
	defer tx.over()
	err := tx.run(ctx, fn)
	keep = err == nil
	return err
}
