package money

import (
	"math/rand/v2"
	"testing"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

func TestAnEntryBalancesOrIsRefused(t *testing.T) {
	ana := id.New()
	for _, c := range []struct {
		name  string
		lines []Line
		ok    bool
	}{
		{"two sides", []Line{{Bank, id.ID{}, eur(5)}, {GuestReceivable, id.ID{}, eur(-5)}}, true},
		{"three sides", []Line{{GuestReceivable, id.ID{}, eur(5)}, {OwnerPayable, ana, eur(-3)}, {FeeIncome, id.ID{}, eur(-2)}}, true},
		{"a cent too much", []Line{{Bank, id.ID{}, eur(5)}, {GuestReceivable, id.ID{}, eur(-4)}}, false},
		{"one side", []Line{{Bank, id.ID{}, eur(5)}}, false},
		{"two currencies that make zero", []Line{{Bank, id.ID{}, eur(5)}, {GuestReceivable, id.ID{}, cash.Amount{Minor: -5, Currency: "USD"}}}, false},
		{"owed to nobody", []Line{{Bank, id.ID{}, eur(5)}, {OwnerPayable, id.ID{}, eur(-5)}}, false},
		{"an owner in the bank", []Line{{Bank, ana, eur(5)}, {OwnerPayable, ana, eur(-5)}}, false},
		{"a currency nobody has", []Line{{Bank, id.ID{}, cash.Amount{Minor: 5, Currency: "XQZ"}}, {GuestReceivable, id.ID{}, cash.Amount{Minor: -5, Currency: "XQZ"}}}, false},
	} {
		if _, err := tidy(c.lines); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestWhatIsNotBalancedIsNotEntered(t *testing.T) {
	each(t, func(w *world) {
		err := w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := Post(ctx, tx, w.ours, Entry{Business: w.ana.Business, Day: nov, Kind: "charge", Thing: access.Booking, Lines: []Line{{Bank, id.ID{}, eur(5)}}})
			return err
		})
		w.kind("posting", err, fault.Broken)
		if n := w.balance(Bank); n != 0 {
			t.Errorf("the bank has %d", n)
		}
		w.sound()
	})
}

func TestABookingsMoneyIsOnItsLedgers(t *testing.T) {
	each(t, func(w *world) {
		booking := id.New()
		e := Earning{Business: w.quay.Business, Booking: booking, Property: w.lake.ID, Kind: "charge", Day: nov, Currency: "EUR", At: now,
			Total: 107_600, Tax: 6_000, Commission: 17_500, Owners: []OwnerPart{{w.ana.ID, 40_000}, {w.ben.ID, 42_500}}}
		w.ok("posting", w.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := PostEarning(ctx, tx, w.ours, e); err != nil {
				return err
			}
			_, err := PostReceipt(ctx, tx, w.ours, Receipt{Business: w.quay.Business, Booking: booking, Kind: "payment", Day: nov, Amount: eur(50_000), At: now})
			return err
		}))
		for ledger, want := range map[Ledger]int64{GuestReceivable: 57_600, Bank: 50_000, OwnerPayable: -82_500, CommissionIncome: -17_500, TaxPayable: -6_000, FeeIncome: -1_600} {
			if got := w.balance(ledger); got != want {
				t.Errorf("%s has %d, want %d", ledger, got, want)
			}
		}
		owed, err := w.store.OwnerBalance(ctx, w.admin(), w.ben.ID, 0)
		if err != nil || len(owed) != 1 || owed[0] != eur(42_500) {
			t.Errorf("Ben is owed %v, %v", owed, err)
		}
		entries, err := w.store.EntriesOf(ctx, w.admin(), booking)
		if err != nil || len(entries) != 2 || len(entries[0].Lines) != 6 {
			t.Errorf("entries: %+v, %v", entries, err)
		}
		w.sound()
	})
}

func TestAReversalLeavesNothingAndKeepsBoth(t *testing.T) {
	each(t, func(w *world) {
		booking := id.New()
		w.earn(booking, w.quay, nov, 100_000, w.ana)
		entries, err := w.store.EntriesOf(ctx, w.admin(), booking)
		w.ok("reading", err)
		w.ok("reversing", w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := Reverse(ctx, tx, w.ours, entries[0].ID, now, id.ID{}, "entered twice")
			return err
		}))
		if entries, err = w.store.EntriesOf(ctx, w.admin(), booking); err != nil || len(entries) != 2 || entries[1].Kind != Reversal || entries[1].Day != nov {
			t.Errorf("entries: %+v, %v", entries, err)
		}
		for _, l := range Ledgers {
			if n := w.balance(l); n != 0 {
				t.Errorf("%s has %d", l, n)
			}
		}
		err = w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := Reverse(ctx, tx, w.theirs, entries[0].ID, now, id.ID{}, "")
			return err
		})
		w.kind("an entry of another account", err, fault.Missing)
		w.sound()
	})
}

func TestEveryEarningBalances(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2_000 {
		e := Earning{Currency: "EUR", Total: r.Int64N(1e9) - 5e8, Tax: r.Int64N(1e6), Commission: r.Int64N(1e6) - 5e5}
		for range r.IntN(4) {
			e.Owners = append(e.Owners, OwnerPart{id.New(), r.Int64N(1e8) - 5e7})
		}
		lines, err := e.lines()
		if err == nil {
			_, err = tidy(lines)
		}
		if err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
	}
}

func TestWhoSeesTheJournal(t *testing.T) {
	each(t, func(w *world) {
		booking := id.New()
		w.earn(booking, w.quay, nov, 100_000, w.ana)
		for name, who := range map[string]*access.Viewer{
			"the front desk": w.as(w.ours, access.Grant{Role: access.RoleFrontDesk, On: access.OnAccount}),
			"the owner":      w.owner(w.ana, access.SwitchStatements, access.SwitchAllMoney, access.SwitchCalendar),
			"nobody":         w.as(w.ours), "no one at all": nil,
			"another's admin": w.as(w.theirs, access.Grant{Role: access.RoleAdmin, On: access.OnAccount}),
		} {
			all, err := w.store.Balances(ctx, who, 0)
			owed, err2 := w.store.OwnerBalance(ctx, who, w.ana.ID, 0)
			entries, err3 := w.store.EntriesOf(ctx, who, booking)
			if len(all)+len(owed)+len(entries) > 0 || err != nil || err2 != nil || err3 != nil {
				t.Errorf("%s sees %v %v %v, %v %v %v", name, all, owed, entries, err, err2, err3)
			}
		}
	})
}
