package db_test

import (
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

func TestADayOfASpanIsARow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		account, place, record := id.New(), id.New(), id.New()
		from := calendar.Day(2027, 2, 27)
		span := func(first, nights int) db.Span {
			return db.Span{Nights: calendar.Nights{Arrive: from.Add(first), Depart: from.Add(first + nights)}, Values: []any{place, place, "booking", record}}
		}
		take := func(account id.ID, spans ...db.Span) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				return tx.InsertDays(ctx, account, "night", "night", []string{"place_id", "property_id", "thing", "record_id"}, spans)
			})
		}
		days := func() (out []calendar.Date) {
			q := db.Select("n.night", "night n").Everything(access.System("test").In(account)).Order("n.night")
			err := d.Read(ctx, func(tx *db.Tx) (err error) {
				out, err = db.All(ctx, tx, q, db.Scan1[calendar.Date])
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		var many []db.Span
		for i := range 250 { // more than one statement takes
			many = append(many, span(i*4, 3))
		}
		if err := take(account, append(many, span(2000, 0), span(2010, calendar.MaxNights))...); err != nil {
			t.Fatal(err)
		}
		if got := days(); len(got) != 750+calendar.MaxNights || got[0] != from || got[3] != from.Add(4) || got[len(got)-1] != from.Add(2010+calendar.MaxNights-1) {
			t.Errorf("%d days, from %v to %v", len(got), got[0], got[len(got)-1])
		}
		if err := take(account, span(3, 1), span(1, 1)); !db.IsUnique(err, "night") {
			t.Errorf("a day that is there: %v", err)
		}
		if got := days(); len(got) != 750+calendar.MaxNights {
			t.Error("half of a refused change was kept")
		}
		if err := take(id.New(), span(1, 1)); err != nil {
			t.Errorf("the same day of another account: %v", err)
		}
		if take(id.ID{}, span(1, 1)) == nil {
			t.Error("days of no account were written")
		}
		if take(account) != nil {
			t.Error("no spans are an error")
		}
	})
}
