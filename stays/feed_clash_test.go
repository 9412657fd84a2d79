package stays

import (
	"strings"
	"testing"
	"time"

	"keyhouse/calendar"
)

func TestWhatClashesIsKeptShownAndTriedAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		own := f.stay(f.quay, 12, 3)
		f.has(event("a", "Réservée - Anna", 10, 14), event("b", closed, 20, 22))
		r := f.read()
		if r.Added != 1 || len(r.Conflicts) != 1 {
			f.t.Fatalf("%+v", r)
		}
		feed := f.now()
		if len(feed.Conflicts) != 1 || feed.Conflicts[0].Nights != (calendar.Nights{Arrive: march(10), Depart: march(14)}) ||
			!strings.Contains(feed.Conflicts[0].Reason, "12 March 2026") || strings.Contains(feed.Conflicts[0].Reason, "Gerda") {
			f.t.Fatalf("shown as %+v", feed.Conflicts)
		}
		since := feed.Conflicts[0].SeenAt
		f.at = f.at.Add(time.Hour)
		f.read() // still there, whatever the channel's tag says
		if f.last().Header.Get("If-None-Match") != "" {
			f.t.Error("asked with a condition while something waits to be tried again")
		}
		if c := f.now().Conflicts; len(c) != 1 || !c[0].SeenAt.Equal(since) {
			f.t.Errorf("an hour later: %+v", c)
		}
		_, err := f.CancelBooking(ctx, f.boss, own.ID, CancelForm{})
		f.must(err)
		if r := f.read(); r.Added != 1 || len(f.now().Conflicts) != 0 {
			f.t.Errorf("after the nights are free: %+v, %+v", r, f.now().Conflicts)
		}
	})
}

func TestAMoveThatClashesLeavesTheStayWhereItWas(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.stay(f.quay, 20, 3)
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.has(event("a", reserved, 19, 22))
		if r := f.read(); r.Moved != 0 || len(r.Conflicts) != 1 {
			f.t.Errorf("%+v", r)
		}
		f.isThere("then", "confirmed 10-14, confirmed 20-23")
	})
}

func TestABookingThatCameAnotherWayIsFoundAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		b := f.stay(f.quay, 10, 4) // an Airbnb booking, HMXYZ99
		f.has(event("a", reserved, 10, 14))
		r := f.read()
		f.isThere("then", "confirmed 10-14")
		st, err := f.Booking(ctx, f.boss, b.ID)
		f.must(err)
		if r.Added != 0 || st.Guest != "Gerda Gast" || st.Booking.Total != b.Total {
			f.t.Errorf("%+v, %+v", r, st.Booking)
		}
		f.has()
		f.read()
		f.isThere("then cancelled", "cancelled 10-14")
	})
}
