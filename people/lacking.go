package people

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// FactorLacking filters the people list by who lacks the second factor that is
// demanded of them.
const FactorLacking = "lacking"

// tellsFactors reports whether who is told who lacks a second factor: whoever
// chooses whether one is demanded. What people have beyond that is theirs to know.
func tellsFactors(who *access.Viewer) bool {
	return who.Can(access.Edit, settingRecord(who)) == access.Allowed
}

// AsksFactors reports whether a's account demands a second factor and a is told who
// lacks it.
func (a *Actor) AsksFactors() bool { return a.Account.SecondFactor != "" && tellsFactors(a.Viewer) }

// lackingOnly leaves of a query over member m those of whom who is told that they
// lack the second factor demanded of them; nobody, if nobody is told or it is not
// demanded. It is Lacking in SQL.
func (s *Store) lackingOnly(ctx context.Context, tx *db.Tx, who *access.Viewer, q db.Query) (db.Query, error) {
	a, err := AccountIn(ctx, tx, who.Account())
	if err != nil || a.SecondFactor == "" || !tellsFactors(who) {
		return q.And("1 = 0"), err
	}
	demanded, roles := holdsAny(tx, who, administering())
	if a.SecondFactor == FactorOfStaff {
		demanded = "(m.kind = 'staff' OR " + demanded + ")"
	}
	return q.And("m.state <> ?", Inactive).And(demanded, roles...).
		And("NOT EXISTS (SELECT 1 FROM totp t WHERE t.person_id = m.person_id AND length(t.secret) > 0)").
		And("NOT EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = m.person_id AND "+goodKey+")", s.site.Host), nil
}

// holdsAny is, over member m, that they hold one of some roles, as far as who may
// know of their access.
func holdsAny(tx *db.Tx, who *access.Viewer, roles access.Roles) (string, []any) {
	var values []any
	for r := range roles.All() {
		values = append(values, r.String())
	}
	visible, more := who.Where(access.Read, access.GrantThing).SQL(tx.Dialect(), "g", access.Auto)
	return "EXISTS (SELECT 1 FROM access_grant g WHERE g.account_id = m.account_id AND g.member_id = m.id AND g.role IN (" +
		strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + ") AND " + visible + ")", append(values, more...)
}

// Lacking says which of members still lack the second factor that who's account
// demands of them. It says so only to whoever chooses about it; what people
// have beyond that is theirs to know.
func (s *Store) Lacking(ctx context.Context, who *access.Viewer, members []Member) (map[id.ID]bool, error) {
	if !tellsFactors(who) {
		return nil, nil
	}
	lacking := map[id.ID]bool{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := AccountIn(ctx, tx, who.Account())
		if err != nil || a.SecondFactor == "" {
			return err
		}
		var asked []Member
		for _, m := range members {
			holds := func(r access.Role) bool { return slices.Contains(m.Roles, r.String()) }
			if m.State != Inactive && demandedOf(a.SecondFactor, m.Kind, holds) {
				asked = append(asked, m)
			}
		}
		have, err := s.haveFactor(ctx, tx, asked)
		for _, m := range asked {
			if !have[m.Person] {
				lacking[m.ID] = true
			}
		}
		return err
	})
	return lacking, err
}

// haveFactor is hasFactor for all of members at once.
func (s *Store) haveFactor(ctx context.Context, tx *db.Tx, members []Member) (map[id.ID]bool, error) {
	have := map[id.ID]bool{}
	if len(members) == 0 {
		return have, nil
	}
	persons := make([]any, len(members))
	for i, m := range members {
		persons[i] = m.Person
	}
	for _, q := range []db.Query{
		db.Global("t.person_id", "totp t").And("length(t.secret) > 0"),
		db.Global("k.person_id", "passkey k").And(goodKey, s.site.Host),
	} {
		found, err := db.All(ctx, tx, q.AndIn("person_id", persons...), db.Scan1[id.ID])
		if err != nil {
			return nil, err
		}
		for _, person := range found {
			have[person] = true
		}
	}
	return have, nil
}
