package stays

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// TestPlansOnSQLite holds the plans of the queries that screens wait for:
// testdata/plans.txt says them, and a change of it is to be understood.
func TestPlansOnSQLite(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	owner := w.owner("Ana Herself", w.ana, "calendar", "owner-money", "guest-name")
	many := make([]id.ID, 900)
	for i := range many {
		many[i] = id.New()
	}
	crowd := access.NewViewer(access.Page, access.Who{Account: w.boss.Account(), Person: id.New(), Name: "Crowd", Today: march(1)},
		[]access.Grant{{ID: id.New(), Role: access.RolePortal, On: access.OnProperty, Of: many, Properties: many, Switches: access.SetOf(access.SwitchCalendar)}}, time.Now())
	places := []any{w.quay, w.lake, w.loft}
	var out strings.Builder
	w.must(w.db.Read(ctx, func(tx *db.Tx) error {
		say := func(name string, q db.Query) error {
			steps, err := db.Explain(ctx, tx, q)
			fmt.Fprintf(&out, "%s\n\t%s\n", name, strings.Join(steps, "\n\t"))
			return err
		}
		for _, v := range []struct {
			name string
			who  *access.Viewer
		}{{"admin", w.boss}, {"owner", owner}, {"crowd", crowd}} {
			for _, sort := range []string{"", "-arrive", "depart", "guest"} {
				f := withSort(sort)
				plan, err := f.order().Plan("", 0)
				if err != nil {
					return err
				}
				if err := say(v.name+": bookings by "+plan.OrderBy(), f.over(tx, v.who, access.Read, bookingColumns).Order(plan.OrderBy()).Limit(plan.Fetch())); err != nil {
					return err
				}
			}
			base := db.Select(bookingColumns, "booking b").Visible(v.who, access.Read, access.Booking)
			found, dense := BookingFilter{Q: "gerda"}, BookingFilter{Q: "jan", walk: true}
			for _, c := range []struct {
				name string
				q    db.Query
			}{
				{"one by id", base.And("b.id = ?", id.New())},
				{"in the house", inHouse(base, v.who, march(1)).Order("b.arrive, b.id").Limit(51)},
				{"timeline", overlapping(base.AndIn("b.property_id", places...), "b", march(1), march(30))},
				{"search", found.narrow(tx, v.who, base).Order("b.arrive, b.id").Limit(51)},
				{"search for what many have", dense.narrow(tx, v.who, base).Order("b.arrive, b.id").Limit(51)},
			} {
				if err := say(v.name+": "+c.name, c.q); err != nil {
					return err
				}
			}
			if err := planToday(todayReader{ctx, tx, v.who, march(1)}, v.name, say); err != nil {
				return err
			}
		}
		return nil
	}))
	golden(t, "testdata/plans.txt", out.String())
}

// planToday says how a day's keys are found and counted: of whoever sees much, by
// an index alone.
func planToday(r todayReader, name string, say func(string, db.Query) error) error {
	q := r.live()
	for _, list := range []struct {
		what, order string
		parts       []db.Query
	}{
		{"arriving", sorted, []db.Query{q.And("b.arrive = ?", r.day)}},
		{"departing", r.walked(), []db.Query{q.And("b.depart = ?", r.day)}},
		{"in the house", r.walked(), inHouseParts(q, r.who, r.day)},
	} {
		for i, part := range list.parts {
			if err := say(fmt.Sprintf("%s: today, %s, %d", name, list.what, i+1), part.Order(list.order).Limit(perList)); err != nil {
				return err
			}
			if err := say(fmt.Sprintf("%s: today, %s, %d, counted", name, list.what, i+1), part.Only("COUNT(*)")); err != nil {
				return err
			}
		}
	}
	f := BookingFilter{}
	t := totaller{ctx: r.ctx, tx: r.tx, who: r.who, f: &f}
	return say(name+": totals", t.over().Only(heldSums))
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("KEYHOUSE_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("%s is out of date (%v): run KEYHOUSE_UPDATE=1 go test ./stays -run Plans, review and commit the change\n%s", file, err, got)
	}
}
