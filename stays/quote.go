package stays

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
)

// Quote is an offer of a stay, as its reader may see it. Accepted, it becomes a
// booking with its lines as charges.
type Quote struct {
	// header: whoever sees the quote at all
	ID, Business, Property, Unit id.ID
	PropertyName, UnitName       string
	Number                       int64
	Nights                       calendar.Nights
	State                        QuoteState
	Adults, Children             int64
	ValidUntil                   calendar.Date // the last day it can be accepted; zero: no end
	Booking                      id.ID         // what it became
	SentAt, DecidedAt, CreatedAt time.Time
	Version                      int64

	Guest, Email, Phone string      // guest
	AcceptedName        string      // guest: as typed when accepting
	cash.Amount                     // amount: the total
	Lines               []QuoteLine // amount; only on a single quote
	Message             string      // notes: the office's words to the guest

	May   QuoteMay
	Shown access.Groups

	account, person, client id.ID
}

// QuoteLine is one line of a quote: a charge to be.
type QuoteLine struct {
	Kind, Description string
	cash.Amount
	ToOwner bool
}

// QuoteMay says what the reader may do to a quote as it is: for buttons.
type QuoteMay struct{ Edit, Send, Accept, Decline, Copy bool }

// Hidden names the groups of q that its reader may not see.
func (q *Quote) Hidden() []string { return hidden(access.Quote, q.Shown) }

func (q *Quote) record() *access.Record {
	r := &access.Record{Thing: access.Quote, ID: q.ID, Account: q.account, Business: q.Business, Client: q.client, Property: q.Property,
		Person: q.person, Day: calendar.DateOf(q.CreatedAt)}
	r.State, _ = access.ParseState(string(q.State))
	return r
}

const quoteColumns = "b.account_id, b.id, b.business_id, b.property_id, b.unit_id, b.client_id, b.number, b.arrive, b.depart, b.state, " +
	"b.guest_name, b.guest_email, b.guest_phone, b.adults, b.children, b.currency, b.total_minor, b.valid_until, b.message, " +
	"b.booking_id, b.accepted_name, b.sent_at, b.decided_at, b.person_id, b.version, b.created_at"

func scanQuote(r db.Row) (*Quote, error) {
	q := &Quote{}
	var state, currency string
	err := r.Scan(&q.account, &q.ID, &q.Business, &q.Property, &q.Unit, &q.client, &q.Number, &q.Nights.Arrive, &q.Nights.Depart, &state,
		&q.Guest, &q.Email, &q.Phone, &q.Adults, &q.Children, &currency, &q.Minor, &q.ValidUntil, &q.Message,
		&q.Booking, &q.AcceptedName, db.ScanMoment(&q.SentAt), db.ScanMoment(&q.DecidedAt), &q.person, &q.Version, db.ScanMoment(&q.CreatedAt))
	q.State, q.Currency = QuoteState(state), cash.Currency(currency)
	return q, err
}

// expire shows a sent quote past its last day for what it is.
func (q *Quote) expire(today calendar.Date) {
	if q.State == QuoteSent && !q.ValidUntil.IsZero() && today > q.ValidUntil {
		q.State = QuoteExpired
	}
}

// mask empties what who may not see of q.
func (q *Quote) mask(who *access.Viewer, today calendar.Date) {
	r := q.record()
	q.Shown = who.Mask(r)
	q.May = q.may(who, r)
	q.expire(today)
	if !q.Shown.Has(access.GroupGuest) {
		q.Guest, q.Email, q.Phone, q.AcceptedName = "", "", "", ""
	}
	if !q.Shown.Has(access.GroupAmount) {
		q.Amount, q.Lines = cash.Amount{}, nil
	}
	if !q.Shown.Has(access.GroupNotes) {
		q.Message = ""
	}
}

func (q *Quote) may(who *access.Viewer, r *access.Record) QuoteMay {
	open := q.State == QuoteDraft || q.State == QuoteSent
	edit := who.Can(access.Edit, r) == access.Allowed
	return QuoteMay{
		Edit: edit && q.State == QuoteDraft, Decline: edit && q.State == QuoteSent,
		Send:   open && who.Can(access.Send, r) == access.Allowed,
		Accept: open && who.Can(access.Accept, r) == access.Allowed,
		Copy:   who.Can(access.Add, r) == access.Allowed,
	}
}

// Quote gives one quote with its lines; Missing if there is none that who may
// know of.
func (s *Store) Quote(ctx context.Context, who *access.Viewer, quote id.ID) (*Quote, error) {
	var q *Quote
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if q, err = wholeQuote(ctx, tx, who.Account(), quote); err != nil || who.Can(access.Read, q.record()) != access.Allowed {
			return missing(err, "stays.Quote")
		}
		q.mask(who, s.today(who))
		return nil
	})
	if err != nil {
		return nil, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Quote, ID: quote}, err)
	}
	return q, nil
}

// wholeQuote reads a quote and its lines whoever asks. It must not leave this
// package unmasked.
func wholeQuote(ctx context.Context, tx *db.Tx, account, quote id.ID) (*Quote, error) {
	sys := access.System("a command on one quote").In(account)
	q, err := single(ctx, tx, account, db.Select(quoteColumns, "quote b").Everything(sys).And("b.id = ?", quote), scanQuote)
	if err != nil {
		return nil, err
	}
	lines := db.Select("l.kind, l.description, l.amount_minor, l.to_owner", "quote_line l").Everything(sys).And("l.quote_id = ?", quote).Order("l.line")
	q.Lines, err = db.All(ctx, tx, lines, func(r db.Row) (QuoteLine, error) {
		l := QuoteLine{Amount: cash.Amount{Currency: q.Currency}}
		var toOwner int64
		err := r.Scan(&l.Kind, &l.Description, &l.Minor, &toOwner)
		l.ToOwner = toOwner == 1
		return l, err
	})
	return q, err
}
