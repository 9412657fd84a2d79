package main

import (
	"fmt"
	"os"
	"path/filepath"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/imports"
	"keyhouse/intake"
	"keyhouse/server"
)

type importCommand struct {
	Airbnb     importAirbnb     `cmd:"" help:"Hosts, listings and calendars of Inside Airbnb (insideairbnb.com)."`
	Owners     importOwners     `cmd:"" help:"Owners, from a CSV file."`
	Properties importProperties `cmd:"" help:"Properties and whose they are, from a CSV file."`
	Bookings   importBookings   `cmd:"" help:"Bookings, from a CSV file."`
}

// into is where an import goes and what is left behind of it.
type into struct {
	store
	Account string `help:"Short name of the account." required:"" placeholder:"SLUG"`
	Report  string `help:"Write what was left out, and why, to this CSV file." placeholder:"FILE"`
}

type importAirbnb struct {
	into
	Listings string `help:"listings.csv or listings.csv.gz." required:"" type:"existingfile"`
	Calendar string `help:"calendar.csv or calendar.csv.gz." required:"" type:"existingfile"`
}

// Run imports both files, all or nothing.
func (c *importAirbnb) Run(o *outside) error {
	return c.run(o, imports.Airbnb, intake.Mapping{}, c.Listings, c.Calendar)
}

// table is a CSV whose columns are told by their headings.
type table struct {
	into
	File     string `arg:"" help:"The file." type:"existingfile"`
	Days     string `help:"How days such as 04/03/2026 are meant. Default: as the file tells." enum:",day/month/year,month/day/year" default:""`
	Currency string `help:"Currency of the sums. Default: the account's." placeholder:"EUR"`
}

func (c *table) read(o *outside, kind string) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	t, err := intake.Open(f)
	if err != nil {
		return err
	}
	m := intake.Guess(t.Header, imports.Fields(kind))
	m.Days, m.Currency = intake.DayForm(c.Days), cash.Currency(c.Currency)
	return c.run(o, kind, m, c.File)
}

type importOwners struct{ table }

// Run imports owners.
func (c *importOwners) Run(o *outside) error { return c.read(o, imports.Owners) }

type importProperties struct{ table }

// Run imports properties.
func (c *importProperties) Run(o *outside) error { return c.read(o, imports.Properties) }

type importBookings struct{ table }

// Run imports bookings.
func (c *importBookings) Run(o *outside) error { return c.read(o, imports.Bookings) }

func (c *into) run(o *outside, kind string, m intake.Mapping, paths ...string) error {
	order := imports.Order{Kind: kind, Mapping: m}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		order.Files = append(order.Files, imports.Upload{Name: filepath.Base(path), In: f})
	}
	return within(o, c.store, func(h *server.House) error {
		a, err := accountOf(o, h, c.Account)
		if err != nil {
			return err
		}
		who := access.System("an import from the command line").In(a.ID)
		r, err := h.Imports.Now(o.ctx, who, order)
		if err != nil {
			return err
		}
		c.tell(o, r)
		return c.report(o, h, who, r)
	})
}

// tell says what came of it.
func (c *into) tell(o *outside, r *imports.Run) {
	if r.New() == 0 {
		fmt.Fprintln(o.out, "Nothing was new; nothing has changed.")
	} else {
		fmt.Fprintf(o.out, "New: %d owners, %d properties, %d bookings, %d blocks.\n", r.Owners, r.Properties, r.Bookings, r.Blocks)
	}
	if r.Priced > 0 {
		fmt.Fprintf(o.out, "%d bookings had a price, which was entered as rent; from Airbnb that is what the listing asks, not what a guest paid.\n", r.Priced)
	}
	fmt.Fprintf(o.out, "Unchanged: %d. Left out: %d.\n", r.Unchanged, r.Skipped)
}

// report writes what was left out to a file.
func (c *into) report(o *outside, h *server.House, who *access.Viewer, r *imports.Run) error {
	if c.Report == "" {
		return nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return err
	}
	if err := h.Imports.WriteSkips(o.ctx, who, r.ID, f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
