package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/money"
)

// Why the money of a booking changed, as the journal says it.
const (
	becauseCharged  = "charge"
	becauseReversed = money.Reversal
)

// earn enters in the journal that a booking earns by more on day, and its
// owners parts of it. Days that owners were told about already are money's
// business.
func (s *Store) earn(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, kind string, day calendar.Date, by Sums, parts []money.OwnerPart) error {
	_, err := money.PostEarning(ctx, tx, b.account, money.Earning{
		Business: b.Business, Booking: b.ID, Property: b.Property, Kind: kind, Day: day, Memo: b.memo(), Nights: b.nightsEarned(by),
		Currency: b.Currency, Total: by.Total, Tax: by.Tax, Commission: by.Commission, Owners: parts, At: s.now(), By: who.Who().Person,
	})
	return err
}

// memo describes b on owners' statements, without naming the guest.
func (b *Booking) memo() string { return "Booking " + b.Code() }

// nightsEarned counts the nights of b once: with its first earning, and taken
// back with its last. b has its sums after the change.
func (b *Booking) nightsEarned(by Sums) int64 {
	n := int64(b.Nights.Count())
	switch {
	case b.Total == by.Total && by.Total != 0:
		return n
	case b.Total == 0 && by.Total != 0:
		return -n
	}
	return 0
}

// receive enters in the journal that money came in for b, or went back.
func (s *Store) receive(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, p Payment, in int64) error {
	kind := "payment"
	if p.Direction == PaidBack {
		kind = "refund"
	}
	_, err := money.PostReceipt(ctx, tx, b.account, money.Receipt{
		Business: b.Business, Booking: b.ID, Property: b.Property, Kind: kind, Day: p.Day, Memo: b.memo(),
		Amount: cash.Amount{Minor: in, Currency: p.Currency}, At: s.now(), By: who.Who().Person,
	})
	return err
}
