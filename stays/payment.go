package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Payment is money that came in for a booking or went back.
type Payment struct {
	ID, Booking id.ID
	Direction   string // in, refund
	Method      string
	cash.Amount // amount; above zero both ways
	Day         calendar.Date
	Memo        string // notes
	State       string // pending, cleared
	ClearedAt   time.Time
	CreatedAt   time.Time
	Clearable   bool // the reader may mark it cleared
	Shown       access.Groups

	account, business, property id.ID
}

// The states of a payment. Cash, cards and channels are cleared at once.
const (
	Pending = "pending"
	Cleared = "cleared"
)

// Hidden names the groups of p that its reader may not see.
func (p *Payment) Hidden() []string { return hidden(access.Payment, p.Shown) }

func (p *Payment) record() *access.Record {
	r := &access.Record{Thing: access.Payment, ID: p.ID, Account: p.account, Business: p.business, Property: p.property, Day: p.Day}
	r.State, _ = access.ParseState(p.State)
	return r
}

const paymentColumns = "y.account_id, y.id, y.booking_id, y.business_id, y.property_id, y.direction, y.method, y.amount_minor, y.currency, y.day, y.memo, y.state, y.cleared_at, y.created_at"

func scanPayment(r db.Row) (Payment, error) {
	var p Payment
	var currency string
	err := r.Scan(&p.account, &p.ID, &p.Booking, &p.business, &p.property, &p.Direction, &p.Method, &p.Minor, &currency, &p.Day, &p.Memo, &p.State,
		db.ScanMoment(&p.ClearedAt), db.ScanMoment(&p.CreatedAt))
	p.Currency = cash.Currency(currency)
	return p, err
}

// mask empties what who may not see of p.
func (p *Payment) mask(who *access.Viewer) {
	p.Shown = who.Mask(p.record())
	p.Clearable = p.State == Pending && who.Can(access.Clear, p.record()) == access.Allowed
	if !p.Shown.Has(access.GroupNotes) {
		p.Memo = ""
	}
}

// paymentsOf lists the payments of a booking that who may read, oldest first.
func paymentsOf(ctx context.Context, tx *db.Tx, who *access.Viewer, booking id.ID) ([]Payment, error) {
	q := db.Select(paymentColumns, "payment y").Visible(who, access.Read, access.Payment, access.GroupAmount).And("y.booking_id = ?", booking).Order("y.id")
	list, err := db.All(ctx, tx, q, scanPayment)
	for i := range list {
		list[i].mask(who)
	}
	return list, err
}

// PaymentForm is a payment or refund as typed; Amount is in the booking's
// currency, which Currency, if said, must be too. Without a Day it is today's.
type PaymentForm struct {
	Amount, Method, Memo string
	Currency             string
	Day                  calendar.Date
}

func (form *PaymentForm) read(b *Booking, today calendar.Date, op string) (Payment, error) {
	f := fault.Fields{Op: op}
	p := Payment{ID: id.New(), Booking: b.ID, account: b.account, business: b.Business, property: b.Property}
	sameCurrency(&f, "amount", form.Currency, b.Currency)
	p.Amount = cash.Amount{Minor: checkSum(&f, "amount", form.Amount, b.Currency), Currency: b.Currency}
	p.Method = entry.Word(&f, "method", form.Method, Methods...)
	p.Memo = entry.Line(&f, "memo", form.Memo, entry.MaxName)
	p.Day = checkDay(&f, "day", form.Day, today)
	p.State = Cleared
	if p.Method == "bank" || p.Method == "cheque" {
		p.State = Pending
	}
	return p, f.Err()
}

// RecordPayment notes money that came in for a booking. More than is owed is
// taken: a deposit, or a charge still to come.
func (s *Store) RecordPayment(ctx context.Context, who *access.Viewer, booking id.ID, form PaymentForm) (id.ID, error) {
	return s.pay(ctx, who, booking, form, access.Add, In, "stays.RecordPayment")
}

// Refund notes money that went back to the guest. It cannot be more than came in.
func (s *Store) Refund(ctx context.Context, who *access.Viewer, booking id.ID, form PaymentForm) (id.ID, error) {
	return s.pay(ctx, who, booking, form, access.Refund, PaidBack, "stays.Refund")
}

func (s *Store) pay(ctx context.Context, who *access.Viewer, booking id.ID, form PaymentForm, verb access.Verb, direction, op string) (id.ID, error) {
	var paid id.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := readable(ctx, tx, who, booking, op)
		if err != nil {
			return err
		}
		p, err := form.read(b, s.today(who), op)
		if err != nil {
			return err
		}
		p.Direction = direction
		if err := who.Permit(op, verb, p.record()); err != nil {
			return err
		}
		if direction == PaidBack && p.Minor > b.Paid {
			return fault.Bad(op, "amount", "This is more than was paid. Enter less.")
		}
		paid = p.ID
		return s.bookPayment(ctx, tx, who, b, p, verb)
	})
	return paid, s.people.Tried(ctx, who, verb, &access.Record{Thing: access.Payment, ID: booking}, err)
}

func (s *Store) bookPayment(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Booking, p Payment, verb access.Verb) error {
	v := db.Set("id", p.ID).Set("business_id", p.business).Set("booking_id", b.ID).Set("property_id", p.property).Set("client_id", nil).
		Set("direction", p.Direction).Set("method", p.Method).Set("amount_minor", p.Minor).Set("currency", string(p.Currency)).Set("day", p.Day).
		Set("memo", p.Memo).Set("created_at", s.now()).Set("person_id", who.Who().Person).Set("state", p.State).
		SetIf(p.State == Cleared, "cleared_at", s.now())
	if err := tx.Insert(ctx, b.account, "payment", v); err != nil {
		return err
	}
	in := p.Minor
	if p.Direction == PaidBack {
		in = -in
	}
	b.Paid += in
	if err := s.putSums(ctx, tx, b); err != nil {
		return err
	}
	if err := s.receive(ctx, tx, who, b, p, in); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, verb, p.record(), paymentSaid[p.Direction], people.Diff(nil, p.fields())...)
}

// ClearPayment marks a payment as seen on the bank's side.
func (s *Store) ClearPayment(ctx context.Context, who *access.Viewer, payment id.ID) error {
	const op = "stays.ClearPayment"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		q := db.Select(paymentColumns, "payment y").Everything(who.Beyond("a command on one payment")).And("y.id = ?", payment)
		p, err := db.One(ctx, tx, q, scanPayment)
		if err != nil {
			return missing(err, op)
		}
		if err := who.Permit(op, access.Clear, p.record()); err != nil {
			return err
		}
		if p.State == Cleared {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: "This payment is marked as cleared already."}
		}
		was := p
		p.State = Cleared
		if _, err := tx.Update(ctx, p.account, "payment", db.ByID(payment), db.Set("state", Cleared).Set("cleared_at", s.now())); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Clear, p.record(), "cleared a payment", people.Diff(was.fields(), p.fields())...)
	})
	return s.people.Tried(ctx, who, access.Clear, &access.Record{Thing: access.Payment, ID: payment}, err)
}
