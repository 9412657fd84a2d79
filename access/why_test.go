package access_test

import (
	"regexp"
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/id"
)

// TestWhy pins both wordings: the admin's names lines and grants, the person's
// nothing but their own access.
func TestWhy(t *testing.T) {
	here := func(thing Thing) *Record {
		return &Record{Thing: thing, ID: id.ID{1}, Account: id.ID{9}, Property: id.ID{2}, Client: id.ID{5}, Day: today.Add(-90), Person: id.ID{77}}
	}
	at := []id.ID{{2}}
	desk := Grant{ID: id.ID{3}, Role: RoleFrontDesk, On: OnAccount}
	yes := Grant{ID: id.ID{4}, On: OnRecord, Thing: Payment, Verb: Read, Record: id.ID{1}}
	issued := here(Statement)
	issued.State = StateIssued
	far := here(Booking)
	far.Account = id.ID{4}
	const missing = "There is nothing here, or it is not shown to you."
	for _, c := range []struct {
		name          string
		v             *Viewer
		verb          Verb
		r             *Record
		groups        []Group
		admin, person string
	}{
		{"allowed", person(portal(OnProperty, at, SwitchCalendar)), Read, here(Booking), nil,
			`Ann may read a booking: as portal \(policy.txt:\d+, access 0704\S+\)\.`, "Your access lets you read a booking."},
		{"a part that shows", person(portal(OnProperty, at, SwitchCalendar, SwitchContact)), Read, here(Booking), []Group{GroupContact},
			`Ann may see the contact info of a booking: as portal \(policy.txt:\d+, access \S+\)\.`, "Your access lets you see the contact info of a booking."},
		{"a part whose switch is off", person(portal(OnProperty, at, SwitchCalendar)), Read, here(Booking), []Group{GroupDates, GroupContact},
			`Ann may not see the contact info of a booking: as portal \(policy.txt:\d+, access \S+\), but “View contact info” is off: switch it on;.*`,
			"Your access does not let you see the contact info of a booking. Ask the office to switch on “View contact info”."},
		{"a switch that is off hides it", person(portal(OnProperty, at)), Read, here(Booking), nil,
			`Ann may not read a booking: as portal .*“View calendar” is off: switch it on;.*`, missing},
		{"two switches off", person(portal(OnProperty, at)), Read, here(Charge), nil, `.*“View calendar” and “All charges and payments” are off: switch them on;.*`, missing},
		{"on others", person(portal(OnProperty, []id.ID{{6}}, SwitchCalendar)), Read, here(Booking), nil,
			`.*as portal .*, but that access is on others: give it on this account, client or property;.*`, missing},
		{"without the role", person(desk), Read, here(Client), nil, `Ann may not read a client: as customer portal \(policy.txt:\d+\), which they are not: give it on client;.*`, missing},
		{"without any role", person(), Run, here(Report), nil, `.*as limited \(policy.txt:\d+\), which they are not: give it on business;.*`, missing},
		{"no line", person(desk), Approve, here(Booking), nil, `Ann may not approve a booking: no line of the policy lets anybody\.`, "Your access does not let you approve a booking. Ask the office if you need it."},
		{"not theirs", person(portal(OnProperty, at, SwitchCalendar, SwitchMoveBlocks)), Edit, here(Block), nil,
			`.*as portal .*, but only of mine.*`, "Your access does not let you edit a block. Ask the office if you need it."},
		{"too old", person(Grant{Role: RoleFrontDesk, On: OnAccount}), Print, here(Receipt), nil, `.*as front desk \(policy.txt:\d+\), but only while recent;.*`, missing},
		{"to be approved", person(desk), Read, here(Payment), nil, `Ann may read a payment once somebody approves: as front desk .*, if somebody who may approve says so\.`,
			"You may read a payment once somebody who may approve says so. Ask them here."},
		{"approved", person(desk, yes), Read, here(Payment), nil, `Ann may read a payment: as front desk .*`, "Your access lets you read a payment."},
		{"without the face", person(portal(OnProperty, at, SwitchAddNotes)), Annotate, here(Booking), nil,
			`Ann may not write a note on a booking: as portal .*, but not without seeing the dates: give what shows that; as portal .*“View calendar” is off.*`, missing},
		{"a never", person(Grant{Role: RoleAdmin, On: OnAccount}), Delete, issued, nil, `Ann may not delete a statement: as everyone \(policy.txt:\d+\), nobody may while issued\.`,
			"Your access does not let you delete a statement. Nobody may do this."},
		{"cut down", person(desk).Cut(Cut{Verbs: SetOf(Read)}), Edit, here(Tenant), nil, `.*what they use now is cut down to less\.`,
			"Your access does not let you edit a tenant. You are looking through something that shows less than your own access."},
		{"another account", person(Grant{Role: RoleAdmin, On: OnAccount}), Read, far, nil, `.*it is another account's\.`, missing},
		{"a person without a name", NewViewer(Page, Who{Account: id.ID{9}}, nil, now), Read, here(Booking), nil, `This person may not read a booking: .*`, missing},
		{"nobody", nil, Read, here(Booking), nil, `Nobody is signed in: nobody sees nothing\.`, missing},
	} {
		t.Run(c.name, func(t *testing.T) {
			why := c.v.Why(c.verb, c.r, c.groups...)
			if got := why.ForAdmin(); !regexp.MustCompile("^(" + c.admin + ")$").MatchString(got) {
				t.Errorf("admin: %s", got)
			}
			if got := why.ForPerson(); got != c.person {
				t.Errorf("person: %s", got)
			}
			for _, cause := range why.Causes {
				if cause.Line != nil && !strings.HasPrefix(why.Cite(cause), "policy.txt:") || cause.Line == nil && why.Cite(cause) != "" {
					t.Errorf("cites %q", why.Cite(cause))
				}
			}
		})
	}
	if Missing.String() != "missing" || LacksScope.String() != "scope" {
		t.Error("words have changed")
	}
}

// TestWhySaysWhatCanSays goes through a world: the reason's decision is the
// reader's, and an allowed one names lines that lack nothing.
func TestWhySaysWhatCanSays(t *testing.T) {
	w := newWorld(5, Page, 6)
	for _, role := range roleNames {
		v := w.viewer(role, w.scope(role))
		for thing, records := range w.records {
			for verb := range Page.Takes(thing).All() {
				for _, r := range records {
					why := v.Why(verb, r)
					if why.Decision != v.Can(verb, r) || len(why.Causes) == 0 {
						t.Fatalf("%v %v %v as %v: %v, %v", verb, thing, r, role, why.Decision, why.ForAdmin())
					}
					if first := why.Causes[0]; why.Decision == Allowed && (first.Lacks != 0 || first.Line == nil) {
						t.Fatalf("allowed because of what lacks something: %s", why.ForAdmin())
					} else if why.Decision == Denied && first.Lacks == 0 || why.Decision == Missing && first.Lacks == 0 {
						t.Fatalf("%v because of what lacks nothing: %s", why.Decision, why.ForAdmin())
					}
				}
			}
		}
	}
}
