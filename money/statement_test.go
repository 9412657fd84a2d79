package money

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/portfolio"
)

func TestAStatementAddsUp(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, oct.Add(3), 50_000, w.ana)
		w.earn(id.New(), w.quay, nov.Add(9), 100_000, w.ana)
		both := id.New()
		w.earn(both, w.lake, nov.Add(4), 60_000, w.ana, w.ben)
		w.earn(both, w.lake, nov.Add(4), 10_000, w.ana, w.ben) // a charge added later
		w.earn(id.New(), w.quay, dec, 70_000, w.ana)
		_, err := w.store.RecordPayout(ctx, w.admin(), PayoutForm{Client: w.ana.ID, Amount: "300.00", Day: nov.Add(1)})
		w.ok("paying out", err)
		before, err := w.store.PreviewStatement(ctx, w.admin(), w.ana.ID, nov, dec)
		if err != nil || len(before) != 1 || before[0].Number != 0 {
			t.Fatalf("preview: %+v, %v", before, err)
		}
		s := w.issue(w.ana, nov, dec)
		if s.Opening != 40_000 || s.Earned != 108_000 || s.Paid != 30_000 || s.Closing != 118_000 || s.Number != 1 {
			t.Errorf("issued %+v", s)
		}
		if got := told(s); got != "payout -30000, booking 28000, booking 80000" || told(before[0]) != got {
			t.Errorf("it tells %q, the preview %q", got, told(before[0]))
		}
		next := w.issue(w.ana, dec, dec.Add(31))
		if next.Opening != s.Closing || next.Earned != 56_000 || next.Number != 2 {
			t.Errorf("the next: %+v", next)
		}
		if ben := w.issue(w.ben, nov, dec); ben.Closing != 28_000 || ben.Number != 3 {
			t.Errorf("Ben's: %+v", ben)
		}
		w.sound()
	})
}

func TestTell(t *testing.T) {
	stay, late := id.New(), id.New()
	moves := []move{
		{record: late, thing: access.Booking, day: dec.Add(-1), memo: "Booking 9", nights: 2, minor: 5_000, currency: "EUR"},
		{record: stay, thing: access.Booking, day: nov, memo: "Booking 8", property: "Quay", nights: 4, minor: 9_000, currency: "EUR"},
		{record: stay, thing: access.Booking, day: nov.Add(2), memo: "Booking 8", property: "Lake", minor: 1_000, currency: "EUR"},
		{record: stay, thing: access.Booking, day: nov, memo: "Booking 8", minor: 70, currency: "USD"},
		{record: id.New(), thing: access.Payout, day: nov, minor: -400, currency: "EUR"},
	}
	gone := id.New()
	moves = append(moves, move{record: gone, thing: access.Booking, day: nov, nights: 2, minor: 100, currency: "EUR"},
		move{record: gone, thing: access.Booking, day: nov, nights: -2, minor: -100, currency: "EUR"})
	all := tell(Statement{Currency: "EUR"}, []cash.Amount{{Minor: 10, Currency: "JPY"}, {Minor: 0, Currency: "GBP"}}, moves)
	if len(all) != 3 || all[1].Currency != "JPY" || all[1].Closing != 10 || all[2].Currency != "USD" || all[2].Closing != 70 {
		t.Fatalf("%+v", all)
	}
	eur := all[0]
	want := []StatementLine{
		{Day: nov, Kind: PayoutKind, Minor: -400},
		{Day: nov.Add(2), Kind: "booking", Booking: stay, PropertyName: "Lake", Description: "Booking 8", Nights: 4, Minor: 10_000},
		{Day: dec.Add(-1), Kind: "booking", Booking: late, Description: "Booking 9", Nights: 2, Minor: 5_000},
	}
	if !slices.Equal(eur.Lines, want) || eur.Earned != 15_000 || eur.Paid != 400 || eur.Closing != 14_600 {
		t.Errorf("%+v", eur)
	}
}

func told(s Statement) string {
	var out []string
	for _, l := range s.Lines {
		out = append(out, fmt.Sprintf("%s %d", l.Kind, l.Minor))
	}
	return strings.Join(out, ", ")
}

func TestAPreviewStoresNothing(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		for range 2 {
			_, err := w.store.PreviewStatement(ctx, w.admin(), w.ana.ID, nov, dec)
			w.ok("previewing", err)
		}
		if n, err := w.store.CountStatements(ctx, w.admin(), StatementFilter{}); n != 0 || err != nil {
			t.Errorf("%d statements, %v", n, err)
		}
		if s := w.issue(w.ana, nov, dec); s.Number != 1 {
			t.Errorf("the first has number %d", s.Number)
		}
	})
}

func TestWhatWasIssuedStays(t *testing.T) {
	each(t, func(w *world) {
		booking := id.New()
		w.earn(booking, w.quay, nov.Add(2), 50_000, w.ana)
		first := w.issue(w.ana, nov, nov.Add(10))
		w.earn(booking, w.quay, nov.Add(2), -50_000, w.ana) // cancelled afterwards
		w.earn(id.New(), w.quay, nov.Add(5), 20_000, w.ana) // entered late
		_, err := w.homes.EditClient(ctx, w.admin(), w.ana.ID, portfolio.ClientForm{Name: "Ana Married", Version: 1})
		w.ok("renaming", err)
		again, err := w.store.Statement(ctx, w.admin(), first.ID)
		if err != nil || again.Closing != 40_000 || told(again) != "booking 40000" || again.OwnerName != "Ana Lindqvist" {
			t.Errorf("it says %+v, %v", again, err)
		}
		next := w.issue(w.ana, nov.Add(10), dec)
		if next.Opening != 40_000 || next.Earned != -24_000 || next.Closing != 16_000 {
			t.Errorf("what was found out later: %+v", next)
		}
		w.sound()
	})
}

func TestPeriodsThatAreRefused(t *testing.T) {
	each(t, func(w *world) {
		w.issue(w.ana, nov, dec)
		for _, c := range []struct {
			name        string
			from, until calendar.Date
			kind        fault.Kind
		}{
			{"the same again", nov, dec, fault.Conflict},
			{"a day of it", dec.Add(-1), dec.Add(20), fault.Conflict},
			{"all around it", oct, dec.Add(20), fault.Conflict},
			{"backwards", dec.Add(9), dec.Add(3), fault.Invalid},
			{"no days", dec, dec, fault.Invalid},
			{"no end", dec, 0, fault.Invalid},
			{"far in the future", dec, dec.Add(4000), fault.Invalid},
			{"the year 9999", calendar.Day(9999, 1, 1), calendar.Day(9999, 2, 1), fault.Invalid},
			{"since ever", calendar.Day(1900, 1, 1), oct, fault.Invalid},
		} {
			_, err := w.store.IssueStatement(ctx, w.admin(), w.ana.ID, c.from, c.until)
			w.kind(c.name, err, c.kind)
		}
		next, err := w.store.IssueStatement(ctx, w.admin(), w.ana.ID, 0, dec.Add(5))
		if err != nil || next[0].From != dec {
			t.Errorf("where the last ended: %+v, %v", next, err)
		}
	})
}

func TestOfTwoIssuedAtOnceOneWins(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			all.Go(func() { _, errs[i] = w.store.IssueStatement(ctx, w.admin(), w.ana.ID, nov, dec.Add(-i)) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("lost with %v", err)
			}
		}
		if n, err := w.store.CountStatements(ctx, w.admin(), StatementFilter{}); won != 1 || n != 1 || err != nil {
			t.Errorf("%d won, %d statements, %v", won, n, err)
		}
		w.sound()
	})
}

func TestOneStatementForEachCurrency(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		w.ok("yen", w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := PostEarning(ctx, tx, w.ours, Earning{Business: w.quay.Business, Booking: id.New(), Property: w.quay.ID, Kind: "charge", Day: nov.Add(1),
				Currency: "JPY", Total: 9_000, Owners: []OwnerPart{{w.ana.ID, 9_000}}, At: now})
			return err
		}))
		all, err := w.store.IssueStatement(ctx, w.admin(), w.ana.ID, nov, dec)
		if err != nil || len(all) != 2 || all[0].Currency != "EUR" || all[0].Closing != 40_000 || all[1].Currency != "JPY" || all[1].Closing != 9_000 {
			t.Errorf("%+v, %v", all, err)
		}
		w.sound()
	})
}

func TestAnOwnerWithNothingGetsAStatementOfNothing(t *testing.T) {
	each(t, func(w *world) {
		if s := w.issue(w.ben, nov, dec); s.Currency != "EUR" || s.Closing != 0 || len(s.Lines) != 0 {
			t.Errorf("%+v", s)
		}
		w.sound()
	})
}

func TestWhoSeesStatements(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		w.earn(id.New(), w.lake, nov, 50_000, w.ben)
		anas, bens := w.issue(w.ana, nov, dec), w.issue(w.ben, nov, dec)
		ana := w.owner(w.ana, access.SwitchStatements)
		got, err := w.store.Statement(ctx, ana, anas.ID)
		if err != nil || got.Closing != 40_000 || len(got.Lines) != 1 || len(got.Hidden()) != 0 {
			t.Errorf("Ana reads %+v, %v", got, err)
		}
		list, err := w.store.Statements(ctx, ana, StatementFilter{})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].ID != anas.ID {
			t.Errorf("Ana lists %+v, %v", list.Rows, err)
		}
		list, err = w.store.Statements(ctx, ana, StatementFilter{Client: w.ben.ID})
		if err != nil || len(list.Rows) != 0 {
			t.Errorf("Ana lists of Ben %+v, %v", list.Rows, err)
		}
		for name, who := range map[string]*access.Viewer{
			"Ana, of Ben": ana, "Ben without the switch": w.owner(w.ben, access.SwitchAllMoney, access.SwitchCalendar, access.SwitchOwnerMoney),
			"a helper at the property": w.as(w.ours, access.Grant{Role: access.RolePortal, On: access.OnProperty, Of: []id.ID{w.lake.ID}, Switches: access.Page.Switches(access.RolePortal)}),
			"the front desk":           w.as(w.ours, access.Grant{Role: access.RoleFrontDesk, On: access.OnAccount}),
			"another's admin":          w.as(w.theirs, access.Grant{Role: access.RoleAdmin, On: access.OnAccount}),
			"nobody":                   w.as(w.ours), "no one at all": nil,
		} {
			_, err := w.store.Statement(ctx, who, bens.ID)
			w.missing(name+" reads", err)
			_, _, err = w.store.StatementPDF(ctx, who, bens.ID)
			w.missing(name+" prints", err)
			w.missing(name+" mails", w.store.MailStatement(ctx, who, bens.ID))
			_, err = w.store.RecordPayout(ctx, who, PayoutForm{Statement: bens.ID, Amount: "1"})
			w.missing(name+" pays", err)
			if name == "Ana, of Ben" {
				continue
			}
			list, err := w.store.Statements(ctx, who, StatementFilter{})
			n, err2 := w.store.CountStatements(ctx, who, StatementFilter{})
			paid, err3 := w.store.Payouts(ctx, who, PayoutFilter{})
			if len(list.Rows)+int(n)+len(paid.Rows) > 0 || err != nil || err2 != nil || err3 != nil {
				t.Errorf("%s lists %+v, counts %d, %v, %v %v %v", name, list.Rows, n, paid, err, err2, err3)
			}
		}
		w.kind("Ana mails", w.store.MailStatement(ctx, ana, anas.ID), fault.Forbidden)
		_, err = w.store.IssueStatement(ctx, ana, w.ana.ID, dec, dec.Add(3))
		w.kind("Ana issues", err, fault.Forbidden)
		_, err = w.store.PreviewStatement(ctx, ana, w.ana.ID, dec, dec.Add(3))
		w.kind("Ana previews", err, fault.Forbidden)
		_, err = w.store.PreviewStatement(ctx, ana, w.ben.ID, dec, dec.Add(3))
		w.missing("Ana previews Ben's", err)
	})
}

func TestAnOwnerOfThePastKeepsTheirStatements(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		s := w.issue(w.ana, nov, dec)
		w.ok("selling", w.homes.SetShares(ctx, w.admin(), w.quay.ID, []portfolio.Part{{Client: w.ben.ID, BPS: 10_000}}, today))
		got, err := w.store.Statement(ctx, w.owner(w.ana, access.SwitchStatements), s.ID)
		if err != nil || got.Closing != 40_000 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestIdsThatAreNotThere(t *testing.T) {
	each(t, func(w *world) {
		boss := w.admin()
		for what, client := range map[string]id.ID{"another account's": w.stranger.ID, "nobody's": id.New(), "no": {}} {
			_, err := w.store.PreviewStatement(ctx, boss, client, nov, dec)
			w.missing("previewing "+what, err)
			_, err = w.store.IssueStatement(ctx, boss, client, nov, dec)
			w.missing("issuing "+what, err)
			_, err = w.store.RecordPayout(ctx, boss, PayoutForm{Client: client, Amount: "5"})
			w.missing("paying "+what, err)
			_, err = w.store.Statement(ctx, boss, client)
			w.missing("reading "+what, err)
			w.missing("cancelling "+what, w.store.CancelPayout(ctx, boss, client))
		}
	})
}

func TestPayouts(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		s := w.issue(w.ana, nov, dec)
		p, err := w.store.RecordPayout(ctx, w.admin(), PayoutForm{Statement: s.ID, Amount: "400.00", Memo: "November"})
		if err != nil || p.Client != w.ana.ID || p.Amount != eur(40_000) || p.Method != "bank" {
			t.Fatalf("%+v, %v", p, err)
		}
		if s, err = w.store.Statement(ctx, w.admin(), s.ID); err != nil || s.Settled != 40_000 || s.Closing != 40_000 {
			t.Errorf("the statement: %+v, %v", s, err)
		}
		if n := w.balance(OwnerPayable); n != 0 {
			t.Errorf("still owed %d", n)
		}
		w.sound()
		for name, amount := range map[string]string{"nothing": "0", "less": "-5", "words": "ten", "huge": "99999999999999999999", "half cents": "1.005", "empty": ""} {
			_, err := w.store.RecordPayout(ctx, w.admin(), PayoutForm{Client: w.ana.ID, Amount: amount})
			w.kind(name, err, fault.Invalid)
		}
		w.ok("taking it back", w.store.CancelPayout(ctx, w.admin(), p.ID))
		if n := w.balance(OwnerPayable); n != -40_000 {
			t.Errorf("owed %d again", n)
		}
		w.missing("twice", w.store.CancelPayout(ctx, w.admin(), p.ID))
		w.sound()
	})
}

func TestStatementOnPaperAndByMail(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		s := w.issue(w.ana, nov, dec)
		name, pdf, err := w.store.StatementPDF(ctx, w.owner(w.ana, access.SwitchStatements), s.ID)
		if err != nil || name != "statement-1-EUR.pdf" || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Errorf("%s, %d bytes, %v", name, len(pdf), err)
		}
		w.ok("mailing", w.store.MailStatement(ctx, w.admin(), s.ID))
		if len(w.out.mails) != 1 || w.out.mails[0].To != "ana@example.com" || !strings.Contains(w.out.mails[0].Text, "400.00 EUR") || len(w.out.mails[0].Attachments) != 1 {
			t.Errorf("%d mails: %+v", len(w.out.mails), w.out.mails)
		}
		w.kind("no address", w.store.MailStatement(ctx, w.admin(), w.issue(w.ben, nov, dec).ID), fault.Invalid)
	})
}

// An owner who signs in here and has chosen to get no statements by mail gets
// none, and the office is told so.
func TestStatementsThatAreNotWantedByMail(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		s := w.issue(w.ana, nov, dec)
		const password = "four unrelated words"
		_, err := w.store.people.Join(ctx, w.ours, people.NewMember{Name: "Ana", Email: "Ana@example.com", Password: password})
		w.ok("joining", err)
		token, _, err := w.store.people.SignIn(ctx, "ana@example.com", password, people.Client{})
		w.ok("signing in", err)
		ana, err := w.store.people.Session(ctx, token)
		w.ok("being there", err)
		w.ok("wanting none", w.store.people.ChooseNotices(ctx, ana, []string{people.NoticeStatement}))
		w.kind("mailing", w.store.MailStatement(ctx, w.admin(), s.ID), fault.Conflict)
		w.ok("wanting them", w.store.people.ChooseNotices(ctx, ana, nil))
		w.ok("mailing", w.store.MailStatement(ctx, w.admin(), s.ID))
	})
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	each(t, func(w *world) {
		w.earn(id.New(), w.quay, nov, 50_000, w.ana)
		s := w.issue(w.ana, nov, dec)
		_, err := w.store.RecordPayout(ctx, w.admin(), PayoutForm{Statement: s.ID, Amount: "400.00"})
		w.ok("paying", err)
		w.sound()
		w.ok("tampering", w.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Update(ctx, w.ours, "journal_line", db.Where("ledger = ?", string(OwnerPayable)), db.Set("amount_minor", db.Expr("amount_minor - 1"))); err != nil {
				return err
			}
			_, err := tx.Update(ctx, w.ours, "statement", db.ByID(s.ID), db.Set("earned_minor", 1))
			return err
		}))
		findings, err := w.store.VerifyJournal(ctx)
		all := strings.Join(findings, "\n")
		for _, words := range []string{"does not balance", "does not add up", "make other sums", "than the journal", "is not in the journal"} {
			if !strings.Contains(all, words) || err != nil {
				t.Errorf("%q is not found: %s, %v", words, all, err)
			}
		}
	})
}

// A list of payouts stopped at a thousand without a word; it has pages.
func TestPayoutsComeInPages(t *testing.T) {
	each(t, func(w *world) {
		for i := range 5 {
			_, err := w.store.RecordPayout(ctx, w.admin(), PayoutForm{Client: w.ana.ID, Amount: "1", Day: nov.Add(i / 2)})
			w.ok("paying", err)
		}
		seen := map[id.ID]bool{}
		f := PayoutFilter{Client: w.ana.ID, Ask: page.Ask{Limit: 2}}
		for pages := 1; ; pages++ {
			p, err := w.store.Payouts(ctx, w.admin(), f)
			w.ok("listing", err)
			for _, one := range p.Rows {
				seen[one.ID] = true
			}
			if f.Cursor = p.Next; f.Cursor == "" {
				if pages != 3 || len(seen) != 5 {
					t.Errorf("%d pages of %d payouts", pages, len(seen))
				}
				break
			}
		}
		if p, err := w.store.Payouts(ctx, w.owner(w.ana, access.SwitchStatements), PayoutFilter{}); err != nil || len(p.Rows) > 0 {
			t.Errorf("an owner lists %+v, %v", p.Rows, err)
		}
	})
}
