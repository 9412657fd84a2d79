package ical

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

var errTooMany = errors.New("over the byte limit")

// line is one content line with its folds undone.
type line struct {
	number int // of its first physical line, from 1
	text   string
	long   bool // it was over the limit; text is only its beginning
}

// lines takes a stream apart into content lines. It ends a line at LF, CR or
// CRLF, passes over blank lines wherever they stand, and keeps at most one
// line of maxLine bytes in memory.
type lines struct {
	in       *bufio.Reader
	left     int64
	maxLine  int
	number   int
	physical []byte
	held     []byte
	heldAt   int
	long     bool
	err      error
}

func newLines(in *bufio.Reader, maxBytes int64, maxLine int) *lines {
	return &lines{in: in, left: maxBytes, maxLine: maxLine}
}

// next gives the next content line, or false at the end or at an error in err.
func (l *lines) next() (line, bool) {
	for l.readPhysical() {
		blank := len(bytes.TrimSpace(l.physical)) == 0
		folded := !blank && (l.physical[0] == ' ' || l.physical[0] == '\t')
		switch {
		case blank:
		case folded && l.heldAt > 0:
			l.hold(l.physical[1:])
		case l.heldAt > 0:
			done := l.release()
			l.begin()
			return done, true
		default:
			l.begin()
		}
	}
	if l.heldAt > 0 && l.err == nil {
		return l.release(), true
	}
	return line{}, false
}

func (l *lines) begin() {
	l.heldAt = l.number
	l.hold(bytes.TrimLeft(l.physical, " \t"))
}

func (l *lines) hold(b []byte) {
	room := l.maxLine - len(l.held)
	if len(b) > room {
		b, l.long = b[:room], true
	}
	l.held = append(l.held, b...)
}

func (l *lines) release() line {
	done := line{l.heldAt, toUTF8(l.held), l.long}
	l.held, l.heldAt, l.long = l.held[:0], 0, false
	return done
}

// readPhysical reads up to the next line end into l.physical.
func (l *lines) readPhysical() bool {
	l.physical = l.physical[:0]
	for read := false; ; read = true {
		b, err := l.in.ReadByte()
		if err != nil {
			l.fail(err)
			l.number++
			return read && l.err == nil
		}
		if l.left--; l.left < 0 {
			l.err = errTooMany
			return false
		}
		if b == '\n' || b == '\r' {
			l.passLF(b)
			l.number++
			return true
		}
		if len(l.physical) <= l.maxLine {
			l.physical = append(l.physical, b)
		}
	}
}

// passLF takes the LF of a CRLF with its CR.
func (l *lines) passLF(b byte) {
	if b != '\r' {
		return
	}
	if next, err := l.in.Peek(1); err == nil && next[0] == '\n' {
		_, _ = l.in.Discard(1) // cannot fail: it was just peeked at
		l.left--
	}
}

func (l *lines) fail(err error) {
	if !errors.Is(err, io.EOF) {
		l.err = err
	}
}

// toUTF8 gives b as text. What is not UTF-8 is taken for Windows-1252, in
// which every byte is a character, so nothing is lost.
func toUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("�")))
	}
	return string(text)
}
