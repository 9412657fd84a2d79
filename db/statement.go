package db

import (
	"context"
	"database/sql"
)

// conn is one SQLite connection with its prepared statements, used by one
// goroutine at a time.
type conn struct {
	*sql.Conn
	statements map[string]*statement
	clock      uint64
}

// statement is prepared once and used again. It is lent to one caller at a
// time: a query inside the rows of the same query gets a copy of its own.
type statement struct {
	*sql.Stmt
	lent bool
	once bool // a copy: closed after use
	used uint64
}

// maxStatements bounds what one connection keeps; lists of ids make texts of
// many lengths.
const maxStatements = 400

func newConn(c *sql.Conn) *conn { return &conn{Conn: c, statements: map[string]*statement{}} }

// Close closes the statements too: database/sql leaves them to us, and SQLite
// does not really close a file while one is open.
func (c *conn) Close() error {
	for _, s := range c.statements {
		s.Close()
	}
	return c.Conn.Close()
}

// prepare gives the statement for text. The caller calls free after use.
func (c *conn) prepare(d *DB, text []byte) (*statement, error) {
	c.clock++
	s := c.statements[string(text)] // no copy is made for the look-up
	if s != nil && !s.lent {
		s.lent, s.used = true, c.clock
		return s, nil
	}
	return c.prepareNew(d, string(text), s != nil)
}

func (c *conn) prepareNew(d *DB, text string, once bool) (*statement, error) {
	if err := d.vet(text); err != nil {
		return nil, err
	}
	st, err := c.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: st, lent: true, once: once, used: c.clock}
	if !once {
		c.evict()
		c.statements[text] = s
	}
	return s, nil
}

// evict drops the statement that was used longest ago, if there are too many.
func (c *conn) evict() {
	if len(c.statements) < maxStatements {
		return
	}
	oldest, key := c.clock+1, ""
	for k, s := range c.statements {
		if !s.lent && s.used < oldest {
			oldest, key = s.used, k
		}
	}
	if s := c.statements[key]; s != nil {
		s.Close()
		delete(c.statements, key)
	}
}

func (s *statement) free() {
	s.lent = false
	if s.once {
		s.Close()
	}
}

// run executes a statement without arguments: BEGIN and its kin.
func (c *conn) run(d *DB, text string) error {
	s, err := c.prepare(d, []byte(text))
	if err != nil {
		return err
	}
	defer s.free()
	_, err = s.ExecContext(context.Background())
	return err
}
