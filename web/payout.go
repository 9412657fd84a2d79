package web

import (
	"net/http"
	"net/url"
	"strings"

	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/money"
)

// payoutPage is the form that notes that an owner was paid.
type payoutPage struct {
	Client    id.ID
	Statement money.Statement // zero: on account of what is owed
	Name      string
	Amount    cash.Amount // proposed
	Form      Form
}

func (b payoutPage) back() string {
	if b.Statement.ID.IsZero() {
		return ownerPath(b.Client)
	}
	return statementPath(b.Statement.ID)
}

func (s *screens) newPayout(w http.ResponseWriter, r *http.Request) error {
	return s.showPayout(w, r, r.URL.Query(), nil)
}

// showPayout shows the form for whom v names: the owner, or a statement of theirs.
func (s *screens) showPayout(w http.ResponseWriter, r *http.Request, v url.Values, wrong error) error {
	b := payoutPage{}
	if wrong != nil {
		b.Form = sent(v, wrong)
	}
	fill := s.payoutToOwner
	if v.Get("statement") != "" {
		fill = s.payoutForStatement
	}
	if err := fill(r, v, &b); err != nil {
		return err
	}
	return s.page(w, r, wrong, payoutScreen(s.frameOf(r, say(r.Context(), "statement.record-payout")), b))
}

func (s *screens) payoutForStatement(r *http.Request, v url.Values, b *payoutPage) error {
	i, err := id.Parse(v.Get("statement"))
	if err != nil {
		return fault.NotFound("web.payoutForStatement")
	}
	if b.Statement, err = s.Money.Statement(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.Client, b.Name, b.Amount = b.Statement.Client, b.Statement.OwnerName, due(b.Statement)
	return nil
}

func (s *screens) payoutToOwner(r *http.Request, v url.Values, b *payoutPage) error {
	i, err := id.Parse(v.Get("client"))
	if err != nil {
		return fault.NotFound("web.payoutToOwner")
	}
	c, err := s.Portfolio.Client(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	b.Client, b.Name, b.Amount.Currency = c.ID, c.Name, cash.Currency(actor(r).Account.Currency)
	owed, err := s.Money.OwnerBalance(r.Context(), viewer(r), i, 0)
	for _, a := range owed {
		if a.Minor > 0 {
			b.Amount = a
			break
		}
	}
	return err
}

func (s *screens) recordPayout(w http.ResponseWriter, r *http.Request) error {
	form, err := readPayout(r.PostForm)
	if err == nil {
		_, err = s.Money.RecordPayout(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showPayout(w, r, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "statement.payout-recorded")})
	if form.Statement.IsZero() {
		return seeOther(w, r, ownerPath(form.Client)+"#payouts")
	}
	return seeOther(w, r, statementPath(form.Statement))
}

func readPayout(v url.Values) (money.PayoutForm, error) {
	form := money.PayoutForm{Amount: v.Get("amount"), Currency: strings.ToUpper(strings.TrimSpace(v.Get("currency"))), Method: v.Get("method"), Memo: v.Get("memo")}
	missing := fault.NotFound("web.readPayout")
	var err error
	for field, to := range map[string]*id.ID{"client": &form.Client, "statement": &form.Statement} {
		if typed := v.Get(field); typed != "" {
			if *to, err = id.Parse(typed); err != nil {
				return form, missing
			}
		}
	}
	if form.Client.IsZero() && form.Statement.IsZero() {
		return form, missing
	}
	wrong := fault.Fields{Op: "web.readPayout"}
	form.Day = entry.Day(&wrong, "day", v.Get("day"))
	return form, wrong.Err()
}

func (s *screens) askCancelPayout(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "payout")
	if err != nil {
		return err
	}
	o, err := s.Money.Payout(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	p := s.frameOf(r, say(r.Context(), "statement.take-back-payout"))
	a := Ask{Title: say(r.Context(), "statement.take-back-payout-sum", "sum", p.Local.Money(o.Amount)), Do: say(r.Context(), "statement.take-back"), Danger: true, Action: pathPayouts + "/" + i.String() + "/cancel", Cancel: payoutBack(o),
		Say: say(r.Context(), "statement.for-payout-entered-by")}
	return s.show(w, r, http.StatusOK, askScreen(p, a))
}

func payoutBack(o money.Payout) string {
	if o.Statement.IsZero() {
		return ownerPath(o.Client)
	}
	return statementPath(o.Statement)
}

func (s *screens) cancelPayout(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "payout")
	if err != nil {
		return err
	}
	o, err := s.Money.Payout(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	if err := s.Money.CancelPayout(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "statement.payout-taken-back")})
	return seeOther(w, r, payoutBack(o))
}
