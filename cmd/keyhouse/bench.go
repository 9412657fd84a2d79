package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"keyhouse/bench"
)

// benchCommand measures Keyhouse against what is written by hand.
type benchCommand struct {
	JSON     bool     `name:"json" help:"One JSON object a line."`
	Only     []string `help:"Only these parts: decisions, lists, points, counts, flat, session, http, import, revocation, start." placeholder:"PART"`
	Rows     int      `help:"Bookings in the account that is looked at." default:"1000000"`
	Flat     bool     `help:"Lists again, beside nine times as many bookings of another account."`
	Rounds   int      `help:"Turns of each side." default:"7"`
	Quick    bool     `help:"Little data, short turns: shows that everything works."`
	Data     string   `help:"Folder in which the bookings are made once and kept. Default: a passing one." placeholder:"DIR"`
	Postgres string   `help:"Spread revocations over several nodes on this PostgreSQL, which keeps what is written. nodes cuts all its connections on purpose." placeholder:"URL"`
	Antwerp  string   `help:"Folder with Inside Airbnb's listings.csv.gz and calendar.csv.gz. Default: made-up files of that shape." placeholder:"DIR"`
	Bare     string   `hidden:"" env:"-"`
}

// Run measures, or is the bare server that starts are set against.
func (c *benchCommand) Run(o *outside) error {
	if c.Bare != "" {
		return bench.BareServer(o.ctx, c.Bare, func(address string) { fmt.Fprintln(o.out, "Nothing but SQL is ready at", "http://"+address) })
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if !c.JSON {
		bench.Heading(o.out)
	}
	return bench.Run(o.ctx, bench.Options{Rows: c.Rows, Flat: c.Flat, Only: c.Only, Rounds: c.Rounds, Quick: c.Quick, Data: c.Data,
		Postgres: c.Postgres, Antwerp: c.Antwerp,
		Serve:  []string{self, "serve", "--log=error", "--listen=127.0.0.1:0", "--database"},
		Bare:   []string{self, "bench", "--bare"},
		Say:    func(s string) { o.log.Info(strings.TrimSpace(s)) },
		Report: func(f bench.Figure) error { return c.report(o, f) }})
}

func (c *benchCommand) report(o *outside, f bench.Figure) error {
	if c.JSON {
		return json.NewEncoder(o.out).Encode(f)
	}
	bench.Line(o.out, f)
	return nil
}
