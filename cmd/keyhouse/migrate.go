package main

import (
	"fmt"

	"keyhouse/db"
	"keyhouse/server"
)

type migrateCommand struct {
	store
	Status bool `help:"Only show which steps are done and which are to come."`
}

// Run migrates, or shows how the schema stands.
func (c *migrateCommand) Run(o *outside) error {
	if !c.Status {
		h, err := server.Open(o.ctx, c.store.options(o))
		if err != nil {
			return err
		}
		fmt.Fprintln(o.out, "The schema is up to date.")
		return h.Close()
	}
	if err := c.there(); err != nil {
		return err
	}
	d, err := db.Open(o.ctx, c.path(), db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	steps, err := d.Status(o.ctx)
	for _, s := range steps {
		when := "to come"
		if !s.Applied.IsZero() {
			when = s.Applied.UTC().Format("2006-01-02 15:04:05")
		}
		fmt.Fprintf(o.out, "%-20s %s\n", when, s.Name)
	}
	return err
}
