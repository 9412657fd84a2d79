package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// Records that come in by an import have no entry of their own: one stands for
// all of them, since an entry each would cost as much as the records. What a
// record knows of itself – by whom it was made, and when – leads to that entry.

// longestImport is after how long an import that made a record is over.
const longestImport = 2 * time.Hour

// origin gives the entry of the import by which a record came in, as far as who
// may read it; none if it came in another way.
func (s *Store) origin(ctx context.Context, tx *db.Tx, who *access.Viewer, record id.ID) ([]link, error) {
	by, at, err := s.making(ctx, tx, who.Account(), record)
	if err != nil || by.IsZero() {
		return nil, err
	}
	own := db.Select("e.id", "audit_entry e").Everything(system(who.Account())).
		And("e.record_id = ? AND e.verb = ? AND e.outcome = ?", record, access.Add.String(), Done)
	if n, err := db.CountTo(ctx, tx, own, 1); err != nil || n > 0 {
		return nil, err
	}
	q := db.Select(linkSelect, "audit_entry e").Visible(who, access.Read, access.Audit, access.GroupText).
		And("e.person_id = ? AND e.id >= ? AND e.id < ?", by, firstID(at), firstID(at.Add(longestImport))).
		And("e.thing = ? AND e.verb = ? AND e.outcome = ?", access.Import.String(), access.Add.String(), Done)
	return db.All(ctx, tx, q.Order("e.id").Limit(1), scanChained)
}

// making tells who made a record and when; nobody if no kind says so of it.
func (s *Store) making(ctx context.Context, tx *db.Tx, account, record id.ID) (by id.ID, at time.Time, err error) {
	s.mu.RLock()
	var kinds []Kind
	for _, k := range s.kinds {
		if k.By != "" {
			kinds = append(kinds, k)
		}
	}
	s.mu.RUnlock()
	for _, k := range kinds {
		q := db.Select(k.By+", "+k.At, k.From).Everything(system(account)).And(k.alias()+".id = ?", record)
		_, err := db.One(ctx, tx, q, func(r db.Row) (bool, error) { return true, r.Scan(&by, db.ScanMoment(&at)) })
		if !fault.Is(err, fault.Missing) {
			return by, at, err
		}
	}
	return by, at, nil
}

// withOrigin adds the import by which a record came in to entries about it, of
// which it is the first there was.
func (s *Store) withOrigin(ctx context.Context, tx *db.Tx, who *access.Viewer, record id.ID, all []TrailEntry) ([]TrailEntry, error) {
	links, err := s.origin(ctx, tx, who, record)
	if err != nil || len(links) == 0 {
		return all, err
	}
	came, err := s.withValues(ctx, tx, who, links)
	for i := range came {
		came[i].Brought = true
	}
	return append(all, came...), err
}
