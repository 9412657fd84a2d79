package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
)

// staffRoles are the roles of those who work for the account: each of their
// active holders takes a seat of the plan. Everybody else – owners, customers
// and their people, guests, successors – is let in from outside.
var staffRoles = access.SetOf(access.RoleAdmin, access.RoleManager, access.RoleFrontDesk, access.RoleMaintenance, access.RoleIt,
	access.RoleTechnician, access.RoleViewer, access.RoleFullAccess, access.RoleLimited)

// KindOf gives the kind of a member who holds a role: Staff or Portal.
func KindOf(r access.Role) string {
	if staffRoles.Has(r) {
		return Staff
	}
	return Portal
}

// kindOfGrants is Staff if one of the grants is of a role of staff.
func kindOfGrants(grants []access.Grant) string {
	if slices.ContainsFunc(grants, func(g access.Grant) bool { return staffRoles.Has(g.Role) }) {
		return Staff
	}
	return Portal
}

// GrantableRoles lists the roles that somebody can be given, in the page's order.
func GrantableRoles() []string {
	var words []string
	for _, r := range grantable() {
		words = append(words, r.String())
	}
	return words
}

func grantable() []access.Role {
	var given access.Roles
	for r := access.Role(1); r.String() != ""; r++ {
		given |= access.Page.Grantable(r)
	}
	return slices.Collect(given.All())
}

// settle brings a member's kind, and whom they belong to, in line with what
// they hold after a change of it. Who holds nothing stays what they were.
func (s *Store) settle(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member) error {
	grants, err := grantsOf(ctx, tx, m.Account, m.ID, who.Who().Today)
	if err != nil || len(grants) == 0 {
		return err
	}
	v := db.Values{}
	if kind := kindOfGrants(grants); kind != m.Kind {
		v = v.Set("kind", kind)
	}
	if (place{m.business, m.client, m.property}) == (place{}) {
		p, err := officePlace(ctx, tx, who, formsOf(grants))
		if err != nil {
			return err
		}
		if p != (place{}) {
			v = v.Set("client_id", p.client).Set("property_id", p.property)
		}
	}
	if v.IsEmpty() {
		return nil
	}
	was := m
	m.Kind = kindOfGrants(grants)
	if _, err = tx.Update(ctx, m.Account, "member", db.ByID(m.ID), v); err != nil {
		return err
	}
	if m.Kind != was.Kind {
		e := Entry{Verb: access.Edit, Thing: access.Member, Record: m.ID, Detail: was.Kind + " to " + m.Kind, Changes: Diff(was.fields(), m.fields())}
		if err := s.Audit(ctx, tx, who, e); err != nil {
			return err
		}
	}
	if was.takesSeat() || !m.takesSeat() {
		return nil
	}
	return s.withinPlan(ctx, tx, m.Account, "people.CreateGrant")
}

func formsOf(grants []access.Grant) []GrantForm {
	forms := make([]GrantForm, len(grants))
	for i, g := range grants {
		forms[i] = GrantForm{Role: g.Role.String(), On: g.On.String(), Of: g.Of}
	}
	return forms
}

// RolesSeen gives the roles that who may read about: all of them if they may
// read roles, else those that they may give.
func RolesSeen(who *access.Viewer) access.Roles {
	if !who.May(access.Read, access.RoleThing) {
		return who.Gives()
	}
	return access.SetOf(grantable()...)
}
