package money

import (
	"context"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// maxFindings bounds what VerifyJournal says of one account and check.
const maxFindings = 100

// VerifyJournal looks through the books of every account and says, a sentence
// each, what does not hold: that entries balance, that lines on what is owed
// name the owner, that statements add up, agree with their lines and with the
// journal, and that payouts are in it.
func (s *Store) VerifyJournal(ctx context.Context) (findings []string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		findings = nil
		accounts, err := db.All(ctx, tx, db.Global("a.id", "account a").Order("a.id"), db.Scan1[id.ID])
		if err != nil {
			return err
		}
		for _, a := range accounts {
			for i, c := range checks {
				db.Tell(ctx, c.what, int64(i+1), int64(len(checks)))
				found, err := c.run(ctx, tx, access.System("verifying the books").In(a))
				if err != nil {
					return err
				}
				findings = append(findings, found...)
			}
		}
		return nil
	})
	return findings, err
}

// check is a query for what should not be there, and the words for it.
type check struct {
	what  string // is looked at
	say   string // with one %s for the record
	query func(sys *access.Viewer) db.Query
}

func (c check) run(ctx context.Context, tx *db.Tx, sys *access.Viewer) ([]string, error) {
	bad, err := db.All(ctx, tx, c.query(sys).Limit(maxFindings), db.Scan1[id.ID])
	out := make([]string, len(bad))
	for i, b := range bad {
		out[i] = fmt.Sprintf(c.say, b)
	}
	return out, err
}

var checks = []check{
	{"whether entries balance", "journal entry %s does not balance", func(sys *access.Viewer) db.Query {
		return db.Select("l.entry_id", "journal_line l").Everything(sys).GroupBy("l.entry_id, l.currency HAVING SUM(l.amount_minor) <> 0").Order("l.entry_id")
	}},
	{"whether entries have lines", "journal entry %s has no lines", func(sys *access.Viewer) db.Query {
		return db.Select("e.id", "journal_entry e").Everything(sys).
			And("NOT EXISTS (SELECT 1 FROM journal_line l WHERE l.account_id = e.account_id AND l.entry_id = e.id)").Order("e.id")
	}},
	{"to whom is owed", "journal entry %s owes to nobody or names an owner where none is owed", func(sys *access.Viewer) db.Query {
		return db.Select("l.entry_id", "journal_line l").Everything(sys).
			And("(l.ledger = ? AND l.client_id IS NULL) OR (l.ledger <> ? AND l.client_id IS NOT NULL)", string(OwnerPayable), string(OwnerPayable)).Order("l.entry_id, l.line")
	}},
	{"statements", "statement %s does not add up", func(sys *access.Viewer) db.Query {
		return db.Select("s.id", "statement s").Everything(sys).And("s.closing_minor <> s.opening_minor + s.earned_minor - s.paid_minor").Order("s.id")
	}},
	{"statements and their lines", "the lines of statement %s make other sums", func(sys *access.Viewer) db.Query {
		return db.Select("s.id", "statement s").Everything(sys).
			And("s.earned_minor - s.paid_minor <> (SELECT COALESCE(SUM(l.amount_minor), 0) FROM statement_line l WHERE l.account_id = s.account_id AND l.statement_id = s.id)").Order("s.id")
	}},
	{"statements and the journal", "statement %s ends with another sum than the journal", func(sys *access.Viewer) db.Query {
		return db.Select("s.id", "statement s").Everything(sys).
			And("s.closing_minor <> (SELECT COALESCE(-SUM(l.amount_minor), 0) FROM journal_line l JOIN journal_entry e ON e.account_id = l.account_id AND e.id = l.entry_id "+
				"WHERE l.account_id = s.account_id AND l.ledger = ? AND l.client_id = s.client_id AND l.currency = s.currency AND e.day < s.until_day)", string(OwnerPayable)).Order("s.id")
	}},
	{"payouts", "payout %s is not in the journal", func(sys *access.Viewer) db.Query {
		return db.Select("o.id", "payout o").Everything(sys).
			And("o.amount_minor <> (SELECT COALESCE(SUM(l.amount_minor), 0) FROM journal_entry e JOIN journal_line l ON l.account_id = e.account_id AND l.entry_id = e.id "+
				"WHERE e.account_id = o.account_id AND e.record_id = o.id AND l.ledger = ?)", string(OwnerPayable)).Order("o.id")
	}},
}
