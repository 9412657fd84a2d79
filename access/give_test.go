package access_test

import (
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

// TestNobodyGivesMoreThanTheyHold covers what the specs do not say in words.
func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	to := id.ID{20}
	admin := person(Grant{Role: RoleAdmin, On: OnAccount})
	manager := person(Grant{Role: RoleManager, On: OnAccount})
	p31 := &Record{Thing: Payment, ID: id.ID{1}, Account: id.ID{9}, Day: today.Add(-31)}
	allow := Grant{On: OnRecord, Thing: Payment, Verb: Read, Record: p31.ID}
	give := Grant{Role: RoleViewer, On: OnAccount}
	acting := NewViewer(Page, Who{Account: id.ID{9}, Person: id.ID{8}, ActingPerson: id.ID{6}}, []Grant{{Role: RoleAdmin, On: OnAccount}}, now)
	var nobody *Viewer
	for _, c := range []struct {
		name  string
		v     *Viewer
		g     Grant
		to    id.ID
		about []*Record
		want  fault.Kind
		ok    bool
	}{
		{"an admin, a viewer", admin, give, to, nil, 0, true},
		{"the program", System("test").In(id.ID{9}), give, to, nil, 0, true},
		{"the program, nonsense", System("test").In(id.ID{9}), Grant{Role: RoleViewer}, to, nil, fault.Invalid, false},
		{"nobody", nobody, give, to, nil, fault.Missing, false},
		{"the zero viewer", &Viewer{}, give, to, nil, fault.Missing, false},
		{"to oneself", admin, give, id.ID{8}, nil, fault.Forbidden, false},
		{"in somebody else's name", acting, give, to, nil, fault.Forbidden, false},
		{"while only looking", admin.Cut(Cut{Verbs: SetOf(Read)}), give, to, nil, fault.Forbidden, false},
		{"by who holds the server, something on the account", person(Grant{Role: RoleIt, On: OnServer}), give, to, []*Record{{Thing: Account, Account: id.ID{9}}}, fault.Forbidden, false},
		{"a role that none of theirs grants", manager, give, to, nil, fault.Forbidden, false},
		{"no role", admin, Grant{On: OnAccount}, to, nil, fault.Invalid, false},
		{"a role not on the page", admin, Grant{Role: 60, On: OnAccount}, to, nil, fault.Invalid, false},
		{"a standing role", admin, Grant{Role: RoleSystemAdmin, On: OnServer}, to, nil, fault.Invalid, false},
		{"on a scope not the role's", admin, Grant{Role: RoleLandlord, On: OnAccount}, to, nil, fault.Invalid, false},
		{"on nobody", admin, Grant{Role: RoleLandlord, On: OnClient}, to, nil, fault.Invalid, false},
		{"on the zero id", admin, Grant{Role: RoleLandlord, On: OnClient, Of: []id.ID{{}}}, to, nil, fault.Invalid, false},
		{"on two where one is meant", admin, Grant{Role: RoleRequester, On: OnProperty, Properties: many(2)}, to, nil, fault.Invalid, false},
		{"a switch that does nothing there", admin, Grant{Role: RolePortal, On: OnProperty, Properties: many(1), Switches: SetOf(SwitchStatements)}, to, nil, fault.Invalid, false},
		{"a switch of another role", admin, Grant{Role: RolePortal, On: OnProperty, Properties: many(1), Switches: SetOf(SwitchGuests)}, to, nil, fault.Invalid, false},
		{"ending before it begins", admin, Grant{Role: RoleViewer, On: OnAccount, From: now, Until: now}, to, nil, fault.Invalid, false},
		{"an override, by a manager who may", manager, allow, to, []*Record{p31}, 0, true},
		{"an override, of a record not shown", manager, allow, to, nil, fault.Forbidden, false},
		{"an override, by who may not themselves", person(Grant{Role: RoleFrontDesk, On: OnAccount}), allow, to, []*Record{p31}, fault.Forbidden, false},
	} {
		err := c.v.MayGive(c.g, c.to, c.about...)
		if (err == nil) != c.ok || err != nil && fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// giver is a page on which one role may grant others that hold more.
const giver = `scopes account, client, property
verbs reading read
verbs edit
groups name, phone
thing house by account, client, property has person holds name, phone takes read, edit
thing shed by account holds name takes read
switches loud
role boss on account
  may manage house, shed sees all
  may grant boss, half, more, shows, asks, own, gives, calm
role half on account, client
  may read house sees name
  may edit house of mine
  ask edit house
  may grant more, shows, asks, own, gives, calm
role more on account
  may read, edit house
role shows on account
  may read house sees all
role asks on account
  ask edit house
role own on account, client
  may read, edit house of mine
role gives on account
  may grant boss
role calm on client, property, account
  may read house
  with loud: may read shed
`

func TestARightMoreIsARightTooMany(t *testing.T) {
	p, err := Parse("giver.txt", giver)
	if err != nil {
		t.Fatal(err)
	}
	role := func(word string) Role {
		for r := Role(1); ; r++ {
			if p.RoleWord(r) == word {
				return r
			}
		}
	}
	with := func(g Grant) *Viewer {
		return NewViewer(p, Who{Account: id.ID{9}, Person: id.ID{8}, Today: today}, []Grant{g}, now)
	}
	half := with(Grant{Role: role("half"), On: OnAccount})
	client := with(Grant{Role: role("half"), On: OnClient, Of: []id.ID{{5}}, Properties: many(1)})
	for word, want := range map[string]bool{"more": false, "shows": false, "asks": true, "own": true, "gives": false, "boss": false} {
		if err := half.MayGive(Grant{Role: role(word), On: OnAccount}, id.ID{1}); (err == nil) != want {
			t.Errorf("%s: %v", word, err)
		}
	}
	if p.SwitchesOn(role("calm"), OnClient) != 0 || p.SwitchesOn(role("calm"), OnAccount).Len() != 1 {
		t.Error("a switch is offered where it does nothing, or not where it does")
	}
	for _, c := range []struct {
		name string
		g    Grant
		want bool
	}{
		{"their client", Grant{Role: role("calm"), On: OnClient, Of: []id.ID{{5}}}, true},
		{"another client", Grant{Role: role("calm"), On: OnClient, Of: []id.ID{{6}}}, false},
		{"their client's property", Grant{Role: role("calm"), On: OnProperty, Of: many(1)}, true},
		{"another property", Grant{Role: role("calm"), On: OnProperty, Of: many(2)}, false},
		{"the account", Grant{Role: role("own"), On: OnAccount}, false},
	} {
		if err := client.MayGive(c.g, id.ID{1}); (err == nil) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
		if err := client.MayTake(c.g, id.ID{1}); (err == nil) != c.want {
			t.Errorf("take %s: %v", c.name, err)
		}
	}
	if half.MayTake(Grant{Role: role("own"), On: OnAccount}, id.ID{8}) == nil || System("t").In(id.ID{9}).MayTake(Grant{}, id.ID{8}) != nil {
		t.Error("somebody takes what is their own, or the program cannot")
	}
}

func TestLookingThroughOthersEyes(t *testing.T) {
	admin, manager := person(Grant{Role: RoleAdmin, On: OnAccount}), person(Grant{Role: RoleManager, On: OnAccount})
	owner := person(portal(OnClient, many(1), SwitchCalendar, SwitchStatements))
	elsewhere := NewViewer(Page, Who{Account: id.ID{4}}, nil, now)
	var nobody *Viewer
	for _, c := range []struct {
		name     string
		v, other *Viewer
		want     bool
	}{
		{"admin as owner", admin, owner, true},
		{"admin as manager", admin, manager, true},
		{"admin as admin", admin, admin, true},
		{"manager as admin", manager, admin, false},
		{"owner as manager", owner, manager, false},
		{"owner as somebody without access", owner, person(), true},
		{"admin as somebody of another account", admin, elsewhere, false},
		{"admin as the program", admin, System("t").In(id.ID{9}), false},
		{"nobody as owner", nobody, owner, false},
		{"admin as nobody", admin, nobody, false},
		{"admin, looking only", admin.Cut(Cut{Verbs: SetOf(Read)}), owner, false},
		{"admin as somebody with an override", admin, person(Grant{On: OnRecord, Record: id.ID{1}}), false},
	} {
		if got := c.v.Covers(c.other); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestAdminMayGiveAll: whatever the page lets a role grant, its holder holds.
func TestEveryMayGrantIsOfUse(t *testing.T) {
	for _, giver := range roleNames {
		for role := range Page.Grantable(giver).All() {
			if !useful(giver, role) {
				t.Errorf("%v may grant %v, and holds too little to", giver, role)
			}
		}
	}
}

func useful(giver, role Role) bool {
	for from := range Page.Scopes(giver).All() {
		for on := range Page.Scopes(role).All() {
			g := Grant{Role: giver, On: from, Of: many(1), Properties: many(1), Switches: Page.Switches(giver)}
			about := &Record{Thing: scopeThing[on], ID: many(1)[0], Account: id.ID{9}, Business: many(1)[0], Client: many(1)[0], Property: many(1)[0]}
			if person(g).MayGive(Grant{Role: role, On: on, Of: many(1), Properties: many(1), Switches: Page.SwitchesOn(role, on)}, id.ID{1}, about) == nil {
				return true
			}
		}
	}
	return false
}

var scopeThing = map[Scope]Thing{OnAccount: Account, OnBusiness: Business, OnClient: Client, OnProperty: Property, OnVendor: Vendor, OnServer: Server}

// TestWhatOneCanMakeSomebody: by which of one's own grants, and by none while cut down.
func TestWhatOneCanMakeSomebody(t *testing.T) {
	manager := person(Grant{Role: RoleSiteManager, On: OnProperty, Properties: many(1)})
	guests := person(Grant{Role: RoleSiteManager, On: OnProperty, Properties: many(1), Switches: SetOf(SwitchGuests)})
	admin := person(Grant{Role: RoleAdmin, On: OnAccount})
	acting := NewViewer(Page, Who{Account: id.ID{9}, Person: id.ID{8}, ActingPerson: id.ID{6}}, []Grant{{Role: RoleAdmin, On: OnAccount}}, now)
	var nobody *Viewer
	for name, c := range map[string]struct {
		v    *Viewer
		want Roles
	}{
		"a site manager":                   {manager, SetOf(RoleRequester)},
		"one who may bring guests":         {guests, SetOf(RoleRequester, RoleGuestContractor, RoleGuestTechnician)},
		"an admin":                         {admin, Page.Grantable(RoleAdmin)},
		"an admin who only looks":          {admin.Cut(Cut{Verbs: SetOf(Read)}), 0},
		"an admin as somebody":             {acting, 0},
		"who was given nothing":            {person(), 0},
		"nobody":                           {nobody, 0},
		"the program, which needs no menu": {System("test").In(id.ID{9}), 0},
	} {
		if got := c.v.Gives(); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

// TestRightsOfARole: the table of a role has what its sentences say, and one of
// no role is empty.
func TestRightsOfARole(t *testing.T) {
	var got []string
	for _, r := range Page.Rights(RoleViewer) {
		got = append(got, r.Thing.String())
	}
	if strings.Join(got, " ") != "client work-order comment expense revenue" {
		t.Errorf("a viewer has %v", got)
	}
	if r := Page.Rights(RoleRequester)[0]; r.Thing != Property || !strings.HasPrefix(r.May, "read (") || !strings.HasPrefix(r.Sees, "name (") {
		t.Errorf("%+v", r)
	}
	if all := Page.Rights(99); all != nil {
		t.Errorf("no role has %v", all)
	}
}
