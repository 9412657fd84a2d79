package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// takeNights takes nights at a place, or gives a Conflict that names no one.
func takeNights(ctx context.Context, tx *db.Tx, account id.ID, at *place, n calendar.Nights) error {
	return portfolio.TakeNights(ctx, tx, account, portfolio.Taking{Property: at.Property, Unit: at.Unit, Nights: n})
}

// nightsOf is what a booking takes.
func nightsOf(b *Booking) portfolio.Taking {
	return portfolio.Taking{Property: b.Property, Unit: b.Unit, Nights: b.Nights}
}

// nightsOfBlock is what a block takes.
func nightsOfBlock(b *Block) portfolio.Taking {
	return portfolio.Taking{Property: b.Property, Unit: b.Unit, Nights: b.Nights}
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
			if err := who.Permit("stays.Free", access.Add, at.record(access.Block, who.Account(), who.Who().Person)); err != nil {
				return err
			}
		}
		own, err := holding(ctx, tx, who, record)
		if err != nil {
			return err
		}
		free, _, err = portfolio.FreeFor(ctx, tx, who.Account(), portfolio.Taking{Property: at.Property, Unit: at.Unit, Nights: n}, own)
		return err
	})
	return free, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Booking, Property: property}, err)
}

// holding gives the nights that a booking or block takes; nil if it takes none,
// or who may not know of it.
func holding(ctx context.Context, tx *db.Tx, who *access.Viewer, record id.ID) (*portfolio.Taking, error) {
	if record.IsZero() {
		return nil, nil
	}
	for _, q := range []db.Query{
		db.Select("r.property_id, r.unit_id, r.arrive, r.depart", "booking r").Visible(who, access.Read, access.Booking).And("r.state <> ?", string(Cancelled)),
		db.Select("r.property_id, r.unit_id, r.arrive, r.depart", "block r").Visible(who, access.Read, access.Block).And("r.state = ?", BlockActive),
	} {
		found, err := db.All(ctx, tx, q.And("r.id = ?", record), scanTaking)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return &found[0], nil
		}
	}
	return nil, nil
}

func scanTaking(r db.Row) (t portfolio.Taking, err error) {
	err = r.Scan(&t.Property, &t.Unit, &t.Nights.Arrive, &t.Nights.Depart)
	return t, err
}
