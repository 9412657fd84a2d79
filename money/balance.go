package money

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
)

// Balance is what stands on a ledger in one currency: debits above zero.
type Balance struct {
	Ledger Ledger
	cash.Amount
}

// Balances adds up the journal, as far as its amounts show to who, by ledger
// and currency, before a day (no day: all of it).
func (s *Store) Balances(ctx context.Context, who *access.Viewer, before calendar.Date) ([]Balance, error) {
	return s.balances(ctx, who, func(q db.Query) db.Query { return q.AndIf(!before.IsZero(), "e.day < ?", before) })
}

// OwnerBalance adds up what is owed to a client, in each currency, before a day
// (no day: all of it). What is owed is above zero.
func (s *Store) OwnerBalance(ctx context.Context, who *access.Viewer, client id.ID, before calendar.Date) ([]cash.Amount, error) {
	list, err := s.balances(ctx, who, func(q db.Query) db.Query {
		return q.And("l.ledger = ? AND l.client_id = ?", string(OwnerPayable), client).AndIf(!before.IsZero(), "e.day < ?", before)
	})
	var out []cash.Amount
	for _, b := range list {
		out = append(out, cash.Amount{Minor: -b.Minor, Currency: b.Currency})
	}
	return out, err
}

// OwnerBalances adds up what is owed to each of some clients, in each currency.
// Clients to whom nothing was ever owed are not in the map.
func (s *Store) OwnerBalances(ctx context.Context, who *access.Viewer, clients []id.ID) (map[id.ID][]cash.Amount, error) {
	if len(clients) == 0 {
		return nil, nil
	}
	ids := make([]any, len(clients))
	for i, c := range clients {
		ids[i] = c
	}
	var out map[id.ID][]cash.Amount
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = map[id.ID][]cash.Amount{}
		q := db.Select("l.client_id, l.currency, CAST(-SUM(l.amount_minor) AS BIGINT)", "journal_entry e").
			Visible(who, access.Read, access.Journal, access.GroupAmount).Join(itsLines).
			And("l.ledger = ?", string(OwnerPayable)).AndIn("l.client_id", ids...).GroupBy("l.client_id, l.currency").Order("l.client_id, l.currency")
		return db.Each(ctx, tx, q, func(r db.Row) error {
			var client id.ID
			var a cash.Amount
			err := r.Scan(&client, (*string)(&a.Currency), &a.Minor)
			out[client] = append(out[client], a)
			return err
		})
	})
	return out, err
}

func (s *Store) balances(ctx context.Context, who *access.Viewer, narrow func(db.Query) db.Query) (out []Balance, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("l.ledger, l.currency, CAST(SUM(l.amount_minor) AS BIGINT)", "journal_entry e").
			Visible(who, access.Read, access.Journal, access.GroupAmount).Join(itsLines)
		q = narrow(q).GroupBy("l.ledger, l.currency").Order("l.ledger, l.currency")
		out, err = db.All(ctx, tx, q, func(r db.Row) (b Balance, err error) {
			err = r.Scan((*string)(&b.Ledger), (*string)(&b.Currency), &b.Minor)
			return b, err
		})
		return err
	})
	return out, err
}

const itsLines = "JOIN journal_line l ON l.account_id = e.account_id AND l.entry_id = e.id"

// Posted is an entry as read: Lines are nil where amounts do not show.
type Posted struct {
	ID        id.ID
	Day       calendar.Date
	Kind      string
	Memo      string // details
	EnteredAt time.Time
	Lines     []Line
	Shown     access.Groups
}

// EntriesOf lists what the journal has about one record, oldest first.
func (s *Store) EntriesOf(ctx context.Context, who *access.Viewer, record id.ID) (out []Posted, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q := db.Select("e.id, e.business_id, e.day, e.kind, e.memo, e.created_at, l.ledger, l.client_id, l.amount_minor, l.currency", "journal_entry e").
			Visible(who, access.Read, access.Journal).Join(itsLines).And("e.record_id = ?", record).Order("e.id, l.line").Limit(10_000)
		out = nil
		return db.Each(ctx, tx, q, func(r db.Row) error {
			p := Posted{}
			var l Line
			rec := access.Record{Thing: access.Journal, Account: who.Account()}
			if err := r.Scan(&p.ID, &rec.Business, &p.Day, &p.Kind, &p.Memo, db.ScanMoment(&p.EnteredAt),
				(*string)(&l.Ledger), &l.Client, &l.Minor, (*string)(&l.Currency)); err != nil {
				return err
			}
			rec.ID, rec.Day = p.ID, p.Day
			if p.Shown = who.Mask(&rec); !p.Shown.Has(access.GroupDetails) {
				p.Memo = ""
			}
			out = joined(out, p, l)
			return nil
		})
	})
	return out, err
}

// joined adds a line to the entry it belongs to.
func joined(list []Posted, p Posted, l Line) []Posted {
	if len(list) == 0 || list[len(list)-1].ID != p.ID {
		list = append(list, p)
	}
	if at := &list[len(list)-1]; at.Shown.Has(access.GroupAmount) {
		at.Lines = append(at.Lines, l)
	}
	return list
}
