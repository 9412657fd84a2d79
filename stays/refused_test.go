package stays

import (
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/people/trailtest"
)

// lists are the calls that show nothing to who may see nothing.
func lists(names ...string) map[string]string {
	asks := map[string]string{}
	for _, n := range names {
		asks[n] = "a list that is empty for who may see none"
	}
	return asks
}

// TestX4RefusedStaysAreInTheTrail: whatever somebody tries who may do nothing
// here stands in the trail once, whether the record is there or not.
func TestX4RefusedStaysAreInTheTrail(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		w.walk(w.join("Nora Nobody", people.Staff), b.ID)
		w.walk(w.join("Olaf Other", people.Staff), id.New())
	})
}

// TestX4ForbiddenStaysAreInTheTrail: the same for an owner, who knows of the
// booking and the property and may look only.
func TestX4ForbiddenStaysAreInTheTrail(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		ana := w.owner("Ana Lindqvist", w.ana, "calendar")
		looks := []string{"Booking", "Glance", "BookingTrail", "Month", "ExportBookings", "EachBooking", "MakeFeedOut"}
		w.walkAs(ana, b.ID, func(name string) bool { return strings.Contains(" "+strings.Join(looks, " ")+" ", " "+name+" ") })
	})
}

func (w *world) walk(who *access.Viewer, record id.ID) { w.walkAs(who, record, nil) }

func (w *world) walkAs(who *access.Viewer, record id.ID, skip func(string) bool) {
	w.t.Helper()
	feed := FeedForm{Property: w.quay, Address: "https://calendar.example/a.ics", Channel: SourceAirbnb}
	form := BookingForm{Property: w.quay, Nights: nights(20, 22), Source: SourceDirect, Guest: Guest{Name: "Gerda", Adults: 1}}
	trailtest.Room{Store: w.Store, People: w.people, DB: w.db, Who: who, Tick: w.tick, Record: record, Skip: skip,
		Args: map[string][]any{
			"CreateBooking": {form},
			"CreateBlock":   {BlockForm{Property: w.quay, Nights: nights(20, 22)}},
			"CreateQuote":   {w.quoteForm(20, 22)},
			"EditQuote":     {record, w.quoteForm(20, 22)},
			"MoveBooking":   {record, MoveForm{Version: 1, Nights: nights(20, 22)}},
			"MoveBlock":     {record, BlockMove{Version: 1, Nights: nights(20, 22)}},
			"AddFeed":       {feed},
			"UploadFeed":    {feed, strings.NewReader("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")},
			"Free":          {w.quay, id.ID{}, nights(20, 22), id.ID{}},
			"Month":         {w.quay, march(1), time.Monday},
			"MakeFeedOut":   {w.quay, id.ID{}},
			"AddCharge":     {record, ChargeForm{Kind: Rent, Amount: "10"}},
			"RecordPayment": {record, PaymentForm{Amount: "10", Method: "cash"}},
			"Refund":        {record, PaymentForm{Amount: "10", Method: "cash"}},
		},
		Asks: lists("Blocks", "Bookings", "CountBookings", "Totals", "FeedsIn", "FeedsOut", "Quotes", "CountQuotes", "Timeline", "Today", "BookingByNumber"),
	}.Walk(w.t)
}

func (w *world) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(5 * time.Minute)
}
