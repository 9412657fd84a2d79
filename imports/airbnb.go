package imports

import (
	"fmt"
	"strings"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/entry"
	"keyhouse/intake"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// longestStay bounds, in nights, what is taken for a booking: hosts close their
// listings for seasons, guests seldom stay longer than this.
const longestStay = 30

// readAirbnb reads listings and calendar to their ends.
func readAirbnb(listings, days source, currency cash.Currency, zone string, read func(int64)) (*batch, error) {
	b := &batch{}
	hosts, known := map[string]bool{}, map[string]bool{}
	file := func(f source) intake.File {
		return intake.File{Name: f.name, In: counted{f.in, read}, Limit: f.limit(), Currency: currency, Skip: b.skip}
	}
	err := intake.Listings(file(listings), func(l intake.Listing) error {
		if !hosts[l.HostID] {
			hosts[l.HostID] = true
			b.owners = append(b.owners, owner{at{listings.name, l.Line}, portfolio.ClientForm{Kind: portfolio.Owner, Name: l.HostName, Reference: l.HostID}})
		}
		known[l.ID] = true
		b.properties = append(b.properties, property{at{listings.name, l.Line}, propertyOf(l, currency, zone), []ownerPart{{l.HostID, wholeBPS}}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = intake.Calendar(file(days), func(listing string) bool { return known[listing] }, func(r intake.Run) error {
		b.stays = append(b.stays, stayOf(days.name, r))
		return nil
	})
	return b, err
}

const wholeBPS = 10_000

// propertyOf makes a property of a listing. The file has no address but the
// neighbourhood, which stands where the city would.
func propertyOf(l intake.Listing, currency cash.Currency, zone string) portfolio.PropertyForm {
	form := portfolio.PropertyForm{Name: l.Name, Kind: kindOf(l), City: clip(l.Neighbourhood, 100), Zone: zone, Currency: string(currency),
		Sleeps: int64(min(l.Accommodates, 1000)), Description: clip(l.Description, entry.MaxProse), Reference: l.ID}
	if l.Located {
		form.Latitude, form.Longitude = &l.Latitude, &l.Longitude
	}
	if l.Price.Currency != "" {
		form.NightlyMinor = &l.Price.Minor
	}
	return form
}

func kindOf(l intake.Listing) string {
	kind := strings.ToLower(l.PropertyType)
	switch {
	case strings.Contains(strings.ToLower(l.RoomType), "room"):
		return "room"
	case strings.Contains(kind, "home"), strings.Contains(kind, "house"), strings.Contains(kind, "villa"), strings.Contains(kind, "cottage"),
		strings.Contains(kind, "bungalow"), strings.Contains(kind, "cabin"):
		return "house"
	}
	return "apartment"
}

// clip cuts a text to most characters.
func clip(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return strings.TrimSpace(string(runes[:most]))
	}
	return s
}

// stayOf makes a booking or a block of a run of nights; see the package.
func stayOf(file string, r intake.Run) stay {
	form := stays.BookingForm{Nights: r.Nights, Source: stays.SourceAirbnb}
	n := r.Nights.Count()
	priced := r.Total.Currency != "" && r.Total.Minor > 0 && r.Total.Minor <= cash.MaxMinor
	if priced && n <= longestStay {
		form.Currency = string(r.Total.Currency)
		form.Charges = []stays.ChargeForm{{Kind: stays.Rent, Description: "Asking price, " + nights(n), Amount: r.Total.Plain()}}
	}
	return stay{at: at{file: file}, property: r.ListingID, block: form.Charges == nil, form: form, exact: true}
}

func nights(n int) string {
	if n == 1 {
		return "1 night"
	}
	return fmt.Sprintf("%d nights", n)
}

// spell gives nights as reports say them.
func spell(n calendar.Nights) string { return n.Arrive.String() + " to " + n.Depart.String() }
