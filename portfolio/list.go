package portfolio

import (
	"context"
	"net/url"
	"strings"
	"unicode"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/page"
)

// orderOf reads how a list is to be sorted and where its page begins.
func orderOf(orders map[string]page.Order, a page.Ask, usual string) (page.Plan, error) {
	if a.Sort == "" {
		a.Sort = usual
	}
	o, known := orders[a.Sort]
	if !known {
		return page.Plan{}, fault.Bad("portfolio", "sort", "Nothing can be sorted by this.")
	}
	return o.Plan(a.Cursor, a.Limit)
}

// fetch reads the rows of one page and one more.
func fetch[T any](ctx context.Context, tx *db.Tx, q db.Query, p page.Plan, scan func(db.Row) (T, error)) ([]T, error) {
	if where, args := p.Where(); where != "" {
		q = q.And(where, args...)
	}
	return db.All(ctx, tx, q.Order(p.OrderBy()).Limit(p.Fetch()), scan)
}

func archived(alias string, yes bool) string {
	if yes {
		return alias + ".archived_at IS NOT NULL"
	}
	return alias + ".archived_at IS NULL"
}

func setIf(v url.Values, name string, yes bool) {
	if yes {
		v.Set(name, "1")
	}
}

// anyWord reads a parameter that may be absent.
func anyWord(q *page.Query, name string, words ...string) string {
	return q.Word(name, append([]string{""}, words...)...)
}

// missing gives the op of a call to a row that was not there.
func missing(err error, op string) error {
	if f := fault.Of(err); f != nil && f.Kind == fault.Missing {
		return fault.NotFound(op)
	}
	return err
}

// fold is the form names are sorted in.
func fold(s string) string { return entry.Fold(s) }

// digits gives a telephone number without what people put between its figures.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// Hidden names the groups of a thing that a mask does not show.
func Hidden(t access.Thing, shown access.Groups) []string {
	var names []string
	for g := range access.Page.Holds(t).All() {
		if !shown.Has(g) {
			names = append(names, g.String())
		}
	}
	return names
}
