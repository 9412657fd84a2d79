package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"keyhouse/fault"
)

// What people are told while the database is away. None names an address, a file
// or what broke: that is in the log.
const (
	sayAway = "Keyhouse cannot get at its data for the moment. What was saved before is safe."
	sayBusy = "Very many people are changing the same thing right now, and your turn did not come."
	sayFull = "Keyhouse cannot save anything for the moment: where it keeps its data is full, or may not be written to. What was saved before is safe."
	sayLost = "The connection to the data broke off while this was being saved. It may be saved or not: look before you send it again."
)

// settle gives an error the kind that a caller can answer. One of the engine,
// after the caller has gone, is the caller's going; one that says that the
// database is away is Unavailable. Faults, and what the body of the transaction
// found wrong, stay as they are.
func settle(ctx context.Context, err error) error {
	if f := fault.Of(err); err == nil || f != nil && f.Kind != fault.Broken && !again(err) {
		return err
	}
	if gone := ctx.Err(); gone != nil && engines(err) && !errors.Is(err, gone) {
		return errors.Join(gone, err)
	}
	if ctx.Err() != nil {
		return err
	}
	if say := sayOf(err); say != "" {
		return &fault.Fault{Kind: fault.Unavailable, Op: "db", Say: say, Err: err}
	}
	return err
}

// engines reports whether err comes from an engine or the way to it.
func engines(err error) bool {
	return errors.As(err, new(*sqlite.Error)) || errors.As(err, new(*pgconn.PgError)) || errors.Is(err, sql.ErrTxDone) || cut(err)
}

// sayOf gives what people are told of an error that trying again later may cure:
// "" of any other.
func sayOf(err error) string {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, new(*pgconn.ConnectError)), errors.Is(err, ErrClosed), errors.Is(err, errCrowded):
		return sayAway
	case errors.As(err, &pg):
		return sayOfState(pg.Code)
	case errors.As(err, &lite):
		return sayOfCode(lite.Code())
	case cut(err):
		return sayAway
	}
	return ""
}

// sayOfState reads an SQLSTATE: the classes of lost races, of broken
// connections, of resources that are used up, of an operator who stepped in, and
// of the machine's own failures; and a server that only reads, which takes over
// for one that fell.
func sayOfState(state string) string {
	switch {
	case state == "53100", state == "25006":
		return sayFull
	case state == "40001", state == "40P01", state == "55P03":
		return sayBusy
	case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "53"), strings.HasPrefix(state, "57"), strings.HasPrefix(state, "58"), state == "25P03", state == "25P04":
		return sayAway
	}
	return ""
}

// sayOfCode reads a result code. A damaged file is none that waiting cures.
func sayOfCode(code int) string {
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_PROTOCOL:
		return sayBusy
	case lib.SQLITE_FULL, lib.SQLITE_READONLY:
		return sayFull
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_NOMEM:
		return sayAway
	}
	return ""
}

// cut reports whether err says that a connection broke.
func cut(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, new(*net.OpError))
}

// lost is what becomes of the error of a commit: where the connection broke, nobody
// knows whether the change was made.
func lost(err error) error {
	var pg *pgconn.PgError
	if err == nil || errors.As(err, &pg) && !strings.HasPrefix(pg.Code, "57P") && !strings.HasPrefix(pg.Code, "08") || !errors.As(err, &pg) && !cut(err) {
		return err
	}
	return &fault.Fault{Kind: fault.Unavailable, Op: "db", Say: sayLost, Err: errors.Join(fault.ErrUnsure, err)}
}
