package main

import (
	"fmt"
	"io"
	"sync"
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
	if err := c.there(); err != nil {
		return err
	}
	h, err := server.Open(o.ctx, c.store.options(o))
	if err != nil {
		return err
	}
	defer h.Close()
	told, over := &teller{out: o.out}, make(chan struct{})
	defer close(over)
	go told.tell(over)
	wrong, began := 0, time.Now()
	err = h.LookThrough(o.ctx, server.Look{Only: c.Only, Quick: c.Quick, Step: told.step, Report: func(check string, findings []string) {
		told.found(check, findings, time.Since(began))
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
	mu    sync.Mutex
	out   io.Writer
	check string
	at    db.Step
	new   bool // at was not said yet
}

func (t *teller) step(check string, s db.Step) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.new = t.new || t.check != check || t.at != s
	t.check, t.at = check, s
}

// often is how much time passes between two lines.
const often = 3 * time.Second

// tell says it until it is told to stop.
func (t *teller) tell(stop <-chan struct{}) {
	now := time.NewTicker(often)
	defer now.Stop()
	for {
		select {
		case <-stop:
			return
		case <-now.C:
			t.say()
		}
	}
}

func (t *teller) say() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.new {
		fmt.Fprintf(t.out, "  … %s: %s, %d of %d\n", t.check, t.at.What, t.at.Done, t.at.Total)
	}
	t.new = false
}

// found says what a check found.
func (t *teller) found(check string, findings []string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	verdict := "ok"
	if len(findings) > 0 {
		verdict = fmt.Sprintf("%d wrong", len(findings))
	}
	fmt.Fprintf(t.out, "%-36s %-10s %5.0f s\n", check, verdict, took.Seconds())
	for _, f := range findings {
		fmt.Fprintln(t.out, "  ", f)
	}
	t.new = false
}
