// Package bench measures Keyhouse against the best that could be written by
// hand: a map and a bit set, one perfect statement, a bare HTTP handler. Both
// sides run in turns on the same data in the same run, so that a busy machine
// slows both; the ratio of a figure is the median of the ratios of its rounds.
//
// It alone outside db opens databases of its own: the statements by hand must
// not go the road they measure.
package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Options say what to measure. The zero Options measure everything over a
// million bookings in a folder that is gone afterwards.
type Options struct {
	Rows     int      // bookings in the account that is looked at; 0: a million
	Flat     bool     // again, beside nine times as many bookings of others
	Only     []string // the parts wanted; none: all
	Rounds   int      // turns of each side; 0: seven
	Quick    bool     // little data and short turns: shows that all works, measures nothing
	Data     string   // folder in which the bookings are made once and kept; "": a passing one
	Postgres string   // a PostgreSQL to spread revocations over several nodes on; "": none
	Antwerp  string   // folder with listings.csv.gz and calendar.csv.gz; "": made-up files of that shape
	// Serve is the command line of a server, and Bare that of BareServer, to be
	// followed by the database's file; both print where they listen. Without
	// them nothing is started.
	Serve, Bare []string
	// Away has the PostgreSQL go away and gives what brings it back; nil: all its
	// connections are cut and new ones refused.
	Away   func(context.Context) (back func() error, err error)
	Say    func(string)       // told what is under way; nil: nobody
	Report func(Figure) error // given each figure as soon as it is known
}

// parts are what can be asked for by name, in order.
var parts = []struct {
	name string
	run  func(context.Context, *run) error
}{
	{"decisions", decisions},
	{"lists", lists},
	{"points", points},
	{"counts", counts},
	{"flat", flat},
	{"session", sessions},
	{"http", overHTTP},
	{"burst", burst},
	{"trail", trailed},
	{"import", importing},
	{"revocation", revocation},
	{"nodes", nodes},
	{"start", starting},
}

// Parts names what can be asked for with Only.
func Parts() []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// run is one measuring under way.
type run struct {
	Options
	dir  string
	sets map[string]*set // by file: data sets that stand
}

// Run measures and reports.
func Run(ctx context.Context, o Options) error {
	r := &run{Options: o, sets: map[string]*set{}}
	if err := r.fill(); err != nil {
		return err
	}
	defer r.close()
	for _, p := range parts {
		if len(r.Only) > 0 && !slices.Contains(r.Only, p.name) || p.name == "flat" && !r.Flat {
			continue
		}
		if err := p.run(ctx, r); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func (r *run) fill() error {
	for _, name := range r.Only {
		if !slices.Contains(Parts(), name) {
			return fmt.Errorf("there is no %q to measure; there are: %s", name, strings.Join(Parts(), ", "))
		}
	}
	if r.Rows <= 0 {
		r.Rows = 1_000_000
	}
	if r.Rounds <= 0 {
		r.Rounds = 7
	}
	if r.Quick {
		r.Rows, r.Rounds = min(r.Rows, 20_000), 2
	}
	if r.Say == nil {
		r.Say = func(string) {}
	}
	return r.folder()
}

func (r *run) folder() (err error) {
	if r.Data != "" {
		r.dir = r.Data
		return os.MkdirAll(r.dir, 0o700)
	}
	r.dir, err = os.MkdirTemp("", "keyhouse-bench-")
	return err
}

func (r *run) close() {
	for _, s := range r.sets {
		s.close()
	}
	if r.Data == "" {
		os.RemoveAll(r.dir)
	}
}

func (r *run) path(name string) string { return filepath.Join(r.dir, name) }

// quiet is the log of servers that are measured.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError}))
}
