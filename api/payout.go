package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/id"
	"keyhouse/money"
)

// payouts are the operations on money that went to owners.
func (d *desk) payouts() {
	const tag = "Statements"
	handle(d, op{id: "list-payouts", tag: tag, method: http.MethodGet, path: "/payouts", summary: "List payouts", about: "What was paid to an owner, or for a statement, the latest first, as far as the person may read it.",
		asks: paged(nil, uuid("client", "To this owner."), uuid("statement", "For this statement."))}, d.listPayouts)
	handle(d, op{id: "record-payout", tag: tag, method: http.MethodPost, path: "/payouts", status: http.StatusCreated, summary: "Record a payout", errors: []int{http.StatusNotFound},
		about: "With a statement, owner and currency are those of the statement; without, it is on account of what is owed."}, d.recordPayout)
	act(d, op{id: "cancel-payout", tag: tag, method: http.MethodDelete, path: "/payouts/{id}", summary: "Take back a payout", errors: []int{http.StatusConflict},
		about: "One entered by mistake. The journal keeps it and its reversal."}, d.cancelPayout)
}

// Payout is money that went to an owner.
type Payout struct {
	ID        id.ID     `json:"id" format:"uuid"`
	Client    id.ID     `json:"client" format:"uuid" doc:"The owner."`
	Statement *id.ID    `json:"statement,omitempty" format:"uuid" doc:"Absent where it is on account of what is owed."`
	Day       string    `json:"day" format:"date"`
	Amount    Money     `json:"amount"`
	Method    string    `json:"method" enum:"bank,cheque,cash,card,other"`
	Memo      string    `json:"memo"`
	At        time.Time `json:"at" doc:"When it was entered."`
}

func payoutShape(p money.Payout) Payout {
	return Payout{ID: p.ID, Client: p.Client, Statement: idOr(p.Statement), Day: p.Day.String(), Amount: amount(p.Amount), Method: p.Method, Memo: p.Memo, At: p.At.UTC()}
}

func (d *desk) listPayouts(ctx context.Context, c *call, _ *struct{}) (list[Payout], error) {
	f, err := money.ParsePayoutFilter(c.query)
	if err != nil {
		return list[Payout]{}, inAddress(err)
	}
	p, err := d.Money.Payouts(ctx, c.viewer(), f)
	return pageOf(p, payoutShape), inAddress(err)
}

func (d *desk) recordPayout(ctx context.Context, c *call, in *struct {
	Body struct {
		Client    string `json:"client,omitempty" format:"uuid" doc:"The owner; needed without a statement."`
		Statement string `json:"statement,omitempty" format:"uuid"`
		Amount    Money  `json:"amount"`
		Method    string `json:"method,omitempty" enum:"bank,cheque,cash,card,other" doc:"bank unless given."`
		Day       string `json:"day,omitempty" format:"date" doc:"Today unless given."`
		Memo      string `json:"memo,omitempty" maxLength:"1000"`
	}
}) (Payout, error) {
	f, b := form{}, in.Body
	to := money.PayoutForm{Client: f.id("client", b.Client), Statement: f.id("statement", b.Statement), Method: b.Method, Memo: b.Memo, Day: f.day("day", b.Day)}
	to.Amount, to.Currency = f.typed("amount", b.Amount)
	if err := f.Err(); err != nil {
		return Payout{}, err
	}
	return shaped(payoutShape)(d.Money.RecordPayout(ctx, c.viewer(), to))
}

func (d *desk) cancelPayout(ctx context.Context, c *call, in *Which) error {
	return d.Money.CancelPayout(ctx, c.viewer(), in.id())
}
