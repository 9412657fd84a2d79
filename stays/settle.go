package stays

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/money"
)

// sharesOf reads the owners' parts of a booking as they stand.
func sharesOf(ctx context.Context, tx *db.Tx, b *Booking) ([]Share, error) {
	q := db.Select("s.client_id, s.share_bps, s.commission_bps, s.amount_minor", "booking_share s").
		Everything(access.System("the sums of a booking").In(b.account)).And("s.booking_id = ?", b.ID).Order("s.client_id")
	return db.All(ctx, tx, q, func(r db.Row) (Share, error) {
		var s Share
		err := r.Scan(&s.Client, &s.ShareBPS, &s.CommissionBPS, &s.Minor)
		return s, err
	})
}

// settle brings the sums on b, its owners' parts and the journal in line with
// the charges that count now; the difference is earned on day. kind says in the
// journal why.
func (s *Store) settle(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, kind string, day calendar.Date) error {
	was, err := sharesOf(ctx, tx, b)
	if err != nil {
		return err
	}
	return s.resettle(ctx, tx, who, b, was, was, kind, day)
}

// resettle is settle where the owners change too: from was to owners.
func (s *Store) resettle(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, was, owners []Share, kind string, day calendar.Date) error {
	charges, err := allCharges(ctx, tx, b)
	if err != nil {
		return err
	}
	before := b.sums()
	now, shares := Settle(linesOf(charges), owners)
	if err := s.putShares(ctx, tx, b, was, shares); err != nil {
		return err
	}
	b.Total, b.Tax, b.Commission, b.Owner = now.Total, now.Tax, now.Commission, now.Owner
	if err := s.putSums(ctx, tx, b); err != nil {
		return err
	}
	return s.earn(ctx, tx, who, b, kind, day, now.minus(before), partChanges(was, shares))
}

func (b *Booking) sums() Sums { return Sums{b.Total, b.Tax, b.Commission, b.Owner} }

func linesOf(charges []Charge) []Line {
	out := make([]Line, len(charges))
	for i, c := range charges {
		out[i] = Line{c.Kind, c.Minor, c.ToOwner}
	}
	return out
}

// putShares writes the owners' parts where they differ from what is there.
func (s *Store) putShares(ctx context.Context, tx *db.Tx, b *Booking, was, now []Share) error {
	if slices.Equal(was, now) {
		return nil
	}
	if _, err := tx.Delete(ctx, b.account, "booking_share", db.Where("booking_id = ?", b.ID)); err != nil {
		return err
	}
	return insertShares(ctx, tx, b, now)
}

// putSums writes the sums on b and moves its charges between due and paid.
func (s *Store) putSums(ctx context.Context, tx *db.Tx, b *Booking) error {
	_, err := tx.Update(ctx, b.account, "booking", db.ByID(b.ID),
		db.Set("total_minor", b.Total).Set("tax_minor", b.Tax).Set("paid_minor", b.Paid).
			Set("commission_minor", b.Commission).Set("owner_minor", b.Owner).Set("version", db.Expr("version + 1")))
	if err != nil {
		return err
	}
	state := Due
	if b.Paid >= b.Total {
		state = Paid
	}
	_, err = tx.Update(ctx, b.account, "charge", db.Where("booking_id = ? AND state NOT IN (?, ?)", b.ID, ChargeCancelled, state), db.Set("state", state))
	return err
}

// partChanges gives by how much each owner's part changed.
func partChanges(was, now []Share) []money.OwnerPart {
	var out []money.OwnerPart
	add := func(client id.ID, minor int64) {
		at := slices.IndexFunc(out, func(p money.OwnerPart) bool { return p.Client == client })
		if at < 0 {
			out = append(out, money.OwnerPart{Client: client})
			at = len(out) - 1
		}
		out[at].Minor += minor
	}
	for _, s := range was {
		add(s.Client, -s.Minor)
	}
	for _, s := range now {
		add(s.Client, s.Minor)
	}
	return slices.DeleteFunc(out, func(p money.OwnerPart) bool { return p.Minor == 0 })
}
