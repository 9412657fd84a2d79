package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/imports"
	"keyhouse/intake"
	"keyhouse/people"
)

// files are a year of listings as Inside Airbnb gives it.
type files struct{ listings, calendar []byte }

func (r *run) files() (f files, name string, err error) {
	if r.Antwerp == "" {
		n := 2870
		if r.Quick {
			n = 30
		}
		f, err = madeUp(n)
		return f, fmt.Sprint(n, " made-up listings"), err
	}
	if f.listings, err = os.ReadFile(filepath.Join(r.Antwerp, "listings.csv.gz")); err != nil {
		return f, "", err
	}
	f.calendar, err = os.ReadFile(filepath.Join(r.Antwerp, "calendar.csv.gz"))
	return f, "Antwerp 2024", err
}

// madeUp writes n listings and a year of each day by day, about one day in
// three being taken, in runs of a few.
func madeUp(n int) (files, error) {
	var out files
	for _, c := range []struct {
		to    *[]byte
		write func(io.Writer)
	}{{&out.listings, func(w io.Writer) { listingRows(w, n) }}, {&out.calendar, func(w io.Writer) { dayRows(w, n) }}} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		c.write(z)
		if err := z.Close(); err != nil {
			return out, err
		}
		*c.to = b.Bytes()
	}
	return out, nil
}

func listingRows(w io.Writer, n int) {
	fmt.Fprintln(w, "id,name,description,host_id,host_name,neighbourhood_cleansed,latitude,longitude,property_type,room_type,accommodates,bedrooms,price,minimum_nights,license")
	for i := range n {
		fmt.Fprintf(w, "%d,House %d,\"By the quay, quiet.<br />Line two.\n\nLine \"\"three\"\".\",%d,Host %d,Zurenborg,51.2%04d,4.4%04d,Entire home,Entire home/apt,4,2,\"$1,%03d.00\",2,\n",
			1139844543126920000+i, i, 50000+i*54/100, i*54/100, i, i, i%1000)
	}
}

func dayRows(w io.Writer, n int) {
	fmt.Fprintln(w, "listing_id,date,available,price,adjusted_price,minimum_nights,maximum_nights")
	for i := range n {
		for d := range 365 {
			free := "t"
			if (d+i)/(5+i%40)%3 == 0 {
				free = "f"
			}
			fmt.Fprintf(w, "%d,%s,%s,$175.00,,2,60\n", 1139844543126920000+i, (calendar.Day(2026, 6, 29) + calendar.Date(d)).String(), free)
		}
	}
}

// importing sets reading the files – unpacked, taken apart, understood, folded
// into runs – and a whole import into a fresh database, until all is on the
// disk, against only unpacking the files and taking them apart.
func importing(ctx context.Context, r *run) error {
	f, name, err := r.files()
	if err != nil {
		return err
	}
	p, err := r.turns(f.read, f.parse)
	if err != nil {
		return err
	}
	if err := r.tell(p.figure("reading the files of "+name+" (limit: unpack and parse)", "ms", millis)); err != nil {
		return err
	}
	whole, effort, written, twice := &pair{}, &pair{}, &pair{}, &pair{}
	for range r.Rounds {
		before := spent()
		limit, err := clocked(f.parse)
		parsed := spent() - before
		if err != nil {
			return err
		}
		first, worked, again, copied, err := r.imported(ctx, f)
		if err != nil {
			return err
		}
		whole.add(first, limit)
		effort.add(float64(worked), float64(parsed))
		written.add(first, limit+copied)
		twice.add(again, limit)
	}
	all := whole.figure("importing "+name+" (limit: unpack and parse)", "ms", millis)
	all.More = map[string]float64{"ratio by processor time": effort.ratio(),
		"processor time, ms": median(effort.ours) / millis, "processor time, ms, limit": median(effort.limit) / millis}
	if err := r.tell(all, ratioAtMost(3)); err != nil {
		return err
	}
	if err := r.tell(written.figure("importing "+name+" (limit: the same, and SQLite copying the rows made)", "ms", millis)); err != nil {
		return err
	}
	return r.tell(twice.figure("importing it once more (limit: unpack and parse)", "ms", millis))
}

// imported imports into a new account of a new database, twice, and gives the
// nanoseconds of both, the processor time of the first, and the nanoseconds of
// copying what it made.
func (r *run) imported(ctx context.Context, f files) (first float64, worked time.Duration, again, copied float64, err error) {
	dir, err := os.MkdirTemp(r.dir, "import-")
	if err != nil {
		return 0, 0, 0, 0, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "import.db")
	h, err := house(ctx, file)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	o, err := h.People.CreateAccount(ctx, people.NewAccount{Slug: "quay", Name: "Quay", AdminName: "Alma", AdminEmail: "alma@quay.example", Password: password})
	if err != nil {
		return 0, 0, 0, 0, err
	}
	who := access.System("a benchmark").In(o.Account.ID)
	run := func() error {
		_, err := h.Imports.Now(ctx, who, imports.Order{Kind: imports.Airbnb, Files: []imports.Upload{
			{Name: "listings.csv.gz", In: bytes.NewReader(f.listings)}, {Name: "calendar.csv.gz", In: bytes.NewReader(f.calendar)}}})
		return err
	}
	before := spent()
	if first, err = clocked(run); err != nil {
		return 0, 0, 0, 0, err
	}
	worked = spent() - before
	if again, err = clocked(run); err != nil {
		return 0, 0, 0, 0, err
	}
	copied, err = copyRows(ctx, file, filepath.Join(dir, "copy.db"))
	return first, worked, again, copied, err
}

// copyRows has SQLite copy every row of a database into an empty one with the
// same tables and indexes, in one transaction: the least that writing them can
// cost. It gives the nanoseconds.
func copyRows(ctx context.Context, from, to string) (float64, error) {
	h, err := house(ctx, to)
	if err != nil {
		return 0, err
	}
	if err := h.Close(); err != nil {
		return 0, err
	}
	pool, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-16384)")
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if _, err := pool.ExecContext(ctx, "ATTACH DATABASE ? AS made", from); err != nil {
		return 0, err
	}
	tables, err := textsOf(ctx, pool, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`)
	if err != nil {
		return 0, err
	}
	return clocked(func() error {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for _, t := range tables {
			if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO main."+t+" SELECT * FROM made."+t); err != nil {
				return fmt.Errorf("copying %s: %w", t, err)
			}
		}
		return tx.Commit()
	})
}

func textsOf(ctx context.Context, pool *sql.DB, query string) ([]string, error) {
	rows, err := pool.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

func (f files) read() error {
	known := map[string]bool{}
	err := intake.Listings(intake.File{In: bytes.NewReader(f.listings), Currency: "EUR"}, func(l intake.Listing) error {
		known[l.ID] = true
		return nil
	})
	if err != nil {
		return err
	}
	runs := 0
	err = intake.Calendar(intake.File{In: bytes.NewReader(f.calendar), Currency: "EUR"}, func(id string) bool { return known[id] },
		func(intake.Run) error { runs++; return nil })
	if err == nil && runs == 0 {
		err = errors.New("no runs were found")
	}
	return err
}

func (f files) parse() error { return errors.Join(parseOnly(f.listings), parseOnly(f.calendar)) }

func parseOnly(packed []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	rows := csv.NewReader(z)
	rows.ReuseRecord = true
	for {
		if _, err := rows.Read(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
