package imports

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math/bits"
	"os"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
)

func antwerp(t testing.TB) Order {
	t.Helper()
	return Order{Kind: Airbnb, Files: []Upload{{"listings.csv.gz", realData(t, "listings.csv.gz")}, {"calendar.csv.gz", realData(t, "calendar.csv.gz")}}}
}

func TestAntwerpComesInWhole(t *testing.T) {
	order := antwerp(t)
	w := newWorld(t, dbtest.SQLite(t))
	r, err := w.Now(ctx, w.boss, order)
	w.must(err)
	if r.State != Done || r.Owners != 1_543 || r.Properties != 2_870 || r.Bookings+r.Blocks != 18_663 || r.Unchanged != 0 {
		t.Fatalf("%+v", r)
	}
	t.Logf("%d bookings, %d of them priced, %d blocks, %d skipped", r.Bookings, r.Priced, r.Blocks, r.Skipped)
	before := w.rows()
	again, err := w.Now(ctx, w.boss, antwerp(t))
	w.must(err)
	if again.New() != 0 || again.Unchanged != 1_543+2_870+18_663 && again.Unchanged != 2_870+18_663+1_543 || w.rows() != before {
		t.Errorf("twice: %+v, %s after %s", again.Counts, w.rows(), before)
	}
	var nights int
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		nights = 0
		return db.Each(ctx, tx, db.Select("l.taken", "calendar_leaf l").Everything(access.System("test").In(w.boss.Account())), func(r db.Row) error {
			var taken int64
			err := r.Scan(&taken)
			nights += bits.OnesCount64(uint64(taken))
			return err
		})
	}))
	if nights != 496_362 {
		t.Errorf("%d nights are taken, the file has 496,362", nights)
	}
}

// BenchmarkAntwerp imports the real files into an empty SQLite database and
// reports how many times as long that takes as only to unpack the files and take
// them apart.
func BenchmarkAntwerp(b *testing.B) {
	var limit, took time.Duration
	for b.Loop() {
		order := antwerp(b)
		start := time.Now()
		for _, f := range order.Files {
			parseOnly(b, f.In.(*os.File))
		}
		limit += time.Since(start)
		w := newWorld(b, dbtest.SQLite(b))
		start = time.Now()
		if _, err := w.Now(ctx, w.boss, antwerp(b)); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
	}
	b.ReportMetric(took.Seconds()/limit.Seconds(), "×parse-only")
	b.ReportMetric(limit.Seconds()*1000/float64(b.N), "parse-only-ms")
}

func parseOnly(b testing.TB, f *os.File) {
	b.Helper()
	in, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	r := csv.NewReader(in)
	r.ReuseRecord, r.LazyQuotes, r.FieldsPerRecord = true, true, -1
	for {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}
