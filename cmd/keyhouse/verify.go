package main

import (
	"fmt"
	"io"
	"time"

	"keyhouse/db"
	"keyhouse/server"
)

type verifyCommand struct {
	store
	Quick bool     `help:"Only look whether the pages of an SQLite file are whole, not what stands on them: a fraction of the time."`
	Only  []string `help:"Only these checks (file, journal, stays, trail): to go on where one was cut off." enum:"file,journal,stays,trail" placeholder:"CHECK"`
}

// Run looks for what is wrong and fails if anything is.
func (c *verifyCommand) Run(o *outside) error {
	h, err := server.Open(o.ctx, c.store.options(o))
	if err != nil {
		return err
	}
	defer h.Close()
	wrong := 0
	began := time.Now()
	told := &teller{out: o.out, last: began}
	err = h.LookThrough(o.ctx, server.Look{Only: c.Only, Quick: c.Quick, Step: told.step, Report: func(check string, findings []string) {
		verdict := "ok"
		if len(findings) > 0 {
			verdict = fmt.Sprintf("%d wrong", len(findings))
		}
		fmt.Fprintf(o.out, "%-36s %-10s %5.0f s\n", check, verdict, time.Since(began).Seconds())
		for _, f := range findings {
			fmt.Fprintln(o.out, "  ", f)
		}
		wrong += len(findings)
		began = time.Now()
	}})
	if err == nil && wrong > 0 {
		err = fmt.Errorf("%d things are wrong", wrong)
	}
	return err
}

// teller says now and then how far a long check is.
type teller struct {
	out  io.Writer
	last time.Time
}

// often is how much time passes at least between two lines.
const often = 3 * time.Second

func (t *teller) step(check string, s db.Step) {
	if time.Since(t.last) < often {
		return
	}
	t.last = time.Now()
	fmt.Fprintf(t.out, "  … %s: %s, %d of %d\n", check, s.What, s.Done, s.Total)
}
