package server

import (
	"context"
	"fmt"

	"keyhouse/id"
)

// Verify looks for what is wrong with the data, check by check, and reports
// each with what it found, one finding a line. Findings name ids, never people.
func (h *House) Verify(ctx context.Context, report func(check string, findings []string)) error {
	for _, c := range []struct {
		name string
		run  func(context.Context) ([]string, error)
	}{
		{"pages, indexes and references", h.DB.Check},
		{"journal", h.Money.VerifyJournal},
		{"nights, bookings and their sums", h.everyAccount(h.Stays.VerifyStays)},
		{"audit trail", h.everyAccount(h.People.VerifyTrail)},
	} {
		findings, err := c.run(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		report(c.name, findings)
	}
	return nil
}

// everyAccount runs a check of one account for all of them.
func (h *House) everyAccount(check func(context.Context, id.ID) ([]string, error)) func(context.Context) ([]string, error) {
	return func(ctx context.Context) ([]string, error) {
		accounts, err := h.People.AllAccounts(ctx)
		if err != nil {
			return nil, err
		}
		var all []string
		for _, a := range accounts {
			findings, err := check(ctx, a.ID)
			if err != nil {
				return nil, err
			}
			for _, f := range findings {
				all = append(all, a.Slug+": "+f)
			}
		}
		return all, nil
	}
}
