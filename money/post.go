package money

import (
	"context"
	"fmt"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Post enters e in the journal of account and gives its id; an entry of nothing
// is not entered and has none. An entry that does not balance is refused as our
// own mistake. Where e touches an owner who has been told about that day
// already, it counts on the first day after what they were told.
func Post(ctx context.Context, tx *db.Tx, account id.ID, e Entry) (id.ID, error) {
	lines, err := tidy(e.Lines)
	if err != nil || len(lines) == 0 {
		return id.ID{}, broken("money.Post", err)
	}
	closed, err := closedUntil(ctx, tx, account, clientsOf(lines))
	if err != nil {
		return id.ID{}, err
	}
	i := id.New()
	row := db.Set("id", i).Set("business_id", e.Business).Set("day", max(e.Day, closed)).Set("kind", e.Kind).
		Set("thing", e.Thing.String()).Set("record_id", e.Record).Set("property_id", e.Property).Set("client_id", e.Client).
		Set("memo", e.Memo).Set("nights", e.Nights).Set("created_at", e.At).Set("created_by", e.By)
	if err := tx.Insert(ctx, account, "journal_entry", row); err != nil {
		return id.ID{}, err
	}
	rows := make([][]any, len(lines))
	for n, l := range lines {
		rows[n] = []any{i, n + 1, string(l.Ledger), l.Client, l.Minor, string(l.Currency)}
	}
	return i, tx.InsertMany(ctx, account, "journal_line", lineColumns, rows)
}

var lineColumns = []string{"entry_id", "line", "ledger", "client_id", "amount_minor", "currency"}

func broken(op string, err error) error {
	if err == nil {
		return nil
	}
	return &fault.Fault{Kind: fault.Broken, Op: op, Err: err}
}

func clientsOf(lines []Line) []any {
	var out []any
	for _, l := range lines {
		if !l.Client.IsZero() {
			out = append(out, l.Client)
		}
	}
	return out
}

// closedUntil gives the first day that none of clients was told about; no day
// if they were told of none.
func closedUntil(ctx context.Context, tx *db.Tx, account id.ID, clients []any) (calendar.Date, error) {
	if len(clients) == 0 {
		return 0, nil
	}
	q := db.Select("COALESCE(MAX(s.until_day), 0)", "statement s").
		Everything(access.System("which days owners were told about").In(account)).AndIn("s.client_id", clients...)
	return db.One(ctx, tx, q, db.Scan1[calendar.Date])
}

// Reverse enters the opposite of an entry, on the same day where that is still
// open. The first entry stays as it is.
func Reverse(ctx context.Context, tx *db.Tx, account, entry id.ID, at time.Time, by id.ID, memo string) (id.ID, error) {
	e, err := entryIn(ctx, tx, account, entry)
	if err != nil {
		return id.ID{}, err
	}
	e.Lines = reversed(e.Lines)
	e.Kind, e.Memo, e.At, e.By = Reversal, memo, at, by
	return Post(ctx, tx, account, e)
}

// The kinds of entry that money itself makes.
const (
	PayoutKind = "payout"
	Reversal   = "reversal"
)

func entryIn(ctx context.Context, tx *db.Tx, account, entry id.ID) (Entry, error) {
	sys := access.System("an entry about to be reversed").In(account)
	q := db.Select("e.business_id, e.day, e.kind, e.thing, e.record_id, e.property_id, e.client_id, e.memo, e.nights", "journal_entry e").
		Everything(sys).And("e.id = ?", entry)
	e, err := db.One(ctx, tx, q, func(r db.Row) (e Entry, err error) {
		var thing string
		err = r.Scan(&e.Business, &e.Day, &e.Kind, &thing, &e.Record, &e.Property, &e.Client, &e.Memo, &e.Nights)
		e.Thing, _ = access.ParseThing(thing)
		return e, err
	})
	if err != nil {
		return Entry{}, err
	}
	q = db.Select("l.ledger, l.client_id, l.amount_minor, l.currency", "journal_line l").Everything(sys).And("l.entry_id = ?", entry).Order("l.line")
	e.Lines, err = db.All(ctx, tx, q, func(r db.Row) (l Line, err error) {
		err = r.Scan((*string)(&l.Ledger), &l.Client, &l.Minor, (*string)(&l.Currency))
		return l, err
	})
	return e, err
}

// OwnerPart is an owner's part of a sum.
type OwnerPart struct {
	Client id.ID
	Minor  int64
}

// Earning is by how much the money of a booking changed: at first from nothing,
// later by what was added or taken back (below zero). Total is what guests owe
// more; Tax, Commission and the owners' parts are in it, and the rest is the
// company's own. Day is the day it is earned on, as a rule that of arrival.
// Memo describes the booking on the owners' statements and so names no guest;
// Nights is by how many nights their statements count more.
type Earning struct {
	Business, Booking, Property id.ID
	Kind                        string // charge, change, cancellation …
	Day                         calendar.Date
	Memo                        string
	Nights                      int64
	Currency                    cash.Currency
	Total, Tax, Commission      int64
	Owners                      []OwnerPart
	At                          time.Time
	By                          id.ID
}

// PostEarning enters what a booking earns, or its change.
func PostEarning(ctx context.Context, tx *db.Tx, account id.ID, e Earning) (id.ID, error) {
	made, err := e.Entry()
	if err != nil {
		return id.ID{}, broken("money.PostEarning", err)
	}
	return Post(ctx, tx, account, made)
}

// Entry is e as the journal has it.
func (e Earning) Entry() (Entry, error) {
	lines, err := e.lines()
	return Entry{Business: e.Business, Day: e.Day, Kind: e.Kind, Thing: access.Booking, Record: e.Booking,
		Property: e.Property, Memo: e.Memo, Nights: e.Nights, At: e.At, By: e.By, Lines: lines}, err
}

func (e Earning) lines() ([]Line, error) {
	line := func(l Ledger, client id.ID, minor int64) Line {
		return Line{l, client, cash.Amount{Minor: minor, Currency: e.Currency}}
	}
	own := e.Total - e.Tax - e.Commission
	lines := []Line{line(GuestReceivable, id.ID{}, e.Total), line(TaxPayable, id.ID{}, -e.Tax), line(CommissionIncome, id.ID{}, -e.Commission)}
	for _, o := range e.Owners {
		if o.Client.IsZero() {
			return nil, fmt.Errorf("an owner's part of booking %s without the owner", e.Booking)
		}
		lines = append(lines, line(OwnerPayable, o.Client, -o.Minor))
		own -= o.Minor
	}
	return append(lines, line(FeeIncome, id.ID{}, -own)), nil
}

// Receipt is money that came in for a booking, or went back (below zero).
type Receipt struct {
	Business, Booking, Property id.ID
	Kind                        string // payment, refund
	Day                         calendar.Date
	Memo                        string
	cash.Amount
	At time.Time
	By id.ID
}

// PostReceipt enters money that came in or went back.
func PostReceipt(ctx context.Context, tx *db.Tx, account id.ID, r Receipt) (id.ID, error) {
	return Post(ctx, tx, account, r.Entry())
}

// Entry is r as the journal has it.
func (r Receipt) Entry() Entry {
	lines := []Line{{Ledger: Bank, Amount: r.Amount}, {Ledger: GuestReceivable, Amount: r.Amount}}
	lines[1].Minor = -r.Minor
	return Entry{Business: r.Business, Day: r.Day, Kind: r.Kind, Thing: access.Booking, Record: r.Booking,
		Property: r.Property, Memo: r.Memo, At: r.At, By: r.By, Lines: lines}
}
