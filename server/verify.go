package server

import "context"

// Verify looks for what is wrong with the data, check by check, and reports
// each with what it found, one finding a line. Findings name ids, never people.
func (h *House) Verify(ctx context.Context, report func(check string, findings []string)) error {
	findings, err := h.DB.Check(ctx)
	if err != nil {
		return err
	}
	report("pages, indexes and references", findings)
	return nil
}
