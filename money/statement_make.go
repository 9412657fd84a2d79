package money

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/words"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// byDay leaves out moves of nothing and sorts the rest by day, those of one day
// as they were entered.
func byDay(moves []move) []move {
	moves = slices.DeleteFunc(moves, func(m move) bool { return m.minor == 0 })
	slices.SortStableFunc(moves, func(a, b move) int { return cmp.Compare(a.day, b.day) })
	return moves
}

// PreviewStatement gives what IssueStatement would issue now, one for each
// currency, and stores nothing. From may be no day: where the last one ended.
func (s *Store) PreviewStatement(ctx context.Context, who *access.Viewer, client id.ID, from, until calendar.Date) (out []Statement, err error) {
	const op = "money.PreviewStatement"
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.draft(ctx, tx, who, client, from, until, op)
		return err
	})
	return out, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Statement, Client: client}, err)
}

// IssueStatement freezes and numbers a client's statements for a period, one
// for each currency. A period that has days in common with one already told
// about is a Conflict; of two who issue it at once, one wins.
func (s *Store) IssueStatement(ctx context.Context, who *access.Viewer, client id.ID, from, until calendar.Date) ([]Statement, error) {
	const op = "money.IssueStatement"
	var out []Statement
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.draft(ctx, tx, who, client, from, until, op); err != nil {
			return err
		}
		for i := range out {
			if err := s.issue(ctx, tx, who, &out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Statement, Client: client}, err)
	}
	for i := range out {
		out[i] = out[i].masked(who)
	}
	return out, nil
}

func (s *Store) draft(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID, from, until calendar.Date, op string) ([]Statement, error) {
	p, err := payeeFor(ctx, tx, who, client, access.Add, access.Statement, op)
	if err != nil {
		return nil, err
	}
	if from, err = checkPeriod(ctx, tx, who, client, from, until, op); err != nil {
		return nil, err
	}
	issuer, err := accountName(ctx, tx, who.Account())
	if err != nil {
		return nil, err
	}
	head := Statement{Account: who.Account(), Business: p.business, Client: p.id, From: from, Until: until, State: Issued,
		Issuer: issuer, OwnerName: p.name, OwnerAddress: p.address, IssuedAt: s.now(), Currency: cash.Currency(p.currency), Version: 1}
	opening, err := owedBefore(ctx, tx, who, client, from)
	if err != nil {
		return nil, err
	}
	moves, err := movesIn(ctx, tx, who, client, from, until)
	if err != nil {
		return nil, err
	}
	out := tell(head, opening, moves)
	for i := range out {
		out[i].Shown = access.Page.Holds(access.Statement)
	}
	return out, nil
}

// maxAhead is how many days of the future a statement may tell about.
const maxAhead = 366

// maxPeriod is how many days one statement may tell about.
const maxPeriod = 3660

// checkPeriod gives the period's first day, or says what is wrong with it.
func checkPeriod(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID, from, until calendar.Date, op string) (calendar.Date, error) {
	told, err := toldOf(ctx, tx, who, client)
	if err != nil {
		return 0, err
	}
	if from.IsZero() && len(told) > 0 {
		from = told[len(told)-1].Depart
	}
	f := fault.Fields{Op: op}
	switch {
	case from.IsZero():
		f.Bad("from", "Pick the day from which to tell.")
	case until.IsZero():
		f.Bad("until", "Pick the day until which to tell.")
	case until <= from:
		f.Bad("until", "The period must end after it begins.")
	case from < calendar.Day(calendar.MinYear, 1, 1) || until > who.Who().Today.Add(maxAhead) && !who.IsSystem():
		f.Bad("until", "Pick a day within a year from now.")
	case int(until-from) > maxPeriod:
		f.Bad("until", "A statement can tell about ten years at most.")
	}
	if err := f.Err(); err != nil {
		return 0, err
	}
	period := calendar.Nights{Arrive: from, Depart: until}
	for _, t := range told {
		if t.Clash(period) {
			return 0, &fault.Fault{Kind: fault.Conflict, Op: op, Field: "from",
				Say: fmt.Sprintf("A statement tells about %s to %s already. Begin on %s or later.", dayWords(t.Arrive), dayWords(t.Depart.Add(-1)), dayWords(told[len(told)-1].Depart))}
		}
	}
	return from, nil
}

func dayWords(d calendar.Date) string { return words.English.Day(d) }

// toldOf gives the periods that a client was told about, the latest last.
func toldOf(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID) ([]calendar.Nights, error) {
	q := db.Select("s.from_day, s.until_day", "statement s").Everything(who.Beyond("which days an owner was told about")).
		And("s.client_id = ?", client).Order("s.until_day, s.id")
	return db.All(ctx, tx, q, func(r db.Row) (n calendar.Nights, err error) {
		err = r.Scan(&n.Arrive, &n.Depart)
		return n, err
	})
}

func accountName(ctx context.Context, tx *db.Tx, account id.ID) (string, error) {
	return db.One(ctx, tx, db.Global("a.name", "account a").And("a.id = ?", account), db.Scan1[string])
}

// owed is what is owed to a client, line by line.
func owed(who *access.Viewer, columns string, client id.ID) db.Query {
	return db.Select(columns, "journal_line l").Everything(who.Beyond("what is owed to an owner, for a statement the person may issue")).
		Join("JOIN journal_entry e ON e.account_id = l.account_id AND e.id = l.entry_id").
		And("l.ledger = ? AND l.client_id = ?", string(OwnerPayable), client)
}

func owedBefore(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID, day calendar.Date) ([]cash.Amount, error) {
	q := owed(who, "l.currency, CAST(-SUM(l.amount_minor) AS BIGINT)", client).And("e.day < ?", day).GroupBy("l.currency").Order("l.currency")
	return db.All(ctx, tx, q, func(r db.Row) (a cash.Amount, err error) {
		err = r.Scan((*string)(&a.Currency), &a.Minor)
		return a, err
	})
}

func movesIn(ctx context.Context, tx *db.Tx, who *access.Viewer, client id.ID, from, until calendar.Date) ([]move, error) {
	q := owed(who, "e.record_id, e.thing, e.kind, e.day, COALESCE(p.name, ''), e.memo, e.nights, -l.amount_minor, l.currency", client).
		Join("LEFT JOIN property p ON p.account_id = e.account_id AND p.id = e.property_id").
		And("e.day >= ? AND e.day < ?", from, until).Order("e.id, l.line")
	return db.All(ctx, tx, q, func(r db.Row) (m move, err error) {
		var thing string
		err = r.Scan(&m.record, &thing, &m.kind, &m.day, &m.property, &m.memo, &m.nights, &m.minor, (*string)(&m.currency))
		m.thing, _ = access.ParseThing(thing)
		return m, err
	})
}

var statementLineColumns = []string{"statement_id", "line", "day", "kind", "booking_id", "property_name", "description", "nights", "amount_minor"}

// issue numbers and stores a draft.
func (s *Store) issue(ctx context.Context, tx *db.Tx, who *access.Viewer, st *Statement) (err error) {
	st.ID = id.New()
	if st.Number, err = tx.Next(ctx, st.Account, "statement"); err != nil {
		return err
	}
	row := db.Set("id", st.ID).Set("business_id", st.Business).Set("client_id", st.Client).Set("number", st.Number).
		Set("from_day", st.From).Set("until_day", st.Until).Set("currency", string(st.Currency)).
		Set("opening_minor", st.Opening).Set("earned_minor", st.Earned).Set("paid_minor", st.Paid).Set("closing_minor", st.Closing).
		Set("issuer", st.Issuer).Set("owner_name", st.OwnerName).Set("owner_address", st.OwnerAddress).
		Set("state", st.State).Set("issued_at", st.IssuedAt).Set("person_id", who.Who().Person).Set("version", st.Version)
	if err := tx.Insert(ctx, st.Account, "statement", row); err != nil {
		return err
	}
	rows := make([][]any, len(st.Lines))
	for i, l := range st.Lines {
		rows[i] = []any{st.ID, i + 1, l.Day, l.Kind, l.Booking, l.PropertyName, l.Description, l.Nights, l.Minor}
	}
	if err := tx.InsertMany(ctx, st.Account, "statement_line", statementLineColumns, rows); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Add, st.record(), "statement "+number(st.Number), people.Diff(nil, st.fields())...)
}
