package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// SystemAccount gives the slug of the account whose admins run the
// installation; "" if the operator named none.
func (s *Store) SystemAccount() string { return s.systemAccount }

// IsSystemAdmin reports whether who runs the whole installation: an Admin of
// the system account, by themselves and not in somebody's name.
func (s *Store) IsSystemAdmin(who *access.Viewer) bool {
	return who.Holds(access.RoleSystemAdmin) && who.Who().ActingPerson.IsZero()
}

// standingGrants are what a member has by right, beside the grants they were
// given: an Admin of the system account is a system admin, as long as they are
// its Admin.
func (s *Store) standingGrants(slug string, given []access.Grant) []access.Grant {
	if s.systemAccount == "" || slug != s.systemAccount {
		return nil
	}
	i := slices.IndexFunc(given, func(g access.Grant) bool { return g.Role == access.RoleAdmin && g.On == access.OnAccount })
	if i < 0 {
		return nil
	}
	return []access.Grant{{Role: access.RoleSystemAdmin, On: access.OnServer, From: given[i].From, Until: given[i].Until}}
}

// HomeIn gives the account that the installation itself belongs to: the system
// account, or else the only account there is. Where there are several and none
// is named it belongs to nobody: the zero id.
func (s *Store) HomeIn(ctx context.Context, tx *db.Tx) (id.ID, error) {
	q := db.Global("a.id", "account a").AndIf(s.systemAccount != "", "a.slug = ?", s.systemAccount).Order("a.id").Limit(2)
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) != 1 {
		return id.ID{}, err
	}
	return found[0], nil
}
