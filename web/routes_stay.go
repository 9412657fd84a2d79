package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/stays"
)

// todayRoutes lead to today and search.
func (s *screens) todayRoutes(m *http.ServeMux) {
	m.Handle("GET /{$}", s.at(s.today))
	m.Handle("GET /search", s.at(s.search))
	m.Handle("GET /jump", s.at(s.jump))
}

// stayRoutes lead to the calendar, bookings, blocks and quotes.
func (s *screens) stayRoutes(m *http.ServeMux) {
	m.Handle("GET /calendar", s.at(s.timeline))
	m.Handle("GET /calendar/{property}", s.at(s.month))
	m.Handle("GET /bookings", s.at(s.only(access.Read, access.Booking, s.bookings)))
	m.Handle("GET /bookings.csv", s.at(s.only(access.Read, access.Booking, s.bookingsSheet("csv"))))
	m.Handle("GET /bookings.xlsx", s.at(s.only(access.Read, access.Booking, s.bookingsSheet("xlsx"))))
	m.Handle("GET /bookings/property", s.at(s.only(access.Read, access.Booking, s.bookingsPlace)))
	m.Handle("GET /bookings/new", s.at(s.only(access.Add, access.Booking, s.newBooking)))
	m.Handle("POST /bookings/new", s.at(s.only(access.Add, access.Booking, s.createBooking)))
	m.Handle("GET /bookings/{booking}", s.at(s.booking))
	m.Handle("GET /bookings/{booking}/edit", s.at(s.editBooking))
	m.Handle("POST /bookings/{booking}/edit", s.at(s.saveBooking))
	m.Handle("GET /bookings/{booking}/nights", s.at(s.moveBooking))
	m.Handle("POST /bookings/{booking}/nights", s.at(s.saveNights))
	m.Handle("GET /bookings/{booking}/nights/property", s.at(s.movePlace))
	m.Handle("POST /bookings/{booking}/confirm", s.at(s.onBooking(s.confirmBooking)))
	m.Handle("GET /bookings/{booking}/cancel", s.at(s.askCancel))
	m.Handle("POST /bookings/{booking}/cancel", s.at(s.cancelBooking))
	m.Handle("POST /bookings/{booking}/notes", s.at(s.addBookingNote))
	m.Handle("GET /bookings/{booking}/charges/new", s.at(s.newCharge))
	m.Handle("POST /bookings/{booking}/charges", s.at(s.addCharge))
	m.Handle("GET /bookings/{booking}/charges/{charge}/remove", s.at(s.askRemoveCharge))
	m.Handle("POST /bookings/{booking}/charges/{charge}/remove", s.at(s.onBooking(s.removeCharge)))
	m.Handle("GET /bookings/{booking}/payments/new", s.at(s.newPayment))
	m.Handle("POST /bookings/{booking}/payments", s.at(s.recordPayment))
	m.Handle("POST /bookings/{booking}/payments/{payment}/clear", s.at(s.onBooking(s.clearPayment)))
	m.Handle("GET /bookings/{booking}/refunds/new", s.at(s.newRefund))
	m.Handle("POST /bookings/{booking}/refunds", s.at(s.refund))
	m.Handle("GET /blocks", s.at(s.only(access.Read, access.Block, s.blocks)))
	m.Handle("GET /blocks/property", s.at(s.only(access.Read, access.Block, s.blocksPlace)))
	m.Handle("GET /blocks/new", s.at(s.only(access.Add, access.Block, s.newBlock)))
	m.Handle("POST /blocks/new", s.at(s.only(access.Add, access.Block, s.createBlock)))
	m.Handle("GET /blocks/{block}", s.at(s.block))
	m.Handle("POST /blocks/{block}", s.at(s.moveBlock))
	m.Handle("GET /blocks/{block}/delete", s.at(s.askDeleteBlock))
	m.Handle("POST /blocks/{block}/delete", s.at(s.deleteBlock))
	m.Handle("POST /blocks/{block}/notes", s.at(s.addBlockNote))
	m.Handle("GET /quotes", s.at(s.only(access.Read, access.Quote, s.quotes)))
	m.Handle("GET /quotes/new", s.at(s.only(access.Add, access.Quote, s.newQuote)))
	m.Handle("POST /quotes/new", s.at(s.only(access.Add, access.Quote, s.createQuote)))
	m.Handle("GET /quotes/{quote}", s.at(s.quote))
	m.Handle("GET /quotes/{quote}/edit", s.at(s.editQuote))
	m.Handle("POST /quotes/{quote}/edit", s.at(s.saveQuoteEdit))
	m.Handle("GET /quotes/{quote}/send", s.at(s.askSend))
	m.Handle("POST /quotes/{quote}/send", s.at(s.onQuote(s.Stays.SendQuote, "sent")))
	m.Handle("GET /quotes/{quote}/accept", s.at(s.askAccept))
	m.Handle("POST /quotes/{quote}/accept", s.at(s.onQuote(s.Stays.AcceptQuote, "accepted")))
	m.Handle("GET /quotes/{quote}/decline", s.at(s.askDecline))
	m.Handle("POST /quotes/{quote}/decline", s.at(s.onQuote(s.Stays.DeclineQuote, "declined")))
	m.Handle("POST /quotes/{quote}/copy", s.at(s.copyQuote))
	m.Handle("GET /q/{token}", s.open(s.offer))
	m.Handle("POST /q/{token}/accept", s.open(s.acceptOffer))
	m.Handle("POST /q/{token}/decline", s.open(s.declineOffer))
}

// feedRoutes lead to calendars read in and given out.
func (s *screens) feedRoutes(m *http.ServeMux) {
	m.Handle("GET /feeds", s.at(s.feeds))
	m.Handle("GET /feeds/new", s.at(s.only(access.Add, access.Channel, s.newFeed)))
	m.Handle("POST /feeds/new", s.at(s.only(access.Add, access.Channel, s.addFeed)))
	m.Handle("POST /feeds/upload", s.at(s.only(access.Add, access.Channel, s.uploadFeed)))
	m.Handle("GET /feeds/{feed}", s.at(s.feed))
	m.Handle("POST /feeds/{feed}/poll", s.at(s.onFeed(s.pollFeed)))
	m.Handle("POST /feeds/{feed}/pause", s.at(s.onFeed(s.pauseFeed)))
	m.Handle("POST /feeds/{feed}/resume", s.at(s.onFeed(s.resumeFeed)))
	m.Handle("GET /feeds/{feed}/delete", s.at(s.askDeleteFeed))
	m.Handle("POST /feeds/{feed}/delete", s.at(s.deleteFeed))
	m.Handle("POST /properties/{property}/address", s.at(s.makeAddress))
	m.Handle("GET /feeds/out/{address}/revoke", s.at(s.askRevokeAddress))
	m.Handle("POST /feeds/out/{address}/revoke", s.at(s.revokeAddress))
	m.Handle("GET "+stays.FeedPath+"{file}", s.open(s.servedFeed))
}
