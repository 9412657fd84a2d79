// Package ical reads and writes calendar feeds (RFC 5545) as booking channels
// really send them, and works out what a newly read feed changes. It is pure:
// it fetches nothing and stores nothing.
//
// The lines are found by a reader of our own and only their values are taken
// apart by a library. Real feeds have blank lines, mixed line ends, headers
// repeated half way, no end; a strict parser refuses such a calendar as a whole,
// and one lost calendar is one double booking. Here a bad event costs that event
// and is named, and memory stays bounded for a feed that never ends.
package ical

import (
	"fmt"

	"keyhouse/calendar"
)

// Kind says what an event claims. The zero Kind is Block: an event that does
// not say somebody stays takes the nights and claims no guest.
type Kind uint8

// The kinds.
const (
	Block     Kind = iota // the nights are closed; nobody is said to stay
	Stay                  // somebody has booked
	Tentative             // somebody has asked, nothing is settled
)

// String gives the kind's word.
func (k Kind) String() string { return [...]string{"block", "stay", "tentative"}[k] }

// Channel names where an event comes from.
type Channel string

// The channels that are told apart; all others are ICal.
const (
	ICal    Channel = "ical"
	Airbnb  Channel = "airbnb"
	Booking Channel = "booking.com"
	Vrbo    Channel = "vrbo" // with HomeAway, Abritel and FeWo-direkt
)

// Feed is one calendar.
type Feed struct {
	Name    string
	ProdID  string
	Events  []Event
	Skipped []Skip
	// Cut says that the calendar broke off before its end. What is missing
	// from it may merely not have arrived: Plan cancels nothing on its word.
	Cut bool
}

// Event is one taken span of nights. UID is never empty and unique in its Feed.
// All texts are valid UTF-8, free of control characters and of bounded length.
type Event struct {
	UID         string
	Nights      calendar.Nights
	Kind        Kind
	Channel     Channel
	Summary     string
	Description string
	GuestName   string // if the feed gives one
	Code        string // the channel's reservation code, if given
	URL         string // http or https only
	PhoneTail   string // the last four digits, if given
}

// Skip names something in a feed that could not be used.
type Skip struct {
	Line   int // where the event or line begins, from 1
	UID    string
	Reason string
	// Cancelled says the channel itself calls this event off. Other skipped
	// events are still there, only not understood.
	Cancelled bool
}

// String names what was skipped for a report: the line, and why.
func (s Skip) String() string { return fmt.Sprintf("line %d: %s", s.Line, s.Reason) }
