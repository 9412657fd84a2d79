package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/passwords"
)

// Invite adds somebody to the account with what they are given from the first
// day, and writes to them: name, address, and the records of access in n. Whether they are
// staff follows from the roles. It takes the right to add people where they
// belong and to give each record; a high role takes a proof of who one is.
func (s *Store) Invite(ctx context.Context, by *Actor, n NewMember) (Member, error) {
	const op = "people.Invite"
	n.Password, n.Hashed = "", passwords.Hashed{}
	n.Kind = Portal
	for i := range n.Grants {
		n.Grants[i].By = by
		if r, ok := access.ParseRole(n.Grants[i].Role); ok && staffRoles.Has(r) {
			n.Kind = Staff
		}
	}
	c, err := s.ready(ctx, n)
	if err != nil {
		return Member{}, err
	}
	var m Member
	err = s.adding(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, by.Viewer, op)
		if err == nil && !who.May(access.Add, access.Member) {
			err = access.Hidden(op)
		}
		if err != nil {
			return err
		}
		if c.place, err = s.placeOf(ctx, tx, who, c.Grants, op); err != nil {
			return err
		}
		m, err = s.join(ctx, tx, who, c)
		m = m.masked(who)
		return err
	})
	return m, s.Noted(ctx, by.Viewer, Entry{Verb: access.Add, Thing: access.Member}, err)
}

// place is whom a member belongs to, if not to the whole account: those who look after
// the people of one customer, site or business look after them.
type place struct{ business, client, property id.ID }

func (p place) record(account id.ID) *access.Record {
	return &access.Record{Thing: access.Member, Account: account, Business: p.business, Client: p.client, Property: p.property}
}

// placeOf says where somebody belongs who is given these records: whoever adds
// them adds them to what they look after themselves, the office to what the
// first record of a customer's own role is on. It is a fault if who may add
// nobody there.
func (s *Store) placeOf(ctx context.Context, tx *db.Tx, who *access.Viewer, forms []GrantForm, op string) (place, error) {
	if who.Can(access.Add, place{}.record(who.Account())) == access.Allowed {
		return officePlace(ctx, tx, who, forms)
	}
	own, err := grantsOf(ctx, tx, who.Account(), who.Who().Member, who.Who().Today)
	if err != nil {
		return place{}, err
	}
	for _, g := range own {
		for _, p := range placesOf(g) {
			if who.Can(access.Add, p.record(who.Account())) == access.Allowed && p.holds(g, forms) {
				return p, nil
			}
		}
	}
	if !who.May(access.Add, access.Member) {
		return place{}, who.Permit(op, access.Add, place{}.record(who.Account()))
	}
	return place{}, fault.Bad(op, "of", "Give them something of what you look after yourself: you cannot add people elsewhere.")
}

// placesOf gives where a grant lets its holder look after people.
func placesOf(g access.Grant) []place {
	var all []place
	for _, i := range g.Of {
		switch g.On {
		case access.OnBusiness:
			all = append(all, place{business: i})
		case access.OnClient:
			all = append(all, place{client: i})
		case access.OnProperty:
			all = append(all, place{property: i})
		}
	}
	return all
}

// holds reports whether what the first form is on lies in p, which own, a grant
// of whoever adds, looks after. Whether they may give it there is asked later.
func (p place) holds(own access.Grant, forms []GrantForm) bool {
	if len(forms) == 0 || len(forms[0].Of) == 0 {
		return false
	}
	f := forms[0]
	switch {
	case !p.business.IsZero():
		return true
	case !p.property.IsZero():
		return slices.Contains(f.Of, p.property)
	case f.On == access.OnClient.String():
		return f.Of[0] == p.client
	case f.On == access.OnProperty.String():
		return slices.Contains(own.Properties, f.Of[0])
	}
	return false
}

// customerRoles are those of a customer's own people, whom its administrators
// look after.
var customerRoles = access.SetOf(access.RoleMasterAdmin, access.RoleCustomerAdmin, access.RoleSiteManager, access.RoleRequester,
	access.RoleGuestContractor, access.RoleGuestTechnician, access.RoleCustomerPortal)

// officePlace says to which customer somebody belongs whom the office adds.
func officePlace(ctx context.Context, tx *db.Tx, who *access.Viewer, forms []GrantForm) (place, error) {
	for _, f := range forms {
		role, ok := access.ParseRole(f.Role)
		if !ok || !customerRoles.Has(role) || len(f.Of) == 0 {
			continue
		}
		switch f.On {
		case access.OnClient.String():
			return place{client: f.Of[0]}, nil
		case access.OnProperty.String():
			client, err := holderOf(ctx, tx, who.Account(), f.Of, who.Who().Today)
			p := place{client: client}
			if len(f.Of) == 1 {
				p.property = f.Of[0]
			}
			return p, err
		}
	}
	return place{}, nil
}
