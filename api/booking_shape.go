package api

import (
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/stays"
)

// Booking is a stay of a guest, as the description has it. bookingShape writes
// it; a test holds the two together.
type Booking struct {
	ID        id.ID      `json:"id" format:"uuid"`
	Business  id.ID      `json:"business" format:"uuid" doc:"The set of books it belongs to."`
	Code      string     `json:"code" doc:"What everyone who sees it may call it." example:"K7F3QA"`
	Number    *int64     `json:"number,omitempty" doc:"What the office calls it; shows with source." example:"1042"`
	Property  named      `json:"property"`
	Unit      *named     `json:"unit,omitempty" doc:"Absent where the whole property is let."`
	Arrive    string     `json:"arrive" format:"date" doc:"The first night." example:"2026-03-04"`
	Depart    string     `json:"depart" format:"date" doc:"The day they leave." example:"2026-03-09"`
	Nights    int        `json:"nights" example:"5"`
	State     string     `json:"state" enum:"tentative,confirmed,cancelled"`
	Adults    int64      `json:"adults"`
	Children  int64      `json:"children"`
	Created   time.Time  `json:"created"`
	Cancelled *time.Time `json:"cancelled,omitempty"`
	Version   int64      `json:"version" doc:"Send it back with an edit."`

	Guest      *string `json:"guest,omitempty" doc:"Part: guest." example:"Greta Guest"`
	Email      *string `json:"email,omitempty" doc:"Part: contact."`
	Phone      *string `json:"phone,omitempty" doc:"Part: contact."`
	Source     *string `json:"source,omitempty" doc:"Part: source." example:"direct"`
	Reference  *string `json:"reference,omitempty" doc:"Part: source. What the source calls it."`
	Owner      *Money  `json:"owner,omitempty" doc:"Part: owner-money. The owners' part, or that of the person's own owners."`
	Total      *Money  `json:"total,omitempty" doc:"Part: all-money. What the guest owes in all."`
	Tax        *Money  `json:"tax,omitempty" doc:"Part: all-money."`
	Commission *Money  `json:"commission,omitempty" doc:"Part: all-money. What the company keeps of the owners' part."`
	Paid       *Money  `json:"paid,omitempty" doc:"Part: all-money."`
	Owed       *Money  `json:"owed,omitempty" doc:"Part: all-money. What is still to pay."`

	Hidden []string `json:"hidden" doc:"The parts that do not show to this person." example:"[\"contact\",\"all-money\"]"`
}

// bookingShape writes a booking as Booking: by hand, since lists of it are what
// is asked for most.
type bookingShape struct{ b *stays.Booking }

func shapeBooking(b *stays.Booking) bookingShape { return bookingShape{b} }

// Schema is that of Booking.
func (bookingShape) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[Booking](), true, "")
}

// MarshalJSON serves where a booking stands inside something else.
func (s bookingShape) MarshalJSON() ([]byte, error) { return s.AppendJSON(nil), nil }

// AppendJSON writes the booking as far as it shows.
func (s bookingShape) AppendJSON(b []byte) []byte {
	b = s.appendFace(b)
	b = s.appendGuest(b)
	b = s.appendMoney(b)
	b = append(b, `,"hidden":`...)
	return append(appendHidden(b, shown{access.Booking, s.b.Shown}, s.b.Hidden), '}')
}

func (s bookingShape) appendFace(b []byte) []byte {
	k := s.b
	b = appendID(append(b, `{"id":`...), k.ID)
	b = appendID(append(b, `,"business":`...), k.Business)
	b = appendText(append(b, `,"code":`...), k.Code())
	b = appendNamed(append(b, `,"property":`...), k.Property, k.PropertyName)
	if !k.Unit.IsZero() {
		b = appendNamed(append(b, `,"unit":`...), k.Unit, k.UnitName)
	}
	b = appendDay(append(b, `,"arrive":`...), k.Nights.Arrive)
	b = appendDay(append(b, `,"depart":`...), k.Nights.Depart)
	b = strconv.AppendInt(append(b, `,"nights":`...), int64(k.Nights.Count()), 10)
	b = appendText(append(b, `,"state":`...), string(k.State))
	b = strconv.AppendInt(append(b, `,"adults":`...), k.Adults, 10)
	b = strconv.AppendInt(append(b, `,"children":`...), k.Children, 10)
	b = appendMoment(append(b, `,"created":`...), k.CreatedAt)
	if !k.CancelledAt.IsZero() {
		b = appendMoment(append(b, `,"cancelled":`...), k.CancelledAt)
	}
	return strconv.AppendInt(append(b, `,"version":`...), k.Version, 10)
}

func (s bookingShape) appendGuest(b []byte) []byte {
	k := s.b
	if k.Shown.Has(access.GroupGuest) {
		b = appendText(append(b, `,"guest":`...), k.Guest)
	}
	if k.Shown.Has(access.GroupContact) {
		b = appendText(append(b, `,"email":`...), k.Email)
		b = appendText(append(b, `,"phone":`...), k.Phone)
	}
	if k.Shown.Has(access.GroupSource) {
		b = strconv.AppendInt(append(b, `,"number":`...), k.Number, 10)
		b = appendText(append(b, `,"source":`...), k.Source)
		b = appendText(append(b, `,"reference":`...), k.Reference)
	}
	return b
}

func (s bookingShape) appendMoney(b []byte) []byte {
	k, currency := s.b, string(s.b.Currency)
	if k.Shown.Has(access.GroupOwnerMoney) {
		b = appendSum(append(b, `,"owner":`...), k.Owner, currency)
	}
	if k.Shown.Has(access.GroupAllMoney) {
		b = appendSum(append(b, `,"total":`...), k.Total, currency)
		b = appendSum(append(b, `,"tax":`...), k.Tax, currency)
		b = appendSum(append(b, `,"commission":`...), k.Commission, currency)
		b = appendSum(append(b, `,"paid":`...), k.Paid, currency)
		b = appendSum(append(b, `,"owed":`...), k.Owed().Minor, currency)
	}
	return b
}

func appendNamed(b []byte, i id.ID, name string) []byte {
	b = appendID(append(b, `{"id":`...), i)
	return append(appendText(append(b, `,"name":`...), name), '}')
}

// BookingParts is what belongs to a booking.
type BookingParts struct {
	Charges  []Charge  `json:"charges" doc:"Those the person may see."`
	Payments []Payment `json:"payments" doc:"Those the person may see."`
	Owners   []Part    `json:"owners,omitempty" doc:"The owners' parts, for who sees those of all its owners."`
	Notes    *[]Note   `json:"notes,omitempty" nullable:"false" doc:"Part: notes."`
	Next     *string   `json:"next,omitempty" format:"date" doc:"When the next guests the person may know of arrive at the place."`
	Feed     *id.ID    `json:"feed,omitempty" format:"uuid" doc:"Part: source. The channel's calendar it came by, where the person may know of that."`
	May      MayBook   `json:"may" doc:"What the person may do to it as it is. The operation itself decides."`
}

// Part is one owner's part of a booking.
type Part struct {
	Client        named  `json:"client"`
	BPS           int64  `json:"bps" doc:"Their share of the property."`
	CommissionBPS *int64 `json:"commission_bps,omitempty" doc:"Part: all-money. What the company keeps of it."`
	Amount        Money  `json:"amount"`
}

// MayBook says what one may do to a booking.
type MayBook struct {
	Edit    bool `json:"edit"`
	Move    bool `json:"move"`
	Confirm bool `json:"confirm"`
	Cancel  bool `json:"cancel"`
	Note    bool `json:"note"`
	Charge  bool `json:"charge"`
	Pay     bool `json:"pay"`
	Refund  bool `json:"refund"`
}

func partsOf(s *stays.Stay) *BookingParts {
	all := s.Shown.Has(access.GroupAllMoney)
	p := &BookingParts{Next: dayOf(s.Next), Feed: idOr(s.Feed), Payments: each(s.Payments, paymentShape),
		Charges: each(s.Charges, func(c stays.Charge) Charge { return chargeShape(c, all) }),
		Owners: each(s.Shares, func(o stays.Part) Part {
			out := Part{Client: named{o.Client, o.Name}, BPS: o.ShareBPS, Amount: *sum(o.Minor, o.Currency)}
			if all {
				out.CommissionBPS = &o.CommissionBPS
			}
			return out
		}),
		May: MayBook{s.May.Edit, s.May.Move, s.May.Confirm, s.May.Cancel, s.May.Annotate, s.May.AddCharge, s.May.RecordPayment, s.May.Refund}}
	if s.Shown.Has(access.GroupNotes) {
		notes := each(s.Notes, noteShape)
		p.Notes = &notes
	}
	return p
}

// wholeShape is a booking, with what belongs to it or without.
type wholeShape struct {
	booking bookingShape
	parts   *BookingParts
}

// BookingWhole is what wholeShape writes.
type BookingWhole struct {
	Booking
	Parts *BookingParts `json:"parts,omitempty" doc:"What belongs to it; only if asked for with whole."`
}

// Schema is that of BookingWhole.
func (wholeShape) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[BookingWhole](), true, "")
}

// AppendJSON writes the booking and, where asked for, its parts.
func (s wholeShape) AppendJSON(b []byte) []byte {
	b = s.booking.AppendJSON(b)
	if s.parts == nil {
		return b
	}
	b = append(b[:len(b)-1], `,"parts":`...)
	return append(appendAny(b, s.parts), '}')
}
