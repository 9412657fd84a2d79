package access_test

import (
	"database/sql"
	"flag"
	"fmt"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	. "keyhouse/access"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

var seeds = flag.Int("seeds", 6, "how many random worlds the readers have to agree on")

// TestTheReadersAgree wants, for every role on every scope, every verb, thing
// and group: Can allows and Mask shows exactly the records that Where lets
// through, in memory and on both databases.
func TestTheReadersAgree(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		agree(t, *seeds, 12, func(*testing.T, *world) lister { return memory{} })
	})
	t.Run("sqlite", func(t *testing.T) {
		agree(t, (*seeds+1)/2, 30, func(t *testing.T, w *world) lister { return load(t, "sqlite", ":memory:", SQLite, w) })
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := dbtest.EmptyPostgresDSN(t)
		agree(t, (*seeds+2)/3, 30, func(t *testing.T, w *world) lister { return load(t, "pgx", dsn, Postgres, w) })
	})
}

// lister lists the records that a filter lets through.
type lister interface {
	list(w *world, t Thing, f Filter) map[id.ID]bool
}

type memory struct{}

func (memory) list(w *world, t Thing, f Filter) map[id.ID]bool {
	found := map[id.ID]bool{}
	for _, r := range w.records[t] {
		if f.Match(r) {
			found[r.ID] = true
		}
	}
	return found
}

func agree(t *testing.T, worlds, perThing int, in func(*testing.T, *world) lister) {
	compared, allowed := 0, 0
	for seed := range worlds {
		w := newWorld(uint64(seed), Page, perThing)
		l := in(t, w)
		for _, role := range roleNames {
			for on := range Page.Scopes(role).All() {
				v := w.viewer(role, on)
				for thing := range w.records {
					n, yes := compareAll(t, w, v, l, thing)
					compared, allowed = compared+n, allowed+yes
				}
				if t.Failed() {
					t.Fatalf("seed %d, %v on %v", seed, role, on)
				}
			}
		}
	}
	t.Logf("%d comparisons, %d of them allowed", compared, allowed)
}

// compareAll compares every verb and group of one thing.
func compareAll(t *testing.T, w *world, v *Viewer, l lister, thing Thing) (compared, allowed int) {
	for verb := range Page.Takes(thing).All() {
		groups := [][]Group{nil}
		for g := range Page.Holds(thing).All() {
			groups = append(groups, []Group{g})
		}
		for _, g := range groups {
			f := v.Where(verb, thing, g...)
			listed := l.list(w, thing, f)
			for _, r := range w.records[thing] {
				can := v.Can(verb, r) == Allowed && v.Mask(r).Covers(SetOf(g...))
				compared++
				if can {
					allowed++
				}
				if can != listed[r.ID] {
					t.Errorf("may %v %v seeing %v: can says %v, the list %v: %+v", verb, thing, g, can, listed[r.ID], r)
					return
				}
			}
		}
	}
	return compared, allowed
}

// database lists with SQL on tables that have only the columns each thing has.
type database struct {
	t       *testing.T
	db      *sql.DB
	dialect Dialect
	known   map[string]map[id.ID]bool // what a statement answered before
}

func load(t *testing.T, driver, dsn string, d Dialect, w *world) lister {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	l := &database{t, db, d, map[string]map[id.ID]bool{}}
	for thing, records := range w.records {
		columns := Page.Columns(thing)
		l.exec("DROP TABLE IF EXISTS " + table(thing))
		l.exec("CREATE TABLE " + table(thing) + " (" + strings.Join(typed(columns, d), ", ") + ")")
		for _, r := range records {
			values := make([]any, len(columns))
			for i, c := range columns {
				values[i] = value(r, c)
			}
			l.exec("INSERT INTO "+table(thing)+" VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")", values...)
		}
	}
	return l
}

func table(t Thing) string { return "t_" + strings.ReplaceAll(t.String(), "-", "_") }

func typed(columns []string, d Dialect) []string {
	var all []string
	for _, c := range columns {
		kind := map[string]string{"day": "BIGINT", "state": "TEXT"}[c]
		if kind == "" {
			kind = map[Dialect]string{SQLite: "BLOB", Postgres: "BYTEA"}[d]
		}
		all = append(all, c+" "+kind)
	}
	return all
}

func value(r *Record, column string) any {
	switch column {
	case "day":
		return r.Day
	case "state":
		if r.State == 0 {
			return nil
		}
		return r.State.String()
	}
	return map[string]id.ID{"id": r.ID, "account_id": r.Account, "business_id": r.Business, "client_id": r.Client,
		"property_id": r.Property, "vendor_id": r.Vendor, "person_id": r.Person, "assignee_id": r.Assignee}[column]
}

func (l *database) exec(text string, args ...any) {
	if _, err := l.db.Exec(l.bind(text), args...); err != nil {
		l.t.Fatal(text, err)
	}
}

// bind numbers the question marks for PostgreSQL.
func (l *database) bind(text string) string {
	if l.dialect == SQLite {
		return text
	}
	var b strings.Builder
	n := 0
	for _, c := range text {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		fmt.Fprintf(&b, "$%d", n)
	}
	return b.String()
}

func (l *database) list(_ *world, t Thing, f Filter) map[id.ID]bool {
	where, args := f.SQL(l.dialect, "x", Inline)
	key := fmt.Sprint(t, where, args)
	if known, ok := l.known[key]; ok {
		return known
	}
	found := map[id.ID]bool{}
	l.known[key] = found
	rows, err := l.db.Query(l.bind("SELECT x.id FROM "+table(t)+" x WHERE "+where), args...)
	if err != nil {
		l.t.Fatal(where, err)
	}
	defer rows.Close()
	for rows.Next() {
		var i id.ID
		if err := rows.Scan(&i); err != nil {
			l.t.Fatal(err)
		}
		found[i] = true
	}
	return found
}
