package machine

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/people"
)

// Plan is what an account may use, and how much of it it does. Limit is 0 where
// there is none. Only numbers: who sits there is not told.
type Plan struct {
	Name    string
	Limit   int64 // active members of staff
	Active  int64
	Invited int64 // of staff: their seat is kept free
	Idle    int64 // of staff, switched off: they take none
	Portal  int64 // people the account gave access to: they take none
}

// Taken is how many seats are taken: an invitation keeps one free for whoever
// accepts it.
func (p Plan) Taken() int64 { return p.Active + p.Invited }

// Full reports whether nobody else of staff fits.
func (p Plan) Full() bool { return p.Limit > 0 && p.Taken() >= p.Limit }

// Plan gives the plan and the seats of who's account.
func (s *Store) Plan(ctx context.Context, who *access.Viewer) (Plan, error) {
	if err := permit(who, access.Read, &access.Record{Thing: access.Plan, Account: who.Account()}, "machine.Plan"); err != nil {
		return Plan{}, err
	}
	var p Plan
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := people.AccountIn(ctx, tx, who.Account())
		if err != nil {
			return err
		}
		p.Name, p.Limit = a.Plan, int64(people.SeatsOf(a.Plan))
		q := db.Select("m.kind, m.state, COUNT(*)", "member m").Everything(access.System("seats of the plan").In(a.ID)).
			And("m.state <> ?", people.Deleted).GroupBy("m.kind, m.state")
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var kind, state string
			var n int64
			if err := r.Scan(&kind, &state, &n); err != nil {
				return err
			}
			p.count(kind, state, n)
			return nil
		})
	})
	return p, err
}

func (p *Plan) count(kind, state string, n int64) {
	switch {
	case kind != people.Staff:
		p.Portal += n
	case state == people.Active:
		p.Active += n
	case state == people.Invited:
		p.Invited += n
	default:
		p.Idle += n
	}
}
