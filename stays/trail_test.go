package stays

import (
	"slices"
	"strings"
	"testing"
)

// TestX4ABookingsHistoryTellsItsQuote: the history of a booking that was a quote
// begins with the quote, by whatever way it was accepted.
func TestX4ABookingsHistoryTellsItsQuote(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, token := w.sent(w.quoteForm(10, 14))
		_, err := w.AcceptByLink(ctx, token, "Quentin Quote")
		w.must(err)
		now, err := w.Quote(ctx, w.boss, q.ID)
		w.must(err)
		records, err := w.BookingTrail(ctx, w.boss, now.Booking)
		w.must(err)
		all, err := w.people.History(ctx, w.boss, 20, records...)
		w.must(err)
		said := ""
		for _, e := range all {
			said += e.PersonName + ": " + e.Act + " " + e.ThingWord + "\n"
		}
		for _, want := range []string{"a guest decides on a quote by its link: accept quote\n", "a guest decides on a quote by its link: add booking\n", ": send quote\n", ": add quote\n"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not told:\n%s", want, said)
			}
		}
		if mine, err := w.BookingTrail(ctx, w.owner("Ana Lindqvist", w.ana, "calendar"), now.Booking); err != nil || slices.Contains(mine, q.ID) {
			t.Errorf("an owner learns of the quote: %v, %v", mine, err)
		}
	})
}
