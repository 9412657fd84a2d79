package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/words"
)

// GrantRow is one access record of a member as it is shown: the page's words,
// and the names of what it is on as far as the reader may see them.
type GrantRow struct {
	ID, Member  id.ID
	Role, On    string
	Of          []Named       // the client, business or vendor, or the chosen properties
	Unnamed     int           // how many more of them the reader may not see
	Switches    []string      // in the page's order
	From, Until calendar.Date // Until is the last day; zero: no end
	Note        string
	GivenBy     string
	GivenAt     time.Time
	InForce     bool
	Version     int64
	Shown       access.Groups
}

// Counted are the switches that are said. Of money it is only the highest level,
// since that is what counts.
func (g GrantRow) Counted() []access.Switch {
	var all []access.Switch
	for _, word := range g.Switches {
		if word == access.SwitchOwnerMoney.String() && slices.Contains(g.Switches, access.SwitchAllMoney.String()) {
			continue
		}
		if sw, ok := access.ParseSwitch(word); ok {
			all = append(all, sw)
		}
	}
	return all
}

// storedGrant is a grant with what only its record says.
type storedGrant struct {
	access.Grant
	member, person id.ID
	note, givenBy  string
	givenAt        time.Time
	version        int64

	business, client, property id.ID // by which those reach it who look after only one
}

// record is g as the policy sees it.
func (g storedGrant) record(account id.ID) *access.Record {
	return &access.Record{Thing: access.GrantThing, ID: g.ID, Account: account, Person: g.person,
		Business: g.business, Client: g.client, Property: g.property}
}

// placed says by which business, client and property those may reach a grant
// who look after only that one: the one it is on, else the one its member
// belongs to.
func (g storedGrant) placed(m Member) storedGrant {
	g.business, g.client, g.property = m.business, m.client, m.property
	if len(g.Of) != 1 {
		return g
	}
	switch g.On {
	case access.OnBusiness:
		g.business = g.Of[0]
	case access.OnClient:
		g.client = g.Of[0]
	case access.OnProperty:
		g.property = g.Of[0]
	}
	return g
}

const grantColumns = loadColumns + ", g.member_id, g.person_id, g.note, COALESCE(by_m.name, ''), g.created_at, g.version, g.business_id, g.client_id, g.property_id"

const grantGiver = "LEFT JOIN member by_m ON by_m.account_id = g.account_id AND by_m.person_id = g.created_by"

func scanStored(r db.Row) (storedGrant, error) {
	var g storedGrant
	var role, scope, switches, verb, thing string
	var of id.ID
	err := r.Scan(&g.ID, &role, &scope, &of, &switches, &verb, &thing, db.ScanMoment(&g.From), db.ScanMoment(&g.Until),
		&g.member, &g.person, &g.note, &g.givenBy, db.ScanMoment(&g.givenAt), &g.version,
		&g.business, &g.client, &g.property)
	readWords(&g.Grant, role, scope, of, switches, verb, thing)
	return g, err
}

// Grants lists a member's access records, oldest first. Not found if who may not
// know of the member; records who may not see are left out.
func (s *Store) Grants(ctx context.Context, who *access.Viewer, member id.ID) ([]GrantRow, error) {
	var rows []GrantRow
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := memberFor(ctx, tx, who, access.Read, member, "people.Grants"); err != nil {
			return err
		}
		by, err := s.grantRows(ctx, tx, who, member)
		rows = by[member]
		return err
	})
	return rows, s.Noted(ctx, who, Entry{Verb: access.Read, Thing: access.Member, Record: member}, err)
}

// grantRows reads what members were granted, as far as who may see it.
func (s *Store) grantRows(ctx context.Context, tx *db.Tx, who *access.Viewer, members ...id.ID) (map[id.ID][]GrantRow, error) {
	q := db.Select(grantColumns, "access_grant g").Visible(who, access.Read, access.GrantThing).Join(grantGiver).
		AndIn("g.member_id", args(members)...).Order("g.member_id, g.id")
	stored, err := db.All(ctx, tx, q, scanStored)
	if err != nil || len(stored) == 0 {
		return nil, err
	}
	grants := make([]access.Grant, len(stored))
	for i := range stored {
		grants[i] = stored[i].Grant
	}
	if err := reachOf(ctx, tx, who.Account(), grants, who.Who().Today); err != nil {
		return nil, err
	}
	a, err := AccountIn(ctx, tx, who.Account())
	if err != nil {
		return nil, err
	}
	names, err := namesOf(ctx, tx, who, grants)
	if err != nil {
		return nil, err
	}
	by := map[id.ID][]GrantRow{}
	for i, g := range stored {
		g.Grant = grants[i]
		by[g.member] = append(by[g.member], g.row(who, names, s.zone(a.Zone), s.now()))
	}
	return by, nil
}

func (g storedGrant) row(who *access.Viewer, names map[id.ID]string, zone *time.Location, now time.Time) GrantRow {
	row := GrantRow{ID: g.ID, Member: g.member, Role: g.Role.String(), On: g.On.String(), Note: g.note,
		GivenBy: g.givenBy, GivenAt: g.givenAt, Version: g.version, Shown: who.Mask(g.record(who.Account())),
		InForce: !now.Before(g.From) && (g.Until.IsZero() || now.Before(g.Until))}
	for w := range g.Switches.All() {
		row.Switches = append(row.Switches, w.String())
	}
	for _, i := range g.Of {
		if name, ok := names[i]; ok {
			row.Of = append(row.Of, Named{i, name})
		} else {
			row.Unnamed++
		}
	}
	slices.SortFunc(row.Of, func(a, b Named) int { return strings.Compare(a.Name, b.Name) })
	if !g.From.IsZero() {
		row.From = calendar.DateOf(g.From.In(zone))
	}
	if !g.Until.IsZero() {
		row.Until = calendar.DateOf(g.Until.Add(-time.Second).In(zone))
	}
	return row
}

// thingOf gives the thing whose records a scope names.
func thingOf(on access.Scope) (access.Thing, bool) {
	switch on {
	case access.OnBusiness:
		return access.Business, true
	case access.OnClient:
		return access.Client, true
	case access.OnProperty:
		return access.Property, true
	case access.OnVendor:
		return access.Vendor, true
	}
	return 0, false
}

// namesOf reads the names of what grants are on, as far as who may see them.
func namesOf(ctx context.Context, tx *db.Tx, who *access.Viewer, grants []access.Grant) (map[id.ID]string, error) {
	wanted := map[access.Thing][]id.ID{}
	for _, g := range grants {
		if t, ok := thingOf(g.On); ok {
			wanted[t] = append(wanted[t], g.Of...)
		}
	}
	names := map[id.ID]string{}
	for t, ids := range wanted {
		slices.SortFunc(ids, id.ID.Compare)
		found, err := named(ctx, tx, who, t, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			names[n.ID] = n.Name
		}
	}
	return names, nil
}

// summarize fills in Access of each member.
func (s *Store) summarize(ctx context.Context, tx *db.Tx, who *access.Viewer, members []Member) error {
	ids := make([]id.ID, len(members))
	for i := range members {
		ids[i] = members[i].ID
	}
	by, err := s.grantRows(ctx, tx, who, ids...)
	if err != nil {
		return err
	}
	for i := range members {
		for _, g := range by[members[i].ID] {
			members[i].Access = append(members[i].Access, g.Words(words.In(ctx)))
			members[i].Records = append(members[i].Records, g)
			if g.Role != "" && !slices.Contains(members[i].Roles, g.Role) {
				members[i].Roles = append(members[i].Roles, g.Role)
			}
		}
	}
	return nil
}
