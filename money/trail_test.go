package money

import (
	"slices"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/people/trailtest"
)

// TestX4RefusedMoneyIsInTheTrail: whatever somebody tries who may see no money
// stands in the trail once, whether the record is there or not; and so does what
// an owner tries who may read their statement and no more.
func TestX4RefusedMoneyIsInTheTrail(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, oct, 100_00, w.ana)
		st := w.issue(w.ana, oct, nov)
		w.walk(w.as(w.ours), st.ID)
		w.walk(w.as(w.ours), id.New())
		w.walk(w.owner(w.ana, access.SwitchStatements), st.ID, "Statement", "StatementPDF")
	})
}

// walk makes every call about a record as who, but those they may make.
func (w *world) walk(who *access.Viewer, record id.ID, may ...string) {
	w.t.Helper()
	at := now
	clock := func() time.Time { return at }
	p := people.New(w.db, people.Options{Now: clock})
	asks := map[string]string{}
	for _, list := range []string{"Balances", "OwnerBalance", "OwnerBalances", "EntriesOf", "Payouts", "Statements", "CountStatements"} {
		asks[list] = "a list or sum that is empty for who may see none"
	}
	trailtest.Room{Store: New(w.db, p, Options{Now: clock, Mail: w.out}), People: p, DB: w.db, Who: who, Record: record, Tick: func() { at = at.Add(5 * time.Minute) },
		Args: map[string][]any{
			"ExportStatements": {StatementFilter{}, nil},
			"RecordPayout":     {PayoutForm{Client: w.ana.ID, Amount: "10", Currency: "EUR", Method: "bank"}},
			"PreviewStatement": {w.ana.ID, oct, nov},
			"IssueStatement":   {w.ana.ID, nov, dec},
		},
		Asks: asks, Skip: func(name string) bool { return slices.Contains(may, name) }}.Walk(w.t)
}
