package demo

import (
	"fmt"

	"keyhouse/access"
	"keyhouse/stays"
)

// feeds has channels' calendars entered and paused: there is nothing at
// addresses that are made up.
func (f *firm) feeds() []event {
	r := dice(f.slug+" feeds", 0)
	channel := func(home, channel, host string) event {
		form := stays.FeedForm{Property: f.properties[home], Channel: channel, Address: fmt.Sprintf("https://%s/ical/%d.ics?s=%s", host, 40_000_000+r.IntN(9_000_000), letters(r, 16))}
		return event{200, f.email, func(who *access.Viewer) error {
			made, err := f.Stays.AddFeed(f.ctx, who, form)
			if err == nil {
				_, err = f.Stays.PauseFeed(f.ctx, who, made.ID, true)
			}
			return err
		}}
	}
	return []event{
		channel("Villa Duinroos", stays.SourceAirbnb, "calendars.airbnb.example"),
		channel("Villa Duinroos", stays.SourceBooking, "ical.booking.example"),
		channel("Huis Meeuwenzang", stays.SourceAirbnb, "calendars.airbnb.example"),
		channel("Loft Kattendijk", stays.SourceVrbo, "calendars.vrbo.example"),
		channel("Appartement Graslei", stays.SourceBooking, "ical.booking.example"),
	}
}
