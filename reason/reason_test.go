package reason

import (
	"regexp"
	"strings"
	"testing"
	"time"

	. "keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/words"
	"keyhouse/words/wordstest"
)

var (
	now   = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now)
)

func person(grants ...Grant) *Viewer {
	return NewViewer(Page, Who{Account: id.ID{9}, Person: id.ID{8}, Name: "Ann", Today: today}, grants, now)
}

func portal(on Scope, ids []id.ID, switches ...Switch) Grant {
	return Grant{ID: id.ID{7, byte(on)}, Role: RolePortal, On: on, Of: ids, Properties: ids, Switches: SetOf(switches...)}
}

// asked is a question, and what it is answered in both wordings: the admin's
// names lines and grants, the person's nothing but their own access.
type asked struct {
	name          string
	v             *Viewer
	verb          Verb
	r             *Record
	groups        []Group
	admin, person string
}

const missing = "There is nothing here, or it is not shown to you."

func questions() []asked {
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
	return []asked{
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
		{"in a state that it is not in", person(Grant{Role: RolePortalAdmin, On: OnAccount}), Delete, issued, nil, `.*nobody may while issued\.`, "Your access does not let you delete a statement. Nobody may do this."},
		{"the program", System("nightly").In(id.ID{9}), Read, here(Booking), nil, `The program itself asks \(nightly\)\.`, "Your access lets you read a booking."},
	}
}

func accessID(grant id.ID) string { return "access " + grant.String() }

func TestBothWordings(t *testing.T) {
	for _, q := range questions() {
		t.Run(q.name, func(t *testing.T) {
			why := q.v.Why(q.verb, q.r, q.groups...)
			if got := ForAdmin(words.English, why, accessID); !regexp.MustCompile("^(" + q.admin + ")$").MatchString(got) {
				t.Errorf("admin: %s", got)
			}
			if got := ForPerson(words.English, why); got != q.person {
				t.Errorf("person: %s", got)
			}
		})
	}
}

// plain is what neither wording may say in another language but its own: names,
// ids and places of the page.
var (
	names = regexp.MustCompile(`Ann|policy\.txt:\d+|access [0-9a-f-]{36}|nightly`)
	plain = regexp.MustCompile(`[A-Za-z]{2,}`)
)

func TestEveryWordComesFromTheCatalogue(t *testing.T) {
	wordstest.Learn(t)
	wide := words.For(wordstest.Locale)
	for _, q := range questions() {
		why := q.v.Why(q.verb, q.r, q.groups...)
		for _, said := range []string{ForAdmin(wide, why, accessID), ForPerson(wide, why)} {
			if left := names.ReplaceAllString(said, ""); plain.MatchString(left) {
				t.Errorf("%s: %s", q.name, said)
			}
		}
	}
}

// TestEveryLineCanBeSaid: whatever line of the page decides, and whatever it
// lacks, the catalogue has the words for it.
func TestEveryLineCanBeSaid(t *testing.T) {
	wordstest.Learn(t)
	wide := words.For(wordstest.Locale)
	for role := Role(1); role.String() != ""; role++ {
		for _, l := range Page.Lines(role) {
			for lack := LacksNothing; lack <= LacksRange; lack++ {
				why := person(portal(OnProperty, nil)).Why(Read, &Record{Thing: Booking, Account: id.ID{9}})
				said := cause(wide, why, Cause{Line: l, Grant: id.ID{1}, Lacks: lack}, accessID)
				if left := names.ReplaceAllString(said, ""); plain.MatchString(left) || strings.Contains(left, "{") {
					t.Errorf("%s, %v: %s", why.Cite(Cause{Line: l}), lack, said)
				}
			}
		}
	}
}
