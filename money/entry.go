package money

import (
	"fmt"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/id"
)

// Ledger is where money stands.
type Ledger string

// The ledgers. OwnerPayable is kept apart for each client.
const (
	GuestReceivable  Ledger = "guest-receivable"  // what guests still owe
	Bank             Ledger = "bank"              // what has come in and not gone out
	OwnerPayable     Ledger = "owner-payable"     // what is owed to owners
	CommissionIncome Ledger = "commission-income" // what the company keeps of owners' earnings
	FeeIncome        Ledger = "fee-income"        // what the company charges for itself
	TaxPayable       Ledger = "tax-payable"       // tax taken for others
)

// Ledgers lists them in the order reports show them.
var Ledgers = []Ledger{GuestReceivable, Bank, OwnerPayable, CommissionIncome, FeeIncome, TaxPayable}

// Line is one side of an entry: a debit above zero, a credit below.
type Line struct {
	Ledger Ledger
	Client id.ID // whose, for OwnerPayable; else zero
	cash.Amount
}

// Entry is one movement. Its lines make zero in each currency.
type Entry struct {
	Business id.ID
	Day      calendar.Date
	Kind     string // charge, payment, refund, payout, reversal …
	Thing    access.Thing
	Record   id.ID // what it is about: the booking, the payout
	Property id.ID
	Client   id.ID // if it is about one
	Memo     string
	Nights   int64
	At       time.Time // when it was entered
	By       id.ID     // who entered it; zero: the program
	Lines    []Line
}

// maxLines bounds the lines of one entry.
const maxLines = 1000

// tidy leaves out lines of nothing and says what is wrong with the rest.
func tidy(lines []Line) ([]Line, error) {
	var out []Line
	sums := map[cash.Currency]int64{}
	for _, l := range lines {
		if l.Minor == 0 {
			continue
		}
		if _, err := cash.ParseCurrency(string(l.Currency)); err != nil {
			return nil, err
		}
		if (l.Ledger == OwnerPayable) == l.Client.IsZero() {
			return nil, fmt.Errorf("a line on %s must name whose it is on %s only", l.Ledger, OwnerPayable)
		}
		sums[l.Currency] += l.Minor
		out = append(out, l)
	}
	if len(out) > maxLines {
		return nil, fmt.Errorf("an entry of %d lines", len(out))
	}
	for c, sum := range sums {
		if sum != 0 {
			return nil, fmt.Errorf("an entry that does not balance: %s", cash.Amount{Minor: sum, Currency: c})
		}
	}
	return out, nil
}

// reversed gives the lines that undo lines.
func reversed(lines []Line) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		l.Minor = -l.Minor
		out[i] = l
	}
	return out
}
