package machine

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/people"
)

// Plan is what an account may use, and how much of it it does. Limit is 0 where
// there is none.
type Plan struct {
	Name  string
	Limit int64 // active members of staff
	people.Seats
}

// Full reports whether nobody else of staff fits.
func (p Plan) Full() bool { return p.Limit > 0 && p.Taken() >= p.Limit }

// Plan gives the plan and the seats of who's account.
func (s *Store) Plan(ctx context.Context, who *access.Viewer) (Plan, error) {
	if err := s.own(ctx, who, access.Read, access.Plan, "machine.Plan"); err != nil {
		return Plan{}, err
	}
	var p Plan
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := people.AccountIn(ctx, tx, who.Account())
		if err != nil {
			return err
		}
		p.Name, p.Limit = a.Plan, int64(people.SeatsOf(a.Plan))
		p.Seats, err = people.SeatsIn(ctx, tx, a.ID)
		return err
	})
	return p, err
}
