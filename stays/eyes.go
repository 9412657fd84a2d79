package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
)

// eyes is how somebody looks at owners' money. Where a property has several
// owners, who sees it by a grant on one of them sees that one's part only; a
// grant on the property, the business or the account shows the whole.
type eyes struct {
	who     *access.Viewer
	whole   *access.Viewer // who without the grants on clients; nil where it makes no difference
	clients []id.ID        // whose parts show through those
}

func eyesOf(who *access.Viewer) eyes {
	clients := who.ClientsShowing(access.Booking, access.GroupOwnerMoney)
	if len(clients) == 0 {
		return eyes{who: who}
	}
	return eyes{who: who, whole: who.Without(access.OnClient), clients: clients}
}

// sees masks rows for the person, who sees of owners' money what is theirs.
func (e eyes) sees(ctx context.Context, tx *db.Tx, rows []*Booking) error {
	var part []*Booking
	for _, b := range rows {
		maskBooking(e.who, b)
		if e.inPart(b) {
			part = append(part, b)
		}
	}
	if len(part) == 0 {
		return nil
	}
	own, err := e.parts(ctx, tx, part)
	for _, b := range part {
		b.Owner = own[b.ID]
	}
	return err
}

// inPart tells whether the owners' money of b shows, but only by grants on clients.
func (e eyes) inPart(b *Booking) bool {
	return e.whole != nil && b.Shown.Has(access.GroupOwnerMoney) && !e.whole.Mask(b.record()).Has(access.GroupOwnerMoney)
}

// parts adds up, for each booking, what its charges come to for e's clients.
func (e eyes) parts(ctx context.Context, tx *db.Tx, rows []*Booking) (map[id.ID]int64, error) {
	own := map[id.ID]int64{}
	q := db.Select("s.booking_id, s.amount_minor", "booking_share s").Everything(e.who.Beyond("the reader's own part of a booking they see")).
		AndIn("s.booking_id", ids(rows)...).AndIn("s.client_id", anys(e.clients)...)
	return own, db.Each(ctx, tx, q, func(r db.Row) error {
		var booking id.ID
		var minor int64
		err := r.Scan(&booking, &minor)
		own[booking] += minor
		return err
	})
}

// Part is one owner's part of a booking; owner-money for all of its owners.
type Part struct {
	Client        id.ID
	Name          string
	ShareBPS      int64
	CommissionBPS int64 // all-money
	cash.Amount
}

// shares lists the owners' parts of a booking, for who sees all of its owners'
// money and who those owners are.
func (e eyes) shares(ctx context.Context, tx *db.Tx, b *Booking) ([]Part, error) {
	if !b.Shown.Has(access.GroupOwnerMoney) || e.inPart(b) {
		return nil, nil
	}
	q := db.Select("c.id, c.name, s.share_bps, s.commission_bps, s.amount_minor", "client c").Visible(e.who, access.Read, access.Client).
		Join("JOIN booking_share s ON s.account_id = c.account_id AND s.client_id = c.id").And("s.booking_id = ?", b.ID).Order("c.name_key, c.id")
	list, err := db.All(ctx, tx, q, func(r db.Row) (Part, error) {
		p := Part{Amount: cash.Amount{Currency: b.Currency}}
		err := r.Scan(&p.Client, &p.Name, &p.ShareBPS, &p.CommissionBPS, &p.Minor)
		return p, err
	})
	if !b.Shown.Has(access.GroupAllMoney) {
		for i := range list {
			list[i].CommissionBPS = 0
		}
	}
	return list, err
}

func ids(rows []*Booking) []any {
	out := make([]any, len(rows))
	for i, b := range rows {
		out[i] = b.ID
	}
	return out
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
