package imports

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/intake"
)

// Report says what an import would bring. Skips are the first of the rows that
// would be left out.
type Report struct {
	Counts
	Skips []intake.Skip
}

// reported is how many rows left out a Report lists.
const reported = 200

// Dry reads a staged upload and says what importing it would bring. Nothing is
// changed.
func (s *Store) Dry(ctx context.Context, who *access.Viewer, run id.ID, m intake.Mapping) (Report, error) {
	r, err := s.staged(ctx, who, run, "imports.Dry")
	if err != nil {
		return Report{}, err
	}
	r.plan.Mapping = m
	b, err := s.read(ctx, r, s.stored(ctx, r), func(int64) {})
	if err != nil {
		return Report{}, err
	}
	var do *todo
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		again := *b
		do, err = settle(ctx, tx, who, r.business, &again)
		*b = again
		return err
	})
	if err != nil {
		return Report{}, err
	}
	do.Skipped = b.skipped
	return Report{Counts: do.Counts, Skips: b.skips[:min(len(b.skips), reported)]}, nil
}
