package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/stays"
)

// payments are the operations on money that came in or went back.
func (d *desk) payments() {
	const tag = "Bookings"
	handle(d, op{id: "list-payments", tag: tag, method: http.MethodGet, path: "/bookings/{id}/payments", summary: "List a booking's payments",
		about: "Those the person may see, refunds among them, oldest first."}, d.listPayments)
	handle(d, op{id: "record-payment", tag: tag, method: http.MethodPost, path: "/bookings/{id}/payments", status: http.StatusCreated, summary: "Record a payment",
		about: "More than is owed is taken: a deposit, or a charge still to come. Gives the booking, whole."}, d.pay(d.Stays.RecordPayment))
	handle(d, op{id: "refund", tag: tag, method: http.MethodPost, path: "/bookings/{id}/refunds", status: http.StatusCreated, summary: "Record a refund",
		about: "It cannot be more than came in. Gives the booking, whole."}, d.pay(d.Stays.Refund))
	handle(d, op{id: "clear-payment", tag: tag, method: http.MethodPost, path: "/bookings/{id}/payments/{payment}/clear", summary: "Mark a payment as cleared", errors: []int{http.StatusConflict},
		about: "It was seen on the bank's side. Gives the booking, whole."}, d.clearPayment)
}

// Payment is money that came in for a booking or went back.
type Payment struct {
	ID        id.ID      `json:"id" format:"uuid"`
	Direction string     `json:"direction" enum:"in,refund"`
	Method    string     `json:"method" enum:"card,bank,cash,cheque,channel,other"`
	Amount    Money      `json:"amount" doc:"Above zero both ways."`
	Day       string     `json:"day" format:"date"`
	Memo      *string    `json:"memo,omitempty" doc:"Part: notes."`
	State     string     `json:"state" enum:"pending,cleared"`
	Cleared   *time.Time `json:"cleared,omitempty"`
	Created   time.Time  `json:"created"`
	Clearable bool       `json:"clearable" doc:"The person may mark it as cleared."`
	Hidden    []string   `json:"hidden"`
}

func paymentShape(p stays.Payment) Payment {
	return Payment{ID: p.ID, Direction: p.Direction, Method: p.Method, Amount: *sum(p.Minor, p.Currency), Day: p.Day.String(),
		Memo: shows(p.Shown, access.GroupNotes, p.Memo), State: p.State, Cleared: moment(p.ClearedAt), Created: p.CreatedAt.UTC(),
		Clearable: p.Clearable, Hidden: orNone(p.Hidden())}
}

// moment gives a point in time, or nothing for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (d *desk) listPayments(ctx context.Context, c *call, in *Which) (list[Payment], error) {
	s, err := d.Stays.Booking(ctx, c.viewer(), in.id())
	if err != nil {
		return list[Payment]{}, err
	}
	return whole(s.Payments, paymentShape), nil
}

// NewPayment is a payment or refund to be.
type NewPayment struct {
	Amount Money  `json:"amount" doc:"In the booking's currency, above zero."`
	Method string `json:"method,omitempty" enum:"card,bank,cash,cheque,channel,other" doc:"card unless given."`
	Day    string `json:"day,omitempty" format:"date" doc:"Today unless given."`
	Memo   string `json:"memo,omitempty" maxLength:"1000"`
}

type payment struct {
	Which
	Body NewPayment
}

func (d *desk) pay(record func(context.Context, viewer, id.ID, stays.PaymentForm) (id.ID, error)) func(context.Context, *call, *payment) (wholeShape, error) {
	return func(ctx context.Context, c *call, in *payment) (wholeShape, error) {
		f := form{}
		to := stays.PaymentForm{Method: in.Body.Method, Memo: in.Body.Memo, Day: f.day("day", in.Body.Day)}
		to.Amount, to.Currency = f.typed("amount", in.Body.Amount)
		if err := f.Err(); err != nil {
			return wholeShape{}, err
		}
		if _, err := record(ctx, c.viewer(), in.id(), to); err != nil {
			return wholeShape{}, err
		}
		return d.wholeBooking(ctx, c, &in.Which)
	}
}

// viewer is who asks a room.
type viewer = *access.Viewer

func (d *desk) clearPayment(ctx context.Context, c *call, in *struct {
	Which
	Payment string `path:"payment" doc:"Which payment."`
}) (wholeShape, error) {
	s, err := d.Stays.Booking(ctx, c.viewer(), in.id())
	if err != nil {
		return wholeShape{}, err
	}
	for _, p := range s.Payments {
		if p.ID == wanted(in.Payment) {
			if err := d.Stays.ClearPayment(ctx, c.viewer(), p.ID); err != nil {
				return wholeShape{}, err
			}
			return d.wholeBooking(ctx, c, &in.Which)
		}
	}
	return wholeShape{}, d.tried(ctx, c, access.Clear, access.Payment, wanted(in.Payment), fault.NotFound("api.clearPayment"))
}
