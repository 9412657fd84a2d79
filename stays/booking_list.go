package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
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
		return eyesOf(who).sees(ctx, tx, out.Rows)
	})
	return out, err
}

// bookingRows reads the rows of one page, not masked yet.
func bookingRows(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, f *BookingFilter, plan page.Plan) ([]*Booking, error) {
	q := withPlace(db.Select(bookingColumns, "booking b").Visible(who, verb, access.Booking, f.needs()...))
	q = f.narrow(tx, who, q).Order(plan.OrderBy()).Limit(plan.Fetch())
	if where, args := plan.Where(); where != "" {
		q = q.And(where, args...)
	}
	return db.All(ctx, tx, q, scanBooking)
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
// where groups show too. Places are joined only where a filter looks at them.
func (f *BookingFilter) over(tx *db.Tx, who *access.Viewer, verb access.Verb, columns string, groups ...access.Group) db.Query {
	q := db.Select(columns, "booking b").Visible(who, verb, access.Booking, append(f.needs(), groups...)...)
	if !f.Client.IsZero() {
		q = q.Join(joinProperty)
	}
	return f.narrow(tx, who, q)
}
