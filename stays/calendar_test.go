package stays

import (
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

func TestTimelineAndMonth(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.stay(w.quay, 10, 4)
		w.stay(w.lake, 28, 10)
		gone := w.stay(w.quay, 20, 2)
		_, err := w.CancelBooking(ctx, w.boss, gone.ID, CancelForm{})
		w.must(err)
		_, err = w.CreateBlock(ctx, w.boss, BlockForm{Property: w.quay, Nights: nights(14, 16), Label: "Painter", Kind: MaintenanceBlock})
		w.must(err)
		line, err := w.Timeline(ctx, w.boss, TimelineFilter{From: march(1)})
		w.must(err)
		if got := bars(line.Rows); got != "Lake Cottage: Gerda Gast 03-28; Loft:; Quay House: Gerda Gast 03-10, Maintenance 03-14;" {
			w.t.Errorf("the timeline is %s", got)
		}
		line, err = w.Timeline(ctx, w.boss, TimelineFilter{From: calendar.Day(2026, 4, 1), Days: 5, Q: "lake"})
		w.must(err)
		if got := bars(line.Rows); got != "Lake Cottage: Gerda Gast 03-28;" {
			w.t.Errorf("a stay that began before shows as %s", got)
		}
		line, err = w.Timeline(ctx, w.boss, TimelineFilter{From: calendar.Day(2026, 4, 7), Days: 5})
		w.must(err)
		if got := bars(line.Rows); got != "Lake Cottage:; Loft:; Quay House:;" {
			w.t.Errorf("on the day of departure it shows %s", got)
		}
		cleaner := w.helper("Cleo Clean", []string{"calendar"}, w.quay)
		if line, err = w.Timeline(ctx, cleaner, TimelineFilter{From: march(1)}); err != nil || bars(line.Rows) != "Quay House: Booked 03-10, Maintenance 03-14;" {
			w.t.Errorf("the cleaner's timeline is %s, %v", bars(line.Rows), err)
		}
		blind := w.helper("Bea Blind", []string{"add-notes"}, w.quay)
		if line, err = w.Timeline(ctx, blind, TimelineFilter{From: march(1)}); err != nil || bars(line.Rows) != "Quay House:;" {
			w.t.Errorf("without the calendar it is %s, %v", bars(line.Rows), err)
		}
		month, err := w.Month(ctx, cleaner, w.quay, march(17), time.Monday)
		w.must(err)
		if month.First != calendar.Day(2026, 2, 23) || month.Until != calendar.Day(2026, 4, 6) || len(month.Bars) != 2 {
			w.t.Errorf("the month is %+v", month)
		}
		_, err = w.Month(ctx, cleaner, w.lake, march(1), time.Monday)
		w.missing("a month elsewhere", err)
		_, err = w.Month(ctx, w.rival, w.quay, march(1), time.Monday)
		w.missing("a month of another account", err)
		_, err = w.Month(ctx, w.boss, w.quay, calendar.Day(9999, 1, 1), time.Monday)
		w.refused("a month in the year 9999", err, fault.Invalid, "month")
	})
}

func bars(rows []*Row) string {
	var s string
	for i, r := range rows {
		if i > 0 {
			s += " "
		}
		s += r.Name + ":"
		for j, b := range r.Bars {
			if j > 0 {
				s += ","
			}
			s += " " + b.Title() + " " + b.Nights.Arrive.Time().Format("01-02")
		}
		s += ";"
	}
	return s
}

func TestTimelinePages(t *testing.T) {
	eachWorld(t, func(w *world) {
		for i := range 5 {
			w.property(w.boss, fmt.Sprintf("Cabin %d", i))
		}
		f := TimelineFilter{From: march(1)}
		f.Limit = 3
		var all []string
		for range 4 {
			line, err := w.Timeline(ctx, w.boss, f)
			w.must(err)
			for _, r := range line.Rows {
				all = append(all, r.Name)
			}
			if f.Cursor = line.Next; f.Cursor == "" {
				break
			}
		}
		if fmt.Sprint(all) != "[Cabin 0 Cabin 1 Cabin 2 Cabin 3 Cabin 4 Lake Cottage Loft Quay House]" {
			w.t.Errorf("page by page: %v", all)
		}
	})
}

func TestToday(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.stay(w.quay, 1, 3)  // leaves on the 4th
		w.stay(w.quay, 4, 2)  // arrives on the 4th
		w.stay(w.lake, 2, 10) // in the house
		w.book(w.boss, w.loft, calendar.Day(2025, 3, 1), 400)
		_, err := w.CreateBlock(ctx, w.boss, BlockForm{Property: w.property(w.boss, "Cabin"), Nights: nights(4, 5)})
		w.must(err)
		w.sent(w.quoteForm(24, 28))
		day, err := w.Today(ctx, w.boss, 0)
		w.must(err)
		if c := day.Counts; c != (TodayCounts{1, 1, 2, 1, 1}) || !day.Turnovers[w.quay] || len(day.Turnovers) != 1 {
			w.t.Errorf("today is %+v %v", c, day.Turnovers)
		}
		day, err = w.Today(ctx, w.helper("Cleo Clean", []string{"calendar"}, w.quay), 0)
		w.must(err)
		if c := day.Counts; c != (TodayCounts{1, 1, 0, 0, 0}) || day.Arrivals[0].Guest != "" {
			w.t.Errorf("the cleaner's day is %+v", c)
		}
		st, err := w.Booking(ctx, w.helper("Carl Clean", []string{"calendar"}, w.quay), day.Departures[0].ID)
		w.must(err)
		if st.Next != march(4) || st.Party() != 3 {
			w.t.Errorf("the next guests come on %v, %d of them", st.Next, st.Party())
		}
		day, err = w.Today(ctx, w.join("Nora None", "portal"), 0)
		w.must(err)
		if day.Counts != (TodayCounts{}) {
			w.t.Errorf("who has no access sees %+v", day.Counts)
		}
	})
}

func TestBookingLists(t *testing.T) {
	eachWorld(t, func(w *world) {
		for i := range 12 {
			b := w.stay([]id.ID{w.quay, w.lake, w.loft}[i%3], 1+2*(i/3), 2)
			if i%4 == 0 {
				_, err := w.CancelBooking(ctx, w.boss, b.ID, CancelForm{})
				w.must(err)
			}
		}
		for _, sort := range BookingSorts {
			f := withSort(sort)
			f.Limit = 5
			seen := map[id.ID]bool{}
			for {
				p, err := w.Bookings(ctx, w.boss, f)
				w.must(err)
				for _, b := range p.Rows {
					seen[b.ID] = true
				}
				if f.Cursor = p.Next; f.Cursor == "" {
					break
				}
			}
			if len(seen) != 12 {
				w.t.Errorf("sorted by %s, %d of 12 come", sort, len(seen))
			}
		}
		for query, want := range map[string]int64{
			"": 12, "state=cancelled": 3, "state=confirmed": 9, "source=airbnb": 12, "source=vrbo": 0, "q=gerda": 12, "q=g+gast": 12, "q=7": 1, "q=---": 0,
			"from=2026-03-03": 9, "to=2026-03-03": 3, "from=2026-03-03&to=2026-03-05": 3, "arriving=2026-03-05": 3, "departing=2026-03-05": 3,
			"in_house=2026-03-04": 3, "in_house=2026-03-05": 0, "property=" + w.quay.String(): 4, "client=" + w.ana.String(): 8, "client=" + w.ben.String(): 4,
			"property=" + w.far.String(): 0, "client=" + id.New().String(): 0,
		} {
			v, err := url.ParseQuery(query)
			w.must(err)
			f, err := ParseBookingFilter(v)
			w.must(err)
			n, err := w.CountBookings(ctx, w.boss, f)
			if p, err2 := w.Bookings(ctx, w.boss, f); n != want || err != nil || err2 != nil || int64(len(p.Rows)) != want {
				w.t.Errorf("%q: %d and %d, want %d; %v %v", query, n, len(p.Rows), want, err, err2)
			}
			if f.Query().Encode() != v.Encode() {
				w.t.Errorf("%q came back as %q", v.Encode(), f.Query().Encode())
			}
		}
		for _, query := range []string{"state=asleep", "from=9999-01-01", "from=2026-03-05&to=2026-03-01", "property=7", "sort=password", "limit=0", "q=a%00", "cursor=x"} {
			v, _ := url.ParseQuery(query)
			f, err := ParseBookingFilter(v)
			if err == nil {
				_, err = w.Bookings(ctx, w.boss, f)
			}
			w.refused(query, err, fault.Invalid, "")
		}
	})
}

func TestUnitsAndTheWholeProperty(t *testing.T) {
	eachWorld(t, func(w *world) {
		left, err := w.folio.CreateUnit(ctx, w.boss, w.quay, portfolio.UnitForm{Name: "Left", Sleeps: 2})
		w.must(err)
		right, err := w.folio.CreateUnit(ctx, w.boss, w.quay, portfolio.UnitForm{Name: "Right", Sleeps: 2})
		w.must(err)
		book := func(unit id.ID, from, to int) (*Booking, error) {
			return w.CreateBooking(ctx, w.boss, BookingForm{Property: w.quay, Unit: unit, Nights: nights(from, to)})
		}
		b, err := book(left.ID, 1, 4)
		w.must(err)
		if b.UnitName != "Left" {
			w.t.Errorf("in %q", b.UnitName)
		}
		_, err = book(right.ID, 1, 4)
		w.must(err)
		_, err = book(id.ID{}, 3, 5)
		w.refused("the whole while a unit is let", err, fault.Conflict, "")
		whole, err := book(id.ID{}, 4, 6)
		w.must(err)
		_, err = book(left.ID, 5, 7)
		w.refused("a unit while the whole is let", err, fault.Conflict, "")
		_, err = w.MoveBooking(ctx, w.boss, whole.ID, MoveForm{Nights: nights(10, 12)})
		w.must(err)
		_, err = book(left.ID, 5, 7)
		w.must(err)
	})
}

func TestOfManyWhoWantTheSameNightsOneGetsThem(t *testing.T) {
	eachWorld(t, func(w *world) {
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = w.CreateBooking(ctx, w.boss, BookingForm{Property: w.quay, Nights: nights(10+i%3, 14)})
			})
		}
		wait.Wait()
		got := 0
		for _, err := range errs {
			if err == nil {
				got++
				continue
			}
			w.refused("the others", err, fault.Conflict, "")
		}
		if got != 1 {
			w.t.Errorf("%d got them", got)
		}
	})
}

func TestVerifyFindsWhatDoesNotFit(t *testing.T) {
	for name, spoil := range map[string]func(*db.Tx, id.ID, *Booking) error{
		"a night lost": func(tx *db.Tx, account id.ID, b *Booking) error {
			return portfolio.FreeNights(ctx, tx, account, portfolio.Taking{Property: b.Property, Nights: calendar.Nights{Arrive: b.Nights.Arrive, Depart: b.Nights.Arrive + 1}})
		},
		"a booking moved by hand": func(tx *db.Tx, account id.ID, b *Booking) error {
			_, err := tx.Update(ctx, account, "booking", db.ByID(b.ID), db.Set("arrive", b.Nights.Arrive.Add(-1)))
			return err
		},
		"cancelled and still holding": func(tx *db.Tx, account id.ID, b *Booking) error {
			_, err := tx.Update(ctx, account, "booking", db.ByID(b.ID), db.Set("state", "cancelled"))
			return err
		},
		"a sum that is wrong": func(tx *db.Tx, account id.ID, b *Booking) error {
			_, err := tx.Update(ctx, account, "booking", db.ByID(b.ID), db.Set("paid_minor", 1))
			return err
		},
		"a part that is wrong": func(tx *db.Tx, account id.ID, b *Booking) error {
			_, err := tx.Update(ctx, account, "booking_share", db.Where("booking_id = ?", b.ID), db.Set("commission_bps", 1))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			eachWorld(t, func(w *world) {
				b := w.stay(w.quay, 10, 4)
				w.must(w.db.Write(ctx, func(tx *db.Tx) error { return spoil(tx, w.account, b) }))
				wrong, err := w.VerifyStays(ctx, w.account)
				w.must(err)
				if len(wrong) == 0 {
					w.t.Error("it was not found")
				}
				w.spoiled = true
			})
		})
	}
}

func TestPreviewAndWhyKnowStays(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		who := w.owner("Ana Herself", w.ana, "calendar")
		p, err := w.people.Preview(ctx, w.boss, who.Who().Member, people.Change{Create: &people.GrantForm{Role: "portal", On: "client", Of: []id.ID{w.ana},
			Switches: []string{"calendar", "guest-name"}}})
		w.must(err)
		found := false
		for _, e := range p.Gained {
			found = found || e.Thing == access.Booking && e.Group == access.GroupGuest && e.Count == 1
		}
		if !found || len(p.Lost) > 0 {
			w.t.Errorf("the preview says %+v", p)
		}
		_, err = w.people.Why(ctx, w.boss, people.Question{Member: who.Who().Member, Verb: access.Read, Thing: access.Booking, Record: b.ID, Group: access.GroupGuest})
		w.must(err)
		w.at = w.at.Add(time.Minute)
	})
}
