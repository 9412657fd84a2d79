package logbook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"keyhouse/fault"
)

func logger(b *bytes.Buffer, book *Book) *slog.Logger {
	return slog.New(Handler(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}), book))
}

// What could be anybody's never stands in a line, whatever key or error carries it.
func TestNothingPersonalPasses(t *testing.T) {
	secrets := []string{"Ana Peeters", "ana.peeters@people.example", "qmarkedowner", "+32 3 555 01 01", "1234.50", "1,234,567", "123450", "81.2.69.160",
		"kh_9fT4mZq8Lw2xYb7Rc1Vd", "eyJhbGciOiJIUzI1NiJ9.x.y", "Bloemenstraat 12", "Łukasz", "أمينة", "https://calendar.example/secret/4711.ics", "O’Brien", "van-der-Berg", "BE68539007547034"}
	var b bytes.Buffer
	book := NewBook(100)
	l := logger(&b, book)
	for _, s := range secrets {
		l.Error("a request failed", "error", fmt.Errorf("stays.Move: no such guest %q: %w", s, errors.New(s+" is not there")))
		l.Error("a request failed", "error", &fault.Fault{Kind: fault.Broken, Op: "stays.Move", Say: s, Err: errors.New(s)})
		l.Warn(s, "owner", s, slog.Group("in", "x", s, "y", []string{s}), "email", s)
		l.With("name", s).WithGroup("deep").Info("a line", s, s)
	}
	l.Info("sums", "amount", 123450, "total", 1234.5)
	kept := ""
	for _, line := range book.Latest(slog.LevelInfo) {
		kept += line.String() + "\n"
	}
	for _, s := range secrets {
		for _, text := range []string{b.String(), kept} {
			if strings.Contains(text, s) {
				t.Errorf("%q came through: %s", s, around(text, s))
			}
			for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" @.:/+,’-", r) }) {
				if len(word) > 3 && word != "https" && word != "calendar" && word != "secret" && word != "people" && word != "example" && strings.Contains(text, word) {
					t.Errorf("%q of %q came through: %s", word, s, around(text, word))
				}
			}
		}
	}
}

func around(text, s string) string {
	at := strings.Index(text, s)
	return text[max(0, at-80):min(len(text), at+80)]
}

// What an operator needs is still there.
func TestWhatHelpsStays(t *testing.T) {
	const record = "0190f5f0-1111-7222-8333-444455556666"
	for in, want := range map[string]string{
		"db.One booking: " + record + " is missing":                               "db.One booking: " + record + " is missing",
		"the mail server said 550":                                                "the mail server said 550",
		"dial tcp 10.1.2.3:25: connect: connection refused":                       "dial tcp …: connect: connection refused",
		"ERROR: deadlock detected (SQLSTATE 40P01)":                               "ERROR: deadlock detected (SQLSTATE 40P01)",
		`duplicate key value violates unique constraint "qname" (SQLSTATE 23505)`: `duplicate key value violates unique constraint "…" (SQLSTATE 23505)`,
		"context deadline exceeded":                                               "context deadline exceeded",
	} {
		if got := Words(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	var b bytes.Buffer
	logger(&b, NewBook(1)).Error("a request failed", "route", "GET /bookings/{booking}", "status", 500, "took", time.Second, "reference", "ABCDEF0123456789", "job", record)
	for _, want := range []string{`route="GET /bookings/{booking}"`, "status=500", "took=1s", "reference=ABCDEF0123456789", "job=" + record, "a request failed"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in %s", want, b.String())
		}
	}
}

func TestTheBookKeepsTheLatest(t *testing.T) {
	var b bytes.Buffer
	book := NewBook(3)
	l := slog.New(Handler(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: slog.LevelError}), book))
	for i := range 5 {
		l.Info("line", "attempt", i)
	}
	l.Debug("line", "attempt", 9)
	l.Warn("line", "attempt", 5)
	var got []string
	for _, line := range book.Latest(slog.LevelInfo) {
		got = append(got, line.Fields[0].Value)
	}
	if fmt.Sprint(got) != "[5 4 3]" {
		t.Error(got)
	}
	if warned := book.Latest(slog.LevelWarn); len(warned) != 1 {
		t.Error(warned)
	}
	if b.Len() > 0 {
		t.Error("the next handler's own level does not count any more:", b.String())
	}
	none := slog.New(Handler(slog.DiscardHandler, &Book{}))
	if none.Info("nobody reads this"); none.Enabled(context.Background(), slog.LevelInfo) {
		t.Error("a book of no pages takes lines")
	}
}
