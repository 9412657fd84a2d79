package db_test

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

// world is an account with many bookings and people who see different parts.
type world struct {
	account    id.ID
	properties []id.ID
	now        time.Time
	day        calendar.Date
}

// nth makes ids that are the same on every run.
func nth(kind byte, n int) id.ID {
	i := id.ID{0x01, 0x9a, kind, 0, 0, 0, 0x70}
	binary.BigEndian.PutUint32(i[12:], uint32(n))
	i[8] = 0x80 | byte(n*7)&0x3f // spread: neighbours in time are not neighbours here
	return i
}

// settle fills d with properties and bookings over two years, and the stored
// grants of the people that viewer makes.
func settle(t testing.TB, d *db.DB, properties, bookings int, sizes ...int) *world {
	t.Helper()
	w := &world{account: nth(1, 1), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), day: calendar.Day(2026, 11, 22)}
	var rows [][]any
	for i := range properties {
		p := nth(2, i)
		w.properties = append(w.properties, p)
		rows = append(rows, []any{p, nth(3, 1), fmt.Sprintf("House %05d", i), fmt.Sprintf("house %05d", i), "house",
			"", "", "", "", "UTC", "EUR", 4, "", "", 1, 0})
	}
	fill(t, d, w.account, "property", []string{"id", "business_id", "name", "name_key", "kind",
		"street", "city", "postcode", "country", "zone", "currency", "sleeps", "description", "reference", "version", "created_at"}, rows)
	fill(t, d, w.account, "booking", bookingColumns, w.bookings(bookings))
	w.grants(t, d, sizes)
	return w
}

var bookingColumns = []string{"id", "business_id", "property_id", "number", "arrive", "depart", "state", "source", "reference",
	"guest_name", "guest_key", "guest_email", "guest_phone", "adults", "children", "currency", "total_minor", "tax_minor",
	"paid_minor", "commission_minor", "owner_minor", "feed_uid", "version", "created_at"}

func (w *world) bookings(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		arrive := w.day.Add(i*17%730 - 365)
		name := fmt.Sprintf("Guest %d", i)
		rows[i] = []any{nth(4, i), nth(3, 1), w.properties[i%len(w.properties)], i, arrive, arrive.Add(3), "confirmed", "direct", "",
			name, name, "", "", 2, 0, "EUR", 30000 + i, 0, 0, 3000, 27000, "", 1, 0}
	}
	return rows
}

func fill(t testing.TB, d *db.DB, account id.ID, table string, columns []string, rows [][]any) {
	t.Helper()
	for len(rows) > 0 {
		n := min(len(rows), 20000)
		err := d.Write(ctx, func(tx *db.Tx) error { return tx.InsertMany(ctx, account, table, columns, rows[:n]) })
		if err != nil {
			t.Fatal(err)
		}
		rows = rows[n:]
	}
}

// grants stores, for each of sizes, a grant on that many properties.
func (w *world) grants(t testing.TB, d *db.DB, sizes []int) {
	t.Helper()
	person := nth(5, 1)
	err := d.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("person").Insert(ctx, db.Set("id", person).Set("email", "p").Set("email_key", "p").
			Set("name", "P").Set("password_hash", "").Set("zone", "UTC").Set("locale", "en").Set("failed_count", 0).Set("created_at", 0))
	})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, d, w.account, "member", []string{"id", "person_id", "name", "state", "kind", "login_method", "last_action", "version", "created_at"},
		[][]any{{nth(6, 1), person, "P", "active", "portal", "", "", 1, 0}})
	for _, n := range sizes {
		fill(t, d, w.account, "access_grant", []string{"id", "member_id", "person_id", "role", "scope", "switches", "verb", "thing", "note", "created_at", "version"},
			[][]any{{nth(7, n), nth(6, 1), person, "portal", "property", "calendar", "", "", "", 0, 1}})
		var rows [][]any
		for _, p := range w.some(n) {
			rows = append(rows, []any{nth(7, n), p})
		}
		fill(t, d, w.account, "grant_property", []string{"grant_id", "property_id"}, rows)
	}
}

// some gives n properties, spread over all.
func (w *world) some(n int) (out []id.ID) {
	n = min(n, len(w.properties))
	for i := range n {
		out = append(out, w.properties[i*len(w.properties)/n])
	}
	return out
}

// viewer sees the calendar of n properties; with n 0, everything.
func (w *world) viewer(n int) *access.Viewer {
	g := access.Grant{ID: nth(7, n), Role: access.RolePortal, On: access.OnProperty, Of: w.some(max(n, 1)), Properties: w.some(max(n, 1)),
		Switches: access.SetOf(access.SwitchCalendar)}
	if n == 0 {
		g = access.Grant{ID: nth(7, n), Role: access.RoleAdmin, On: access.OnAccount}
	}
	who := access.Who{Account: w.account, Person: nth(5, 1), Member: nth(6, 1), Name: "P", Today: w.day}
	return access.NewViewer(access.Page, who, []access.Grant{g}, w.now)
}

const listed = "b.id, b.property_id, b.arrive, b.depart, b.state, b.guest_name, b.total_minor"

// list is the page of 50 by day that everything is measured by.
func (w *world) list(n int) db.Query {
	return db.Select(listed, "booking b").Visible(w.viewer(n), access.Read, access.Booking).
		And("b.arrive >= ?", w.day).Order("b.arrive, b.id").Limit(50)
}

type booked struct {
	id, property   id.ID
	arrive, depart calendar.Date
	state, guest   string
	total          int64
}

func scanBooked(r db.Row) (b booked, err error) {
	err = r.Scan(&b.id, &b.property, &b.arrive, &b.depart, &b.state, &b.guest, &b.total)
	return b, err
}
