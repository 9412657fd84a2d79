package main

import (
	"context"
	"os"
	"testing"

	"keyhouse/bench"
	"keyhouse/db/dbtest"
)

// L4 on several nodes: three processes on one PostgreSQL, people with pages open
// at all of them. They are put out in every way there is – deactivated, deleted,
// one session ended, signed out everywhere, a grant removed, their account
// suspended – while nodes are killed and the database is stopped, crashes and
// starts again. Afterwards nobody is in, by any key at any node, who was put out;
// and nobody else was thrown out for one moment. bench tells the story; keyhouse
// bench --only nodes tells it of a thousand people.
func TestL4ThreeNodes(t *testing.T) {
	pg := dbtest.Own(t)
	t.Setenv(asProgram, "1")
	t.Setenv("GOMAXPROCS", "2") // each node's share of the server's connections goes by it
	ends := []func() error{pg.Stop, pg.Crash}
	away := func(context.Context) (func() error, error) {
		end := ends[0]
		ends = ends[1:]
		return pg.Start, end()
	}
	figures := 0
	o := bench.Options{Quick: true, Only: []string{"nodes"}, Postgres: pg.DSN(), Away: away, Say: func(s string) { t.Log(s) },
		Serve: []string{os.Args[0], "serve", "--log=error", "--listen=127.0.0.1:0", "--data=" + t.TempDir(), "--database"}}
	o.Report = func(f bench.Figure) error {
		figures++
		if t.Log(f.Name, f.Value, f.More); f.Unit == "people" && f.Value != 0 {
			t.Errorf("%v %s", f.Value, f.Name)
		}
		return nil
	}
	if err := bench.Run(t.Context(), o); err != nil || figures != 3 || len(ends) != 0 {
		t.Error(figures, len(ends), err)
	}
}
