package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/web/static"
)

// routes is the map: every address a browser can ask for, and the one function
// that answers it. open needs nobody signed in; in needs somebody; at needs
// somebody who has chosen an account.
func (s *screens) routes() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET "+static.Prefix, static.Handler())

	// Signing in and out
	m.Handle("GET /sign-in", s.open(s.signIn))
	m.Handle("POST /sign-in", s.open(s.doSignIn))
	m.Handle("GET /a/{slug}", s.open(s.signIn))
	m.Handle("POST /sign-out", s.open(s.signOut))
	m.Handle("GET /signed-out", s.open(s.showSignedOut))
	m.Handle("GET /forgot", s.open(s.forgot))
	m.Handle("POST /forgot", s.open(s.doForgot))
	m.Handle("GET /link/{token}", s.open(s.link))
	m.Handle("POST /link/{token}", s.open(s.spendLink))
	m.Handle("POST /theme", http.HandlerFunc(setTheme))

	// Whose account one is in
	m.Handle("GET /accounts", s.in(s.accounts))
	m.Handle("POST /switch", s.in(s.switchAccount))
	m.Handle("POST /acting/stop", s.in(s.stopActing))
	m.Handle("GET /live", s.open(s.live))
	m.Handle("GET /me", s.in(s.me))
	m.Handle("POST /me/password", s.in(s.changePassword))

	// Today, search
	m.Handle("GET /{$}", s.at(s.today))
	m.Handle("GET /search", s.at(s.search))
	m.Handle("GET /jump", s.at(s.jump))

	// Calendar, bookings, blocks, quotes
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
	m.Handle("POST /quotes/{quote}/send", s.at(s.onQuote(s.Stays.SendQuote, "The quote is on its way.")))
	m.Handle("GET /quotes/{quote}/accept", s.at(s.askAccept))
	m.Handle("POST /quotes/{quote}/accept", s.at(s.onQuote(s.Stays.AcceptQuote, "The quote is accepted: this is its booking.")))
	m.Handle("GET /quotes/{quote}/decline", s.at(s.askDecline))
	m.Handle("POST /quotes/{quote}/decline", s.at(s.onQuote(s.Stays.DeclineQuote, "The quote is marked as declined.")))
	m.Handle("POST /quotes/{quote}/copy", s.at(s.copyQuote))
	m.Handle("GET /q/{token}", s.open(s.offer))
	m.Handle("POST /q/{token}/accept", s.open(s.acceptOffer))
	m.Handle("POST /q/{token}/decline", s.open(s.declineOffer))

	// Owners
	m.Handle("GET /owners", s.at(s.only(access.Read, access.Client, s.owners)))
	m.Handle("GET /owners.csv", s.at(s.only(access.Read, access.Client, s.exportOwners("csv"))))
	m.Handle("GET /owners.xlsx", s.at(s.only(access.Read, access.Client, s.exportOwners("xlsx"))))
	m.Handle("GET /owners/new", s.at(s.only(access.Add, access.Client, s.newOwner)))
	m.Handle("POST /owners/new", s.at(s.only(access.Add, access.Client, s.createOwner)))
	m.Handle("GET /owners/{owner}", s.at(s.owner))
	m.Handle("GET /owners/{owner}/edit", s.at(s.only(access.Edit, access.Client, s.editOwner)))
	m.Handle("POST /owners/{owner}/edit", s.at(s.only(access.Edit, access.Client, s.saveOwner)))
	m.Handle("POST /owners/{owner}/notes", s.at(s.noteOwner))
	m.Handle("GET /owners/{owner}/archive", s.at(s.only(access.Delete, access.Client, s.askArchiveOwner)))
	m.Handle("POST /owners/{owner}/archive", s.at(s.archiveOwner(true)))
	m.Handle("POST /owners/{owner}/restore", s.at(s.archiveOwner(false)))

	// Properties
	m.Handle("GET /properties", s.at(s.only(access.Read, access.Property, s.properties)))
	m.Handle("GET /properties.csv", s.at(s.only(access.Read, access.Property, s.exportProperties("csv"))))
	m.Handle("GET /properties.xlsx", s.at(s.only(access.Read, access.Property, s.exportProperties("xlsx"))))
	m.Handle("GET /properties/new", s.at(s.only(access.Add, access.Property, s.newProperty)))
	m.Handle("POST /properties/new", s.at(s.only(access.Add, access.Property, s.createProperty)))
	m.Handle("GET /properties/{property}", s.at(s.property))
	m.Handle("GET /properties/{property}/edit", s.at(s.only(access.Edit, access.Property, s.editProperty)))
	m.Handle("POST /properties/{property}/edit", s.at(s.only(access.Edit, access.Property, s.saveProperty)))
	m.Handle("GET /properties/{property}/owners", s.at(s.only(access.Edit, access.Property, s.shares)))
	m.Handle("POST /properties/{property}/owners", s.at(s.only(access.Edit, access.Property, s.saveShares)))
	m.Handle("GET /properties/{property}/units/new", s.at(s.only(access.Add, access.Unit, s.unit)))
	m.Handle("POST /properties/{property}/units/new", s.at(s.only(access.Add, access.Unit, s.saveUnit)))
	m.Handle("GET /properties/{property}/units/{unit}/edit", s.at(s.only(access.Edit, access.Unit, s.unit)))
	m.Handle("POST /properties/{property}/units/{unit}/edit", s.at(s.only(access.Edit, access.Unit, s.saveUnit)))
	m.Handle("POST /properties/{property}/units/{unit}/archive", s.at(s.archiveUnit(true)))
	m.Handle("POST /properties/{property}/units/{unit}/restore", s.at(s.archiveUnit(false)))
	m.Handle("POST /properties/{property}/notes", s.at(s.noteProperty))
	m.Handle("POST /properties/{property}/subscribers", s.at(s.subscribe))
	m.Handle("POST /properties/{property}/subscribers/{subscriber}/delete", s.at(s.unsubscribe))
	m.Handle("GET /properties/{property}/archive", s.at(s.only(access.Delete, access.Property, s.askArchiveProperty)))
	m.Handle("POST /properties/{property}/archive", s.at(s.archiveProperty(true)))
	m.Handle("POST /properties/{property}/restore", s.at(s.archiveProperty(false)))

	// Statements, payouts
	m.Handle("GET /statements", s.at(s.only(access.Read, access.Statement, s.statements)))
	m.Handle("GET /statements/new", s.at(s.only(access.Add, access.Statement, s.newStatement)))
	m.Handle("POST /statements/new", s.at(s.only(access.Add, access.Statement, s.issueStatement)))
	m.Handle("GET /statements/{statement}", s.at(s.statement))
	m.Handle("GET /statements/{statement}/pdf", s.at(s.only(access.Print, access.Statement, s.statementPDF)))
	m.Handle("GET /statements/{statement}/mail", s.at(s.only(access.Send, access.Statement, s.askMailStatement)))
	m.Handle("POST /statements/{statement}/mail", s.at(s.mailStatement))
	m.Handle("GET /payouts/new", s.at(s.only(access.Add, access.Payout, s.newPayout)))
	m.Handle("POST /payouts/new", s.at(s.only(access.Add, access.Payout, s.recordPayout)))
	m.Handle("GET /payouts/{payout}/cancel", s.at(s.only(access.Delete, access.Payout, s.askCancelPayout)))
	m.Handle("POST /payouts/{payout}/cancel", s.at(s.only(access.Delete, access.Payout, s.cancelPayout)))

	// Imports, calendar feeds

	// Settings: portal access
	m.Handle("GET /settings/access", s.at(s.portalList))
	m.Handle("GET /settings/access/new", s.at(s.newPortalUser))
	m.Handle("POST /settings/access/new", s.at(s.createPortalUser))
	m.Handle("GET /settings/access/{member}", s.at(s.portalPerson))
	m.Handle("POST /settings/access/{member}", s.at(s.onMember(s.renamePortalUser)))
	m.Handle("POST /settings/access/{member}/send-reset", s.at(s.onMember(s.sendReset)))
	m.Handle("GET /settings/access/{member}/deactivate", s.at(s.askDeactivate))
	m.Handle("POST /settings/access/{member}/deactivate", s.at(s.onMember(s.deactivate)))
	m.Handle("POST /settings/access/{member}/reactivate", s.at(s.onMember(s.reactivate)))
	m.Handle("GET /settings/access/{member}/delete", s.at(s.askDeletePortalUser))
	m.Handle("POST /settings/access/{member}/delete", s.at(s.deletePortalUser))
	m.Handle("POST /settings/access/{member}/log-in-as", s.at(s.logInAs))
	m.Handle("GET /settings/access/{member}/admin", s.at(s.askAdmin))
	m.Handle("POST /settings/access/{member}/admin", s.at(s.grantAdmin))
	m.Handle("GET /settings/access/{member}/grants/new", s.at(s.newGrant))
	m.Handle("POST /settings/access/{member}/grants", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}", s.at(s.editGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}/delete", s.at(s.askDeleteGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}/delete", s.at(s.deleteGrant))
	m.Handle("GET /why", s.at(s.why))

	// The demo's post
	m.Handle("GET /outbox", s.inDemo(s.outbox))
	m.Handle("GET /outbox/{mail}", s.inDemo(s.letter))
	m.Handle("GET /outbox/{mail}/files/{n}", s.inDemo(s.attachment))

	m.Handle("/", s.open(s.nowhere))
	return m
}
