package bench

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"keyhouse/calendar"
	"keyhouse/id"
)

// row is a booking as somebody who writes by hand would read it: the same
// columns that a list of bookings shows, into plain fields.
type row struct {
	id, business, property             id.ID
	unit, feed, person                 id.ID
	number, adults, children, version  int64
	arrive, depart                     calendar.Date
	state, source, reference           string
	guest, email, phone, currency, uid string
	total, tax, paid, commission       int64
	owner, createdAt                   int64
	cancelledAt                        sql.NullInt64
	place                              string
}

const handColumns = "b.id, b.business_id, b.property_id, b.unit_id, b.number, b.arrive, b.depart, b.state, b.source, b.reference," +
	" b.guest_name, b.guest_email, b.guest_phone, b.adults, b.children, b.currency, b.total_minor, b.tax_minor, b.paid_minor," +
	" b.commission_minor, b.owner_minor, b.feed_id, b.feed_uid, b.person_id, b.version, b.created_at, b.cancelled_at"

func (r *row) scan(from interface{ Scan(...any) error }) error {
	return from.Scan(&r.id, &r.business, &r.property, &r.unit, &r.number, &r.arrive, &r.depart, &r.state, &r.source, &r.reference,
		&r.guest, &r.email, &r.phone, &r.adults, &r.children, &r.currency, &r.total, &r.tax, &r.paid,
		&r.commission, &r.owner, &r.feed, &r.uid, &r.person, &r.version, &r.createdAt, &r.cancelledAt, &r.place)
}

// statement is one text, prepared once, with its arguments.
type statement struct {
	name string
	stmt *sql.Stmt
	args []any
}

func (s *statement) page(ctx context.Context) ([]row, error) {
	rows, err := s.stmt.QueryContext(ctx, s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]row, 0, pageRows)
	for rows.Next() {
		out = append(out, row{})
		if err := out[len(out)-1].scan(rows); err != nil {
			return nil, err
		}
	}
	return out, rows.Err()
}

func (s *statement) number(ctx context.Context) (n int64, err error) {
	err = s.stmt.QueryRowContext(ctx, s.args...).Scan(&n)
	return n, err
}

// pageRows is a page and the row that tells of another.
const pageRows = 51

const (
	from    = " FROM booking b WHERE b.account_id = ? AND b.arrive >= ?"
	byDay   = " ORDER BY b.arrive, b.id LIMIT 51"
	ofGrant = "grant_property g WHERE g.account_id = b.account_id AND g.grant_id = ?"
	ofOwner = "ownership_share g WHERE g.account_id = b.account_id AND g.client_id = ?"
	place   = ", (SELECT p.name FROM property p WHERE p.account_id = b.account_id AND p.id = b.property_id)"
)

// shown gives the columns as person i sees them, with the place's name: an
// owner sees of the owners' money their own part.
func (w *world) shown(i int) (columns string, args []any) {
	if persons[i].on != "client" {
		return handColumns + place, nil
	}
	part := "(SELECT s.amount_minor FROM booking_share s WHERE s.account_id = b.account_id AND s.booking_id = b.id AND s.client_id = ?)"
	return strings.Replace(handColumns, "b.owner_minor", part, 1) + place, []any{w.grants[i]}
}

// shape is one way to say "of these properties". wide ones name every property
// in the text.
type shape struct {
	name, cond string
	args       []any
}

// shapes are the ways worth trying for person i of a world.
func (w *world) shapes(i int) []shape {
	if w.reach[i] == nil {
		return []shape{{name: "all"}}
	}
	inside := ofGrant
	if persons[i].on == "client" {
		inside = ofOwner
	}
	by := []any{w.grants[i]}
	asked := []shape{
		{"looked up", " AND b.property_id IN (SELECT g.property_id FROM " + strings.ReplaceAll(inside, "b.account_id", "?") + ")", []any{w.account, w.grants[i]}},
		{"tested", " AND EXISTS (SELECT 1 FROM " + inside + " AND g.property_id = b.property_id) = 1", by},
	}
	if len(w.reach[i]) > mostNamed {
		return asked
	}
	list := " IN (" + strings.Repeat("?, ", len(w.reach[i])-1) + "?)"
	var named []any
	for _, p := range w.reach[i] {
		named = append(named, p)
	}
	return append(asked, shape{"named", " AND b.property_id" + list, named}, shape{"named, walking the days", " AND +b.property_id" + list, named})
}

// mostNamed bounds the properties that a text may name: SQLite takes 32,766
// arguments, and long before that it is slow.
const mostNamed = 20_000

// pages are the statements that give the page of 50 to person i, each whole
// with the places' names: row by row, or first the keys and then the rows.
func (s *set) pages(ctx context.Context, w *world, i int) ([]*statement, error) {
	var texts []shape
	columns, own := w.shown(i)
	for _, sh := range w.shapes(i) {
		args := append([]any{w.account, today}, sh.args...)
		inner := handColumns + ", b.account_id" + from + sh.cond + byDay
		texts = append(texts, shape{sh.name, "SELECT " + columns + " FROM (SELECT " + inner + ") b", slices.Concat(own, args)})
		keys := "SELECT b.id" + from + sh.cond + byDay
		texts = append(texts, shape{sh.name + ", keys first", "SELECT " + columns + " FROM booking b WHERE b.account_id = ? AND b.id IN (" + keys + ") ORDER BY b.arrive, b.id",
			slices.Concat(own, []any{w.account}, args)})
	}
	return s.prepare(ctx, texts)
}

// totals are the statements that count what person i sees from today on.
func (s *set) totals(ctx context.Context, w *world, i int) ([]*statement, error) {
	var texts []shape
	for _, sh := range w.shapes(i) {
		texts = append(texts, shape{sh.name, "SELECT COUNT(*)" + from + sh.cond, append([]any{w.account, today}, sh.args...)})
	}
	return s.prepare(ctx, texts)
}

// singles are the statements that give one booking to person i.
func (s *set) singles(ctx context.Context, w *world, i int, booking id.ID) ([]*statement, error) {
	var texts []shape
	columns, own := w.shown(i)
	for _, sh := range w.shapes(i) {
		texts = append(texts, shape{sh.name, "SELECT " + columns + " FROM booking b WHERE b.account_id = ? AND b.id = ?" + sh.cond,
			slices.Concat(own, []any{w.account, booking}, sh.args)})
	}
	return s.prepare(ctx, texts)
}

func (s *set) prepare(ctx context.Context, texts []shape) ([]*statement, error) {
	var out []*statement
	for _, t := range texts {
		stmt, err := s.hand.PrepareContext(ctx, t.cond)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		out = append(out, &statement{t.name, stmt, t.args})
	}
	return out, nil
}

// best keeps the quickest of several and closes the others. One that is far
// behind the quickest so far is not tried again.
func best(all []*statement, do func(*statement) error) (*statement, error) {
	times := make([]float64, len(all))
	for i, s := range all {
		times[i] = math.Inf(1)
		for range 4 {
			t, err := timed(2, func() error { return do(s) })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			times[i] = min(times[i], t)
			if t > 4*slices.Min(times) {
				break
			}
		}
	}
	quickest := slices.Index(times, slices.Min(times))
	for i, s := range all {
		if i != quickest {
			s.stmt.Close()
		}
	}
	return all[quickest], nil
}
