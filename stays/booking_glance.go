package stays

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Glance gives one booking without what belongs to it, in one query: for
// programs, which ask for a booking more often than for all of it. Missing if
// there is none that who may know of.
func (s *Store) Glance(ctx context.Context, who *access.Viewer, booking id.ID) (*Booking, error) {
	var b *Booking
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if b, err = readable(ctx, tx, who, booking, "stays.Glance"); err != nil {
			return err
		}
		return eyesOf(who).sees(ctx, tx, []*Booking{b})
	})
	return b, err
}
