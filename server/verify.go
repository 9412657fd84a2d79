package server

import (
	"context"
	"fmt"
	"slices"

	"keyhouse/db"
	"keyhouse/id"
)

// Look says what LookThrough looks at: all of it, if it says nothing.
type Look struct {
	Only  []string // checks by their words; none: all
	Quick bool     // only whether the pages of the file are whole, not what stands on them
	// Report is told of each check what it found, one finding a line: ids, never
	// people. Step, which may be nil, is told how far it is.
	Report func(check string, findings []string)
	Step   func(check string, s db.Step)
}

// verification is one check. Its word is what it is asked for by.
type verification struct {
	word, name string
	run        func(context.Context) ([]string, error)
}

func (h *House) verifications() []verification {
	return []verification{
		{"file", "pages, indexes and references", h.DB.Check},
		{"journal", "journal", h.Money.VerifyJournal},
		{"stays", "nights, bookings and their sums", h.everyAccount(h.Stays.VerifyStays)},
		{"trail", "audit trail", h.everyAccount(h.People.VerifyTrail)},
	}
}

// Verify looks for what is wrong with the data, check by check, and reports each
// with what it found, one finding a line. Findings name ids, never people.
func (h *House) Verify(ctx context.Context, report func(check string, findings []string)) error {
	return h.LookThrough(ctx, Look{Report: report})
}

// LookThrough is Verify of some of the data. Where it is cut off the error names
// the check; those after it can be asked for by their words.
func (h *House) LookThrough(ctx context.Context, v Look) error {
	all := h.verifications()
	if v.Quick {
		all = []verification{{"file", "pages", h.DB.CheckQuickly}}
	}
	for _, c := range all {
		if len(v.Only) > 0 && !slices.Contains(v.Only, c.word) {
			continue
		}
		told := ctx
		if v.Step != nil {
			told = db.WithSteps(ctx, func(s db.Step) { v.Step(c.name, s) })
		}
		findings, err := c.run(told)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		v.Report(c.name, findings)
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
