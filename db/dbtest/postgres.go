package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"keyhouse/id"
	"keyhouse/requiretest"
)

// cluster is the PostgreSQL server that this test binary uses, with a migrated
// template database to clone.
type cluster struct {
	admin    *sql.DB
	dsn      *url.URL
	prefix   string
	template string
	own      *server // nil: somebody else's
	made     atomic.Int64
}

var (
	shared     *cluster
	sharedErr  error
	sharedOnce sync.Once
)

// PostgresDSN gives the address of a fresh, migrated PostgreSQL database,
// dropped when the test ends; or it skips the test.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	return fresh(t, func(c *cluster) string { return c.template })
}

// EmptyPostgresDSN is PostgresDSN before any migration.
func EmptyPostgresDSN(t testing.TB) string {
	t.Helper()
	return fresh(t, func(*cluster) string { return "template0" })
}

func fresh(t testing.TB, template func(*cluster) string) string {
	t.Helper()
	if testing.Short() {
		requiretest.Missing(t, "postgres", "PostgreSQL is left out by -short")
	}
	sharedOnce.Do(func() { shared, sharedErr = startCluster() })
	if errors.Is(sharedErr, errNoBinaries) {
		requiretest.Missing(t, "postgres", "PostgreSQL is not installed here: install it, or set KEYHOUSE_TEST_POSTGRES to a server's DSN")
	}
	if sharedErr != nil {
		t.Fatalf("starting PostgreSQL: %v", sharedErr)
	}
	dsn, drop, err := shared.clone(template(shared))
	if err != nil {
		t.Fatalf("cloning the PostgreSQL template: %v", err)
	}
	t.Cleanup(drop)
	return dsn
}

func startCluster() (*cluster, error) {
	dsn := os.Getenv("KEYHOUSE_TEST_POSTGRES")
	c := &cluster{prefix: "keyhouse_test_" + shortName()}
	var err error
	if dsn == "" {
		if c.own, err = startServer(); err != nil {
			return nil, err
		}
		dsn = c.own.dsn()
	}
	if err := c.connect(dsn); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

func shortName() string {
	s := id.New().String()
	return s[len(s)-12:]
}

func (c *cluster) connect(dsn string) error {
	u, err := url.Parse(dsn)
	if err != nil {
		return err
	}
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	c.dsn, c.admin = u, stdlib.OpenDB(*cfg)
	c.template = c.prefix + "_template"
	if err := c.exec("CREATE DATABASE " + c.template); err != nil {
		return err
	}
	return migrate(c.address(c.template))
}

func (c *cluster) exec(statement string) error {
	_, err := c.admin.ExecContext(context.Background(), statement)
	return err
}

func (c *cluster) address(database string) string {
	u := *c.dsn
	u.Path = "/" + database
	return u.String()
}

func (c *cluster) clone(template string) (dsn string, drop func(), err error) {
	name := fmt.Sprintf("%s_%d", c.prefix, c.made.Add(1))
	err = c.exec("CREATE DATABASE " + name + " TEMPLATE " + template)
	drop = func() { _ = c.exec("DROP DATABASE " + name + " WITH (FORCE)") } // the server goes with it anyway
	return c.address(name), drop, err
}

func (c *cluster) stop() {
	if c.admin != nil {
		_ = c.exec("DROP DATABASE IF EXISTS " + c.template + " WITH (FORCE)") // or it stays behind, named as a test
		c.admin.Close()
	}
	if c.own != nil {
		c.own.stop()
	}
}

func stopServer() {
	if shared != nil {
		shared.stop()
	}
}
