package access_test

import (
	"regexp"
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/id"
)

// TestWhy pins which lines and grants make an answer, and what is missing;
// package reason has the words.
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
	for _, c := range []struct {
		name   string
		v      *Viewer
		verb   Verb
		r      *Record
		groups []Group
		want   string // a pattern; L is a line of the page
	}{
		{"allowed", person(portal(OnProperty, at, SwitchCalendar)), Read, here(Booking), nil, `allowed; L`},
		{"a part that shows", person(portal(OnProperty, at, SwitchCalendar, SwitchContact)), Read, here(Booking), []Group{GroupContact}, `allowed; L`},
		{"a part whose switch is off", person(portal(OnProperty, at, SwitchCalendar)), Read, here(Booking), []Group{GroupDates, GroupContact}, `denied; L switch; .*`},
		{"a switch that is off hides it", person(portal(OnProperty, at)), Read, here(Booking), nil, `missing; L switch; .*`},
		{"on others", person(portal(OnProperty, []id.ID{{6}}, SwitchCalendar)), Read, here(Booking), nil, `missing; L scope; .*`},
		{"without the role", person(desk), Read, here(Client), nil, `missing; L role; .*`},
		{"no line", person(desk), Approve, here(Booking), nil, `denied; no line`},
		{"not theirs", person(portal(OnProperty, at, SwitchCalendar, SwitchMoveBlocks)), Edit, here(Block), nil, `denied; L condition; .*`},
		{"too old", person(desk), Print, here(Receipt), nil, `missing; L condition; .*`},
		{"to be approved", person(desk), Read, here(Payment), nil, `ask; L approval`},
		{"approved", person(desk, yes), Read, here(Payment), nil, `allowed; L`},
		{"without the face", person(portal(OnProperty, at, SwitchAddNotes)), Annotate, here(Booking), nil, `missing; L face; L switch; .*`},
		{"a never", person(Grant{Role: RoleAdmin, On: OnAccount}), Delete, issued, nil, `denied; L never`},
		{"cut down", person(desk).Cut(Cut{Verbs: SetOf(Read)}), Edit, here(Tenant), nil, `denied; cut`},
		{"another account", person(Grant{Role: RoleAdmin, On: OnAccount}), Read, far, nil, `missing; scope`},
		{"nobody", nil, Read, here(Booking), nil, `missing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			why := c.v.Why(c.verb, c.r, c.groups...)
			pattern := "^" + strings.ReplaceAll(c.want, "L", `policy\.txt:\d+`) + "$"
			if got := why.String(); !regexp.MustCompile(pattern).MatchString(got) {
				t.Errorf("because %s", got)
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

// TestWhyHasItsParts: what the words are made from.
func TestWhyHasItsParts(t *testing.T) {
	r := &Record{Thing: Charge, ID: id.ID{1}, Account: id.ID{9}, Property: id.ID{2}, Day: today}
	why := person(portal(OnProperty, []id.ID{{2}})).Why(Read, r)
	if off := why.Causes[0].Off(); off != SetOf(SwitchCalendar, SwitchAllMoney) {
		t.Errorf("off are %v", off)
	}
	if why.Name() != "Ann" || why.Nobody() || why.Program() != "" || why.Face() != GroupAmount {
		t.Errorf("%q, %v, %q, %v", why.Name(), why.Nobody(), why.Program(), why.Face())
	}
	var nobody *Viewer
	if none := nobody.Why(Read, r); !none.Nobody() || none.Name() != "" || none.Program() != "" || none.Face() != 0 {
		t.Error("nobody is somebody")
	}
	kinds := map[string]bool{}
	for role := Role(1); role.String() != ""; role++ {
		for _, l := range Page.Lines(role) {
			kinds[l.Cond.String()] = true
			if states := l.Cond.States(); (len(states) > 0) != (l.Cond.String() == "while") {
				t.Errorf("%v names the states %v", l.Cond, states)
			}
		}
	}
	for _, kind := range []string{"always", "of mine", "of my vendor", "given to me", "while recent", "while"} {
		if !kinds[kind] {
			t.Errorf("no line holds only %s: %v", kind, kinds)
		}
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
						t.Fatalf("%v %v %v as %v: %v, %v", verb, thing, r, role, why.Decision, why)
					}
					if first := why.Causes[0]; why.Decision == Allowed && (first.Lacks != 0 || first.Line == nil) {
						t.Fatalf("allowed because of what lacks something: %s", why)
					} else if why.Decision == Denied && first.Lacks == 0 || why.Decision == Missing && first.Lacks == 0 {
						t.Fatalf("%v because of what lacks nothing: %s", why.Decision, why)
					}
				}
			}
		}
	}
}
