package stays

import (
	"cmp"
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
)

// Bookings gives one page of the bookings that who may read.
func (s *Store) Bookings(ctx context.Context, who *access.Viewer, f BookingFilter) (page.Page[*Booking], error) {
	var out page.Page[*Booking]
	if err := f.allowed(who, "stays.Bookings"); err != nil {
		return out, err
	}
	plan, err := f.order().Plan(f.Cursor, f.Limit)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := bookingRows(ctx, tx, who, access.Read, &f, plan)
		if err != nil {
			return err
		}
		out = page.Cut(plan, rows, f.key)
		return seen(ctx, tx, eyesOf(who), out.Rows)
	})
	return out, err
}

// seen masks rows and names their places.
func seen(ctx context.Context, tx *db.Tx, e eyes, rows []*Booking) error {
	if err := named(ctx, tx, e.who.Account(), rows); err != nil {
		return err
	}
	return e.sees(ctx, tx, rows)
}

// fewIDs is up to how many ids a person's own part is small.
const fewIDs = 32

// bookingRows reads the rows of one page, not masked yet. Who sees everything
// gets them in the order of an index, who sees little has little to sort. For
// others the page is first found by its keys alone, which the index of their
// properties holds, so that no whole row is sorted in vain.
func bookingRows(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, f *BookingFilter, plan page.Plan) ([]*Booking, error) {
	columns := bookingColumns
	_, ids := who.Where(verb, access.Booking, f.needs()...).SQL(tx.Dialect(), "b", access.Auto)
	direct := len(ids) <= fewIDs
	if !direct {
		columns = "b.id"
	}
	q := f.over(tx, who, verb, columns).Order(plan.OrderBy()).Limit(plan.Fetch())
	if where, args := plan.Where(); where != "" {
		q = q.And(where, args...)
	}
	if direct {
		return db.All(ctx, tx, q, scanBooking)
	}
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	q = db.Select(bookingColumns, "booking b").Everything(who.Beyond("the rows of a page that was found as the person sees")).AndIn("b.id", anys(found)...)
	rows, err := db.All(ctx, tx, q, scanBooking)
	slices.SortFunc(rows, func(a, b *Booking) int { return cmp.Compare(slices.Index(found, a.ID), slices.Index(found, b.ID)) })
	return rows, err
}

// CountBookings counts the bookings of f that who may read: the number over a
// list of them.
func (s *Store) CountBookings(ctx context.Context, who *access.Viewer, f BookingFilter) (int64, error) {
	if err := f.allowed(who, "stays.CountBookings"); err != nil {
		return 0, err
	}
	var n int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		n, err = db.Count(ctx, tx, f.over(tx, who, access.Read, "b.id"))
		return err
	})
	return n, err
}

// over is f without order and page, on the rows to which who may do verb and
// where groups show too.
func (f *BookingFilter) over(tx *db.Tx, who *access.Viewer, verb access.Verb, columns string, groups ...access.Group) db.Query {
	q := db.Select(columns, "booking b").Visible(who, verb, access.Booking, append(f.needs(), groups...)...)
	return f.narrow(tx, who, q)
}
