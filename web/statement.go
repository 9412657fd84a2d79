package web

import (
	"net/http"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/page"
)

// statementPage is an issued statement, as it was printed, and what can be done
// with it.
type statementPage struct {
	Statement money.Statement
	Payouts   []money.Payout
	Form      Form
	History   historyPanel

	PayoutsShown, BookingsShown, OwnerLinked bool
	May                                      statementMay
}

type statementMay struct{ Print, Send, Pay, CancelPayout bool }

func (s *screens) statement(w http.ResponseWriter, r *http.Request) error {
	return s.showStatement(w, r, Form{})
}

func (s *screens) showStatement(w http.ResponseWriter, r *http.Request, f Form) error {
	i, err := pathID(r, "statement")
	if err != nil {
		return err
	}
	b := statementPage{Form: f}
	if b.Statement, err = s.Money.Statement(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.look(viewer(r))
	if b.PayoutsShown {
		found, err := s.Money.Payouts(r.Context(), viewer(r), money.PayoutFilter{Client: b.Statement.Client, Statement: i, Ask: page.Ask{Limit: page.MaxLimit}})
		if err != nil {
			return err
		}
		b.Payouts = found.Rows
	}
	var payouts []id.ID
	for _, o := range b.Payouts {
		payouts = append(payouts, o.ID)
	}
	if b.History, err = s.historyOf(r, i, payouts...); err != nil {
		return err
	}
	title := say(r.Context(), "statement.statement-number", "number", number(b.Statement.Number))
	return s.page(w, r, f.Err, statementScreen(s.frameOf(r, title), b))
}

// look finds out what there is to do for who looks.
func (b *statementPage) look(who *access.Viewer) {
	can := func(verb access.Verb, t access.Thing) bool {
		st := b.Statement
		r := access.Record{Thing: t, Account: who.Account(), Business: st.Business, Client: st.Client, Day: st.Until}
		if t == access.Statement {
			r.ID, r.State = st.ID, access.StateIssued
		}
		return who.Can(verb, &r) == access.Allowed
	}
	sums := b.Statement.Shown.Has(access.GroupAmount)
	b.PayoutsShown = can(access.Read, access.Payout)
	b.BookingsShown = who.May(access.Read, access.Booking)
	b.OwnerLinked = who.May(access.Read, access.Client)
	b.May = statementMay{Print: sums && can(access.Print, access.Statement), Send: sums && can(access.Send, access.Statement),
		Pay: sums && can(access.Add, access.Payout), CancelPayout: can(access.Delete, access.Payout)}
}

// due is what a statement leaves to pay.
func due(st money.Statement) cash.Amount {
	return cash.Amount{Minor: max(0, st.Closing-st.Settled), Currency: st.Currency}
}

// statementPDF answers with the document.
func (s *screens) statementPDF(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "statement")
	if err != nil {
		return err
	}
	name, pdf, err := s.Money.StatementPDF(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(pdf)))
	_, err = w.Write(pdf)
	return err
}

func (s *screens) askMailStatement(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "statement")
	if err != nil {
		return err
	}
	st, err := s.Money.Statement(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "statement.mail-statement-number", "number", number(st.Number)), Do: say(r.Context(), "statement.send-mail"), Action: statementPath(i) + "/mail", Cancel: statementPath(i),
		Say: say(r.Context(), "statement.goes-address-name-with", "name", st.OwnerName)}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

func (s *screens) mailStatement(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "statement")
	if err != nil {
		return err
	}
	err = s.Money.MailStatement(r.Context(), viewer(r), i)
	if retry(err) {
		return s.showStatement(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "statement.statement-on-its-way")})
	return seeOther(w, r, statementPath(i))
}

// statementPart is the lines of a statement about one property.
type statementPart struct {
	Property string
	Lines    []money.StatementLine
	Sum      int64
}

// partsOf gathers what was earned by property, as the document has it, and what
// was paid out.
func partsOf(st money.Statement) (earned []statementPart, paid []money.StatementLine) {
	at := map[string]int{}
	for _, l := range st.Lines {
		if l.Kind == money.PayoutKind {
			paid = append(paid, l)
			continue
		}
		i, met := at[l.PropertyName]
		if !met {
			i = len(earned)
			at[l.PropertyName] = i
			earned = append(earned, statementPart{Property: l.PropertyName})
		}
		earned[i].Lines = append(earned[i].Lines, l)
		earned[i].Sum += l.Minor
	}
	return earned, paid
}

func (p statementPart) title(l Local) string {
	if p.Property == "" {
		return l.Say("statement.other")
	}
	return p.Property
}

// lines parts an address into its lines.
func lines(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
