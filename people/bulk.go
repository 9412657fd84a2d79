package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

// Outcome is what came of an act on one of several members. Name is empty if
// who asked may not know of them; Err is nil if it was done.
type Outcome struct {
	Member id.ID
	Name   string
	Err    error
}

// MostAtOnce bounds how many members one request may act on.
const MostAtOnce = 200

// ForEach does something to several members, each for itself: what is refused
// for one is done for the others. A failure of ours ends it.
func (s *Store) ForEach(ctx context.Context, who *access.Viewer, members []id.ID, do func(context.Context, *access.Viewer, id.ID) error) ([]Outcome, error) {
	const op = "people.ForEach"
	switch {
	case len(members) == 0:
		return nil, fault.Bad(op, "id", "Choose at least one user.")
	case len(members) > MostAtOnce:
		return nil, fault.Bad(op, "id", "These are too many at once. Choose up to 200.")
	}
	all := make([]Outcome, len(members))
	for i, member := range members {
		m, err := s.PortalUser(ctx, who, member)
		all[i] = Outcome{Member: member, Name: m.Name, Err: err}
		if err == nil {
			all[i].Err = do(ctx, who, member)
		}
		if e := all[i].Err; fault.Ours(e) {
			return nil, e
		}
	}
	return all, nil
}
