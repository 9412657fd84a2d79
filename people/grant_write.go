package people

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// CreateGrant gives a member access. Who gives it must hold all of it over all
// it is on, and be one whose role may give that role; nobody gives to
// themselves. It counts from the member's next request on.
func (s *Store) CreateGrant(ctx context.Context, who *access.Viewer, member id.ID, form GrantForm) (GrantRow, error) {
	const op = "people.CreateGrant"
	return s.granting(ctx, who, member, op, func(tx *db.Tx, who *access.Viewer, m Member) (id.ID, error) {
		return s.give(ctx, tx, who, m, form)
	})
}

// EditGrant replaces an access record by what form says, if it still has the
// form's version.
func (s *Store) EditGrant(ctx context.Context, who *access.Viewer, member, grant id.ID, form GrantForm) (GrantRow, error) {
	const op = "people.EditGrant"
	return s.granting(ctx, who, member, op, func(tx *db.Tx, who *access.Viewer, m Member) (id.ID, error) {
		was, err := s.grantFor(ctx, tx, who, access.Edit, m, grant, op)
		if err != nil {
			return grant, err
		}
		if was.version != form.Version {
			return grant, s.outdated(ctx, tx, who, m, grant, op)
		}
		return grant, s.rewrite(ctx, tx, who, m, was, form, op)
	})
}

// DeleteGrant takes an access record away. The account's last admin keeps
// theirs.
func (s *Store) DeleteGrant(ctx context.Context, who *access.Viewer, member, grant id.ID) error {
	const op = "people.DeleteGrant"
	_, err := s.granting(ctx, who, member, op, func(tx *db.Tx, who *access.Viewer, m Member) (id.ID, error) {
		was, err := s.grantFor(ctx, tx, who, access.Delete, m, grant, op)
		if err != nil {
			return id.ID{}, err
		}
		if err := dropGrant(ctx, tx, m.Account, grant); err != nil {
			return id.ID{}, err
		}
		if err := s.adminLeft(ctx, tx, m.Account, op); err != nil {
			return id.ID{}, err
		}
		return id.ID{}, s.Audit(ctx, tx, who, was.entry(access.Delete, Diff(was.fields(), nil)))
	})
	return err
}

// GrantAdmin lets a member do everything in the account, not limited by
// property. With hideReports they have no Reports menu. Somebody who has admin
// access already is given the other choice about reports. Who gives it must have
// Proved who they are.
func (s *Store) GrantAdmin(ctx context.Context, by *Actor, member id.ID, hideReports bool) (GrantRow, error) {
	const op = "people.GrantAdmin"
	form := adminForm(hideReports)
	form.By = by
	return s.granting(ctx, by.Viewer, member, op, func(tx *db.Tx, who *access.Viewer, m Member) (id.ID, error) {
		has, err := adminGrant(ctx, tx, m)
		if err != nil || has.IsZero() {
			made, giveErr := id.ID{}, err
			if err == nil {
				made, giveErr = s.give(ctx, tx, who, m, form)
			}
			return made, giveErr
		}
		was, err := s.grantFor(ctx, tx, who, access.Edit, m, has, op)
		if err != nil {
			return has, err
		}
		return has, s.rewrite(ctx, tx, who, m, was, form, op)
	})
}

func adminForm(hideReports bool) GrantForm {
	form := GrantForm{Role: access.RolePortalAdmin.String(), On: access.OnAccount.String()}
	if !hideReports {
		form.Switches = []string{access.SwitchReports.String()}
	}
	return form
}

// adminGrant finds a member's admin access, if they have it.
func adminGrant(ctx context.Context, tx *db.Tx, m Member) (id.ID, error) {
	q := db.Select("g.id", "access_grant g").Everything(system(m.Account)).And("g.member_id = ?", m.ID).
		And("g.role = ? AND g.scope = ?", access.RolePortalAdmin.String(), access.OnAccount.String()).Order("g.id")
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) == 0 {
		return id.ID{}, err
	}
	return found[0], nil
}

// granting runs do on a member whom who may know of, counts the member's version
// up and gives the record that do names, if it names one.
func (s *Store) granting(ctx context.Context, who *access.Viewer, member id.ID, op string, do func(*db.Tx, *access.Viewer, Member) (id.ID, error)) (GrantRow, error) {
	var row GrantRow
	err := s.change(ctx, who, access.Read, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		grant, err := do(tx, who, m)
		if err != nil {
			return err
		}
		if err := bumpMember(ctx, tx, m); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, who, m); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.Renew(m.Account, m.Person)); err != nil {
			return err
		}
		by, err := s.grantRows(ctx, tx, who, m.ID)
		for _, g := range by[m.ID] {
			if g.ID == grant {
				row = g
			}
		}
		return err
	})
	return row, err
}

// give writes a new grant in tx.
func (s *Store) give(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, form GrantForm) (id.ID, error) {
	const op = "people.CreateGrant"
	g, note, err := s.checked(ctx, tx, who, m, form, op)
	if err != nil {
		return id.ID{}, err
	}
	g.ID = id.New()
	made := storedGrant{Grant: g, person: m.Person, note: note}.placed(m)
	if err := who.Permit(op, access.Add, made.record(m.Account)); err != nil {
		return id.ID{}, err
	}
	if err := s.provedFor(who, form.By, g.Role); err != nil {
		return id.ID{}, err
	}
	if err := s.landlordAllowed(ctx, tx, m.Account, g.Role, op); err != nil {
		return id.ID{}, err
	}
	err = tx.Insert(ctx, m.Account, "access_grant", made.values().Set("id", g.ID).Set("member_id", m.ID).Set("person_id", m.Person).
		Set("verb", "").Set("thing", "").Set("created_at", s.now()).Set("created_by", who.Who().Person).Set("version", 1))
	if err != nil {
		return id.ID{}, err
	}
	if err := writeChosen(ctx, tx, m.Account, g); err != nil {
		return id.ID{}, err
	}
	return g.ID, s.Audit(ctx, tx, who, made.entry(access.Add, Diff(nil, made.fields())))
}

// checked reads a form as a grant that who may give to m.
func (s *Store) checked(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, form GrantForm, op string) (access.Grant, string, error) {
	f := fault.Fields{Op: op}
	note := entry.Line(&f, "note", form.Note, entry.MaxName)
	if err := f.Err(); err != nil {
		return access.Grant{}, "", err
	}
	g, err := s.grant(ctx, tx, who, form)
	if err != nil {
		return g, note, err
	}
	about, err := aboutOf(ctx, tx, m.Account, g)
	if err != nil {
		return g, note, err
	}
	return g, note, who.MayGive(g, m.Person, about...)
}

// rewrite replaces a stored grant by a form.
func (s *Store) rewrite(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, was storedGrant, form GrantForm, op string) error {
	g, note, err := s.checked(ctx, tx, who, m, form, op)
	if err != nil {
		return err
	}
	g.ID = was.ID
	is := storedGrant{Grant: g, person: m.Person, note: note}.placed(m)
	if err := who.Permit(op, access.Edit, is.record(m.Account)); err != nil {
		return err
	}
	if err := s.provedFor(who, form.By, g.Role); err != nil {
		return err
	}
	if was.Role != g.Role {
		if err := s.landlordAllowed(ctx, tx, m.Account, g.Role, op); err != nil {
			return err
		}
	}
	if err := tx.UpdateVersion(ctx, m.Account, "access_grant", was.ID, was.version, is.values()); err != nil {
		return err
	}
	if _, err := tx.Delete(ctx, m.Account, "grant_property", db.Where("grant_id = ?", was.ID)); err != nil {
		return err
	}
	if err := writeChosen(ctx, tx, m.Account, g); err != nil {
		return err
	}
	if err := s.adminLeft(ctx, tx, m.Account, op); err != nil {
		return err
	}
	return s.Audit(ctx, tx, who, is.entry(access.Edit, Diff(was.fields(), is.fields())))
}

func (g storedGrant) values() db.Values {
	var of id.ID
	if g.On != access.OnProperty && len(g.Of) == 1 {
		of = g.Of[0]
	}
	return db.Set("role", g.Role.String()).Set("scope", g.On.String()).Set("scope_id", of).Set("switches", switchWords(g.Switches)).
		Set("from_at", g.From).Set("until_at", g.Until).Set("note", g.note).
		Set("business_id", g.business).Set("client_id", g.client).Set("property_id", g.property)
}

func switchWords(set access.SwitchSet) string {
	var words []string
	for w := range set.All() {
		words = append(words, w.String())
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func writeChosen(ctx context.Context, tx *db.Tx, account id.ID, g access.Grant) error {
	if g.On != access.OnProperty {
		return nil
	}
	rows := make([][]any, len(g.Of))
	for i, p := range g.Of {
		rows[i] = []any{g.ID, p}
	}
	return tx.InsertMany(ctx, account, "grant_property", []string{"grant_id", "property_id"}, rows)
}

func dropGrant(ctx context.Context, tx *db.Tx, account, grant id.ID) error {
	if _, err := tx.Delete(ctx, account, "grant_property", db.Where("grant_id = ?", grant)); err != nil {
		return err
	}
	_, err := tx.Delete(ctx, account, "access_grant", db.ByID(grant))
	return err
}

// bumpMember makes the member's next request work out their rights anew.
func bumpMember(ctx context.Context, tx *db.Tx, m Member) error {
	_, err := tx.Update(ctx, m.Account, "member", db.ByID(m.ID), db.Set("version", db.Expr("version + 1")))
	return err
}

// grantFor reads a grant of m on which who may do verb and which who could have
// given: nobody takes away what a higher one gave.
func (s *Store) grantFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, m Member, grant id.ID, op string) (storedGrant, error) {
	q := db.Select(grantColumns, "access_grant g").Everything(system(m.Account)).Join(grantGiver).And("g.id = ? AND g.member_id = ?", grant, m.ID)
	g, err := db.One(ctx, tx, q, scanStored)
	if err != nil {
		return g, missing(err, op)
	}
	one := []access.Grant{g.Grant}
	if err := reachOf(ctx, tx, m.Account, one, who.Who().Today); err != nil {
		return g, err
	}
	g.Grant = one[0]
	if err := who.Permit(op, verb, g.record(m.Account)); err != nil {
		return g, err
	}
	return g, s.mayTake(ctx, tx, who, m, g.Grant)
}

func (s *Store) mayTake(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, g access.Grant) error {
	about, err := aboutOf(ctx, tx, m.Account, g)
	if err != nil {
		return err
	}
	return who.MayTake(g, m.Person, about...)
}

// outdated is the conflict with somebody else's edit of a grant, and the record
// as it is now.
func (s *Store) outdated(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, grant id.ID, op string) error {
	by, err := s.grantRows(ctx, tx, who, m.ID)
	if err != nil {
		return err
	}
	for _, g := range by[m.ID] {
		if g.ID == grant {
			return fault.Outdated(op, g)
		}
	}
	return fault.NotFound(op)
}

func (g storedGrant) entry(verb access.Verb, changes []FieldChange) Entry {
	return Entry{Verb: verb, Thing: access.GrantThing, Record: g.ID, Client: g.client, Property: g.property,
		Detail: g.Role.String() + " on " + g.On.String() + ": " + switchWords(g.Switches), Changes: changes}
}
