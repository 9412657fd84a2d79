package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// List is where a list stands in the URL: its path and its query. All of a
// list's links are made from it, so filters, order and page never lose each other.
type List struct {
	Path  string
	Query url.Values
}

// The query's own words.
const (
	querySort   = "sort"   // a column's name, "-" before it for descending
	queryCursor = "cursor" // where the page begins; opaque
)

// With gives the address of the same list with one filter changed, from its first page. An empty value removes the filter.
func (l List) With(name, value string) string {
	q := maps.Clone(l.Query)
	if q == nil {
		q = url.Values{}
	}
	q.Del(queryCursor)
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	return l.at(q)
}

// page gives the address of another page of the list as it stands.
func (l List) page(cursor string) string {
	q := maps.Clone(l.Query)
	if q == nil {
		q = url.Values{}
	}
	q.Set(queryCursor, cursor)
	return l.at(q)
}

func (l List) at(q url.Values) string {
	if len(q) == 0 {
		return l.Path
	}
	return l.Path + "?" + q.Encode()
}

// Sort tells the column and direction asked for, or the given ones if none was.
func (l List) Sort(column string, down bool) (string, bool) {
	asked := l.Query.Get(querySort)
	if asked == "" {
		return column, down
	}
	name, down := strings.CutPrefix(asked, "-")
	return name, down
}

// Sort is what a table is ordered by: told to every sortable heading.
type Sort struct {
	By   string
	Down bool
}

// aria says for a heading how its column is ordered; "" if it is not.
func (s Sort) aria(column string) string {
	switch {
	case s.By != column:
		return ""
	case s.Down:
		return "descending"
	}
	return "ascending"
}

// next gives what a click on a column's heading asks for: up first, then down.
func (s Sort) next(column string) string {
	if s.By == column && !s.Down {
		return "-" + column
	}
	return column
}

// Pages links the neighbours of a page of a list. An empty cursor is no page.
type Pages struct {
	Previous, Next string
	Say            string // "50 of 12,480 bookings"
}

// Chip is a filter in force, with words for it.
type Chip struct{ Name, Say string }

// kept lists the query's other entries, for a form that must not lose them.
func (l List) kept(except ...string) []Option {
	var all []Option
	for _, name := range slices.Sorted(maps.Keys(l.Query)) {
		if name == queryCursor || slices.Contains(except, name) {
			continue
		}
		for _, v := range l.Query[name] {
			all = append(all, Option{Value: v, Label: name})
		}
	}
	return all
}

// file gives the address of the whole list as a file: as filtered and sorted,
// from its beginning.
func (l List) file(ending string) string {
	q := maps.Clone(l.Query)
	q.Del(queryCursor)
	q.Del("limit")
	return List{Path: l.Path + ending}.at(q)
}

// archiveAt gives the address of a list's part: in use, or put away.
func archiveAt(l List, archived bool) string {
	if archived {
		return l.With("archived", "1")
	}
	return l.With("archived", "")
}

// ofAll says how much of a list is on the page: all that there is, or "50 of
// 12,480 bookings".
func ofAll(l Local, here int, all int64, whole string) string {
	if int64(here) >= all {
		return whole
	}
	return l.Say("list.part", "here", here, "whole", whole)
}
