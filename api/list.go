package api

import (
	"bytes"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/page"
)

// list is one page of a list.
type list[T any] struct {
	Items []T     `json:"items" nullable:"false" doc:"The rows of this page."`
	Next  *string `json:"next" doc:"The cursor of the next page; null on the last."`
	Prev  *string `json:"prev" doc:"The cursor of the page before; null on the first."`
}

// pageOf shapes the rows of a page.
func pageOf[R, T any](p page.Page[R], shape func(R) T) list[T] {
	return list[T]{Items: each(p.Rows, shape), Next: cursor(p.Next), Prev: cursor(p.Prev)}
}

// whole is a list that has one page.
func whole[R, T any](rows []R, shape func(R) T) list[T] { return list[T]{Items: each(rows, shape)} }

func each[R, T any](rows []R, shape func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = shape(r)
	}
	return out
}

func cursor(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// AppendJSON writes the page; rows that can write themselves do.
func (l list[T]) AppendJSON(b []byte) []byte {
	b = append(b, `{"items":[`...)
	for i := range l.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendAny(b, l.Items[i])
	}
	b = append(b, `],"next":`...)
	b = appendCursor(b, l.Next)
	b = append(b, `,"prev":`...)
	return append(appendCursor(b, l.Prev), '}')
}

func appendCursor(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendText(b, *s)
}

// appendAny writes whatever it is, by reflection if need be.
func appendAny(b []byte, v any) []byte {
	if a, ok := v.(appender); ok {
		return a.AppendJSON(b)
	}
	w := bytes.NewBuffer(b)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // our own shapes can always be written
	}
	return bytes.TrimSuffix(w.Bytes(), []byte("\n"))
}

func text(name, about string) param {
	most := 200
	return param{name: name, about: about, schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most}}
}

func uuid(name, about string) param {
	return param{name: name, about: about, schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
}

func date(name, about string) param {
	return param{name: name, about: about, schema: &huma.Schema{Type: huma.TypeString, Format: "date"}, example: "2026-03-04"}
}

func yesno(name, about string) param {
	return param{name: name, about: about, schema: &huma.Schema{Type: huma.TypeBoolean}}
}

func number(name, about string, low, high float64) param {
	return param{name: name, about: about, schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &low, Maximum: &high}}
}

func word(name, about string, words ...string) param {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return param{name: name, about: about, schema: s}
}

// paged adds what every list takes: which page, and in what order. The first
// of sorts is the usual one.
func paged(sorts []string, filters ...param) []param {
	out := append(filters, number("limit", "How many rows a page has; 50 unless asked otherwise.", 1, page.MaxLimit),
		param{name: "cursor", about: "Which page: next or prev of another answer with the same sort and filters.", schema: &huma.Schema{Type: huma.TypeString}})
	if len(sorts) > 0 {
		out = append(out, word("sort", "The order; "+sorts[0]+" unless asked otherwise. A leading minus turns it round. Sorting by what the person may not see is refused.", sorts...))
	}
	return out
}
