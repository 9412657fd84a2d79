package access_test

import (
	"strings"
	"testing"
	"time"

	. "keyhouse/access"
	"keyhouse/id"
)

func TestNobodySeesNothing(t *testing.T) {
	var nobody *Viewer
	r := &Record{Thing: Booking, ID: id.ID{1}, Account: id.ID{9}}
	for name, v := range map[string]*Viewer{
		"nil":                       nobody,
		"zero":                      {},
		"of no account":             NewViewer(Page, Who{}, []Grant{{Role: RoleAdmin, On: OnAccount}}, now),
		"without grants":            person(),
		"the system, of no account": System("test"),
	} {
		if v.Can(Read, r) != Missing || v.Mask(r) != 0 || !v.Where(Read, Booking).Nothing() || v.May(Read, Booking) {
			t.Errorf("%s: sees something", name)
		}
	}
	if nobody.Who() != (Who{}) || !nobody.ValidUntil().IsZero() || nobody.IsSystem() || nobody.In(id.ID{9}) != nil || nobody.Cut(Cut{}) != nil {
		t.Error("nobody is somebody")
	}
	if person().Can(Read, &Record{Account: id.ID{9}}) != Missing || person().Can(Read, &Record{Thing: 99, Account: id.ID{9}}) != Missing {
		t.Error("a thing that is not on the page shows")
	}
}

func TestTheSystemSeesOneAccount(t *testing.T) {
	v := System("nightly").In(id.ID{9})
	ours, theirs := &Record{Thing: Booking, Account: id.ID{9}}, &Record{Thing: Booking, Account: id.ID{4}}
	if v.Can(Delete, ours) != Allowed || v.Can(Read, theirs) != Missing || !v.Where(Read, Booking, GroupGuest).Everything() {
		t.Error("the system does not see its account, or sees another")
	}
	if v.Can(Refund, ours) == Allowed || !v.Where(Refund, Booking).Nothing() {
		t.Error("a booking is refunded")
	}
	if !v.IsSystem() || v.Reason() != "nightly" || v.Account() != (id.ID{9}) {
		t.Error(v.Reason())
	}
	if got := v.Why(Read, ours).Program(); got != "nightly" {
		t.Error(got)
	}
}

func TestGrantsComeAndGo(t *testing.T) {
	in := func(h int) time.Time { return now.Add(time.Duration(h) * time.Hour) }
	r := &Record{Thing: Client, ID: id.ID{1}, Account: id.ID{9}}
	for _, c := range []struct {
		name        string
		from, until time.Time
		want        Decision
		valid       time.Time
	}{
		{"for ever", time.Time{}, time.Time{}, Allowed, time.Time{}},
		{"until later", time.Time{}, in(1), Allowed, in(1)},
		{"until this moment", time.Time{}, now, Missing, time.Time{}},
		{"from this moment", now, time.Time{}, Allowed, time.Time{}},
		{"from later", in(2), in(3), Missing, in(2)},
		{"from later, the end first", in(3), in(2), Missing, in(2)},
	} {
		v := person(Grant{Role: RoleManager, On: OnAccount, From: c.from, Until: c.until})
		if got := v.Can(Read, r); got != c.want || !v.ValidUntil().Equal(c.valid) {
			t.Errorf("%s: %v until %v", c.name, got, v.ValidUntil())
		}
	}
}

func TestGrantsThatMeanNothingGiveNothing(t *testing.T) {
	r := &Record{Thing: Booking, ID: id.ID{1}, Account: id.ID{9}, Property: id.ID{2}}
	for name, g := range map[string]Grant{
		"no role":                    {On: OnAccount},
		"a role not on the page":     {Role: 63, On: OnAccount},
		"a role on a scope not its":  {Role: RoleAdmin, On: OnProperty, Of: []id.ID{{2}}},
		"an override of no record":   {On: OnRecord, Thing: Booking, Verb: Read},
		"an override nobody asked":   {On: OnRecord, Thing: Booking, Verb: Read, Record: id.ID{1}},
		"properties that name none":  portal(OnProperty, []id.ID{{}}, SwitchCalendar),
		"no properties":              portal(OnProperty, nil, SwitchCalendar),
		"a client without property":  {Role: RolePortal, On: OnClient, Of: []id.ID{{5}}, Switches: SetOf(SwitchCalendar)},
		"a switch of another's role": portal(OnProperty, []id.ID{{2}}, SwitchGuests),
	} {
		v := person(g)
		if v.Can(Read, r) != Missing || !v.Where(Read, Booking).Nothing() {
			t.Errorf("%s: gives something", name)
		}
		r.Property = id.ID{}
		if v.Can(Read, r) != Missing {
			t.Errorf("%s: reaches what has no property", name)
		}
		r.Property = id.ID{2}
	}
}

func TestTheAccountsOwnRecent(t *testing.T) {
	r := &Record{Thing: Payment, ID: id.ID{1}, Account: id.ID{9}, Day: today.Add(-40)}
	for days, want := range map[int]Decision{0: Ask, 39: Ask, 40: Allowed} {
		v := NewViewer(Page, Who{Account: id.ID{9}, Person: id.ID{8}, Today: today, RecentDays: days}, []Grant{{Role: RoleFrontDesk, On: OnAccount}}, now)
		if got := v.Can(Read, r); got != want {
			t.Errorf("%d days: %v", days, got)
		}
	}
}

func TestACutOnlyTakesAway(t *testing.T) {
	whole := person(portal(OnProperty, many(3), SwitchCalendar, SwitchGuestName, SwitchBlockOff))
	in := &Record{Thing: Booking, ID: id.ID{1}, Account: id.ID{9}, Property: many(3)[0]}
	out := &Record{Thing: Booking, ID: id.ID{2}, Account: id.ID{9}, Property: many(3)[1]}
	for _, c := range []struct {
		name    string
		v       *Viewer
		in, out Groups
	}{
		{"not at all", whole.Cut(Cut{}), SetOf(GroupDates, GroupGuest), SetOf(GroupDates, GroupGuest)},
		{"to the dates", whole.Cut(Cut{Groups: SetOf(GroupDates)}), SetOf(GroupDates), SetOf(GroupDates)},
		{"to what has no face", whole.Cut(Cut{Groups: SetOf(GroupGuest)}), 0, 0},
		{"to another thing", whole.Cut(Cut{Things: SetOf(Block)}), 0, 0},
		{"to one property", whole.Cut(Cut{Properties: many(1)}), SetOf(GroupDates, GroupGuest), 0},
		{"to no property", whole.Cut(Cut{Properties: []id.ID{}}), 0, 0},
		{"twice, to different ones", whole.Cut(Cut{Properties: many(1)}).Cut(Cut{Properties: many(2)[1:]}), 0, 0},
		{"to a property not theirs", whole.Cut(Cut{Properties: []id.ID{{77}}}), 0, 0},
	} {
		if c.v.Mask(in) != c.in || c.v.Mask(out) != c.out {
			t.Errorf("%s: %v and %v", c.name, c.v.Mask(in), c.v.Mask(out))
		}
		if f := c.v.Where(Read, Booking); f.Match(in) != (c.in != 0) || f.Match(out) != (c.out != 0) {
			t.Errorf("%s: the list differs", c.name)
		}
	}
	if !whole.May(Add, Block) || whole.Cut(Cut{Verbs: SetOf(Read)}).May(Add, Block) {
		t.Error("a cut to reading adds")
	}
	if whole.Cut(Cut{Properties: many(1)}).Where(Read, Client).Nothing() == false {
		t.Error("a cut to properties shows what has none")
	}
}

func TestWordsComeBack(t *testing.T) {
	for _, ok := range []bool{
		(func() bool { w, ok := ParseVerb(Refund.String()); return ok && w == Refund })(),
		(func() bool { w, ok := ParseThing(Booking.String()); return ok && w == Booking })(),
		(func() bool { w, ok := ParseGroup(GroupGuest.String()); return ok && w == GroupGuest })(),
		(func() bool { w, ok := ParseRole(RolePortal.String()); return ok && w == RolePortal })(),
		(func() bool { w, ok := ParseSwitch(SwitchCalendar.String()); return ok && w == SwitchCalendar })(),
		(func() bool { w, ok := ParseState(StateDraft.String()); return ok && w == StateDraft })(),
		(func() bool { w, ok := ParseScope(OnRecord.String()); return ok && w == OnRecord })(),
	} {
		if !ok {
			t.Error("a word does not come back as itself")
		}
	}
	if _, ok := ParseVerb(""); ok || Verb(99).String() != "" || SaysAsk.String() != "ask" {
		t.Error("no word is a word")
	}
	if s := SetOf(Read, Add); s.Len() != 2 || s.Empty() || !Verbs(0).Empty() || s.Has(0) {
		t.Error(s)
	}
}

func TestThePageAnswersOfWhatItDoesNotHave(t *testing.T) {
	if Page.Takes(99) != 0 || Page.Face(99) != 0 || Page.Scopes(99) != 0 || Page.Face(Booking) != GroupDates || !Page.Grantable(RoleSiteManager).Has(RoleRequester) {
		t.Error("the page has what it has not")
	}
	if l := Page.Lines(RoleLandlord); len(l) != 1 || !strings.HasPrefix(Page.Cite(l[0]), "policy.txt:") {
		t.Error(l)
	}
}

func TestAClientWhosePartShowsOnACondition(t *testing.T) {
	v := person(portal(OnClient, many(1), SwitchBlockOff))
	if got := v.ClientsShowing(Block, GroupNotes); len(got) != 1 || got[0] != many(1)[0] {
		t.Error(got)
	}
}

func TestWhichRolesAreHeld(t *testing.T) {
	v := person(portal(OnClient, many(1), SwitchBlockOff))
	if !v.Holds(RolePortal) || v.Holds(RoleAdmin) || (*Viewer)(nil).Holds(RoleAdmin) {
		t.Error("a role is held by whom it was granted to, and nobody else")
	}
}
