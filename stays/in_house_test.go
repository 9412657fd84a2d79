package stays

import (
	"slices"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
)

// Today looks for who is in the house among short stays and long ones; the list of
// bookings asks for both at once. They agree, for whoever looks.
func TestWhoIsInTheHouse(t *testing.T) {
	eachWorld(t, func(w *world) {
		for i, nights := range []int{1, 13, 14, 15, 16, 60} {
			w.book(w.boss, []id.ID{w.quay, w.lake, w.loft}[i%3], march(1+i/3*21), nights)
		}
		gone := w.book(w.boss, w.quay, march(5), 4)
		_, err := w.CancelBooking(ctx, w.boss, gone.ID, CancelForm{Version: gone.Version})
		w.must(err)
		house := w.join("Hugo House", people.Staff, people.GrantForm{Role: "manager", On: "business", Of: []id.ID{gone.Business}})
		for _, sort := range BookingSorts {
			f := withSort(sort)
			f.InHouse, f.Limit = march(6), 2
			var pages, back, whole []id.ID
			for more := true; more; more = f.Cursor != "" {
				list, err := w.Bookings(ctx, w.boss, f)
				w.must(err)
				for _, b := range list.Rows {
					pages = append(pages, b.ID)
				}
				if f.Cursor = list.Next; list.Prev != "" {
					before := f
					before.Cursor = list.Prev
					list, err = w.Bookings(ctx, w.boss, before)
					w.must(err)
					for _, b := range list.Rows {
						back = append(back, b.ID)
					}
				}
			}
			f = withSort(sort)
			w.must(w.db.Read(ctx, func(tx *db.Tx) error {
				q := spanning(f.over(tx, w.boss, access.Read, "b.id"), march(6))
				plan, err := f.order().Plan("", 0)
				if err == nil {
					whole, err = db.All(ctx, tx, q.Order(plan.OrderBy()), db.Scan1[id.ID])
				}
				return err
			}))
			if len(whole) != 3 || !slices.Equal(pages, whole) || !slices.Equal(back, whole[:2]) {
				w.t.Errorf("by %s: pages of %d, back %d, in one of %d", sort, len(pages), len(back), len(whole))
			}
		}
		for _, who := range []*access.Viewer{w.boss, house, w.owner("Ana Herself", w.ana, "calendar")} {
			for day := march(1); day <= march(90); day += 2 {
				list, err := w.Bookings(ctx, who, BookingFilter{InHouse: day})
				w.must(err)
				var want []id.ID
				for _, b := range list.Rows {
					if b.State != Cancelled {
						want = append(want, b.ID)
					}
				}
				today, err := w.Today(ctx, who, day)
				w.must(err)
				var got []id.ID
				for _, b := range today.InHouse {
					got = append(got, b.ID)
				}
				if !slices.IsSortedFunc(today.InHouse, func(a, b *Booking) int { return int(a.Nights.Depart - b.Nights.Depart) }) {
					w.t.Errorf("%s: not by departure", day)
				}
				slices.SortFunc(want, id.ID.Compare)
				slices.SortFunc(got, id.ID.Compare)
				if !slices.Equal(got, want) || today.Counts.InHouse != int64(len(want)) {
					w.t.Errorf("%s: %d in the house of %d, counted %d", day, len(got), len(want), today.Counts.InHouse)
				}
			}
		}
	})
}
