package stays

// State says how firm a booking is. Tentative and confirmed bookings hold
// their nights, cancelled ones hold none.
type State string

// The states of a booking.
const (
	Tentative State = "tentative"
	Confirmed State = "confirmed"
	Cancelled State = "cancelled"
)

// Where a booking came from.
const (
	SourceDirect  = "direct"
	SourceAirbnb  = "airbnb"
	SourceBooking = "booking.com"
	SourceVrbo    = "vrbo"
	SourceOwner   = "owner"
	SourceICal    = "ical"
)

// Sources lists them in the order forms offer them.
var Sources = []string{SourceDirect, SourceAirbnb, SourceBooking, SourceVrbo, SourceOwner, SourceICal}

// What a charge is for. A discount is entered as a negative sum.
const (
	Rent     = "rent"
	Cleaning = "cleaning"
	Tax      = "tax"
	Fee      = "fee"
	Discount = "discount"
)

// ChargeKinds lists them in the order forms offer them.
var ChargeKinds = []string{Rent, Cleaning, Tax, Fee, Discount}

// Methods are the ways money comes and goes.
var Methods = []string{"card", "bank", "cash", "cheque", "channel", "other"}

// Directions of a payment.
const (
	In       = "in"
	PaidBack = "refund"
)

// paymentSaid is what the trail notes of a payment.
var paymentSaid = map[string]string{In: "a payment received", PaidBack: "a payment given back"}

// Kinds of block.
const (
	OwnerBlock       = "owner"       // made in the portal: "Owner block-off"
	OfficeBlock      = "office"      // made by the office
	MaintenanceBlock = "maintenance" // made by the office, for work on the place
	FeedBlock        = "feed"        // read from a channel's calendar
)

// OwnerBlockLabel is what a block made in the portal is called everywhere.
const OwnerBlockLabel = "Owner block-off"

// The states of a block.
const (
	BlockActive    = "active"
	BlockCancelled = "cancelled"
)

// QuoteState says how far a quote has come.
type QuoteState string

// The states of a quote. A sent quote past its day is shown as expired.
const (
	QuoteDraft    QuoteState = "draft"
	QuoteSent     QuoteState = "sent"
	QuoteAccepted QuoteState = "accepted"
	QuoteDeclined QuoteState = "declined"
	QuoteExpired  QuoteState = "expired"
)

// The states of a channel's calendar that we read.
const (
	FeedActive  = "active"
	FeedPaused  = "paused"
	FeedFailing = "failing"
)

// Channels lists what a calendar may come from, in the order forms offer them.
// They are the sources of the bookings made from it.
var Channels = []string{SourceAirbnb, SourceBooking, SourceVrbo, SourceICal}
