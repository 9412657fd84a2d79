package stays

import (
	"slices"
	"strings"

	"keyhouse/db"
	"keyhouse/ical"
	"keyhouse/portfolio"
)

// held is what an earlier reading left: a booking or a block.
type held struct {
	booking *Booking
	block   *Block
}

func (h held) known() ical.Known {
	if h.block != nil {
		return ical.Known{UID: h.block.feedUID, Nights: h.block.Nights, Kind: ical.Block}
	}
	b := h.booking
	k := ical.Known{UID: b.feedUID, Nights: b.Nights, Kind: ical.Stay}
	if b.State == Tentative {
		k.Kind = ical.Tentative
	}
	// What a feed itself cancels loses its UID, so this was somebody here.
	k.Cancelled = b.State == Cancelled
	k.ByHand = k.Cancelled
	return k
}

// nights gives what the record takes.
func (h held) nights() *portfolio.Taking {
	t := portfolio.Taking{}
	switch {
	case h.block != nil:
		t = nightsOfBlock(h.block)
	case h.booking.State == Cancelled:
		return nil
	default:
		t = nightsOf(h.booking)
	}
	return &t
}

// know reads what earlier readings left.
func (r *reading) know() ([]ical.Known, error) {
	q := db.Select(bookingColumns, "booking b").Everything(r.sys).And("b.feed_id = ? AND b.feed_uid <> ''", r.feed.ID).Order("b.id")
	bookings, err := db.All(r.ctx, r.tx, q, scanBooking)
	if err != nil {
		return nil, err
	}
	q = db.Select(blockColumns, "block b").Everything(r.sys).And("b.feed_id = ? AND b.feed_uid <> '' AND b.state = ?", r.feed.ID, BlockActive).Order("b.id")
	blocks, err := db.All(r.ctx, r.tx, q, scanBlock)
	if err != nil {
		return nil, err
	}
	r.held = map[string]held{}
	for _, b := range bookings {
		if was, there := r.held[b.feedUID]; !there || was.booking.State == Cancelled {
			r.held[b.feedUID] = held{booking: b}
		}
	}
	for _, b := range blocks {
		r.held[b.feedUID] = held{block: b}
	}
	var known []ical.Known
	for _, h := range r.held {
		known = append(known, h.known())
	}
	slices.SortFunc(known, func(a, b ical.Known) int { return strings.Compare(a.UID, b.UID) })
	return known, nil
}
