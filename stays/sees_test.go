package stays

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/sheet"
)

// marks are what a booking of the world can give away, by the group it is in.
var marks = map[string][]string{
	"guest":       {"Gerda Gast"},
	"contact":     {"gerda@gast.example", "+49 170 555"},
	"source":      {"airbnb", "HMXYZ99"},
	"owner-money": {"80000", "800.00"},
	"all-money":   {"113550", "1135.50", "20000", "200.00"},
	"charges":     {"6000"},
}

// everywhere gathers all that somebody gets to see of bookings, by any road.
func (w *world) everywhere(who *access.Viewer, b *Booking) string {
	w.t.Helper()
	var out []string
	say := func(road string, v any, err error) {
		if err != nil {
			v = err.Error()
		}
		text, _ := json.Marshal(v)
		out = append(out, road+" "+string(text))
	}
	list, err := w.Bookings(ctx, who, BookingFilter{})
	say("list", list.Rows, err)
	one, err := w.Booking(ctx, who, b.ID)
	say("one", one, err)
	totals, err := w.Totals(ctx, who, BookingFilter{})
	say("totals", totals, err)
	line, err := w.Timeline(ctx, who, TimelineFilter{From: march(1)})
	say("timeline", line.Rows, err)
	month, err := w.Month(ctx, who, b.Property, march(1), time.Monday)
	say("month", month, err)
	day, err := w.Today(ctx, who, b.Nights.Arrive)
	say("today", day, err)
	for _, q := range []string{"gerda", "gast.example", "170", "HMXYZ99", fmt.Sprint(b.Number)} {
		hits, err := w.folio.Search(ctx, who, q, 10)
		say("search", hits, err)
	}
	var file bytes.Buffer
	csv := sheet.CSV(&file, false)
	say("export", "", w.ExportBookings(ctx, who, BookingFilter{}, csv))
	csv.Close()
	return strings.Join(append(out, file.String()), "\n")
}

func TestWhoSeesWhatOfABooking(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		for _, c := range []struct {
			name string
			who  *access.Viewer
			sees string
		}{
			{"the admin sees all", w.boss, "dates guest contact source owner-money all-money charges"},
			{"the front desk sees of money what is open", w.staff("Fred Front", "front-desk"), "dates guest contact source charges"},
			{"an owner with the calendar only", w.owner("Ona Calendar", w.ana, "calendar"), "dates"},
			{"an owner with guests' names", w.owner("Ona Guests", w.ana, "calendar", "guest-name"), "dates guest"},
			{"contact without the name", w.owner("Ona Contact", w.ana, "calendar", "contact"), "dates contact"},
			{"owner revenue is the owner's number alone", w.owner("Ona Revenue", w.ana, "calendar", "owner-money"), "dates owner-money"},
			{"all charges and payments", w.owner("Ona Money", w.ana, "calendar", "all-money"), "dates owner-money all-money charges"},
			{"without the calendar nothing", w.owner("Ona Blind", w.ana, "guest-name", "contact", "all-money", "add-notes", "view-notes"), ""},
			{"the owner of another property", w.owner("Ben Only", w.ben, "calendar", "guest-name", "contact", "all-money"), ""},
			{"a cleaner of the property", w.helper("Cleo Clean", []string{"calendar"}, w.quay), "dates"},
			{"a cleaner of another", w.helper("Carl Clean", []string{"calendar"}, w.lake), ""},
			{"a portal user without access", w.join("Nora None", "portal"), ""},
			{"another account's admin", w.rival, ""},
			{"nobody", nil, ""},
		} {
			w.seesExactly(c.name, c.who, b, strings.Fields(c.sees))
		}
	})
}

func (w *world) seesExactly(name string, who *access.Viewer, b *Booking, groups []string) {
	w.t.Helper()
	all := w.everywhere(who, b)
	sees := map[string]bool{}
	for _, g := range groups {
		sees[g] = true
	}
	if strings.Contains(all, b.ID.String()) != sees["dates"] {
		w.t.Errorf("%s: the booking shows: %v\n%s", name, !sees["dates"], all)
	}
	for g, texts := range marks {
		for _, text := range texts {
			if shows := strings.Contains(all, text); shows && !sees[g] {
				w.t.Errorf("%s: %q of %s came out\n%s", name, text, g, all)
			}
		}
		if sees[g] && !strings.Contains(all, texts[0]) {
			w.t.Errorf("%s: %s does not show\n%s", name, g, all)
		}
	}
	st, err := w.Booking(ctx, who, b.ID)
	if !sees["dates"] {
		w.missing(name, err)
		return
	}
	w.must(err)
	for _, g := range st.Hidden() {
		if sees[g] {
			w.t.Errorf("%s: %s is called hidden", name, g)
		}
	}
}

func TestSharedOwnersSeeTheirOwnPart(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.lake, 10, 4)
		quay := w.stay(w.quay, 10, 4)
		for _, c := range []struct {
			name string
			who  *access.Viewer
			part int64
			sum  int64
		}{
			{"Ana sees her half", w.owner("Ana Herself", w.ana, "calendar", "owner-money"), 40_000, 120_000},
			{"Ben sees his", w.owner("Ben Himself", w.ben, "calendar", "owner-money"), 45_000, 45_000},
			{"a property grant shows the whole", w.helper("Hal Helper", []string{"calendar", "owner-money"}, w.lake), 85_000, 85_000},
			{"the admin sees the whole", w.boss, 85_000, 165_000},
			{"somebody for both sees both", w.join("Both Owners", "portal", onClients("calendar owner-money", w.ana)[0], onClients("calendar owner-money", w.ben)[0]), 85_000, 165_000},
			{"a grant on the other without money adds none", w.join("Half Owner", "portal", onClients("calendar owner-money", w.ana)[0], onClients("calendar", w.ben)[0]), 40_000, 120_000},
		} {
			st, err := w.Booking(ctx, c.who, b.ID)
			w.must(err)
			if st.Booking.Owner != c.part {
				w.t.Errorf("%s: %d, want %d", c.name, st.Booking.Owner, c.part)
			}
			totals, err := w.Totals(ctx, c.who, BookingFilter{})
			w.must(err)
			if totals.Money[0].Owner.Minor != c.sum {
				w.t.Errorf("%s: the sum is %d, want %d", c.name, totals.Money[0].Owner.Minor, c.sum)
			}
		}
		if st, _ := w.Booking(ctx, w.boss, quay.ID); len(st.Shares) != 1 || st.Shares[0].Name != "Ana Lindqvist" {
			w.t.Errorf("the office sees the owners: %+v", st.Shares)
		}
	})
}

func TestWhatIsHiddenCannotBeSortedFilteredOrSearchedBy(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.stay(w.quay, 10, 4)
		w.stay(w.lake, 10, 4)
		owner := w.owner("Ona Revenue", w.ana, "calendar", "owner-money")
		for _, f := range []BookingFilter{{Source: SourceAirbnb}, withSort("total"), withSort("-total"), withSort("guest"), withSort("-guest")} {
			_, err := w.Bookings(ctx, owner, f)
			w.refused("the list", err, fault.Invalid, "")
			_, err = w.CountBookings(ctx, owner, f)
			w.refused("the count", err, fault.Invalid, "")
			_, err = w.Totals(ctx, owner, f)
			w.refused("the sums", err, fault.Invalid, "")
			err = w.ExportBookings(ctx, owner, f, sheet.CSV(&bytes.Buffer{}, false))
			w.refused("the export", err, fault.Invalid, "")
		}
		for _, q := range []string{"gerda", "gast", "example", "hmxyz99", "170"} {
			if n, err := w.CountBookings(ctx, owner, BookingFilter{Q: q}); n != 0 || err != nil {
				w.t.Errorf("%q finds %d, %v", q, n, err)
			}
		}
		mixed := w.join("Mixed Grants", "portal", onClients("calendar", w.ana)[0], onHouses([]string{"calendar", "guest-name"}, w.lake))
		for q, want := range map[string]int64{"": 2, "gerda": 1, "gerda gast": 1, "gerda nobody": 0, "example": 0} {
			if n, err := w.CountBookings(ctx, mixed, BookingFilter{Q: q}); n != want || err != nil {
				w.t.Errorf("names show at the lake only: %q finds %d, want %d, %v", q, n, want, err)
			}
		}
		if list, err := w.Bookings(ctx, mixed, withSort("guest")); err != nil || len(list.Rows) != 1 || list.Rows[0].Property != w.lake {
			w.t.Errorf("sorted by guest come %v, %v", list.Rows, err)
		}
		front := w.staff("Fred Front", "front-desk")
		if n, err := w.CountBookings(ctx, front, BookingFilter{Client: w.ana}); n != 0 || err != nil {
			w.t.Errorf("the front desk finds out that %d are Ana's, %v", n, err)
		}
		if n, err := w.CountBookings(ctx, w.boss, BookingFilter{Client: w.ben}); n != 1 || err != nil {
			w.t.Errorf("the admin finds %d of Ben's, %v", n, err)
		}
		if line, err := w.Timeline(ctx, front, TimelineFilter{Client: w.ana}); len(line.Rows) != 0 || err != nil {
			w.t.Errorf("the front desk's timeline knows Ana: %v, %v", line.Rows, err)
		}
	})
}

func TestExportLeavesOutWhatDoesNotShow(t *testing.T) {
	eachWorld(t, func(w *world) {
		w.stay(w.quay, 10, 4)
		w.stay(w.lake, 20, 4)
		file := func(who *access.Viewer) string {
			var b bytes.Buffer
			csv := sheet.CSV(&b, false)
			w.must(w.ExportBookings(ctx, who, BookingFilter{}, csv))
			w.must(csv.Close())
			return b.String()
		}
		if all := file(w.boss); !strings.Contains(all, "Owed") || strings.Contains(all, "not shown") || strings.Count(all, "Gerda Gast") != 2 {
			w.t.Errorf("the admin's file:\n%s", all)
		}
		if few := file(w.helper("Cleo Clean", []string{"calendar"}, w.quay)); strings.Contains(few, "Guest") || strings.Contains(few, "Owner") || strings.Contains(few, "Total") || strings.Contains(few, "Lake") {
			w.t.Errorf("the cleaner's file:\n%s", few)
		}
		mixed := file(w.join("Mixed Grants", "portal", onClients("calendar", w.ana)[0], onHouses([]string{"calendar", "guest-name"}, w.lake)))
		if strings.Count(mixed, "Gerda Gast") != 1 || strings.Count(mixed, "not shown") != 1 || strings.Contains(mixed, "E-mail") {
			w.t.Errorf("the file of mixed grants:\n%s", mixed)
		}
		w.refused("the front desk exports nothing", w.ExportBookings(ctx, w.staff("Fred Front", "front-desk"), BookingFilter{}, sheet.CSV(&bytes.Buffer{}, false)), fault.Forbidden, "")
		w.missing("who sees no bookings", w.ExportBookings(ctx, w.join("Nora None", "portal"), BookingFilter{}, sheet.CSV(&bytes.Buffer{}, false)))
	})
}

func TestWhoMayChangeBookings(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		all := []string{"calendar", "guest-name", "contact", "view-notes", "add-notes", "all-money", "block-off", "move-blocks", "statements"}
		owner, blind, front := w.owner("Ona All", w.ana, all...), w.join("Nora None", "portal"), w.staff("Fred Front", "front-desk")
		acts := map[string]func(*access.Viewer) error{
			"edit": func(v *access.Viewer) error {
				_, err := w.EditBooking(ctx, v, b.ID, BookingPatch{Adults: ptr(int64(3))})
				return err
			},
			"move": func(v *access.Viewer) error {
				_, err := w.MoveBooking(ctx, v, b.ID, MoveForm{Nights: b.Nights})
				return err
			},
			"cancel":  func(v *access.Viewer) error { _, err := w.CancelBooking(ctx, v, b.ID, CancelForm{}); return err },
			"confirm": func(v *access.Viewer) error { _, err := w.ConfirmBooking(ctx, v, b.ID, 0); return err },
			"charge":  func(v *access.Viewer) error { return w.AddCharge(ctx, v, b.ID, ChargeForm{Amount: "1"}) },
			"pay": func(v *access.Viewer) error {
				_, err := w.RecordPayment(ctx, v, b.ID, PaymentForm{Amount: "1"})
				return err
			},
			"refund": func(v *access.Viewer) error { _, err := w.Refund(ctx, v, b.ID, PaymentForm{Amount: "1"}); return err },
		}
		for name, act := range acts {
			w.refused("an owner may not "+name, act(owner), fault.Forbidden, "")
			w.missing("who sees nothing may not "+name, act(blind))
			w.missing("another account may not "+name, act(w.rival))
			w.missing("nobody may "+name, act(nil))
		}
		for _, name := range []string{"charge", "refund"} {
			w.refused("the front desk may not "+name, acts[name](front), fault.Forbidden, "")
		}
		for _, name := range []string{"edit", "move", "pay"} {
			w.must(acts[name](front))
		}
		_, err := w.CreateBooking(ctx, owner, BookingForm{Property: w.quay, Nights: nights(20, 22)})
		w.refused("an owner makes no bookings", err, fault.Forbidden, "")
		_, err = w.CreateBooking(ctx, front, BookingForm{Property: w.quay, Nights: nights(20, 22), Charges: []ChargeForm{{Amount: "1"}}})
		w.refused("the front desk charges nothing", err, fault.Forbidden, "")
		_, err = w.CreateBooking(ctx, front, BookingForm{Property: w.quay, Nights: nights(20, 22)})
		w.must(err)
		if st, err := w.Booking(ctx, front, b.ID); err != nil || len(st.Payments) != 1 || st.Total != 0 || st.Shares != nil {
			w.t.Errorf("the front desk sees recent payments and no sums: %+v, %v", st, err)
		}
		_, err = w.Booking(ctx, w.boss, id.New())
		w.missing("a booking that is not there", err)
	})
}

func TestManyPropertiesComeInOrderToo(t *testing.T) {
	eachWorld(t, func(w *world) {
		var houses []id.ID
		for i := range fewIDs + 2 {
			houses = append(houses, w.property(w.boss, fmt.Sprintf("Cabin %d", i)))
			w.stay(houses[i], 1+(i*7)%20, 2)
		}
		who := w.helper("Cleo Clean", []string{"calendar"}, houses...)
		f := withSort("-arrive")
		f.Limit = 10
		var last *Booking
		n := 0
		for {
			p, err := w.Bookings(ctx, who, f)
			w.must(err)
			for _, b := range p.Rows {
				if last != nil && b.Nights.Arrive > last.Nights.Arrive {
					w.t.Errorf("%s comes after %s", b.Nights.Arrive, last.Nights.Arrive)
				}
				last = b
				n++
			}
			if f.Cursor = p.Next; f.Cursor == "" {
				break
			}
		}
		if n != len(houses) {
			w.t.Errorf("%d of %d came", n, len(houses))
		}
	})
}

func TestNotesOfABooking(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		writer := w.owner("Ana Writes", w.ana, "calendar", "add-notes")
		if _, err := w.folio.AddNote(ctx, writer, access.Booking, b.ID, "Please leave the key."); err != nil {
			w.t.Error(err)
		}
		_, err := w.folio.AddNote(ctx, w.owner("Ana Looks", w.ana, "calendar", "view-notes"), access.Booking, b.ID, "No.")
		w.refused("without the switch", err, fault.Forbidden, "")
		for _, c := range []struct {
			name   string
			who    *access.Viewer
			author string
		}{
			{"the office", w.boss, "Ana Writes"},
			{"the front desk, without the owner's name", w.staff("Fred Front", "front-desk"), "Portal user"},
			{"a reader", w.helper("Rita Reads", []string{"calendar", "view-notes"}, w.quay), "Portal user"},
			{"who may only add", writer, ""},
			{"a cleaner", w.helper("Cleo Clean", []string{"calendar"}, w.quay), ""},
		} {
			st, err := w.Booking(ctx, c.who, b.ID)
			w.must(err)
			if c.author == "" && len(st.Notes) > 0 || c.author != "" && (len(st.Notes) != 1 || st.Notes[0].Author != c.author) {
				w.t.Errorf("%s sees %+v", c.name, st.Notes)
			}
			if want := c.name == "who may only add" || c.name == "the office"; st.May.Annotate != want && c.author != "Portal user" {
				w.t.Errorf("%s may annotate: %v", c.name, st.May.Annotate)
			}
		}
	})
}

// Sums of several currencies stand beside each other, whether all of them show or
// only the owners' part.
func TestSumsByCurrency(t *testing.T) {
	eachWorld(t, func(w *world) {
		form := func(currency string, arrive int) BookingForm {
			return BookingForm{Property: w.quay, Nights: nights(arrive, arrive+2), Source: SourceDirect, Currency: currency, Charges: []ChargeForm{{Kind: Rent, Amount: "100"}}}
		}
		for i, currency := range []string{"EUR", "GBP", "EUR"} {
			_, err := w.CreateBooking(ctx, w.boss, form(currency, 3+4*i))
			w.must(err)
		}
		for _, c := range []struct {
			who   *access.Viewer
			total bool
		}{{w.boss, true}, {w.helper("Hal Helper", []string{"calendar", "owner-money"}, w.quay), false}, {w.owner("Ana Herself", w.ana, "calendar", "owner-money"), false}} {
			sums, err := w.Totals(ctx, c.who, BookingFilter{})
			w.must(err)
			if sums.Bookings != 3 || sums.Nights != 6 || len(sums.Money) != 2 || sums.Money[0].Currency != "EUR" || sums.Money[0].Owner.Of != 2 ||
				sums.Money[0].Owner.Minor != 2*sums.Money[1].Owner.Minor || (sums.Money[1].Total != nil) != c.total {
				w.t.Errorf("%s: %+v", c.who.Who().Name, sums)
			}
			none, err := w.Totals(ctx, c.who, BookingFilter{From: march(28)})
			if err != nil || none.Bookings != 0 || len(none.Money) != 0 {
				w.t.Errorf("nothing adds up to %+v, %v", none, err)
			}
		}
		if sums, err := w.Totals(ctx, w.boss, BookingFilter{To: march(6)}); err != nil || len(sums.Money) != 1 || sums.Money[0].Total.Minor != 100_00 {
			w.t.Errorf("one booking adds up to %+v, %v", sums, err)
		}
	})
}
