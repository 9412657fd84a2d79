package people

import (
	"context"

	"keyhouse/db"
	"keyhouse/id"
)

// MyRoles gives, for each account an actor may go to, the roles they were given
// there: the page's words, each once.
func (s *Store) MyRoles(ctx context.Context, a *Actor) (map[id.ID][]string, error) {
	all, err := s.Memberships(ctx, a)
	if err != nil {
		return nil, err
	}
	roles := map[id.ID][]string{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now := s.now()
		for _, m := range all {
			q := db.Select("g.role", "access_grant g").Everything(system(m.Account)).
				And("g.member_id = ? AND g.role <> '' AND (g.until_at IS NULL OR g.until_at > ?)", m.Member, now).GroupBy("g.role").Order("g.role")
			held, err := db.All(ctx, tx, q, db.Scan1[string])
			if err != nil {
				return err
			}
			roles[m.Account] = held
		}
		return nil
	})
	return roles, err
}
