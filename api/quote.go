package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/stays"
)

// quotes are the operations on offers of a stay.
func (d *desk) quotes() {
	const tag = "Quotes"
	handle(d, op{id: "list-quotes", tag: tag, method: http.MethodGet, path: "/quotes", summary: "List quotes", about: "The quotes the person may read, without their lines.",
		asks: paged(stays.QuoteSorts, text("q", "Words of the guest's name, where it shows, or the number."), uuid("property", "For this property."),
			word("state", "How far it has come.", string(stays.QuoteDraft), string(stays.QuoteSent), string(stays.QuoteAccepted), string(stays.QuoteDeclined), string(stays.QuoteExpired)))}, d.listQuotes)
	handle(d, op{id: "create-quote", tag: tag, method: http.MethodPost, path: "/quotes", status: http.StatusCreated, summary: "Draft a quote", errors: []int{http.StatusNotFound},
		about: "It holds no nights: only its acceptance does."}, d.createQuote)
	handle(d, op{id: "get-quote", tag: tag, method: http.MethodGet, path: "/quotes/{id}", summary: "One quote", about: "With its lines, where sums show."}, d.getQuote)
	handle(d, op{id: "edit-quote", tag: tag, method: http.MethodPut, path: "/quotes/{id}", summary: "Change a draft", errors: []int{http.StatusConflict},
		about: "Replaces the draft by what is sent."}, d.editQuote)
	handle(d, op{id: "send-quote", tag: tag, method: http.MethodPost, path: "/quotes/{id}/send", summary: "Send a quote", errors: []int{http.StatusConflict},
		about: "Mails the guest a link to look at it and accept it. Sending again ends the link sent before."}, d.decide((*stays.Store).SendQuote))
	handle(d, op{id: "accept-quote", tag: tag, method: http.MethodPost, path: "/quotes/{id}/accept", summary: "Accept a quote for the guest", errors: []int{http.StatusConflict},
		about: "It becomes a confirmed booking with its lines as charges. Taken nights are a conflict, and it stays open then."}, d.decide((*stays.Store).AcceptQuote))
	handle(d, op{id: "decline-quote", tag: tag, method: http.MethodPost, path: "/quotes/{id}/decline", summary: "Note that the guest does not want it", errors: []int{http.StatusConflict},
		about: "It stays listed as declined."}, d.decide((*stays.Store).DeclineQuote))
	handle(d, op{id: "copy-quote", tag: tag, method: http.MethodPost, path: "/quotes/{id}/copy", status: http.StatusCreated, summary: "Copy a quote",
		about: "Drafts a new one with the same lines, guest and nights."}, d.copyQuote)
	d.offers()
}

// Quote is an offer of a stay.
type Quote struct {
	ID         id.ID      `json:"id" format:"uuid"`
	Number     int64      `json:"number" doc:"What people call it."`
	Property   named      `json:"property"`
	Unit       *named     `json:"unit,omitempty"`
	Arrive     string     `json:"arrive" format:"date"`
	Depart     string     `json:"depart" format:"date"`
	Nights     int        `json:"nights"`
	State      string     `json:"state" enum:"draft,sent,accepted,declined,expired"`
	Adults     int64      `json:"adults"`
	Children   int64      `json:"children"`
	ValidUntil *string    `json:"valid_until,omitempty" format:"date" doc:"The last day it can be accepted."`
	Booking    *id.ID     `json:"booking,omitempty" format:"uuid" doc:"What it became."`
	Sent       *time.Time `json:"sent,omitempty"`
	Decided    *time.Time `json:"decided,omitempty"`
	Created    time.Time  `json:"created"`
	Version    int64      `json:"version"`

	Guest      *string      `json:"guest,omitempty" doc:"Part: guest."`
	Email      *string      `json:"email,omitempty" doc:"Part: guest."`
	Phone      *string      `json:"phone,omitempty" doc:"Part: guest."`
	AcceptedBy *string      `json:"accepted_by,omitempty" doc:"Part: guest. The name typed when it was accepted."`
	Total      *Money       `json:"total,omitempty" doc:"Part: amount."`
	Lines      *[]QuoteLine `json:"lines,omitempty" nullable:"false" doc:"Part: amount. On a single quote only."`
	Message    *string      `json:"message,omitempty" doc:"Part: notes. The office's words to the guest."`

	May    MayQuote `json:"may" doc:"What the person may do to it as it is."`
	Hidden []string `json:"hidden" doc:"The parts that do not show to this person."`
}

// QuoteLine is a charge to be.
type QuoteLine struct {
	Kind        string `json:"kind"`
	Description string `json:"description"`
	Amount      Money  `json:"amount"`
	ToOwner     bool   `json:"to_owner"`
}

// MayQuote says what one may do to a quote.
type MayQuote struct {
	Edit    bool `json:"edit"`
	Send    bool `json:"send"`
	Accept  bool `json:"accept"`
	Decline bool `json:"decline"`
	Copy    bool `json:"copy"`
}

func quoteShape(q *stays.Quote) Quote {
	s := q.Shown
	out := Quote{ID: q.ID, Number: q.Number, Property: named{q.Property, q.PropertyName}, Unit: unitOf(q.Unit, q.UnitName),
		Arrive: q.Nights.Arrive.String(), Depart: q.Nights.Depart.String(), Nights: q.Nights.Count(), State: string(q.State), Adults: q.Adults, Children: q.Children,
		ValidUntil: dayOf(q.ValidUntil), Sent: moment(q.SentAt), Decided: moment(q.DecidedAt), Created: q.CreatedAt.UTC(), Version: q.Version,
		Guest: shows(s, access.GroupGuest, q.Guest), Email: shows(s, access.GroupGuest, q.Email), Phone: shows(s, access.GroupGuest, q.Phone),
		Message: shows(s, access.GroupNotes, q.Message), May: MayQuote(q.May), Hidden: orNone(q.Hidden())}
	if !q.Booking.IsZero() {
		out.Booking = &q.Booking
	}
	if q.State == stays.QuoteAccepted {
		out.AcceptedBy = shows(s, access.GroupGuest, q.AcceptedName)
	}
	if s.Has(access.GroupAmount) {
		out.Total = sum(q.Minor, q.Currency)
	}
	if q.Lines != nil {
		lines := each(q.Lines, quoteLine)
		out.Lines = &lines
	}
	return out
}

func quoteLine(l stays.QuoteLine) QuoteLine {
	return QuoteLine{Kind: l.Kind, Description: l.Description, Amount: amount(l.Amount), ToOwner: l.ToOwner}
}

func (d *desk) listQuotes(ctx context.Context, c *call, _ *struct{}) (list[Quote], error) {
	f, err := stays.ParseQuoteFilter(c.query)
	if err != nil {
		return list[Quote]{}, inAddress(err)
	}
	p, err := d.Stays.Quotes(ctx, c.viewer(), f)
	return pageOf(p, quoteShape), inAddress(err)
}

func (d *desk) getQuote(ctx context.Context, c *call, in *Which) (Quote, error) {
	return shaped(quoteShape)(d.Stays.Quote(ctx, c.viewer(), in.id()))
}

// NewQuote is a quote as it is to be.
type NewQuote struct {
	Property   string      `json:"property" format:"uuid"`
	Unit       string      `json:"unit,omitempty" format:"uuid"`
	Arrive     string      `json:"arrive" format:"date" example:"2026-03-04"`
	Depart     string      `json:"depart" format:"date" example:"2026-03-09"`
	Guest      string      `json:"guest,omitempty" maxLength:"1000"`
	Email      string      `json:"email,omitempty" maxLength:"1000" doc:"Where it is sent."`
	Phone      string      `json:"phone,omitempty" maxLength:"1000"`
	Adults     int64       `json:"adults,omitempty" minimum:"0" maximum:"500"`
	Children   int64       `json:"children,omitempty" minimum:"0" maximum:"500"`
	Currency   string      `json:"currency,omitempty" maxLength:"3" doc:"The property's unless given."`
	Lines      []NewCharge `json:"lines,omitempty" maxItems:"200" doc:"What becomes the charges."`
	ValidUntil string      `json:"valid_until,omitempty" format:"date" doc:"The last day it can be accepted."`
	Message    string      `json:"message,omitempty" maxLength:"20000"`
}

func (b *NewQuote) form(version int64) (stays.QuoteForm, error) {
	f := form{}
	to := stays.QuoteForm{Version: version, Property: f.id("property", b.Property), Unit: f.id("unit", b.Unit), Nights: f.nights(b.Arrive, b.Depart),
		Guest: stays.Guest{Name: b.Guest, Email: b.Email, Phone: b.Phone, Adults: b.Adults, Children: b.Children}, Currency: b.Currency,
		ValidUntil: f.day("valid_until", b.ValidUntil), Message: b.Message}
	for i, l := range b.Lines {
		to.Lines = append(to.Lines, l.form(&f, fmt.Sprintf("lines.%d.", i)))
	}
	return to, f.Err()
}

func (d *desk) createQuote(ctx context.Context, c *call, in *struct{ Body NewQuote }) (Quote, error) {
	to, err := in.Body.form(0)
	if err != nil {
		return Quote{}, err
	}
	return shaped(quoteShape)(d.Stays.CreateQuote(ctx, c.viewer(), to))
}

func (d *desk) editQuote(ctx context.Context, c *call, in *struct {
	Which
	Body struct {
		Edition
		NewQuote
	}
}) (Quote, error) {
	to, err := in.Body.form(in.Body.Version)
	if err != nil {
		return Quote{}, err
	}
	return shaped(quoteShape)(d.Stays.EditQuote(ctx, c.viewer(), in.id(), to))
}

type edition struct {
	Which
	Body Edition
}

func (d *desk) decide(do func(*stays.Store, context.Context, viewer, id.ID, int64) (*stays.Quote, error)) func(context.Context, *call, *edition) (Quote, error) {
	return func(ctx context.Context, c *call, in *edition) (Quote, error) {
		return shaped(quoteShape)(do(d.Stays, ctx, c.viewer(), in.id(), in.Body.Version))
	}
}

func (d *desk) copyQuote(ctx context.Context, c *call, in *Which) (Quote, error) {
	return shaped(quoteShape)(d.Stays.CopyQuote(ctx, c.viewer(), in.id()))
}
