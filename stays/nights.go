package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// takeNights takes nights at a place for a record, or gives a Conflict that
// names no one.
func takeNights(ctx context.Context, tx *db.Tx, account id.ID, at *place, n calendar.Nights, t access.Thing, record id.ID) error {
	return portfolio.TakeNights(ctx, tx, account, portfolio.Taking{Property: at.Property, Unit: at.Unit, Nights: n, Thing: t, Record: record})
}

// nightsOf is what a booking takes.
func nightsOf(b *Booking) portfolio.Taking {
	return portfolio.Taking{Property: b.Property, Unit: b.Unit, Nights: b.Nights, Thing: access.Booking, Record: b.ID}
}

// nightsOfBlock is what a block takes.
func nightsOfBlock(b *Block) portfolio.Taking {
	return portfolio.Taking{Property: b.Property, Unit: b.Unit, Nights: b.Nights, Thing: access.Block, Record: b.ID}
}

// Free says whether a place could be taken for some nights by what record holds
// (zero: something new). It answers those who could try it.
func (s *Store) Free(ctx context.Context, who *access.Viewer, property, unit id.ID, n calendar.Nights, record id.ID) (bool, error) {
	var free bool
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at, err := placeFor(ctx, tx, who, property, unit, "stays.Free")
		if err != nil {
			return err
		}
		if who.Can(access.Add, at.record(access.Booking, who.Account(), who.Who().Person)) != access.Allowed {
			if err := permit(who, access.Add, at.record(access.Block, who.Account(), who.Who().Person), "stays.Free"); err != nil {
				return err
			}
		}
		free, _, err = portfolio.FreeFor(ctx, tx, who.Account(), portfolio.Taking{Property: at.Property, Unit: at.Unit, Nights: n, Thing: access.Booking, Record: record})
		return err
	})
	return free, err
}
