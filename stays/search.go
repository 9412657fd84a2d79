package stays

import (
	"context"
	"strconv"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// words are what b is found by, under the group one must see to do so.
func (b *Booking) words() map[access.Group][]string {
	return map[access.Group][]string{
		access.GroupDates:   {b.Code()},
		access.GroupGuest:   {b.Guest},
		access.GroupContact: {b.Email, b.Phone, digits(b.Phone)},
		access.GroupSource:  {b.Reference, strconv.FormatInt(b.Number, 10)},
	}
}

func (q *Quote) words() map[access.Group][]string {
	return map[access.Group][]string{
		access.GroupHeader: {strconv.FormatInt(q.Number, 10)},
		access.GroupGuest:  {q.Guest, q.Email, q.Phone, digits(q.Phone)},
	}
}

// digits gives a telephone number without what people put between its figures.
func digits(s string) string {
	var only []rune
	for _, r := range s {
		if r >= '0' && r <= '9' {
			only = append(only, r)
		}
	}
	return string(only)
}

func indexBooking(ctx context.Context, tx *db.Tx, b *Booking) error {
	return portfolio.Index(ctx, tx, b.account, access.Booking, b.ID, b.words())
}

func indexQuote(ctx context.Context, tx *db.Tx, q *Quote) error {
	return portfolio.Index(ctx, tx, q.account, access.Quote, q.ID, q.words())
}

// bookingHits and quoteHits give what a search over everything shows.
func bookingHits(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any) ([]portfolio.Hit, error) {
	q := db.Select(bookingColumns, "booking b").Visible(who, access.Read, access.Booking).AndIn("b.id", ids...)
	rows, err := listed(ctx, tx, who.Account(), q, scanBooking)
	hits := make([]portfolio.Hit, len(rows))
	for i, b := range rows {
		maskBooking(who, b)
		hits[i] = hit(access.Booking, b.ID, b.Guest, b.Called(), b.PropertyName+", "+spell(b.Nights))
	}
	return hits, err
}

func (s *Store) quoteHits(ctx context.Context, tx *db.Tx, who *access.Viewer, ids []any) ([]portfolio.Hit, error) {
	q := db.Select(quoteColumns, "quote b").Visible(who, access.Read, access.Quote).AndIn("b.id", ids...)
	rows, err := listed(ctx, tx, who.Account(), q, scanQuote)
	hits := make([]portfolio.Hit, len(rows))
	for i, q := range rows {
		q.mask(who, s.today(who))
		hits[i] = hit(access.Quote, q.ID, q.Guest, "Quote "+strconv.FormatInt(q.Number, 10), q.PropertyName+", "+spell(q.Nights))
	}
	return hits, err
}

// hit is called by the guest's name where that shows, else by its number.
func hit(t access.Thing, i id.ID, guest, number, where string) portfolio.Hit {
	if guest == "" {
		return portfolio.Hit{Thing: t, ID: i, Title: number, Sub: where}
	}
	return portfolio.Hit{Thing: t, ID: i, Title: guest, Sub: number + ", " + where}
}
