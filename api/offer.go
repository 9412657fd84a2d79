package api

import (
	"context"
	"net/http"

	"keyhouse/stays"
)

// offers are the operations for a guest who holds a quote's link.
func (d *desk) offers() {
	const tag = "Quotes"
	handle(d, op{id: "get-offer", tag: tag, method: http.MethodGet, path: "/offers/{token}", needs: nobody, summary: "What a quote's link shows", errors: []int{http.StatusConflict},
		about: "For whoever holds the link that a quote was sent with. Looking changes nothing."}, d.getOffer)
	handle(d, op{id: "accept-offer", tag: tag, method: http.MethodPost, path: "/offers/{token}/accept", needs: nobody, summary: "Accept a quote by its link", errors: []int{http.StatusConflict},
		about: "In the name that is sent; it becomes a booking at once. If the nights were taken meanwhile it is a conflict and the quote stays open."}, d.acceptOffer)
	handle(d, op{id: "decline-offer", tag: tag, method: http.MethodPost, path: "/offers/{token}/decline", needs: nobody, summary: "Decline a quote by its link", errors: []int{http.StatusConflict},
		about: "The office sees that the guest does not want it."}, d.declineOffer)
}

// Offer is a quote as its guest sees it.
type Offer struct {
	Company    string      `json:"company" example:"Quay Lettings"`
	Number     int64       `json:"number"`
	Property   string      `json:"property" example:"Harbour View"`
	Unit       string      `json:"unit,omitempty"`
	Arrive     string      `json:"arrive" format:"date"`
	Depart     string      `json:"depart" format:"date"`
	Nights     int         `json:"nights"`
	State      string      `json:"state" enum:"sent,accepted,declined,expired"`
	Guest      string      `json:"guest"`
	Adults     int64       `json:"adults"`
	Children   int64       `json:"children"`
	Total      Money       `json:"total"`
	Lines      []OfferLine `json:"lines"`
	Message    string      `json:"message"`
	ValidUntil *string     `json:"valid_until,omitempty" format:"date"`
	AcceptedBy string      `json:"accepted_by,omitempty"`
}

// OfferLine is one thing the guest would pay for.
type OfferLine struct {
	Kind        string `json:"kind"`
	Description string `json:"description"`
	Amount      Money  `json:"amount"`
}

// offerShape leaves out what goes to the owner: none of the guest's business.
func offerShape(o *stays.Offer) Offer {
	return Offer{Company: o.Company, Number: o.Number, Property: o.PropertyName, Unit: o.UnitName, Arrive: o.Nights.Arrive.String(), Depart: o.Nights.Depart.String(),
		Nights: o.Nights.Count(), State: string(o.State), Guest: o.Guest, Adults: o.Adults, Children: o.Children, Total: amount(o.Amount),
		Lines:   each(o.Lines, func(l stays.QuoteLine) OfferLine { return OfferLine{l.Kind, l.Description, amount(l.Amount)} }),
		Message: o.Message, ValidUntil: dayOf(o.ValidUntil), AcceptedBy: o.AcceptedName}
}

// Link is the secret of a link.
type Link struct {
	Token string `path:"token" doc:"The last part of the link's address."`
}

func (d *desk) getOffer(ctx context.Context, _ *call, in *Link) (Offer, error) {
	return shaped(offerShape)(d.Stays.QuoteByLink(ctx, in.Token))
}

func (d *desk) acceptOffer(ctx context.Context, _ *call, in *struct {
	Link
	Body struct {
		Name string `json:"name" maxLength:"1000" doc:"The name of who accepts, as a signature." example:"Greta Guest"`
	}
}) (Offer, error) {
	return shaped(offerShape)(d.Stays.AcceptByLink(ctx, in.Token, in.Body.Name))
}

func (d *desk) declineOffer(ctx context.Context, _ *call, in *Link) (Offer, error) {
	return shaped(offerShape)(d.Stays.DeclineByLink(ctx, in.Token))
}
