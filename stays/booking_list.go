package stays

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
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
	dense, err := portfolio.Dense(ctx, tx, who, access.Booking, f.Q)
	if err != nil {
		return nil, err
	}
	f.walk = dense && f.Sort != "total" && f.Sort != "-total" // for which no index is in order
	f.apart = !f.InHouse.IsZero() && !little(who)
	q := f.over(tx, who, verb, bookingColumns)
	if !f.apart {
		return rowsOf(ctx, tx, who, q, plan)
	}
	var rows []*Booking
	for _, part := range inHouseParts(q, who, f.InHouse) {
		some, err := rowsOf(ctx, tx, who, part, plan)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, f.compare)
	if strings.HasSuffix(plan.OrderBy(), " DESC") {
		slices.Reverse(rows)
	}
	return rows[:min(len(rows), plan.Fetch())], nil
}

func rowsOf(ctx context.Context, tx *db.Tx, who *access.Viewer, q db.Query, plan page.Plan) ([]*Booking, error) {
	q = q.Order(plan.OrderBy()).Limit(plan.Fetch())
	if where, args := plan.Where(); where != "" {
		q = q.And(where, args...)
	}
	if q.Reach(tx) <= fewIDs {
		return db.All(ctx, tx, q, scanBooking)
	}
	q = q.Only("b.id")
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	q = db.Select(bookingColumns, "booking b").Everything(who.Beyond("the rows of a page that was found as the person sees")).AndIn("b.id", anys(found)...)
	rows, err := db.All(ctx, tx, q, scanBooking)
	place := make(map[id.ID]int, len(found))
	for i, booking := range found {
		place[booking] = i
	}
	slices.SortFunc(rows, func(a, b *Booking) int { return cmp.Compare(place[a.ID], place[b.ID]) })
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
