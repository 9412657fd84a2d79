package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/stays"
)

// charges are the operations on what guests owe money for.
func (d *desk) charges() {
	const tag = "Bookings"
	handle(d, op{id: "list-charges", tag: tag, method: http.MethodGet, path: "/bookings/{id}/charges", summary: "List a booking's charges",
		about: "Those the person may see, in the order they were made. One taken back stays listed and counts for nothing."}, d.listCharges)
	handle(d, op{id: "add-charge", tag: tag, method: http.MethodPost, path: "/bookings/{id}/charges", status: http.StatusCreated, summary: "Charge something",
		about: "Cancelled bookings included: there it is what is kept. Gives the booking, whole."}, d.addCharge)
	handle(d, op{id: "remove-charge", tag: tag, method: http.MethodDelete, path: "/bookings/{id}/charges/{charge}", summary: "Take a charge back", errors: []int{http.StatusConflict},
		about: "It stays listed as cancelled. Gives the booking, whole."}, d.removeCharge)
}

// Charge is one thing a guest owes money for.
type Charge struct {
	ID          id.ID     `json:"id" format:"uuid"`
	Kind        string    `json:"kind" enum:"rent,cleaning,tax,fee,discount"`
	Description *string   `json:"description,omitempty" doc:"Part: notes."`
	Amount      Money     `json:"amount" doc:"A discount is below zero."`
	ToOwner     *bool     `json:"to_owner,omitempty" doc:"Whether it counts toward the owners; for who sees all money."`
	Day         string    `json:"day" format:"date" doc:"The day it counts on."`
	State       string    `json:"state" enum:"due,paid,cancelled"`
	Created     time.Time `json:"created"`
	Removable   bool      `json:"removable" doc:"The person may take it back."`
	Hidden      []string  `json:"hidden"`
}

func chargeShape(c stays.Charge, all bool) Charge {
	out := Charge{ID: c.ID, Kind: c.Kind, Description: shows(c.Shown, access.GroupNotes, c.Description), Amount: *sum(c.Minor, c.Currency),
		Day: c.Day.String(), State: c.State, Created: c.CreatedAt.UTC(), Removable: c.Removable, Hidden: orNone(c.Hidden())}
	if all {
		out.ToOwner = &c.ToOwner
	}
	return out
}

// NewCharge is a charge to be.
type NewCharge struct {
	Kind        string `json:"kind" enum:"rent,cleaning,tax,fee,discount" example:"cleaning"`
	Description string `json:"description,omitempty" maxLength:"1000"`
	Amount      Money  `json:"amount" doc:"In the booking's currency. A discount may have its minus or not."`
	ToOwner     *bool  `json:"to_owner,omitempty" doc:"Whether it counts toward the owners; rent and discounts do unless said otherwise."`
	Day         string `json:"day,omitempty" format:"date" doc:"The day it counts on; that of arrival unless given."`
}

func (n *NewCharge) form(f *form, prefix string) stays.ChargeForm {
	out := stays.ChargeForm{Kind: n.Kind, Description: n.Description, ToOwner: n.ToOwner, Day: f.day(prefix+"day", n.Day)}
	out.Amount, out.Currency = f.typed(prefix+"amount", n.Amount)
	return out
}

func (d *desk) listCharges(ctx context.Context, c *call, in *Which) (list[Charge], error) {
	s, err := d.Stays.Booking(ctx, c.viewer(), in.id())
	if err != nil {
		return list[Charge]{}, err
	}
	return whole(partsOf(s).Charges, itself), nil
}

func itself[T any](v T) T { return v }

func (d *desk) addCharge(ctx context.Context, c *call, in *struct {
	Which
	Body NewCharge
}) (wholeShape, error) {
	f := form{}
	to := in.Body.form(&f, "")
	if err := f.Err(); err != nil {
		return wholeShape{}, err
	}
	if err := d.Stays.AddCharge(ctx, c.viewer(), in.id(), to); err != nil {
		return wholeShape{}, err
	}
	return d.wholeBooking(ctx, c, &in.Which)
}

func (d *desk) removeCharge(ctx context.Context, c *call, in *struct {
	Which
	Charge string `path:"charge" doc:"Which charge."`
}) (wholeShape, error) {
	if err := d.Stays.RemoveCharge(ctx, c.viewer(), in.id(), wanted(in.Charge)); err != nil {
		return wholeShape{}, err
	}
	return d.wholeBooking(ctx, c, &in.Which)
}
