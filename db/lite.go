package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite" // and the driver "sqlite"
	lib "modernc.org/sqlite/lib"

	"keyhouse/access"
)

// lite is the inside of an SQLite database: a pool of readers and the writer.
type lite struct {
	readers chan *conn // nil stands for one not yet opened
	pool    *sql.DB
	writer  *writer
}

func openLite(ctx context.Context, dsn string, o Options) (*DB, error) {
	d := &DB{dialect: access.SQLite, dsn: dsn, options: o}
	d.path = dsn
	if dsn == ":memory:" {
		dir, err := os.MkdirTemp("", "keyhouse-")
		if err != nil {
			return nil, err
		}
		d.cleanup = func() { os.RemoveAll(dir) }
		d.path = filepath.Join(dir, "memory.db")
	}
	if err := d.openFile(ctx, d.path); err != nil {
		if d.cleanup != nil {
			d.cleanup()
		}
		return nil, fmt.Errorf("opening %s: %w%s", dsn, err, hint(err))
	}
	return d, nil
}

// hint tells an operator what an engine's few words mean.
func hint(err error) string {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return ""
	}
	switch lite.Code() & 0xff {
	case lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY:
		return ": the folder has to be there, and both it and the file have to be writable for whoever runs Keyhouse"
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return ": this is no SQLite database, or it is damaged; restore a backup"
	}
	return ""
}

// openFile opens the writer first: it makes the file and sets the WAL mode
// that readers then find.
func (d *DB) openFile(ctx context.Context, path string) error {
	w, err := openWriter(ctx, d, liteDSN(path, d.options, true))
	if err != nil {
		return err
	}
	d.pool, err = sql.Open("sqlite", liteDSN(path, d.options, false))
	if err != nil {
		return errors.Join(err, w.close())
	}
	d.pool.SetMaxOpenConns(d.options.Readers)
	d.lite = &lite{readers: make(chan *conn, d.options.Readers), pool: d.pool, writer: w}
	for range d.options.Readers {
		d.lite.readers <- nil
	}
	return nil
}

// busyMillis is how long a connection waits for a lock that another process holds.
// Only a test changes it.
var busyMillis = 10_000

// readerCache is the kilobytes of pages that each reader keeps.
const readerCache = 8 << 10

// liteDSN names the file and the settings of each connection to it. The time
// format and zone keep any time that is ever bound as text comparable. Readers
// sort in memory; the writer must not be told to, since then the undo log of a
// long body is walked from its start at each statement (3× slower imports).
func liteDSN(path string, o Options, writing bool) string {
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", busyMillis), "foreign_keys(1)", "trusted_schema(0)", "mmap_size(1073741824)",
	}
	suffix := ""
	if writing {
		sync := strings.ToUpper(o.Synchronous)
		if sync != "NORMAL" && sync != "OFF" {
			sync = "FULL"
		}
		pragmas = append(pragmas, "journal_mode(WAL)", "synchronous("+sync+")", fmt.Sprintf("cache_size(-%d)", usualCache), "journal_size_limit(67108864)")
		suffix = "&_txlock=immediate"
	} else {
		pragmas = append(pragmas, fmt.Sprintf("cache_size(-%d)", readerCache), "query_only(1)", "temp_store(2)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_time_format=sqlite&_timezone=UTC&_pragma=" + strings.Join(pragmas, "&_pragma=") + suffix
}

func (l *lite) close() error {
	err := l.writer.close()
	for range cap(l.readers) {
		if c := <-l.readers; c != nil {
			err = errors.Join(err, c.Close())
		}
	}
	close(l.readers)
	return err
}

// take lends a reader, waiting for one: more heavy queries at once than cores
// only make each other late. They take turns, so there is more patience than for a
// server that may not answer at all.
func (l *lite) take(ctx context.Context) (*conn, error) {
	select {
	case c, open := <-l.readers:
		return l.taken(ctx, c, open)
	default:
	}
	late := time.NewTimer(3 * patience)
	defer late.Stop()
	select {
	case c, open := <-l.readers:
		return l.taken(ctx, c, open)
	case <-late.C:
		return nil, errCrowded
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// taken opens the reader if it is the first time it is lent.
func (l *lite) taken(ctx context.Context, c *conn, open bool) (*conn, error) {
	if !open {
		return nil, ErrClosed
	}
	if c != nil {
		return c, nil
	}
	raw, err := l.pool.Conn(context.WithoutCancel(ctx))
	if err != nil {
		l.readers <- nil
		return nil, err
	}
	return newConn(raw), nil
}

// read runs fn between BEGIN and COMMIT of a reader. The snapshot begins with
// its first query.
func (l *lite) read(ctx context.Context, d *DB, fn func(*Tx) error) error {
	c, err := l.take(ctx)
	if err != nil {
		return err
	}
	defer func() { l.readers <- c }()
	if err := c.run(d, "BEGIN"); err != nil {
		err = errors.Join(err, c.Close())
		c = nil // the next caller opens a new one
		return err
	}
	tx := &Tx{db: d, conn: c}
	defer func() {
		tx.conn = nil
		if c.run(d, "COMMIT") != nil {
			_ = c.Close() // it is not used again, whatever ails it
			c = nil
		}
	}()
	return fn(tx)
}

// readOne runs fn with a reader and no transaction.
func (l *lite) readOne(ctx context.Context, d *DB, fn func(*Tx) error) error {
	c, err := l.take(ctx)
	if err != nil {
		return err
	}
	tx := &Tx{db: d, conn: c, single: true}
	defer func() {
		tx.conn = nil
		l.readers <- c
	}()
	return fn(tx)
}
