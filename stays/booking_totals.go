package stays

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
)

// Totals are the sums over a list of bookings. A sum counts only the bookings
// on which its reader sees what is added up: Of says how many those are.
type Totals struct {
	Bookings, Nights int64
	Money            []CurrencyTotals // one for each currency, in order; empty where no money shows
}

// CurrencyTotals are the sums in one currency. A sum that shows on no booking
// is nil.
type CurrencyTotals struct {
	Currency              cash.Currency
	Owner                 *Sum // owner-money
	Total                 *Sum // all-money, like the rest
	Tax, Paid, Commission *Sum
}

// Sum is an amount and how many bookings it adds up.
type Sum struct {
	cash.Amount
	Of int64
}

// Totals adds up the bookings of f that who may read. Cancelled ones count
// neither as bookings nor as nights; what was kept of their charges is money.
func (s *Store) Totals(ctx context.Context, who *access.Viewer, f BookingFilter) (Totals, error) {
	var t Totals
	if err := f.allowed(who, "stays.Totals"); err != nil {
		return t, err
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r := totaller{ctx: ctx, tx: tx, who: who, f: &f, sums: totals{}}
		err := r.run()
		t = r.Totals
		t.Money = r.sums.sorted()
		return err
	})
	return t, err
}

// totaller adds up one list.
type totaller struct {
	Totals
	ctx  context.Context
	tx   *db.Tx
	who  *access.Viewer
	f    *BookingFilter
	sums totals
}

const (
	heldSums  = "COUNT(*), CAST(COALESCE(SUM(b.depart - b.arrive), 0) AS BIGINT)"
	allSums   = "COUNT(*), CAST(SUM(b.total_minor) AS BIGINT), CAST(SUM(b.tax_minor) AS BIGINT), CAST(SUM(b.paid_minor) AS BIGINT), CAST(SUM(b.commission_minor) AS BIGINT)"
	ownerSums = "COUNT(*), CAST(SUM(b.owner_minor) AS BIGINT)"
	partSums  = "COUNT(DISTINCT b.id), CAST(SUM(bs.amount_minor) AS BIGINT)"
)

// run reads the list once where all of it shows on each of its bookings, which is
// how the office sees it, else once for each sum.
func (r *totaller) run() error {
	if r.shows(access.GroupAllMoney) && r.shows(access.GroupOwnerMoney) && r.wide() == r.who {
		if done, err := r.atOnce(); done || err != nil {
			return err
		}
	}
	if err := r.held(); err != nil {
		return err
	}
	if err := r.grouped(r.over(access.GroupAllMoney), allSums, r.sums.all); err != nil {
		return err
	}
	return r.owners()
}

// shows reports whether a group shows on every booking that who may read.
func (r *totaller) shows(g access.Group) bool {
	return r.who.Where(access.Read, access.Booking).Minus(r.who.Where(access.Read, access.Booking, g)).Nothing()
}

// wide is who without the grants that show only a client's part of owners' money.
func (r *totaller) wide() *access.Viewer {
	if e := eyesOf(r.who); e.whole != nil {
		return e.whole
	}
	return r.who
}

func (r *totaller) over(groups ...access.Group) db.Query {
	return r.f.over(r.tx, r.who, access.Read, "b.id", groups...).Gathered()
}

// atOnce adds up everything in one go; not done if there is more than one
// currency.
func (r *totaller) atOnce() (done bool, err error) {
	const held = "CASE WHEN b.state <> 'cancelled' THEN 1 ELSE 0 END"
	q := r.over().Only("COALESCE(MIN(b.currency), ''), COALESCE(MAX(b.currency), ''), CAST(COALESCE(SUM(" + held + "), 0) AS BIGINT), CAST(COALESCE(SUM((b.depart - b.arrive) * " + held + "), 0) AS BIGINT), " +
		zeroed(allSums) + ", " + zeroed(ownerSums))
	var least, most string
	var v [7]int64
	_, err = db.One(r.ctx, r.tx, q, func(row db.Row) (struct{}, error) {
		return struct{}{}, row.Scan(&least, &most, &r.Bookings, &r.Nights, &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6])
	})
	if err != nil || least != most {
		return false, err
	}
	if v[0] > 0 {
		r.sums.all(most, v[:5])
		r.sums.owner(most, v[5:])
	}
	return true, nil
}

// zeroed makes sums of nothing 0 instead of NULL.
func zeroed(sums string) string {
	return strings.ReplaceAll(strings.ReplaceAll(sums, "SUM(", "COALESCE(SUM("), ") AS", "), 0) AS")
}

func (r *totaller) held() error {
	q := r.over().Only(heldSums).And("b.state <> ?", string(Cancelled))
	_, err := db.One(r.ctx, r.tx, q, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&r.Bookings, &r.Nights) })
	return err
}

// grouped adds up the rows of q by currency. Mostly there is one, and then no row
// has to be sorted.
func (r *totaller) grouped(q db.Query, sums string, use func(currency string, v []int64)) error {
	n := strings.Count(sums, ", ") + 1
	var least, most string
	v := make([]int64, n)
	into := []any{&least, &most}
	for i := range v {
		into = append(into, &v[i])
	}
	_, err := db.One(r.ctx, r.tx, q.Only("COALESCE(MIN(b.currency), ''), COALESCE(MAX(b.currency), ''), "+zeroed(sums)),
		func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(into...) })
	if err != nil || v[0] == 0 {
		return err
	}
	if least == most {
		use(most, v)
		return nil
	}
	into = into[1:]
	return db.Each(r.ctx, r.tx, q.Only("b.currency, "+sums).GroupBy("b.currency"), func(row db.Row) error {
		err := row.Scan(into...)
		use(most, v)
		return err
	})
}

// owners adds up the owners' part: the whole where a wide grant shows it, the
// reader's own clients' part on the other bookings.
func (r *totaller) owners() error {
	wide := r.wide()
	q := r.over(access.GroupOwnerMoney).Within(wide.Where(access.Read, access.Booking, access.GroupOwnerMoney), "b")
	if err := r.grouped(q, ownerSums, r.sums.owner); err != nil || wide == r.who {
		return err
	}
	rest := r.who.Where(access.Read, access.Booking, access.GroupOwnerMoney).Minus(wide.Where(access.Read, access.Booking, access.GroupOwnerMoney))
	q = r.over(access.GroupOwnerMoney).Within(rest, "b").
		Join("JOIN booking_share bs ON bs.account_id = b.account_id AND bs.booking_id = b.id").AndIn("bs.client_id", anys(eyesOf(r.who).clients)...)
	return r.grouped(q, partSums, r.sums.owner)
}

type totals map[cash.Currency]*CurrencyTotals

func (t totals) in(currency string) *CurrencyTotals {
	c := cash.Currency(currency)
	if t[c] == nil {
		t[c] = &CurrencyTotals{Currency: c}
	}
	return t[c]
}

// all takes the values of allSums.
func (t totals) all(currency string, v []int64) {
	c := t.in(currency)
	sum := func(minor int64) *Sum { return &Sum{cash.Amount{Minor: minor, Currency: c.Currency}, v[0]} }
	c.Total, c.Tax, c.Paid, c.Commission = sum(v[1]), sum(v[2]), sum(v[3]), sum(v[4])
}

// owner takes the values of ownerSums.
func (t totals) owner(currency string, v []int64) {
	c := t.in(currency)
	if c.Owner == nil {
		c.Owner = &Sum{Amount: cash.Amount{Currency: c.Currency}}
	}
	c.Owner.Minor += v[1]
	c.Owner.Of += v[0]
}

func (t totals) sorted() []CurrencyTotals {
	out := make([]CurrencyTotals, 0, len(t))
	for _, c := range t {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b CurrencyTotals) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}
