package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"keyhouse/fault"
)

func TestWhatBecomesOfAnEnginesError(t *testing.T) {
	state := func(code string) error { return fmt.Errorf("reading: %w", &pgconn.PgError{Code: code}) }
	broken := &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	for _, c := range []struct {
		rule string
		err  error
		want fault.Kind
	}{
		{"a server that cannot be reached passes", &pgconn.ConnectError{}, fault.Unavailable},
		{"so does one that shuts down", state("57P01"), fault.Unavailable},
		{"one that crashed", state("57P02"), fault.Unavailable},
		{"one that starts", state("57P03"), fault.Unavailable},
		{"one with too many connections", state("53300"), fault.Unavailable},
		{"one with a full disk", state("53100"), fault.Unavailable},
		{"one that only reads", state("25006"), fault.Unavailable},
		{"a race lost too often", state("40001"), fault.Unavailable},
		{"also under words for a person", &fault.Fault{Kind: fault.Conflict, Err: state("40001")}, fault.Unavailable},
		{"a broken connection", broken, fault.Unavailable},
		{"a connection the pool gave up", driver.ErrBadConn, fault.Unavailable},
		{"half an answer", io.ErrUnexpectedEOF, fault.Unavailable},
		{"no place in the pool", errCrowded, fault.Unavailable},
		{"a closed database", ErrClosed, fault.Unavailable},
		{"a mistake in a query is ours", state("42601"), fault.Broken},
		{"a transaction used after its end is ours", sql.ErrTxDone, fault.Broken},
		{"what the body found stays", fault.NotFound("x"), fault.Missing},
		{"even if it came of an engine's error", &fault.Fault{Kind: fault.Conflict, Err: state("23505")}, fault.Conflict},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := settle(t.Context(), c.err)
			if fault.KindOf(got) != c.want || !errors.Is(got, c.err) {
				t.Errorf("%v: %v", fault.KindOf(got), got)
			}
		})
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range []error{state("57014"), broken, sql.ErrTxDone, context.Canceled} {
		if got := settle(gone, err); !errors.Is(got, context.Canceled) || fault.Of(got) != nil {
			t.Errorf("after the caller went: %v", got)
		}
	}
	if got := settle(gone, errors.New("a bug")); errors.Is(got, context.Canceled) {
		t.Error("a bug passes for the caller's going")
	}
	if settle(t.Context(), nil) != nil {
		t.Error("nothing is something")
	}
}

func TestACommitOfWhichNothingIsHeard(t *testing.T) {
	for _, c := range []struct {
		rule   string
		err    error
		unsure bool
	}{
		{"a connection that broke", io.ErrUnexpectedEOF, true},
		{"a server that went down meanwhile", &pgconn.PgError{Code: "57P01"}, true},
		{"a lost race was undone", &pgconn.PgError{Code: "40001"}, false},
		{"a check that failed late was undone", &pgconn.PgError{Code: "23503"}, false},
		{"what succeeded is sure", nil, false},
	} {
		if got := lost(c.err); errors.Is(got, fault.ErrUnsure) != c.unsure {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
}
