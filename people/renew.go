package people

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/live"
)

// OwnersChanged has the open pages of whoever has access by one of clients show
// what they may see by now: a property became theirs, or is theirs no longer.
func (s *Store) OwnersChanged(ctx context.Context, tx *db.Tx, account id.ID, clients []id.ID) error {
	if s.live == nil || len(clients) == 0 {
		return nil
	}
	of := make([]any, len(clients))
	for i, c := range clients {
		of[i] = c
	}
	q := db.Select("DISTINCT g.person_id", "access_grant g").Everything(access.System("whose pages show what an owner has").In(account)).
		And("g.scope = ?", access.OnClient.String()).AndIn("g.scope_id", of...).Order("g.person_id")
	persons, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	for _, p := range persons {
		if err == nil {
			err = s.publish(ctx, tx, live.Renew(account, p))
		}
	}
	return err
}
