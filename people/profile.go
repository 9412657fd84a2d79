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
		was, err := byID(ctx, tx, a.Person.ID)
		if err != nil {
			return missing(err, op)
		}
		_, err = tx.Global("person").Update(ctx, db.ByID(was.ID), db.Set("name", p.Name).Set("zone", p.Zone).Set("locale", p.Locale))
		if err != nil {
			return err
		}
		return s.rename(ctx, tx, a, Profile{was.Name, was.Zone, was.Locale}, p)
	})
}

// fields are what the trail keeps of a profile.
func (p Profile) fields() Fields {
	return Fields{}.Put(0, "Name", p.Name).Put(0, "Time zone", p.Zone).Put(0, "Language", p.Locale)
}

// rename has the accounts of the actor call them by a new name, and their trails
// say what changed.
func (s *Store) rename(ctx context.Context, tx *db.Tx, a *Actor, was, is Profile) error {
	all, err := membershipsOf(ctx, tx, a.Person.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		was := was
		was.Name = m.MemberName // what they went by here
		changes := Diff(was.fields(), is.fields())
		if len(changes) == 0 {
			continue
		}
		_, err := tx.Update(ctx, m.Account, "member", db.ByID(m.Member),
			db.Set("name", is.Name).Set("name_key", entry.Fold(is.Name)).Set("version", db.Expr("version + 1")))
		if err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.Changed(m.Account, "member")); err != nil {
			return err
		}
		who := access.NewViewer(access.Page, access.Who{Account: m.Account, Person: a.Person.ID, Member: m.Member, Name: is.Name}, nil, s.now())
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Profile, Record: m.Member, Detail: "profile changed", Changes: changes}); err != nil {
			return err
		}
	}
	return nil
}
