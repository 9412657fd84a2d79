package people

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/live"
	"keyhouse/words"
)

// Profile is what a person says about themselves. Zone "" is the account's,
// Locale "" the language of the installation.
type Profile struct{ Name, Zone, Locale string }

// SaveProfile changes the actor's own. The name is then what they go by in every
// account they belong to.
func (s *Store) SaveProfile(ctx context.Context, a *Actor, p Profile) error {
	const op = "people.SaveProfile"
	if err := a.self(op); err != nil {
		return err
	}
	f := fault.Fields{Op: op}
	p.Name = entry.Name(&f, "name", p.Name)
	p.Zone = strings.TrimSpace(p.Zone)
	if _, err := zoneOf(p.Zone); p.Zone != "" && err != nil {
		f.Bad("zone", sayNoZone)
	}
	if p.Locale != "" && !slices.ContainsFunc(words.Languages(), func(l words.Language) bool { return l.Code == p.Locale }) {
		f.Bad("locale", sayNoLanguage)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Global("person").Update(ctx, db.Where("id = ? AND deleted_at IS NULL", a.Person.ID),
			db.Set("name", p.Name).Set("zone", p.Zone).Set("locale", p.Locale))
		if err != nil || n == 0 {
			return err
		}
		return s.rename(ctx, tx, a, p.Name)
	})
}

// rename has the accounts of the actor call them by a name.
func (s *Store) rename(ctx context.Context, tx *db.Tx, a *Actor, name string) error {
	all, err := membershipsOf(ctx, tx, a.Person.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.MemberName == name {
			continue
		}
		_, err := tx.Update(ctx, m.Account, "member", db.ByID(m.Member),
			db.Set("name", name).Set("name_key", entry.Fold(name)).Set("version", db.Expr("version + 1")))
		if err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.Changed(m.Account, "member")); err != nil {
			return err
		}
		who := access.NewViewer(access.Page, access.Who{Account: m.Account, Person: a.Person.ID, Member: m.Member, Name: name}, nil, s.now())
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Profile, Record: m.Member, Detail: "name changed"}); err != nil {
			return err
		}
	}
	return nil
}
