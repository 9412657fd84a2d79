package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"keyhouse/db/dbtest"
)

// asServer in the environment makes this test binary be one of the servers
// whose starts are measured.
const asServer = "KEYHOUSE_BENCH_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) == "" {
		dbtest.Main(m)
		return
	}
	if err := be(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func be(which, file string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ready := func(at string) { fmt.Println("It is ready at", "http://"+strings.TrimPrefix(at, "http://")) }
	if which == "bare" {
		return BareServer(ctx, file, ready)
	}
	h, err := house(ctx, file)
	if err != nil {
		return err
	}
	return errors.Join(h.Serve(ctx, ready), h.Close())
}

func TestStartsAreMeasured(t *testing.T) {
	t.Setenv(asServer, "1")
	figures := 0
	o := Options{Quick: true, Rows: 1000, Only: []string{"start"}, Serve: []string{os.Args[0], "real"}, Bare: []string{os.Args[0], "bare"},
		Report: func(Figure) error { figures++; return nil }}
	if err := Run(t.Context(), o); err != nil || figures < 2 {
		t.Error(figures, err)
	}
}

// TestEverythingIsMeasured runs every part on little data. What comes out is
// not looked at, only that each side answers and both answer the same.
func TestEverythingIsMeasured(t *testing.T) {
	seen := map[string]bool{}
	o := Options{Quick: true, Rows: 4000, Flat: true, Only: []string{"decisions", "lists", "points", "counts", "flat", "session", "http", "import", "revocation"},
		Report: func(f Figure) error {
			if f.Value <= 0 || seen[f.Name] {
				t.Errorf("%s: %v %s, seen before: %v", f.Name, f.Value, f.Unit, seen[f.Name])
			}
			seen[f.Name] = true
			var line strings.Builder
			Line(&line, f)
			t.Log(line.String())
			return nil
		}}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if len(seen) < 30 {
		t.Errorf("only %d figures", len(seen))
	}
}

func TestRevocationOverTwoNodes(t *testing.T) {
	o := Options{Quick: true, Only: []string{"revocation"}, Postgres: dbtest.PostgresDSN(t)}
	figures := 0
	o.Report = func(Figure) error { figures++; return nil }
	if err := Run(t.Context(), o); err != nil || figures != 6 {
		t.Error(figures, err)
	}
}

func TestUnknownPartsAreNamed(t *testing.T) {
	err := Run(t.Context(), Options{Only: []string{"lists", "speed"}})
	if err == nil || !strings.Contains(err.Error(), `"speed"`) || !strings.Contains(err.Error(), "decisions") {
		t.Error(err)
	}
}

func TestMedians(t *testing.T) {
	p := &pair{}
	p.add(10, 5)
	p.add(90, 30)
	p.add(20, 20)
	f := p.figure("x", "µs", 10)
	if f.Value != 2 || f.Limit != 2 || f.Ratio != 2 {
		t.Error(f)
	}
	all := []time.Duration{5, 1, 4, 2, 3}
	if percentile(all, 50) != 3 || percentile(all, 99) != 5 || percentile(all, 100) != 5 || percentile[time.Duration](nil, 50) != 0 {
		t.Error("percentiles")
	}
	if !slices.Equal(all, []time.Duration{5, 1, 4, 2, 3}) {
		t.Error("the measurements were put in another order")
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name string
		t    target
		met  bool
	}{
		{"twice is not more than twice", ratioAtMost(2), true},
		{"twice is more than once", ratioAtMost(1), false},
		{"twice is at least twice", ratioAtLeast(2), true},
		{"twice is not three times", ratioAtLeast(3), false},
		{"ten is within ten", atMost(10), true},
		{"ten is beyond nine", atMost(9), false},
	} {
		f := Figure{Value: 10, Ratio: 2}
		c.t(&f)
		if *f.Met != c.met {
			t.Error(c.name)
		}
	}
}

// The ids that SQLite makes are those that Go makes.
func TestIDsAreTheSameInBothWorlds(t *testing.T) {
	pool, err := byHand(dbtest.SQLiteFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	got, err := ids(t.Context(), pool, "SELECT "+hexOf(kindBooking, "?"), 1234567)
	if err != nil || len(got) != 1 || got[0] != nth(kindBooking, 1234567) {
		t.Error(got, err)
	}
}
