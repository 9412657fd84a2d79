package stays

import (
	"time"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/portfolio"
)

// many is bookings of a Bulk: rows to be written, table by table.
type many struct {
	*Bulk
	holdings map[id.ID][]portfolio.Holding
	number   int64

	ids                                        []id.ID
	bookings, shares, charges, payments, words [][]any
	entries                                    []money.Entry
}

// prepare reads whose the properties are and sets numbers aside.
func (m *many) prepare(all []Past) (err error) {
	var properties []any
	seen := map[id.ID]bool{}
	for i := range all {
		if p := all[i].Property; !seen[p] {
			seen[p] = true
			properties = append(properties, p)
		}
	}
	if m.holdings, err = portfolio.HoldingsIn(m.ctx, m.tx, m.who.Account(), properties...); err != nil {
		return err
	}
	m.number, err = m.tx.NextMany(m.ctx, m.who.Account(), "booking", len(all))
	return err
}

func (m *many) add(p *Past) error {
	const op = "stays.CreateMany"
	cancelled := p.State == Cancelled
	if cancelled {
		p.State = Confirmed // for check: forms cannot say cancelled
	}
	if err := p.check(op); err != nil {
		return err
	}
	at, err := m.at(p.Property, p.Unit, m.mayBook, op, access.Booking, access.Charge, access.Payment)
	if err != nil {
		return err
	}
	b, charges, err := p.booking(m.who, at, op)
	if err != nil {
		return err
	}
	b.Number, b.CreatedAt = m.number, p.CreatedAt
	m.number++
	if b.CreatedAt.IsZero() {
		b.CreatedAt = m.now
	}
	if cancelled {
		b.State, b.CancelledAt = Cancelled, b.CreatedAt.Add(24*time.Hour)
	} else {
		m.takings = append(m.takings, nightsOf(b))
	}
	if err := m.pay(b, p.Payments); err != nil {
		return err
	}
	if err := m.charge(b, charges); err != nil {
		return err
	}
	m.ids = append(m.ids, b.ID)
	m.bookings = append(m.bookings, b.row())
	m.words = append(m.words, portfolio.IndexRows(access.Booking, b.ID, b.words())...)
	return nil
}

// pay adds the payments of b.
func (m *many) pay(b *Booking, forms []PaymentForm) error {
	for i := range forms {
		p, err := forms[i].read(b, m.s.today(m.who), "stays.CreateMany")
		if err != nil {
			return err
		}
		var cleared any
		if p.Day <= m.s.today(m.who)-3 {
			p.State = Cleared // a bank takes days, not weeks
		}
		at := p.Day.Time().Add(10 * time.Hour)
		if p.State == Cleared {
			cleared = at
		}
		b.Paid += p.Minor
		m.payments = append(m.payments, []any{p.ID, p.business, b.ID, p.property, nil, In, p.Method, p.Minor, string(p.Currency), p.Day, p.Memo, at, m.who.Who().Person, p.State, cleared})
		m.entries = append(m.entries, money.Receipt{Business: b.Business, Booking: b.ID, Property: b.Property, Kind: "payment", Day: p.Day, Memo: b.memo(),
			Amount: cash.Amount{Minor: p.Minor, Currency: p.Currency}, At: at, By: m.who.Who().Person}.Entry())
	}
	return nil
}

// charge adds the charges of b, whose payments are known, and what they earn:
// those of one day together, as AddCharge would enter them.
func (m *many) charge(b *Booking, charges []charge) error {
	var owners []Share
	for _, h := range m.holdings[b.Property] {
		if h.On(b.Nights.Arrive) {
			owners = append(owners, Share{Client: h.Client, ShareBPS: h.BPS, CommissionBPS: h.CommissionBPS})
		}
	}
	was := owners
	for i, c := range charges {
		if i+1 < len(charges) && charges[i+1].day == c.day {
			continue
		}
		before := b.sums()
		sums, now := Settle(linesTo(charges, i), owners)
		b.Total, b.Tax, b.Commission, b.Owner = sums.Total, sums.Tax, sums.Commission, sums.Owner
		by := sums.minus(before)
		e, err := money.Earning{Business: b.Business, Booking: b.ID, Property: b.Property, Kind: becauseCharged, Day: c.day, Memo: b.memo(),
			Nights: b.nightsEarned(by), Currency: b.Currency, Total: by.Total, Tax: by.Tax, Commission: by.Commission, Owners: partChanges(was, now),
			At: b.CreatedAt, By: m.who.Who().Person}.Entry()
		if err != nil {
			return err
		}
		m.entries = append(m.entries, e)
		was = now
	}
	state := Due
	if b.Paid >= b.Total {
		state = Paid
	}
	for _, c := range charges {
		m.charges = append(m.charges, []any{id.New(), b.Business, b.ID, b.Property, c.Kind, c.description, c.Minor, string(b.Currency), c.ToOwner, c.day, state, b.CreatedAt, m.who.Who().Person})
	}
	for _, s := range was {
		m.shares = append(m.shares, []any{b.ID, s.Client, s.ShareBPS, s.CommissionBPS, s.Minor})
	}
	return nil
}

// linesTo gives the lines of the charges up to and with the last-th.
func linesTo(charges []charge, last int) []Line {
	out := make([]Line, last+1)
	for i := range out {
		out[i] = charges[i].Line
	}
	return out
}

var (
	bookingRow = []string{"id", "business_id", "property_id", "unit_id", "number", "arrive", "depart", "state", "source", "reference",
		"guest_name", "guest_key", "guest_email", "guest_phone", "adults", "children", "currency",
		"total_minor", "tax_minor", "paid_minor", "commission_minor", "owner_minor", "feed_uid", "person_id", "version", "created_at", "cancelled_at"}
	shareRow   = []string{"booking_id", "client_id", "share_bps", "commission_bps", "amount_minor"}
	chargeRow  = []string{"id", "business_id", "booking_id", "property_id", "kind", "description", "amount_minor", "currency", "to_owner", "day", "state", "created_at", "person_id"}
	paymentRow = []string{"id", "business_id", "booking_id", "property_id", "client_id", "direction", "method", "amount_minor", "currency", "day", "memo",
		"created_at", "person_id", "state", "cleared_at"}
)

func (b *Booking) row() []any {
	return []any{b.ID, b.Business, b.Property, b.Unit, b.Number, b.Nights.Arrive, b.Nights.Depart, string(b.State), b.Source, b.Reference,
		b.Guest, entry.Fold(b.Guest), b.Email, b.Phone, b.Adults, b.Children, string(b.Currency),
		b.Total, b.Tax, b.Paid, b.Commission, b.Owner, b.feedUID, b.person, b.Version, b.CreatedAt, b.CancelledAt}
}

func (m *many) write() error {
	account := m.who.Account()
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{{"booking", bookingRow, m.bookings}, {"booking_share", shareRow, m.shares}, {"charge", chargeRow, m.charges}, {"payment", paymentRow, m.payments}} {
		if err := m.tx.InsertMany(m.ctx, account, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	if err := money.PostMany(m.ctx, m.tx, account, m.entries); err != nil {
		return err
	}
	if err := portfolio.IndexMany(m.ctx, m.tx, account, m.words); err != nil {
		return err
	}
	return m.s.people.WroteMany(m.ctx, m.tx, m.who, access.Add, access.Booking, len(m.ids))
}
