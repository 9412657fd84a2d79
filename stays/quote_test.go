package stays

import (
	"strings"
	"testing"
	"time"

	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

func (w *world) quoteForm(from, to int) QuoteForm {
	return QuoteForm{Property: w.quay, Nights: nights(from, to), ValidUntil: march(20), Message: "With sea view.",
		Guest: Guest{Name: "Quentin Quote", Email: "quentin@quote.example", Adults: 2},
		Lines: []ChargeForm{{Kind: Rent, Description: "4 nights", Amount: "800"}, {Kind: Discount, Amount: "50"}}}
}

// sent drafts and sends a quote and gives the token of its link.
func (w *world) sent(form QuoteForm) (*Quote, string) {
	w.t.Helper()
	q, err := w.CreateQuote(ctx, w.boss, form)
	w.must(err)
	w.mailed()
	q, err = w.SendQuote(ctx, w.boss, q.ID, q.Version)
	w.must(err)
	to, text := w.mailed()
	_, token, ok := strings.Cut(text, "https://keyhouse.example/q/")
	if len(to) != 1 || to[0] != "quentin@quote.example" || !ok || q.State != QuoteSent {
		w.t.Fatalf("sent %+v to %v:\n%s", q, to, text)
	}
	return q, strings.Fields(token)[0]
}

func TestAQuoteBecomesABookingByItsLink(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, token := w.sent(w.quoteForm(24, 28))
		if q.Minor != 75_000 || len(q.Lines) != 2 || q.Lines[1].Minor != -5_000 {
			w.t.Errorf("quoted %+v", q)
		}
		for range 3 { // a mail scanner looks at it first
			o, err := w.QuoteByLink(ctx, token)
			w.must(err)
			if o.State != QuoteSent || o.Company != "Harbour Lettings" || o.Quote.Guest != "Quentin Quote" {
				w.t.Errorf("the link shows %+v", o)
			}
		}
		_, err := w.AcceptByLink(ctx, token, "  ")
		w.refused("without a name", err, fault.Invalid, "name")
		o, err := w.AcceptByLink(ctx, token, "Q. Quote")
		w.must(err)
		st, err := w.Booking(ctx, w.boss, o.Quote.Booking)
		w.must(err)
		if o.State != QuoteAccepted || o.AcceptedName != "Q. Quote" || st.Booking.State != Confirmed || st.Booking.Total != 75_000 ||
			st.Booking.Owner != 60_000 || st.Guest != "Quentin Quote" || len(st.Charges) != 2 || st.Nights != nights(24, 28) {
			w.t.Errorf("accepted to %+v, %+v", o.Quote, st.Booking)
		}
		w.balanced(st.ID)
		_, err = w.AcceptByLink(ctx, token, "Again")
		w.refused("twice", err, fault.Conflict, "")
		_, err = w.DeclineByLink(ctx, token)
		w.refused("declining what is accepted", err, fault.Conflict, "")
		for _, bad := range []string{"", "x", strings.Repeat("A", 43), token[:42] + "_"} {
			_, err = w.QuoteByLink(ctx, bad)
			w.refused("a link nobody made", err, fault.Missing, "")
			_, err = w.AcceptByLink(ctx, bad, "Mallory")
			w.refused("accepting nothing", err, fault.Missing, "")
		}
	})
}

func TestNightsTakenMeanwhile(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, token := w.sent(w.quoteForm(24, 28))
		b := w.stay(w.quay, 26, 4)
		_, err := w.AcceptByLink(ctx, token, "Q. Quote")
		w.refused("by the link", err, fault.Conflict, "")
		if say := fault.Of(err).Say; strings.Contains(say, "Gerda") || !strings.Contains(say, "taken meanwhile") {
			w.t.Errorf("it says %q", say)
		}
		_, err = w.AcceptQuote(ctx, w.boss, q.ID, 0)
		w.refused("in the office", err, fault.Conflict, "")
		_, err = w.CancelBooking(ctx, w.boss, b.ID, CancelForm{})
		w.must(err)
		_, err = w.AcceptByLink(ctx, token, "Q. Quote")
		w.must(err)
	})
}

func TestQuotesEnd(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, token := w.sent(w.quoteForm(24, 28))
		w.at = time.Date(2026, 3, 20, 22, 30, 0, 0, time.UTC) // half past eleven at night in Brussels
		if o, err := w.QuoteByLink(ctx, token); err != nil || o.State != QuoteSent {
			w.t.Errorf("on its last day: %v %v", o, err)
		}
		w.at = w.at.Add(time.Hour)
		if o, err := w.QuoteByLink(ctx, token); err != nil || o.State != QuoteExpired {
			w.t.Errorf("the day after: %v %v", o, err)
		}
		_, err := w.AcceptByLink(ctx, token, "Too Late")
		w.refused("the day after", err, fault.Conflict, "")
		late := w.viewer(people.Member{Account: w.account, ID: w.boss.Who().Member})
		_, err = w.AcceptQuote(ctx, late, q.ID, 0)
		w.refused("in the office too", err, fault.Conflict, "")
		if list, err := w.Quotes(ctx, late, QuoteFilter{State: QuoteExpired}); err != nil || len(list.Rows) != 1 {
			w.t.Errorf("expired are %v, %v", list.Rows, err)
		}
		copied, err := w.CopyQuote(ctx, late, q.ID)
		w.must(err)
		if copied.State != QuoteDraft || !copied.ValidUntil.IsZero() || len(copied.Lines) != 2 || copied.Number == q.Number {
			w.t.Errorf("the copy is %+v", copied)
		}
		w.at = w.at.AddDate(0, 0, 3)
		_, err = w.QuoteByLink(ctx, token)
		w.refused("days later", err, fault.Conflict, "")
	})
}

func TestQuotesAreEditedAsDrafts(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, err := w.CreateQuote(ctx, w.boss, w.quoteForm(24, 28))
		w.must(err)
		form := w.quoteForm(24, 30)
		form.Version = q.Version
		edited, err := w.EditQuote(ctx, w.boss, q.ID, form)
		w.must(err)
		if edited.Nights != nights(24, 30) || edited.Version == q.Version {
			w.t.Errorf("edited to %+v", edited)
		}
		_, err = w.EditQuote(ctx, w.boss, q.ID, form)
		if now := current[*Quote](err); now == nil || now.Nights != nights(24, 30) {
			w.t.Errorf("a stale edit carries %+v (%v)", now, err)
		}
		first, err := w.SendQuote(ctx, w.boss, q.ID, 0)
		w.must(err)
		form.Version = first.Version
		_, err = w.EditQuote(ctx, w.boss, q.ID, form)
		w.refused("after sending", err, fault.Conflict, "")
		_, text := w.mailed()
		_, old, _ := strings.Cut(text, "/q/")
		_, err = w.SendQuote(ctx, w.boss, q.ID, 0)
		w.must(err)
		_, err = w.QuoteByLink(ctx, strings.Fields(old)[0])
		w.refused("the link sent before", err, fault.Missing, "")
		_, err = w.DeclineQuote(ctx, w.boss, q.ID, 0)
		w.must(err)
		_, err = w.SendQuote(ctx, w.boss, q.ID, 0)
		w.refused("sending what is declined", err, fault.Conflict, "")
		_, err = w.AcceptQuote(ctx, w.boss, q.ID, 0)
		w.refused("accepting what is declined", err, fault.Conflict, "")
	})
}

func TestQuoteFormRefuses(t *testing.T) {
	eachWorld(t, func(w *world) {
		for _, c := range []struct {
			name, field string
			spoil       func(*QuoteForm)
		}{
			{"somebody else's property", "property", func(f *QuoteForm) { f.Property = w.far }},
			{"backwards", "depart", func(f *QuoteForm) { f.Nights = nights(5, 4) }},
			{"a last day that is past", "valid_until", func(f *QuoteForm) { f.ValidUntil = march(3) }},
			{"a last day in the year 9999", "valid_until", func(f *QuoteForm) { f.ValidUntil = calendar.Day(9999, 1, 1) }},
			{"a negative line", "lines.0.amount", func(f *QuoteForm) { f.Lines[0].Amount = "-1" }},
			{"an unknown currency", "currency", func(f *QuoteForm) { f.Currency = "DOLLARS" }},
			{"an endless message", "message", func(f *QuoteForm) { f.Message = strings.Repeat("a", 10_001) }},
		} {
			f := w.quoteForm(24, 28)
			c.spoil(&f)
			_, err := w.CreateQuote(ctx, w.boss, f)
			w.refused(c.name, err, fault.Invalid, c.field)
		}
		empty := w.quoteForm(24, 28)
		empty.Lines, empty.Guest.Email = nil, ""
		q, err := w.CreateQuote(ctx, w.boss, empty)
		w.must(err)
		_, err = w.SendQuote(ctx, w.boss, q.ID, 0)
		w.refused("to nobody", err, fault.Invalid, "email")
	})
}

func TestWhoSeesQuotes(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, _ := w.sent(w.quoteForm(24, 28))
		all := []string{"calendar", "guest-name", "contact", "view-notes", "add-notes", "all-money", "block-off", "move-blocks"}
		limited := w.join("Lim Ited", people.Staff, people.GrantForm{Role: "limited", On: "business", Of: []id.ID{q.Business}, Switches: []string{"view-quotes"}})
		if seen, err := w.Quote(ctx, limited, q.ID); err != nil || seen.Minor != 75_000 || seen.May.Send || seen.May.Edit {
			w.t.Errorf("who may look at quotes sees %+v, %v", seen, err)
		}
		_, err := w.SendQuote(ctx, limited, q.ID, 0)
		w.refused("and sends none", err, fault.Forbidden, "")
		owner, front := w.owner("Ona All", w.ana, all...), w.staff("Fred Front", "front-desk")
		_, err = w.Quote(ctx, owner, q.ID)
		w.missing("an owner", err)
		_, err = w.Quote(ctx, front, q.ID)
		w.missing("the front desk", err)
		_, err = w.Quote(ctx, w.rival, q.ID)
		w.missing("another account", err)
		_, err = w.AcceptQuote(ctx, owner, q.ID, 0)
		w.missing("an owner accepting", err)
		_, err = w.CreateQuote(ctx, front, w.quoteForm(1, 2))
		w.missing("the front desk quoting", err)
		if n, err := w.CountQuotes(ctx, front, QuoteFilter{}); n != 0 || err != nil {
			w.t.Errorf("the front desk counts %d, %v", n, err)
		}
		if hits, err := w.folio.Search(ctx, front, "quentin", 10); len(hits) != 0 || err != nil {
			w.t.Errorf("the front desk finds %v, %v", hits, err)
		}
		if hits, err := w.folio.Search(ctx, w.boss, "quentin", 10); len(hits) != 1 || err != nil {
			w.t.Errorf("the admin finds %v, %v", hits, err)
		}
		for _, sort := range QuoteSorts {
			f := QuoteFilter{Q: "quen"}
			f.Sort = sort
			if list, err := w.Quotes(ctx, w.boss, f); err != nil || len(list.Rows) != 1 {
				w.t.Errorf("sorted by %s: %v, %v", sort, list.Rows, err)
			}
		}
	})
}
