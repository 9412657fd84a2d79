package api

import (
	"context"
	"fmt"
	"net/http"

	"keyhouse/page"
	"keyhouse/stays"
)

// bookings are the operations on guests' stays.
func (d *desk) bookings() {
	const tag = "Bookings"
	handle(d, op{id: "list-bookings", tag: tag, method: http.MethodGet, path: "/bookings", summary: "List bookings", asks: paged(stays.BookingSorts, bookingFilters()...),
		about: "The bookings the person may read, each as far as it shows to them. Without the calendar there are none."}, d.listBookings)
	handle(d, op{id: "create-booking", tag: tag, method: http.MethodPost, path: "/bookings", status: http.StatusCreated, summary: "Make a booking", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Takes the nights and charges what is said, all or nothing. Nights that are taken are a conflict that names no one."}, d.createBooking)
	handle(d, op{id: "sum-bookings", tag: tag, method: http.MethodGet, path: "/booking-totals", summary: "Add up bookings", asks: bookingFilters(),
		about: "Sums over the bookings of a filter. Each sum counts only those on which the person sees what is added up; of says how many."}, d.sumBookings)
	handle(d, op{id: "get-booking", tag: tag, method: http.MethodGet, path: "/bookings/{id}", summary: "One booking",
		asks:  []param{yesno("whole", "With all that belongs to it: charges, payments, owners' parts, notes, and what the person may do to it.")},
		about: "The booking as a list has it, or whole."}, d.getBooking)
	handle(d, op{id: "edit-booking", tag: tag, method: http.MethodPatch, path: "/bookings/{id}", summary: "Change who comes", errors: []int{http.StatusConflict},
		about: "Fields that are left out stay as they are. Changing what does not show is refused."}, d.editBooking)
	handle(d, op{id: "move-booking", tag: tag, method: http.MethodPut, path: "/bookings/{id}/nights", summary: "Move a booking", errors: []int{http.StatusConflict},
		about: "To other nights, another place, or both. Nights that are taken are a conflict, and nothing has changed then."}, d.moveBooking)
	handle(d, op{id: "confirm-booking", tag: tag, method: http.MethodPost, path: "/bookings/{id}/confirm", summary: "Confirm a tentative booking", errors: []int{http.StatusConflict},
		about: "Makes it firm."}, d.confirmBooking)
	handle(d, op{id: "cancel-booking", tag: tag, method: http.MethodPost, path: "/bookings/{id}/cancel", summary: "Cancel a booking", errors: []int{http.StatusConflict},
		about: "Gives the nights free and takes the charges back, unless they are kept. What the guest has paid stays until it is refunded."}, d.cancelBooking)
	d.charges()
	d.payments()
}

func bookingFilters() []param {
	return []param{
		text("q", "Words of the number, guest, contact and reference, each may be the beginning of one; only where they show."),
		uuid("property", "At this property."), uuid("client", "Of a property that is partly this owner's today, where that shows."),
		word("state", "How firm.", string(stays.Tentative), string(stays.Confirmed), string(stays.Cancelled)), word("source", "Where it came from, where that shows.", stays.Sources...),
		date("from", "Arriving on this day or later."), date("to", "Arriving before this day."),
		date("arriving", "Arriving on this very day."), date("departing", "Leaving on this very day."), date("in_house", "There from before this day until after it."),
	}
}

func (d *desk) listBookings(ctx context.Context, c *call, _ *struct{}) (list[bookingShape], error) {
	f, err := stays.ParseBookingFilter(c.query)
	if err != nil {
		return list[bookingShape]{}, inAddress(err)
	}
	p, err := d.Stays.Bookings(ctx, c.viewer(), f)
	return pageOf(p, shapeBooking), inAddress(err)
}

func (d *desk) getBooking(ctx context.Context, c *call, in *Which) (wholeShape, error) {
	q := page.Read("api.getBooking", c.query)
	if all := q.Bool("whole"); all || q.Err() != nil {
		if err := q.Err(); err != nil {
			return wholeShape{}, inAddress(err)
		}
		return d.wholeBooking(ctx, c, in)
	}
	b, err := d.Stays.Glance(ctx, c.viewer(), in.id())
	return wholeShape{booking: bookingShape{b}}, err
}

func (d *desk) wholeBooking(ctx context.Context, c *call, in *Which) (wholeShape, error) {
	s, err := d.Stays.Booking(ctx, c.viewer(), in.id())
	if err != nil {
		return wholeShape{}, err
	}
	return wholeShape{booking: bookingShape{s.Booking}, parts: partsOf(s)}, nil
}

// NewBooking is a booking to be.
type NewBooking struct {
	Property  string      `json:"property" format:"uuid" doc:"Where."`
	Unit      string      `json:"unit,omitempty" format:"uuid" doc:"Which unit of it; the whole property unless given."`
	Arrive    string      `json:"arrive" format:"date" doc:"The first night." example:"2026-03-04"`
	Depart    string      `json:"depart" format:"date" doc:"The day they leave." example:"2026-03-09"`
	State     string      `json:"state,omitempty" enum:"tentative,confirmed" doc:"confirmed unless given."`
	Source    string      `json:"source,omitempty" enum:"direct,airbnb,booking.com,vrbo,owner,ical" doc:"direct unless given."`
	Reference string      `json:"reference,omitempty" maxLength:"1000" doc:"What the source calls it."`
	Guest     string      `json:"guest,omitempty" maxLength:"1000" example:"Greta Guest"`
	Email     string      `json:"email,omitempty" maxLength:"1000"`
	Phone     string      `json:"phone,omitempty" maxLength:"1000"`
	Adults    int64       `json:"adults,omitempty" minimum:"0" maximum:"500"`
	Children  int64       `json:"children,omitempty" minimum:"0" maximum:"500"`
	Currency  string      `json:"currency,omitempty" maxLength:"3" doc:"What it is charged in; the property's unless given." example:"EUR"`
	Charges   []NewCharge `json:"charges,omitempty" maxItems:"200"`
}

func (d *desk) createBooking(ctx context.Context, c *call, in *struct{ Body NewBooking }) (bookingShape, error) {
	f, b := form{}, in.Body
	to := stays.BookingForm{Property: f.id("property", b.Property), Unit: f.id("unit", b.Unit), Nights: f.nights(b.Arrive, b.Depart),
		State: stays.State(b.State), Source: b.Source, Reference: b.Reference, Currency: b.Currency,
		Guest: stays.Guest{Name: b.Guest, Email: b.Email, Phone: b.Phone, Adults: b.Adults, Children: b.Children}}
	for i, ch := range b.Charges {
		to.Charges = append(to.Charges, ch.form(&f, fmt.Sprintf("charges.%d.", i)))
	}
	if err := f.Err(); err != nil {
		return bookingShape{}, err
	}
	return shaped(shapeBooking)(d.Stays.CreateBooking(ctx, c.viewer(), to))
}

// BookingEdit is what to change of a booking.
type BookingEdit struct {
	Version   int64   `json:"version" minimum:"1" doc:"That of the booking the edit began from."`
	Guest     *string `json:"guest,omitempty" maxLength:"1000"`
	Email     *string `json:"email,omitempty" maxLength:"1000"`
	Phone     *string `json:"phone,omitempty" maxLength:"1000"`
	Source    *string `json:"source,omitempty" enum:"direct,airbnb,booking.com,vrbo,owner,ical"`
	Reference *string `json:"reference,omitempty" maxLength:"1000"`
	Adults    *int64  `json:"adults,omitempty" minimum:"0" maximum:"500"`
	Children  *int64  `json:"children,omitempty" minimum:"0" maximum:"500"`
}

func (d *desk) editBooking(ctx context.Context, c *call, in *struct {
	Which
	Body BookingEdit
}) (bookingShape, error) {
	e := in.Body
	b, err := d.Stays.EditBooking(ctx, c.viewer(), in.id(), stays.BookingPatch{Version: e.Version, Guest: e.Guest, Email: e.Email, Phone: e.Phone,
		Source: e.Source, Reference: e.Reference, Adults: e.Adults, Children: e.Children})
	return bookingShape{b}, err
}

func (d *desk) moveBooking(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Version  int64  `json:"version" minimum:"1"`
		Arrive   string `json:"arrive" format:"date" example:"2026-03-04"`
		Depart   string `json:"depart" format:"date" example:"2026-03-09"`
		Property string `json:"property,omitempty" format:"uuid" doc:"It stays where it is unless given, unit included."`
		Unit     string `json:"unit,omitempty" format:"uuid"`
	}
}) (bookingShape, error) {
	f := form{}
	to := stays.MoveForm{Version: in.Body.Version, Nights: f.nights(in.Body.Arrive, in.Body.Depart),
		Property: f.id("property", in.Body.Property), Unit: f.id("unit", in.Body.Unit)}
	if err := f.Err(); err != nil {
		return bookingShape{}, err
	}
	return shaped(shapeBooking)(d.Stays.MoveBooking(ctx, c.viewer(), in.id(), to))
}

// Edition is the version of the record that a change began from.
type Edition struct {
	Version int64 `json:"version" minimum:"1" doc:"That of the record the change began from."`
}

func (d *desk) confirmBooking(ctx context.Context, c *call, in *struct {
	Which
	Body Edition
}) (bookingShape, error) {
	return shaped(shapeBooking)(d.Stays.ConfirmBooking(ctx, c.viewer(), in.id(), in.Body.Version))
}

func (d *desk) cancelBooking(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Edition
		KeepCharges bool `json:"keep_charges,omitempty" doc:"What was charged is owed all the same."`
	}
}) (bookingShape, error) {
	return shaped(shapeBooking)(d.Stays.CancelBooking(ctx, c.viewer(), in.id(), stays.CancelForm{Version: in.Body.Version, KeepCharges: in.Body.KeepCharges}))
}

// Totals are sums over bookings.
type Totals struct {
	Bookings int64           `json:"bookings" doc:"How many there are, without the cancelled."`
	Nights   int64           `json:"nights"`
	Money    []CurrencyTotal `json:"money" doc:"One for each currency; empty where no money shows."`
}

// CurrencyTotal are the sums in one currency; those that show on no booking are
// absent.
type CurrencyTotal struct {
	Currency   string `json:"currency" example:"EUR"`
	Owner      *Total `json:"owner,omitempty" doc:"The owners' part, or that of the person's own owners."`
	Total      *Total `json:"total,omitempty"`
	Tax        *Total `json:"tax,omitempty"`
	Paid       *Total `json:"paid,omitempty"`
	Commission *Total `json:"commission,omitempty"`
}

// Total is a sum and how many bookings it adds up.
type Total struct {
	Money
	Of int64 `json:"of" doc:"How many bookings it adds up."`
}

func (d *desk) sumBookings(ctx context.Context, c *call, _ *struct{}) (Totals, error) {
	f, err := stays.ParseBookingFilter(c.query)
	if err != nil {
		return Totals{}, inAddress(err)
	}
	t, err := d.Stays.Totals(ctx, c.viewer(), f)
	return Totals{Bookings: t.Bookings, Nights: t.Nights, Money: each(t.Money, func(m stays.CurrencyTotals) CurrencyTotal {
		return CurrencyTotal{Currency: string(m.Currency), Owner: total(m.Owner), Total: total(m.Total), Tax: total(m.Tax), Paid: total(m.Paid), Commission: total(m.Commission)}
	})}, inAddress(err)
}

func total(s *stays.Sum) *Total {
	if s == nil {
		return nil
	}
	return &Total{Money: *sum(s.Minor, s.Currency), Of: s.Of}
}
