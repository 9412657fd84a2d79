package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/stays"
)

// Blocked time has a list of its own: everyone's part of it, in order, a page at
// a time.
func TestBlockedTimeIsListed(t *testing.T) {
	w := newOffice(t)
	block := func(at id.ID, from, to int, kind, label string) {
		_, err := w.Stays.CreateBlock(t.Context(), w.boss, stays.BlockForm{Property: at, Nights: calendar.Nights{Arrive: march(from), Depart: march(to)}, Kind: kind, Label: label})
		w.must(err)
	}
	block(w.quay.ID, 1, 3, stays.MaintenanceBlock, "Boiler")
	block(w.quay.ID, 20, 22, stays.OfficeBlock, "Photographs")
	block(w.loft.ID, 24, 26, stays.OfficeBlock, "Ben paints")
	alma := w.signIn("Alma Admin")
	alma.get("/blocks").is(http.StatusOK).says("Photographs", "Ben paints", "Loft").hides("Boiler")
	alma.get("/blocks?when=all").is(http.StatusOK).says("Boiler", "Photographs")
	alma.get("/blocks?to=2026-03-04").is(http.StatusOK).says("Boiler").hides("Photographs")
	alma.get("/blocks?kind=maintenance").is(http.StatusOK).hides("Photographs", "Boiler").says("No block matches")
	alma.get("/blocks?when=all&limit=1").is(http.StatusOK).says("Boiler", "Next").hides("Photographs")
	alma.get("/blocks?when=all&property=" + w.loft.ID.String()).is(http.StatusOK).says("Ben paints").hides("Photographs")
	alma.get("/blocks?kind=wall").is(http.StatusUnprocessableEntity)
	alma.get("/blocks?cursor=forged").is(http.StatusUnprocessableEntity)

	ana := w.portal("Ana Reader", "client", []id.ID{w.ana.ID}, "calendar")
	ana.get("/blocks").is(http.StatusOK).says("Quay").hides("Loft", "Ben paints", "Photographs") // without “View notes” not what was written
	ana.get("/blocks?property=" + w.loft.ID.String()).is(http.StatusNotFound)
	w.portal("Blind Reader", "client", []id.ID{w.ana.ID}, "guest-name").get("/blocks").is(http.StatusNotFound)

	alma.get("/properties/"+w.quay.ID.String()).is(http.StatusOK).says("Coming up", markName, "Photographs").hides("Boiler")
	ana.get("/properties/"+w.quay.ID.String()).is(http.StatusOK).says("Coming up", "Booking "+w.stay.Code()).hides(markName, "Photographs")
}

// The list of bookings begins today, since that is what people come for; what is
// past is one click away.
func TestBookingsBeginToday(t *testing.T) {
	w := newOffice(t)
	w.booking(stays.BookingForm{Property: w.pier.ID, Nights: calendar.Nights{Arrive: march(1), Depart: march(2)}, Guest: stays.Guest{Name: "Past Guest"}})
	alma := w.signIn("Alma Admin")
	alma.get("/bookings").is(http.StatusOK).says(markName, "Past", "Arriving from 4 March 2026").hides("Past Guest")
	alma.get("/bookings?to=2026-03-04&sort=-arrive").is(http.StatusOK).says("Past Guest").hides(markName)
	alma.get("/bookings?when=all").is(http.StatusOK).says("Past Guest", markName)
	alma.get("/bookings?q=past").is(http.StatusOK).says("Past Guest")
	alma.get("/bookings?from=2026-03-04&q=past").is(http.StatusOK).says("No booking matches", "Look at earlier days too")
	alma.get("/bookings.csv").is(http.StatusOK).says("Past Guest")
}

// A booking goes to another property in the form, where there is room and the
// person may book; elsewhere it cannot be told from a property that is not there.
func TestABookingMovesToAnotherProperty(t *testing.T) {
	w := newOffice(t)
	alma, at := w.signIn("Alma Admin"), "/bookings/"+w.stay.ID.String()
	alma.get(at+"/nights").is(http.StatusOK).says("Move booking", "Quay", "Another property")
	alma.get(at+"/nights/property").is(http.StatusOK).says("Move to another property", "Pier", "Loft")
	alma.get(at+"/nights?property="+w.loft.ID.String()).is(http.StatusOK).says("Loft", "Leave it where it is")
	alma.get(at + "/nights?property=" + id.New().String()).is(http.StatusNotFound)
	move := func(to id.ID, version string) url.Values {
		return url.Values{"version": {version}, "arrive": {"2026-03-10"}, "depart": {"2026-03-14"}, "property": {to.String()}}
	}
	version := between(alma.get(at+"/nights").body, `name="version" value="`, `"`)
	alma.post(at+"/nights", move(w.loft.ID, version)).is(http.StatusConflict).says("Someone is already there", "Loft").hides("Loftus Hidden")
	alma.post(at+"/nights", move(w.pier.ID, version)).is(http.StatusSeeOther)
	alma.get(at).is(http.StatusOK).says("Pier", "10–14 March 2026")
	w.portal("Quay Reader", "property", []id.ID{w.quay.ID}, "calendar").get(at + "/nights/property").is(http.StatusNotFound)
	w.portal("Pier Reader", "property", []id.ID{w.pier.ID}, "calendar").get(at + "/nights/property").is(http.StatusForbidden)
}
