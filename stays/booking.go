package stays

import (
	"strconv"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
)

// Booking is a stay of a guest, as its reader may see it: fields of groups that
// are not in Shown are empty.
type Booking struct {
	// dates: whoever sees the booking at all
	ID, Business, Property, Unit id.ID
	PropertyName, UnitName       string
	Nights                       calendar.Nights
	State                        State
	Adults, Children             int64
	CreatedAt, CancelledAt       time.Time
	Version                      int64

	Guest                        string // guest
	Email, Phone                 string // contact
	Number                       int64  // source: they are counted, so they tell how many bookings the company has
	Source, Reference            string // source
	Currency                     cash.Currency
	Owner                        int64 // owner-money: the owners' part, or that of the reader's own owners
	Total, Tax, Paid, Commission int64 // all-money

	Shown access.Groups

	account, person, feed id.ID
	feedUID               string
}

// Owed is what the guest still has to pay; all-money.
func (b *Booking) Owed() cash.Amount {
	return cash.Amount{Minor: b.Total - b.Paid, Currency: b.Currency}
}

// codeLetters are those of a code: no letter that could be read as a digit.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is a short name for b that everyone who sees it has. Other than the
// number it tells nothing about other bookings.
func (b *Booking) Code() string {
	var code [6]byte
	for i := range code {
		code[i] = codeLetters[b.ID[len(b.ID)-1-i]%32]
	}
	code[0] = codeLetters[10+b.ID[len(b.ID)-1]%22] // a letter: who looks for a number finds no code
	return string(code[:])
}

// Called is what b is called where its guest's name does not show: by the number
// for the office, else by the code.
func (b *Booking) Called() string {
	if b.Number == 0 {
		return "Booking " + b.Code()
	}
	return "Booking " + strconv.FormatInt(b.Number, 10)
}

// Party is how many people come.
func (b *Booking) Party() int64 { return b.Adults + b.Children }

// Hidden names the groups of b that its reader may not see.
func (b *Booking) Hidden() []string { return hidden(access.Booking, b.Shown) }

// Shows reports whether the reader may see a group of b.
func (b *Booking) Shows(g access.Group) bool { return b.Shown.Has(g) }

// record is b as the policy sees it.
func (b *Booking) record() *access.Record {
	return &access.Record{Thing: access.Booking, ID: b.ID, Account: b.account, Business: b.Business, Property: b.Property,
		Person: b.person, Day: b.Nights.Arrive, State: b.State.word()}
}

func (s State) word() access.State {
	switch s {
	case Tentative:
		return access.StateTentative
	case Confirmed:
		return access.StateConfirmed
	}
	return access.StateCancelled
}

const bookingColumns = "b.account_id, b.id, b.business_id, b.property_id, b.unit_id, b.number, b.arrive, b.depart, b.state, " +
	"b.source, b.reference, b.guest_name, b.guest_email, b.guest_phone, b.adults, b.children, b.currency, " +
	"b.total_minor, b.tax_minor, b.paid_minor, b.commission_minor, b.owner_minor, b.feed_id, b.feed_uid, b.person_id, " +
	"b.version, b.created_at, b.cancelled_at"

func scanBooking(r db.Row) (*Booking, error) {
	b := &Booking{}
	var state, currency string
	err := r.Scan(&b.account, &b.ID, &b.Business, &b.Property, &b.Unit, &b.Number, &b.Nights.Arrive, &b.Nights.Depart, &state,
		&b.Source, &b.Reference, &b.Guest, &b.Email, &b.Phone, &b.Adults, &b.Children, &currency,
		&b.Total, &b.Tax, &b.Paid, &b.Commission, &b.Owner, &b.feed, &b.feedUID, &b.person,
		&b.Version, db.ScanMoment(&b.CreatedAt), db.ScanMoment(&b.CancelledAt))
	b.State, b.Currency = State(state), cash.Currency(currency)
	return b, err
}

// maskBooking empties what who may not see of b. The owners' money is left to
// eyes, which knows whose it is.
func maskBooking(who *access.Viewer, b *Booking) {
	b.Shown = who.Mask(b.record())
	if !b.Shown.Has(access.GroupGuest) {
		b.Guest = ""
	}
	if !b.Shown.Has(access.GroupContact) {
		b.Email, b.Phone = "", ""
	}
	if !b.Shown.Has(access.GroupSource) {
		b.Number, b.Source, b.Reference, b.feed, b.feedUID = 0, "", "", id.ID{}, ""
	}
	if !b.Shown.Has(access.GroupAllMoney) {
		b.Total, b.Tax, b.Paid, b.Commission = 0, 0, 0, 0
	}
	if !b.Shown.Has(access.GroupOwnerMoney) {
		b.Owner = 0
	}
	if !b.Shown.Has(access.GroupOwnerMoney) && !b.Shown.Has(access.GroupAllMoney) {
		b.Currency = ""
	}
}
