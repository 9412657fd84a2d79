package stays

import (
	"cmp"
	"context"
	"slices"

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
		t = Totals{}
		q := f.over(tx, who, access.Read, "COUNT(*), CAST(COALESCE(SUM(b.depart - b.arrive), 0) AS BIGINT)").And("b.state <> ?", string(Cancelled))
		if _, err := db.One(ctx, tx, q, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&t.Bookings, &t.Nights) }); err != nil {
			return err
		}
		sums := totals{}
		if err := sums.all(ctx, tx, f.over(tx, who, access.Read, allSums, access.GroupAllMoney)); err != nil {
			return err
		}
		if err := sums.owners(ctx, tx, who, &f); err != nil {
			return err
		}
		t.Money = sums.sorted()
		return nil
	})
	return t, err
}

const allSums = "b.currency, COUNT(*), CAST(SUM(b.total_minor) AS BIGINT), CAST(SUM(b.tax_minor) AS BIGINT), CAST(SUM(b.paid_minor) AS BIGINT), CAST(SUM(b.commission_minor) AS BIGINT)"

type totals map[cash.Currency]*CurrencyTotals

func (t totals) in(currency string) *CurrencyTotals {
	c := cash.Currency(currency)
	if t[c] == nil {
		t[c] = &CurrencyTotals{Currency: c}
	}
	return t[c]
}

func (t totals) all(ctx context.Context, tx *db.Tx, q db.Query) error {
	return db.Each(ctx, tx, q.GroupBy("b.currency"), func(r db.Row) error {
		var currency string
		var n, total, tax, paid, commission int64
		err := r.Scan(&currency, &n, &total, &tax, &paid, &commission)
		c := t.in(currency)
		sum := func(minor int64) *Sum { return &Sum{cash.Amount{Minor: minor, Currency: c.Currency}, n} }
		c.Total, c.Tax, c.Paid, c.Commission = sum(total), sum(tax), sum(paid), sum(commission)
		return err
	})
}

// owners adds up the owners' part: the whole where a wide grant shows it, the
// reader's own clients' part on the other bookings.
func (t totals) owners(ctx context.Context, tx *db.Tx, who *access.Viewer, f *BookingFilter) error {
	e := eyesOf(who)
	wide := who
	if e.whole != nil {
		wide = e.whole
	}
	const sums = "b.currency, COUNT(*), CAST(SUM(b.owner_minor) AS BIGINT)"
	q := f.over(tx, who, access.Read, sums, access.GroupOwnerMoney).Within(wide.Where(access.Read, access.Booking, access.GroupOwnerMoney), "b")
	if err := t.owner(ctx, tx, q); err != nil || e.whole == nil {
		return err
	}
	const parts = "b.currency, COUNT(DISTINCT b.id), CAST(SUM(bs.amount_minor) AS BIGINT)"
	rest := who.Where(access.Read, access.Booking, access.GroupOwnerMoney).Minus(e.whole.Where(access.Read, access.Booking, access.GroupOwnerMoney))
	q = f.over(tx, who, access.Read, parts, access.GroupOwnerMoney).Within(rest, "b").
		Join("JOIN booking_share bs ON bs.account_id = b.account_id AND bs.booking_id = b.id").AndIn("bs.client_id", anys(e.clients)...)
	return t.owner(ctx, tx, q)
}

func (t totals) owner(ctx context.Context, tx *db.Tx, q db.Query) error {
	return db.Each(ctx, tx, q.GroupBy("b.currency"), func(r db.Row) error {
		var currency string
		var n, minor int64
		err := r.Scan(&currency, &n, &minor)
		c := t.in(currency)
		if c.Owner == nil {
			c.Owner = &Sum{Amount: cash.Amount{Currency: c.Currency}}
		}
		c.Owner.Minor += minor
		c.Owner.Of += n
		return err
	})
}

func (t totals) sorted() []CurrencyTotals {
	out := make([]CurrencyTotals, 0, len(t))
	for _, c := range t {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b CurrencyTotals) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}
