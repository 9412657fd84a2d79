package stays

import (
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

// An owner who opened two bookings of theirs could count from their numbers how
// many the company had made in between.
func TestANumberIsForTheOffice(t *testing.T) {
	eachWorld(t, func(w *world) {
		b := w.stay(w.quay, 10, 4)
		ana := w.owner("Ana Lindqvist", w.ana, "calendar", "all-money")
		hers, err := w.Booking(ctx, ana, b.ID)
		w.must(err)
		if hers.Number != 0 || hers.Called() != "Booking "+b.Code() || b.Called() != "Booking 1" {
			t.Errorf("she reads %d, %q; the office %q", hers.Number, hers.Called(), b.Called())
		}
		for _, c := range []struct {
			who  *access.Viewer
			q    string
			want int
		}{{ana, "1", 0}, {ana, b.Code(), 1}, {w.boss, "1", 1}, {w.boss, strings.ToLower(b.Code()), 1}} {
			p, err := w.Bookings(ctx, c.who, BookingFilter{Q: c.q})
			if w.must(err); len(p.Rows) != c.want {
				t.Errorf("%s finds %d by %q", c.who.Who().Name, len(p.Rows), c.q)
			}
		}
	})
}

// That nights are kept by a channel told the channel to people from whom the
// source of bookings is kept.
func TestAChannelsBlockTellsItToNobodyElse(t *testing.T) {
	eachWorld(t, func(w *world) {
		b, err := w.CreateBlock(ctx, w.boss, BlockForm{Property: w.quay, Nights: nights(10, 14)})
		w.must(err)
		channel := &Block{ID: id.New(), account: w.account, Business: b.Business, Property: w.quay, Nights: nights(20, 22), Kind: FeedBlock, Label: "Airbnb (Not available)",
			Maker: SourceAirbnb, State: BlockActive, Version: 1, feed: id.New()}
		seen := *channel
		seen.mask(w.boss)
		if seen.Kind != FeedBlock || seen.Label == "" || seen.May.Move || seen.May.Delete {
			t.Errorf("the office sees %+v", seen)
		}
		for _, who := range []*access.Viewer{w.owner("Ana Lindqvist", w.ana, "calendar", "view-notes"), w.helper("Hal Helper", []string{"calendar", "view-notes"}, w.quay)} {
			seen := *channel
			if seen.mask(who); seen.Kind != OfficeBlock || seen.Label+seen.Maker != "" || seen.Title() != "Blocked" || seen.May.Move || seen.May.Delete {
				t.Errorf("%s sees %+v", who.Who().Name, seen)
			}
			for kind, want := range map[string]int{"": 1, OfficeBlock: 1, FeedBlock: 0} {
				p, err := w.Blocks(ctx, who, BlockFilter{Kind: kind})
				if w.must(err); len(p.Rows) != want {
					t.Errorf("%s finds %d of kind %q", who.Who().Name, len(p.Rows), kind)
				}
			}
		}
	})
}

// A guest could accept a quote for a property that the company had put away.
func TestAQuoteForWhatIsNoLongerLet(t *testing.T) {
	eachWorld(t, func(w *world) {
		q, token := w.sent(w.quoteForm(10, 14))
		w.must(w.folio.ArchiveProperty(ctx, w.boss, w.quay, true))
		_, err := w.AcceptByLink(ctx, token, "Quentin Quote")
		w.refused("accepting by the link", err, fault.Conflict, "")
		if f := fault.Of(err); f == nil || !strings.Contains(f.Say, "no longer let") {
			t.Errorf("the guest reads %v", err)
		}
		_, err = w.AcceptQuote(ctx, w.boss, q.ID, 0)
		w.refused("the office accepting it", err, fault.Conflict, "")
		w.must(w.folio.ArchiveProperty(ctx, w.boss, w.quay, false))
		_, err = w.AcceptByLink(ctx, token, "Quentin Quote")
		w.must(err)
	})
}
