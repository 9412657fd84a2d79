package logbook

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// Line is one line of the log, as it may be shown.
type Line struct {
	At      time.Time
	Level   slog.Level
	Message string
	Fields  []Field
}

// Field is a value of a line.
type Field struct{ Key, Value string }

// Book keeps the latest lines. The zero Book keeps none.
type Book struct {
	mu    sync.Mutex
	lines []Line // a ring
	next  int
	full  bool
}

// NewBook keeps the latest n lines.
func NewBook(n int) *Book { return &Book{lines: make([]Line, n)} }

func (b *Book) add(l Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.lines) == 0 {
		return
	}
	b.lines[b.next] = l
	if b.next++; b.next == len(b.lines) {
		b.next, b.full = 0, true
	}
}

// Latest gives what is kept of at least that level, the newest first.
func (b *Book) Latest(least slog.Level) []Line {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := slices.Clone(b.lines[:b.next])
	if b.full {
		kept = append(slices.Clone(b.lines[b.next:]), kept...)
	}
	slices.Reverse(kept)
	return slices.DeleteFunc(kept, func(l Line) bool { return l.Level < least })
}

// Handler cleans every line, keeps it in book and hands it to next.
func Handler(next slog.Handler, book *Book) slog.Handler {
	return &handler{next: next, book: book}
}

type handler struct {
	next  slog.Handler
	book  *Book
	with  []slog.Attr // cleaned
	group string
}

// kept is the least level the book takes; next has a level of its own.
const kept = slog.LevelInfo

// Enabled is for what either of the two takes.
func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= kept && len(h.book.lines) > 0 || h.next.Enabled(ctx, level)
}

// Handle cleans a line.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, Words(r.Message), r.PC)
	clean.AddAttrs(h.with...)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(cleaned(h.group, a)...)
		return true
	})
	if r.Level >= kept {
		h.book.add(lineOf(clean))
	}
	if !h.next.Enabled(ctx, r.Level) {
		return nil
	}
	return h.next.Handle(ctx, clean)
}

func lineOf(r slog.Record) Line {
	l := Line{At: r.Time, Level: r.Level, Message: r.Message}
	r.Attrs(func(a slog.Attr) bool {
		l.Fields = append(l.Fields, Field{a.Key, a.Value.String()})
		return true
	})
	return l
}

// WithAttrs cleans what every line will carry.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	next := *h
	next.with = slices.Clip(h.with)
	for _, a := range attrs {
		next.with = append(next.with, cleaned(h.group, a)...)
	}
	return &next
}

// WithGroup puts the name before the keys that follow.
func (h *handler) WithGroup(name string) slog.Handler {
	next := *h
	if name != "" {
		next.group = h.group + name + "."
	}
	return &next
}
