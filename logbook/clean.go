package logbook

import (
	_ "embed"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// plain are the keys whose values are words of the program – routes, kinds,
// counts – or ids, and pass as they are. Values under any other key are cut
// down to the words that the program uses.
var plain = map[string]bool{"route": true, "status": true, "took": true, "kind": true, "job": true, "attempt": true, "outcome": true, "reference": true,
	"request": true, "stack": true, "node": true, "version": true, "level": true, "method": true, "rows": true, "bytes": true, "backup": true, "check": true, "provider": true}

// cleaned gives what may be said of a value.
func cleaned(group string, a slog.Attr) []slog.Attr {
	a.Value = a.Value.Resolve()
	if a.Value.Kind() == slog.KindGroup {
		var all []slog.Attr
		for _, in := range a.Value.Group() {
			all = append(all, cleaned(group+a.Key+".", in)...)
		}
		return all
	}
	passes := group == "" && plain[a.Key]
	if !passes {
		a.Key = group + Words(a.Key)
	}
	return []slog.Attr{{Key: a.Key, Value: value(passes, a.Value)}}
}

func value(passes bool, v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindBool, slog.KindDuration, slog.KindTime:
		return v
	case slog.KindInt64, slog.KindUint64, slog.KindFloat64:
		if passes {
			return v
		}
		return slog.StringValue("…") // it could be a sum
	}
	text := v.String()
	if err, ok := v.Any().(error); ok {
		text = err.Error()
	}
	if passes {
		return slog.StringValue(oneLine(text))
	}
	return slog.StringValue(Words(text))
}

// oneLine keeps a value from looking like several lines, but for stacks, which
// the handlers quote.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

//go:embed words.txt
var wordsText string

// known are the words that error messages of the program and of its libraries
// are made of, as they write them.
var known = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(wordsText) {
		all[w] = true
	}
	return all
}()

var (
	uuid   = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`
	pieces = regexp.MustCompile(uuid + `|SQLSTATE [0-9A-Z]{5}|[0-9][0-9.,:’']*[0-9]|[\pL\pM\pN_@’'.+/~-]+|[^\pL\pM\pN_@’'.+/~-]+`)
	isID   = regexp.MustCompile(`^` + uuid + `$`)
	isCode = regexp.MustCompile(`^(?:[0-9]{1,3}|[0-9]\.[0-9]\.[0-9]|SQLSTATE [0-9A-Z]{5})$`)
	parts  = regexp.MustCompile(`[\pL\pM]+|[^\pL\pM]+`)
)

// longest is how much of a text is kept.
const longest = 600

// Words leaves of a text the words that the program itself uses, ids, and small
// numbers that are codes; everything else becomes "…".
func Words(text string) string {
	var b strings.Builder
	for _, piece := range pieces.FindAllString(text, -1) {
		if b.Len() > longest {
			b.WriteString(" …")
			break
		}
		b.WriteString(word(piece))
	}
	return dots.ReplaceAllString(b.String(), "…")
}

var dots = regexp.MustCompile(`…(?:[^\pL\pN]{0,3}…)+`)

// word gives a piece of a text as it may be said. A piece such as "stays.Move"
// or "time-out" is known if each part of it is.
func word(piece string) string {
	first := []rune(piece)[0]
	switch {
	case isID.MatchString(piece), isCode.MatchString(piece):
		return piece
	case !unicode.IsLetter(first) && !unicode.IsNumber(first) && !strings.ContainsAny(piece, "@’'.+/~-_"):
		return spaces(piece)
	}
	for _, part := range parts.FindAllString(piece, -1) {
		letter := unicode.IsLetter([]rune(part)[0])
		if letter && !known[part] || !letter && strings.Trim(part, "’'.-/_") != "" {
			return "…"
		}
	}
	return piece
}

// spaces keeps what stands between words: nothing that could carry something.
func spaces(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r > unicode.MaxASCII && r != '…' && r != '–' && r != '“' && r != '”':
			return -1
		}
		return r
	}, s)
}

// String gives a line as text: for exports.
func (l Line) String() string {
	text := l.At.UTC().Format(time.RFC3339Nano) + " " + l.Level.String() + " " + l.Message
	for _, f := range l.Fields {
		text += fmt.Sprintf(" %s=%q", f.Key, f.Value)
	}
	return text
}
