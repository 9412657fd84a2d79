package money

import (
	"context"
	"net/url"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
)

// Payout is money that went to an owner.
type Payout struct {
	ID, Account, Business, Client, Statement id.ID // Statement zero: on account of what is owed
	Day                                      calendar.Date
	cash.Amount
	Method, Memo string
	At           time.Time
}

// PayoutMethods are the ways money goes to owners, the usual one first.
var PayoutMethods = []string{"bank", "cheque", "cash", "card", "other"}

// PayoutForm is a payout as typed. With a Statement its client and currency are
// those of the statement; without, Client is needed, and Currency unless it is
// their business's. Without a Day it is today's.
type PayoutForm struct {
	Client, Statement        id.ID
	Amount, Currency, Method string
	Memo                     string
	Day                      calendar.Date
}

const payoutColumns = "o.id, o.account_id, o.business_id, o.client_id, o.statement_id, o.day, o.amount_minor, o.currency, o.method, o.memo, o.created_at"

func scanPayout(r db.Row) (Payout, error) {
	var p Payout
	err := r.Scan(&p.ID, &p.Account, &p.Business, &p.Client, &p.Statement, &p.Day, &p.Minor, (*string)(&p.Currency), &p.Method, &p.Memo, db.ScanMoment(&p.At))
	return p, err
}

func (p *Payout) record() *access.Record {
	return &access.Record{Thing: access.Payout, ID: p.ID, Account: p.Account, Business: p.Business, Client: p.Client, Day: p.Day}
}

// RecordPayout notes that an owner was paid, and enters it in the journal.
func (s *Store) RecordPayout(ctx context.Context, who *access.Viewer, form PayoutForm) (p Payout, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, err = s.recordPayout(ctx, tx, who, form)
		return err
	})
	r := &access.Record{Thing: access.Payout, Client: form.Client}
	if !form.Statement.IsZero() {
		r = &access.Record{Thing: access.Payout, ID: form.Statement}
	}
	return p, s.people.Tried(ctx, who, access.Add, r, err)
}

func (s *Store) recordPayout(ctx context.Context, tx *db.Tx, who *access.Viewer, form PayoutForm) (Payout, error) {
	const op = "money.RecordPayout"
	if !form.Statement.IsZero() {
		st, err := statementSeen(ctx, tx, who, form.Statement)
		if err != nil {
			return Payout{}, missing(err, op)
		}
		if form.Currency != "" && form.Currency != string(st.Currency) {
			return Payout{}, fault.Bad(op, "currency", "The statement is in another currency.")
		}
		form.Client, form.Currency = st.Client, string(st.Currency)
	}
	to, err := payeeFor(ctx, tx, who, form.Client, access.Add, access.Payout, op)
	if err != nil {
		return Payout{}, err
	}
	p, err := form.read(who, to, op)
	if err != nil {
		return Payout{}, err
	}
	p.At = s.now()
	row := db.Set("id", p.ID).Set("business_id", p.Business).Set("client_id", p.Client).Set("statement_id", p.Statement).Set("day", p.Day).
		Set("amount_minor", p.Minor).Set("currency", string(p.Currency)).Set("method", p.Method).Set("memo", p.Memo).
		Set("person_id", who.Who().Person).Set("created_at", p.At)
	if err := tx.Insert(ctx, p.Account, "payout", row); err != nil {
		return Payout{}, err
	}
	if _, err := Post(ctx, tx, p.Account, p.entry(who, s.now())); err != nil {
		return Payout{}, err
	}
	return p, s.people.Wrote(ctx, tx, who, access.Add, p.record(), "paid out", people.Diff(nil, p.fields())...)
}

func (form PayoutForm) read(who *access.Viewer, to payee, op string) (Payout, error) {
	f := fault.Fields{Op: op}
	p := Payout{ID: id.New(), Account: who.Account(), Business: to.business, Client: to.id, Statement: form.Statement, Day: form.Day}
	if form.Currency == "" {
		form.Currency = to.currency
	}
	if c, err := cash.ParseCurrency(form.Currency); err != nil {
		f.Bad("currency", "This is no currency. Write three letters, like EUR.")
	} else if p.Amount, err = cash.Parse(form.Amount, c); err != nil || p.Minor <= 0 {
		f.Bad("amount", "Enter a sum above zero, like 1234.50.")
	}
	p.Method = entry.Word(&f, "method", form.Method, PayoutMethods...)
	p.Memo = entry.Line(&f, "memo", form.Memo, entry.MaxName)
	if p.Day.IsZero() {
		p.Day = who.Who().Today
	}
	if p.Day < calendar.Day(calendar.MinYear, 1, 1) || p.Day > calendar.Day(calendar.MaxYear, 12, 31) {
		f.Bad("day", "Pick a day nearer to now.")
	}
	return p, f.Err()
}

// entry is p as the journal has it: less is owed, and less is in the bank.
func (p *Payout) entry(who *access.Viewer, at time.Time) Entry {
	back := p.Amount
	back.Minor = -back.Minor
	memo := "Paid out (" + p.Method + ")"
	if p.Memo != "" {
		memo += ": " + p.Memo
	}
	return Entry{Business: p.Business, Day: p.Day, Kind: PayoutKind, Thing: access.Payout, Record: p.ID, Client: p.Client, Memo: memo, At: at, By: who.Who().Person,
		Lines: []Line{{OwnerPayable, p.Client, p.Amount}, {Ledger: Bank, Amount: back}}}
}

// PayoutFilter narrows a list of payouts to those of a client or of a statement.
type PayoutFilter struct {
	Client, Statement id.ID
	page.Ask
}

// ParsePayoutFilter reads a filter from a list's address.
func ParsePayoutFilter(v url.Values) (PayoutFilter, error) {
	q := page.Read("money.ParsePayoutFilter", v)
	f := PayoutFilter{Client: q.ID("client"), Statement: q.ID("statement"), Ask: q.Ask("-day")}
	f.Sort = ""
	return f, q.Err()
}

// Query gives the address f was read from.
func (f PayoutFilter) Query() url.Values {
	v := url.Values{}
	page.Set(v, "client", f.Client.String())
	page.Set(v, "statement", f.Statement.String())
	f.Put(v)
	return v
}

var payoutOrder = page.By("payouts", page.Column{SQL: "o.day", Desc: true}, page.Column{SQL: "o.id", Kind: page.ID, Desc: true})

// Payouts gives one page of what was paid, the latest first, as far as who may
// read it.
func (s *Store) Payouts(ctx context.Context, who *access.Viewer, f PayoutFilter) (page.Page[Payout], error) {
	plan, err := payoutOrder.Plan(f.Cursor, f.Limit)
	if err != nil {
		return page.Page[Payout]{}, err
	}
	var rows []Payout
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		where, after := plan.Where()
		q := db.Select(payoutColumns, "payout o").Visible(who, access.Read, access.Payout).
			AndIf(!f.Client.IsZero(), "o.client_id = ?", f.Client).AndIf(!f.Statement.IsZero(), "o.statement_id = ?", f.Statement).
			AndIf(where != "", where, after...)
		rows, err = db.All(ctx, tx, q.Order(plan.OrderBy()).Limit(plan.Fetch()), scanPayout)
		return err
	})
	return page.Cut(plan, rows, func(p Payout) []any { return []any{int64(p.Day), p.ID} }), err
}

// Payout gives one payout; Missing if who may not know of it.
func (s *Store) Payout(ctx context.Context, who *access.Viewer, i id.ID) (p Payout, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = payoutSeen(ctx, tx, who, i, "money.Payout")
		return err
	})
	return p, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Payout, ID: i}, err)
}

func payoutSeen(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID, op string) (Payout, error) {
	q := db.Select(payoutColumns, "payout o").Visible(who, access.Read, access.Payout).And("o.id = ?", i)
	p, err := db.One(ctx, tx, q, scanPayout)
	return p, missing(err, op)
}

// CancelPayout takes back a payout entered by mistake. The journal keeps it and
// its reversal.
func (s *Store) CancelPayout(ctx context.Context, who *access.Viewer, i id.ID) error {
	const op = "money.CancelPayout"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := payoutSeen(ctx, tx, who, i, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Delete, p.record()); err != nil {
			return err
		}
		e := p.entry(who, s.now())
		e.Kind, e.Memo, e.Lines = Reversal, "Taken back: "+e.Memo, reversed(e.Lines)
		if _, err := Post(ctx, tx, p.Account, e); err != nil {
			return err
		}
		if _, err := tx.Delete(ctx, p.Account, "payout", db.ByID(i)); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Delete, p.record(), "taken back", people.Diff(p.fields(), nil)...)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Payout, ID: i}, err)
}
