// Package intake reads the files that people bring from elsewhere: Inside
// Airbnb's listings and calendars, and CSV of any make. It is pure: it reads
// streams and hands out values, row by row, with the line each came from.
//
// Two kinds of trouble are kept apart. A row that makes no sense is skipped and
// named, the rest goes on. A file that is broken – cut off, not CSV, larger
// than allowed once unpacked – is an error that names the line, and nothing of
// it should be used.
package intake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"keyhouse/cash"
	"keyhouse/fault"
)

// File is one file to read. Name is what reports and errors call it.
type File struct {
	Name string
	In   io.Reader // plain or gzip; told apart by its first bytes
	// Limit bounds the bytes after unpacking, 2 GB if zero. Memory does not
	// grow with it.
	Limit int64
	// Currency is that of the prices: these files write "$" for any.
	Currency cash.Currency
	// Skip is told of every row or value left out. Nil tells nobody.
	Skip func(Skip)
}

// Skip names a row or value that was left out.
type Skip struct {
	File   string
	Line   int // from 1, the header's
	Column string
	Value  string // as in the file, at most 80 characters
	Reason string
	// Kept says that the row was taken, only without this value.
	Kept bool
}

const (
	usualLimit = 2 << 30
	maxShown   = 80
)

var errTooLarge = errors.New("over the size limit")

// open undoes the packing and bounds what comes out.
func (f File) open() (io.Reader, error) {
	limit := f.Limit
	if limit == 0 {
		limit = usualLimit
	}
	in := bufio.NewReaderSize(f.In, 64<<10)
	head, err := in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, f.broken(1, "it could not be read", err)
	}
	if !bytes.Equal(head, []byte("\x1f\x8b")) {
		return &bounded{in, limit}, nil
	}
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		return nil, f.broken(1, "it looks packed but cannot be unpacked", err)
	}
	return &bounded{unpacked, limit}, nil
}

// bounded fails, rather than ends, once more than left bytes came through.
type bounded struct {
	in   io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}

// broken is the error for a file as a whole.
func (f File) broken(line int, what string, err error) error {
	kind := fault.Invalid
	switch {
	case errors.Is(err, errTooLarge):
		kind, what = fault.TooLarge, "it is larger than allowed once unpacked"
	case errors.Is(err, io.ErrUnexpectedEOF):
		what = "it breaks off in the middle"
	}
	return &fault.Fault{Kind: kind, Op: "intake", Field: f.Name, Err: err,
		Say: fmt.Sprintf("%s, line %d: %s. Nothing was taken from it.", f.Name, line, what)}
}

func (f File) skip(line int, column string, value []byte, reason string) {
	f.note(Skip{File: f.Name, Line: line, Column: column, Value: shown(value), Reason: reason})
}

func (f File) note(s Skip) {
	if f.Skip != nil {
		f.Skip(s)
	}
}

// shown makes a value fit for a report.
func shown(value []byte) string {
	s := toText(value)
	if len(s) > maxShown {
		s = strings.ToValidUTF8(s[:maxShown], "") + "…"
	}
	return s
}

// toText gives b as UTF-8; what is not UTF-8 is taken for Windows-1252.
func toText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "�")
	}
	return string(text)
}
