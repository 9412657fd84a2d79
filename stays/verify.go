package stays

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// maxProblems bounds how many problems of one account are listed.
const maxProblems = 100

// VerifyStays looks whether the nights taken are those of the bookings and
// blocks that hold them, and whether the sums kept on bookings are those of
// their charges, payments and owners' parts. It gives each thing that is wrong
// as a sentence without anybody's data; none means all is well.
func (s *Store) VerifyStays(ctx context.Context, account id.ID) ([]string, error) {
	var wrong []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v := verifier{ctx: ctx, tx: tx, sys: access.System("verify").In(account)}
		for _, check := range []func() error{v.nights, v.bookings, v.parts} {
			if err := check(); err != nil {
				return err
			}
		}
		wrong = v.wrong
		return nil
	})
	return wrong, err
}

type verifier struct {
	ctx   context.Context
	tx    *db.Tx
	sys   *access.Viewer
	wrong []string
}

func (v *verifier) say(format string, args ...any) {
	if len(v.wrong) < maxProblems {
		v.wrong = append(v.wrong, fmt.Sprintf(format, args...))
	}
}

// nights compares the nights of all that holds some with those taken.
func (v *verifier) nights() error {
	db.Tell(v.ctx, "nights", 1, 3)
	held := portfolio.NewHeld(v.sys.Account())
	for _, q := range []db.Query{
		db.Select("r.property_id, r.unit_id, r.arrive, r.depart", "booking r").Everything(v.sys).And("r.state <> ?", string(Cancelled)),
		db.Select("r.property_id, r.unit_id, r.arrive, r.depart", "block r").Everything(v.sys).And("r.state = ?", BlockActive),
	} {
		err := db.Each(v.ctx, v.tx, q, func(r db.Row) error {
			t, err := scanTaking(r)
			held.Add(t)
			return err
		})
		if err != nil {
			return err
		}
	}
	return held.Compare(v.ctx, v.tx, func(place id.ID, wrong string) { v.say("place %s: %s", place, wrong) })
}

func (v *verifier) list(q db.Query, format, what string) error {
	return db.Each(v.ctx, v.tx, q, func(r db.Row) error {
		var record id.ID
		err := r.Scan(&record)
		v.say(format, what, record)
		return err
	})
}

// bookings compares the sums on each booking with its charges and payments.
func (v *verifier) bookings() error {
	db.Tell(v.ctx, "sums of bookings", 2, 3)
	const charged = "(SELECT COALESCE(SUM(c.amount_minor), 0) FROM charge c WHERE c.account_id = b.account_id AND c.booking_id = b.id AND c.state <> 'cancelled'"
	const paid = "(SELECT COALESCE(SUM(CASE y.direction WHEN 'in' THEN y.amount_minor ELSE -y.amount_minor END), 0) FROM payment y WHERE y.account_id = b.account_id AND y.booking_id = b.id)"
	const parts = "(SELECT COALESCE(SUM(s.amount_minor), 0) FROM booking_share s WHERE s.account_id = b.account_id AND s.booking_id = b.id)"
	q := db.Select("b.id", "booking b").Everything(v.sys).
		And("b.total_minor <> " + charged + ") OR b.tax_minor <> " + charged + " AND c.kind = 'tax') OR b.paid_minor <> " + paid + " OR b.owner_minor <> " + parts).Limit(maxProblems)
	return v.list(q, "%s %s: its sums are not those of its charges, payments and owners", "booking")
}

// partsAtOnce is how many bookings are worked out together.
const partsAtOnce = 400

// parts works each booking's sums out anew.
func (v *verifier) parts() error {
	q := db.Select("b.id, b.total_minor, b.tax_minor, b.commission_minor, b.owner_minor", "booking b").Everything(v.sys).Order("b.id").Limit(partsAtOnce)
	all, err := db.Count(v.ctx, v.tx, db.Select("b.id", "booking b").Everything(v.sys))
	if err != nil {
		return err
	}
	var last id.ID
	for done := int64(0); ; done += partsAtOnce {
		db.Tell(v.ctx, "owners' parts of bookings", min(done, all), all)
		list, err := db.All(v.ctx, v.tx, q.And("b.id > ?", last[:]), func(r db.Row) (*Booking, error) {
			b := &Booking{account: v.sys.Account()}
			return b, r.Scan(&b.ID, &b.Total, &b.Tax, &b.Commission, &b.Owner)
		})
		if err != nil || len(list) == 0 {
			return err
		}
		if err := v.some(list); err != nil {
			return err
		}
		last = list[len(list)-1].ID
	}
}

func (v *verifier) some(list []*Booking) error {
	charged, shared := map[id.ID][]Line{}, map[id.ID][]Share{}
	q := db.Select("c.booking_id, c.kind, c.amount_minor, c.to_owner", "charge c").Everything(v.sys).
		AndIn("c.booking_id", ids(list)...).And("c.state <> ?", ChargeCancelled).Order("c.id")
	err := db.Each(v.ctx, v.tx, q, func(r db.Row) error {
		var booking id.ID
		var l Line
		var toOwner int64
		err := r.Scan(&booking, &l.Kind, &l.Minor, &toOwner)
		l.ToOwner = toOwner == 1
		charged[booking] = append(charged[booking], l)
		return err
	})
	if err != nil {
		return err
	}
	q = db.Select("s.booking_id, s.client_id, s.share_bps, s.commission_bps, s.amount_minor", "booking_share s").Everything(v.sys).
		AndIn("s.booking_id", ids(list)...).Order("s.client_id")
	err = db.Each(v.ctx, v.tx, q, func(r db.Row) error {
		var booking id.ID
		var p Share
		err := r.Scan(&booking, &p.Client, &p.ShareBPS, &p.CommissionBPS, &p.Minor)
		shared[booking] = append(shared[booking], p)
		return err
	})
	for _, b := range list {
		sums, now := Settle(charged[b.ID], shared[b.ID])
		if sums != b.sums() || len(partChanges(shared[b.ID], now)) > 0 {
			v.say("booking %s: the owners' parts do not follow from its charges", b.ID)
		}
	}
	return err
}
