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

// Installation is a part of the installation itself as the policy weighs it: of
// the account it belongs to, and alone or shared with other accounts.
func (s *Store) Installation(ctx context.Context, tx *db.Tx, t access.Thing) (*access.Record, error) {
	r := &access.Record{Thing: t, State: access.StateAlone}
	some, err := db.CountTo(ctx, tx, db.Global("a.id", "account a"), 2)
	if err != nil {
		return nil, err
	}
	if some > 1 {
		r.State = access.StateShared
	}
	r.Account, err = s.HomeIn(ctx, tx)
	return r, err
}

// ofInstallation are the things that belong to no account's business.
var ofInstallation = access.SetOf(access.Server, access.Log, access.ServerBackup, access.BackupKey)

// Admin is somebody the installation writes to when something is wrong with it.
type Admin struct{ Name, Email string }

// AdminsIn lists the active Admins of an account, in tx.
func (s *Store) AdminsIn(ctx context.Context, tx *db.Tx, account id.ID) ([]Admin, error) {
	now := s.now()
	q := db.Select("m.name, p.email", "member m").Everything(system(account)).Join(memberPerson).
		And("m.state = ?", Active).
		And("EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = m.account_id AND g.member_id = m.id AND g.role = ? AND g.scope = ? AND (g.from_at IS NULL OR g.from_at <= ?) AND (g.until_at IS NULL OR g.until_at > ?))",
			access.RoleAdmin.String(), access.OnAccount.String(), now, now).
		Order("m.id").Limit(20)
	return db.All(ctx, tx, q, func(r db.Row) (a Admin, err error) {
		err = r.Scan(&a.Name, &a.Email)
		return a, err
	})
}
