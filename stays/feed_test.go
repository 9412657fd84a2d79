package stays

import (
	"fmt"
	"testing"
)

func TestACalendarBecomesBookingsAndBlocks(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("s1", "Ana Smith (HMABCDEFGH)", 10, 14), event("b1", closed, 14, 16), event("t1", "Tentative", 20, 22))
		r := f.read()
		if r.Added != 3 || len(r.Conflicts) != 0 {
			f.t.Fatalf("%+v", r)
		}
		f.isThere("first reading", "active 14-16, confirmed 10-14, tentative 20-22")
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay, From: march(10), To: march(11)})
		f.must(err)
		if b := p.Rows[0]; b.Guest != "Ana Smith" || b.Reference != "HMABCDEFGH" || b.Source != SourceAirbnb || b.Total != 0 {
			f.t.Errorf("the stay: %+v", b)
		}
	})
}

func TestReadingAnUnchangedCalendarChangesNothing(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		events := []string{event("s1", reserved, 10, 14), event("b1", closed, 14, 16)}
		f.has(events...)
		f.read()
		before, version, trail := f.nights(), f.now().Version, f.trail()
		r := f.read() // the same, by its tag
		if f.last().Header.Get("If-None-Match") == "" || !r.Nothing() {
			f.t.Errorf("asked without a condition, or changed: %+v", r)
		}
		f.says(ics(events...) + "\r\n\r\n") // other bytes, the same calendar
		if r := f.read(); !r.Nothing() {
			f.t.Errorf("other bytes: %+v", r)
		}
		if f.now().Version != version || f.trail() != trail || f.nights() != before {
			f.t.Errorf("version %d, %d entries, %s; before %d, %d, %s", f.now().Version, f.trail(), f.nights(), version, trail, before)
		}
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
		f.must(err)
		if p.Rows[0].Version != 1 {
			f.t.Errorf("the booking's version is %d", p.Rows[0].Version)
		}
	})
}

// Today is 4 March.
func TestWhatAChangedCalendarDoes(t *testing.T) {
	for _, c := range []struct {
		name       string
		was, is    []string
		then, what string
	}{
		{"a vanished future stay is cancelled", []string{event("a", reserved, 10, 14)}, nil, "cancelled 10-14", "0/0/1"},
		{"a vanished past stay stays", []string{event("a", reserved, 1, 3)}, nil, "confirmed 1-3", "0/0/0"},
		{"a vanished stay that has begun stays", []string{event("a", reserved, 2, 9)}, nil, "confirmed 2-9", "0/0/0"},
		{"a moved stay moves", []string{event("a", reserved, 10, 14)}, []string{event("a", reserved, 11, 15)}, "confirmed 11-15", "0/1/0"},
		{"a block under a new name over the same nights has moved", []string{event("a", closed, 10, 14)}, []string{event("b", closed, 10, 15)}, "active 10-15", "0/1/0"},
		{"a vanished block gives its nights back", []string{event("a", closed, 10, 14)}, []string{event("b", reserved, 10, 14)}, "cancelled 10-14, confirmed 10-14", "1/0/1"},
		{"what was a block is a stay", []string{event("a", closed, 10, 14)}, []string{event("a", reserved, 10, 14)}, "cancelled 10-14, confirmed 10-14", "0/1/0"},
		{"what was asked for is settled", []string{event("a", "Tentative", 10, 14)}, []string{event("a", reserved, 10, 14)}, "confirmed 10-14", "0/1/0"},
		{"two that change places do", []string{event("a", reserved, 10, 12), event("b", reserved, 12, 14)},
			[]string{event("a", reserved, 20, 22), event("b", reserved, 10, 12)}, "confirmed 10-12, confirmed 20-22", "0/2/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFeeds(t, func(f *feeds) {
				f.has(c.was...)
				f.read()
				f.has(c.is...)
				r := f.read()
				if got := fmt.Sprintf("%d/%d/%d", r.Added, r.Moved, r.Cancelled); got != c.what || len(r.Conflicts) > 0 {
					f.t.Errorf("%s added/moved/cancelled, conflicts %v; want %s", got, r.Conflicts, c.what)
				}
				f.isThere("then", c.then)
				if r := f.read(); !r.Nothing() {
					f.t.Errorf("once more: %+v", r)
				}
			})
		})
	}
}

func TestWhatComesBackIsBookedAgain(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.has()
		f.read()
		f.has(event("a", reserved, 10, 14))
		f.read()
		f.isThere("cancelled, then there again", "cancelled 10-14, confirmed 10-14")
	})
}

func TestACalendarDoesNotOverruleWhoCancelledByHand(t *testing.T) {
	eachFeeds(t, func(f *feeds) {
		f.has(event("a", reserved, 10, 14))
		f.read()
		p, err := f.Bookings(ctx, f.boss, BookingFilter{Property: f.quay})
		f.must(err)
		_, err = f.CancelBooking(ctx, f.boss, p.Rows[0].ID, CancelForm{})
		f.must(err)
		f.says(ics(event("a", reserved, 10, 14)) + "\r\n")
		f.read()
		f.isThere("cancelled by hand", "cancelled 10-14")
	})
}
