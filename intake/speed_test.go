package intake

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"testing"
	"time"
)

// parseOnly is the limit: unpacking and taking apart, nothing kept.
func parseOnly(b *testing.B, content []byte) {
	b.Helper()
	in, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCalendar folds the real year of 2,870 listings and reports how many
// times as long that takes as only to unpack it and take it apart.
func BenchmarkCalendar(b *testing.B) {
	content := realData(b, "inside-airbnb-antwerp-2024", "calendar.csv.gz")
	var limit, fold time.Duration
	for b.Loop() {
		start := time.Now()
		parseOnly(b, content)
		limit += time.Since(start)
		start = time.Now()
		if err := Calendar(File{In: bytes.NewReader(content), Currency: "EUR"}, nil, func(Run) error { return nil }); err != nil {
			b.Fatal(err)
		}
		fold += time.Since(start)
	}
	b.ReportMetric(fold.Seconds()/limit.Seconds(), "×parse-only")
	b.ReportMetric(limit.Seconds()*1000/float64(b.N), "parse-only-ms")
}
