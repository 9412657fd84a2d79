package dbtest

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"keyhouse/requiretest"
)

// Server is a PostgreSQL of one test's own, which may stop and start it. What it
// has acknowledged outlives either way of stopping.
type Server struct {
	t testing.TB
	s *server
}

// Own starts one; it is gone when the test ends. Where there are no binaries the
// test is skipped, unless KEYHOUSE_REQUIRE names postgres.
func Own(t testing.TB) *Server {
	t.Helper()
	s, err := startServer("-c", "synchronous_commit=on")
	if errors.Is(err, errNoBinaries) {
		requiretest.Missing(t, "postgres", "PostgreSQL's binaries are not installed here")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return &Server{t, s}
}

// DSN is the address of a database with nothing in it.
func (o *Server) DSN() string { return o.s.dsn() }

// Stop shuts the server down in order, which cuts every connection.
func (o *Server) Stop() error { return o.s.halt(os.Interrupt) }

// Crash ends it as a power cut would, but for what the disk would lose.
func (o *Server) Crash() error { return o.s.halt(syscall.SIGQUIT) }

// Start starts it again, at the same address.
func (o *Server) Start() error { return o.s.launch() }
