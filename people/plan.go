package people

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// The plans. A plan is about how many of an account's own staff may be active;
// whom the account lets in from outside – owners, customers, guests – and who is
// inactive takes no seat. An invitation that is out keeps a seat free for whoever
// accepts it.
const (
	Soho       = "soho"
	Pro        = "pro"
	Enterprise = "enterprise"
)

// SeatsOf gives how many members of staff a plan allows; 0 is any number.
func SeatsOf(plan string) int {
	switch plan {
	case Soho:
		return 2
	case Pro:
		return 10
	}
	return 0
}

// PlanName is a plan as people say it.
func PlanName(plan string) string {
	switch plan {
	case Soho:
		return "Soho"
	case Pro:
		return "Pro"
	}
	return "Enterprise"
}

// takesSeat reports whether a member takes a seat of the plan.
func (m Member) takesSeat() bool {
	return m.Kind == Staff && (m.State == Active || m.State == Invited)
}

// seated is takesSeat in SQL, over member m.
const seated = "m.kind = 'staff' AND m.state IN ('active', 'invited')"

// Seats are the people of an account, by what they take of its plan. Only
// numbers: who sits there is not told.
type Seats struct {
	Active  int64 // of staff
	Invited int64 // of staff: their seat is kept free
	Idle    int64 // of staff, switched off: they take none
	Portal  int64 // people the account gave access to: they take none
}

// Taken is how many seats are taken: an invitation keeps one free for whoever
// accepts it.
func (s Seats) Taken() int64 { return s.Active + s.Invited }

// SeatsIn counts them.
func SeatsIn(ctx context.Context, tx *db.Tx, account id.ID) (Seats, error) {
	var s Seats
	q := db.Select("m.kind, m.state, COUNT(*)", "member m").Everything(access.System("seats of the plan").In(account)).
		And("m.state <> ?", Deleted).GroupBy("m.kind, m.state")
	err := db.Each(ctx, tx, q, func(r db.Row) error {
		var m Member
		var n int64
		err := r.Scan(&m.Kind, &m.State, &n)
		s.count(m, n)
		return err
	})
	return s, err
}

func (s *Seats) count(m Member, n int64) {
	switch {
	case m.Kind != Staff:
		s.Portal += n
	case !m.takesSeat():
		s.Idle += n
	case m.State == Invited:
		s.Invited += n
	default:
		s.Active += n
	}
}

// withinPlan refuses a change that took a seat beyond the plan. Call it in the
// transaction of the change, after it, and only if it took one: an account on a
// plan lower than what it has keeps everybody, and gets nobody more. Of two that
// take the last seat at once one is refused, since writes are serializable.
func (s *Store) withinPlan(ctx context.Context, tx *db.Tx, account id.ID, op string) error {
	a, err := AccountIn(ctx, tx, account)
	if err != nil {
		return err
	}
	seats := SeatsOf(a.Plan)
	if seats == 0 {
		return nil
	}
	have, err := SeatsIn(ctx, tx, account)
	if err != nil || have.Taken() <= int64(seats) {
		return err
	}
	return &fault.Fault{Kind: fault.Conflict, Op: op, Say: fmt.Sprintf("The %s plan has room for %d active staff members, and with this one there would be %d. "+
		"Deactivate somebody who is not needed any more, or ask for a larger plan.", PlanName(a.Plan), seats, have.Taken())}
}

// landlordAllowed refuses to give the Landlord role where the plan has none (L3).
func (s *Store) landlordAllowed(ctx context.Context, tx *db.Tx, account id.ID, role access.Role, op string) error {
	if role != access.RoleLandlord {
		return nil
	}
	a, err := AccountIn(ctx, tx, account)
	if err != nil || a.Plan == Enterprise {
		return err
	}
	return &fault.Fault{Kind: fault.Conflict, Op: op, Field: "role",
		Say: "The Landlord role comes with the Enterprise plan; this account is on " + PlanName(a.Plan) + ". Give portal access to the owner instead, or ask for the larger plan."}
}
