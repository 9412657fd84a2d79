package imports

import (
	"keyhouse/intake"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// batch is what files hold, before anything is looked up.
type batch struct {
	owners     []owner
	properties []property
	stays      []stay
	skips      []intake.Skip
	skipped    int64
}

// at is where something stands in a file.
type at struct {
	file string
	line int
}

type owner struct {
	at
	form portfolio.ClientForm
}

type property struct {
	at
	form   portfolio.PropertyForm
	owners []ownerPart
}

// ownerPart is an owner by what a file calls them, with their part.
type ownerPart struct {
	name string
	bps  int64
}

// stay is a booking or block at a property by what a file calls it.
type stay struct {
	at
	property string
	block    bool
	form     stays.BookingForm
	note     string
	exact    bool // a booking over the same nights is this one, whoever the guest
}

// maxSkips bounds how many of the rows left out are named; all are counted.
const maxSkips = 20_000

func (b *batch) skip(k intake.Skip) {
	if b.skipped++; len(b.skips) < maxSkips {
		b.skips = append(b.skips, k)
	}
}

// leave skips a whole row.
func (b *batch) leave(a at, column, value, reason string) {
	b.skip(intake.Skip{File: a.file, Line: a.line, Column: column, Value: value, Reason: reason})
}

func (b *batch) size() int64 { return int64(len(b.owners) + len(b.properties) + len(b.stays)) }
