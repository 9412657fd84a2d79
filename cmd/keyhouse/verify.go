package main

import (
	"fmt"

	"keyhouse/server"
)

type verifyCommand struct{ store }

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
	wrong := 0
	err = h.Verify(o.ctx, func(check string, findings []string) {
		verdict := "ok"
		if len(findings) > 0 {
			verdict = fmt.Sprintf("%d wrong", len(findings))
		}
		fmt.Fprintf(o.out, "%-36s %s\n", check, verdict)
		for _, f := range findings {
			fmt.Fprintln(o.out, "  ", f)
		}
		wrong += len(findings)
	})
	if err == nil && wrong > 0 {
		err = fmt.Errorf("%d things are wrong", wrong)
	}
	return err
}
