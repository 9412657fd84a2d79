package money

import (
	"cmp"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// Statement tells an owner what they earned in a period and what they were
// paid: Opening + Earned − Paid = Closing, each what is owed to them. Issued
// ones never change. A preview is one that has no Number and is stored nowhere.
type Statement struct {
	ID, Account, Business, Client   id.ID
	Number                          int64         // header, down to State
	From, Until                     calendar.Date // half-open: Until is the first day after
	Issuer, OwnerName, OwnerAddress string
	IssuedAt                        time.Time
	State                           string
	Currency                        cash.Currency
	Opening, Earned, Paid, Closing  int64 // amount, with the rest
	Settled                         int64 // what was paid out for it so far
	Lines                           []StatementLine
	Version                         int64
	Shown                           access.Groups
}

// StatementLine is one thing earned or paid out (below zero).
type StatementLine struct {
	Day          calendar.Date
	Kind         string // booking, payout, or what else the journal calls it
	Booking      id.ID  // zero if it is about none
	PropertyName string
	Description  string
	Nights       int64
	Minor        int64
}

// Issued is the state of a statement that was issued.
const Issued = "issued"

const statementColumns = "s.id, s.account_id, s.business_id, s.client_id, s.number, s.from_day, s.until_day, s.currency, " +
	"s.opening_minor, s.earned_minor, s.paid_minor, s.closing_minor, s.issuer, s.owner_name, s.owner_address, s.state, s.issued_at, s.version"

func scanStatement(r db.Row) (Statement, error) {
	var s Statement
	err := r.Scan(&s.ID, &s.Account, &s.Business, &s.Client, &s.Number, &s.From, &s.Until, (*string)(&s.Currency),
		&s.Opening, &s.Earned, &s.Paid, &s.Closing, &s.Issuer, &s.OwnerName, &s.OwnerAddress, &s.State, db.ScanMoment(&s.IssuedAt), &s.Version)
	return s, err
}

// record is s as the policy sees it.
func (s *Statement) record() *access.Record {
	return &access.Record{Thing: access.Statement, ID: s.ID, Account: s.Account, Business: s.Business, Client: s.Client, Day: s.Until, State: access.StateIssued}
}

// masked leaves of s what who may see.
func (s Statement) masked(who *access.Viewer) Statement {
	s.Shown = who.Mask(s.record())
	if !s.Shown.Has(access.GroupHeader) {
		return Statement{}
	}
	if !s.Shown.Has(access.GroupAmount) {
		s.Opening, s.Earned, s.Paid, s.Closing, s.Settled, s.Lines = 0, 0, 0, 0, 0, nil
	}
	return s
}

// Hidden names the groups of s that its reader may not see.
func (s Statement) Hidden() []string { return portfolio.Hidden(access.Statement, s.Shown) }

// Name is what the statement's file is called.
func (s Statement) Name() string {
	return "statement-" + number(s.Number) + "-" + string(s.Currency) + ".pdf"
}

// move is one line on what is owed to an owner, with the entry it is part of.
type move struct {
	record   id.ID
	thing    access.Thing
	kind     string
	day      calendar.Date
	property string
	memo     string
	nights   int64
	minor    int64 // owed more, or less
	currency cash.Currency
}

// tell makes statements of moves within the period and of what was owed before,
// one for each currency in which there is either, or one of nothing. What is about one record is
// one line, as the last entry describes it, its sums and nights added up; what
// came to nothing is none.
func tell(head Statement, opening []cash.Amount, moves []move) []Statement {
	var out []Statement
	at := map[cash.Currency]int{}
	in := func(c cash.Currency) *Statement {
		if _, met := at[c]; !met {
			at[c] = len(out)
			s := head
			s.Currency = c
			out = append(out, s)
		}
		return &out[at[c]]
	}
	for _, a := range opening {
		if a.Minor != 0 {
			in(a.Currency).Opening = a.Minor
		}
	}
	for _, g := range gathered(moves) {
		in(g.currency).add(g)
	}
	if len(out) == 0 {
		in(head.Currency)
	}
	slices.SortFunc(out, func(a, b Statement) int { return cmp.Compare(a.Currency, b.Currency) })
	for i := range out {
		out[i].Closing = out[i].Opening + out[i].Earned - out[i].Paid
	}
	return out
}

func (s *Statement) add(m move) {
	l := StatementLine{Day: m.day, Kind: m.kind, PropertyName: m.property, Description: m.memo, Nights: m.nights, Minor: m.minor}
	switch m.thing {
	case access.Payout:
		l.Kind = PayoutKind
		s.Paid -= m.minor
	case access.Booking:
		l.Kind, l.Booking = access.Booking.String(), m.record
		s.Earned += m.minor
	default:
		s.Earned += m.minor
	}
	s.Lines = append(s.Lines, l)
}

// gathered adds up moves about the same record in the same currency, in the
// order of their days, and leaves out what came to nothing.
func gathered(moves []move) []move {
	type key struct {
		record   id.ID
		currency cash.Currency
	}
	at := map[key]int{}
	var out []move
	for _, m := range moves {
		k := key{m.record, m.currency}
		i, met := at[k]
		if !met || m.record.IsZero() {
			at[k] = len(out)
			out = append(out, m)
			continue
		}
		m.minor += out[i].minor
		m.nights += out[i].nights
		m.kind = out[i].kind
		out[i] = m
	}
	return byDay(out)
}
