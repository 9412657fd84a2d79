package access_test

import (
	"slices"
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/id"
)

func many(n int) []id.ID {
	ids := make([]id.ID, n)
	for i := range ids {
		ids[i] = id.ID{1, byte(i >> 8), byte(i), 1}
	}
	return ids
}

// person asks as one member, with these grants.
func person(grants ...Grant) *Viewer {
	return NewViewer(Page, Who{Account: id.ID{9}, Person: id.ID{8}, Name: "Ann", Today: today}, grants, now)
}

func portal(on Scope, ids []id.ID, switches ...Switch) Grant {
	return Grant{ID: id.ID{7, byte(on)}, Role: RolePortal, On: on, Of: ids, Properties: ids, Switches: SetOf(switches...)}
}

func TestTheSQLOfEachShape(t *testing.T) {
	const granted = "EXISTS (SELECT 1 FROM grant_property granted WHERE granted.account_id = b.account_id AND granted.grant_id IN (?) AND granted.property_id = b.property_id)"
	const owned = "EXISTS (SELECT 1 FROM ownership_share owned WHERE owned.account_id = b.account_id AND owned.client_id IN (?) AND owned.property_id = b.property_id AND owned.from_day <= ? AND (owned.until_day IS NULL OR owned.until_day > ?))"
	three := person(portal(OnProperty, many(3), SwitchCalendar))
	crowd := person(portal(OnProperty, many(801), SwitchCalendar))
	owner := Grant{ID: id.ID{6}, Role: RolePortal, On: OnClient, Of: []id.ID{{5}}, Properties: many(900), Switches: SetOf(SwitchCalendar)}
	unsaved := portal(OnProperty, many(801), SwitchCalendar)
	unsaved.ID = id.ID{}
	few := []Grant{}
	for n := range 801 {
		g := portal(OnProperty, many(801)[n:n+1], SwitchCalendar)
		g.ID = id.ID{3, byte(n), byte(n >> 8)}
		few = append(few, g)
	}
	for _, c := range []struct {
		name    string
		f       Filter
		dialect Dialect
		shape   Shape
		alias   string
		want    string
	}{
		{"nothing", Filter{}, SQLite, Auto, "b", "1 = 0"},
		{"the whole account", person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ?"},
		{"no alias", person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Booking), SQLite, Auto, "", "account_id = ?"},
		{"an account itself", person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Account), SQLite, Auto, "a", "a.id = ?"},
		{"three ids, filled up to four", three.Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND (b.property_id IN (?, ?, ?, ?))"},
		{"one id, and one that names nothing", person(portal(OnProperty, append(many(1), id.ID{}), SwitchCalendar)).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND (b.property_id IN (?))"},
		{"the property itself", three.Where(Read, Property), SQLite, Auto, "p", "p.account_id = ? AND (p.id IN (?, ?, ?, ?))"},
		{"many, on SQLite", crowd.Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND ((" + granted + " = 1))"},
		{"many, on PostgreSQL", crowd.Where(Read, Booking), Postgres, Auto, "b", "b.account_id = ? AND ((" + granted + "))"},
		{"many, counted", crowd.Where(Read, Booking), SQLite, Count, "b", "b.account_id = ? AND ((b.property_id IN (SELECT granted.property_id FROM grant_property granted WHERE granted.account_id = ? AND granted.grant_id IN (?))))"},
		{"an owner of many", person(owner).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND ((" + owned + " = 1))"},
		{"both", person(portal(OnProperty, many(801), SwitchCalendar), owner).Where(Read, Booking), Postgres, Auto, "b", "b.account_id = ? AND ((" + granted + " OR " + owned + "))"},
		{"not stored yet", person(unsaved).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND (b.property_id IN (?" + strings.Repeat(", ?", 1599) + "))"},
		{"asked to write out", crowd.Where(Read, Booking).Inline(), SQLite, Exists, "b", "b.account_id = ? AND (b.property_id IN (?" + strings.Repeat(", ?", 1599) + "))"},
		{"many grants of one", person(few...).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND ((" + strings.Replace(granted, "(?)", "(?"+strings.Repeat(", ?", 1599)+")", 1) + " = 1))"},
		{"many grants of the same few", person(slices.Concat([]Grant{portal(OnProperty, many(200), SwitchCalendar)}, []Grant{portal(OnProperty, many(200), SwitchCalendar, SwitchContact)})...).Where(Read, Booking), SQLite, Auto, "b", "b.account_id = ? AND (b.property_id IN (?" + strings.Repeat(", ?", 199) + "))"},
		{"a never", person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Delete, Statement), SQLite, Auto, "s", "s.account_id = ? AND (1 = 1 AND (s.state IN ('issued'))) IS NOT TRUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, args := c.f.SQL(c.dialect, c.alias, c.shape)
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if n := strings.Count(got, "?"); n != len(args) {
				t.Errorf("%d question marks, %d arguments", n, len(args))
			}
		})
	}
}

func TestTheTextIsTheSameForWhoeverHasAsMuch(t *testing.T) {
	five, _ := person(portal(OnProperty, many(5), SwitchCalendar)).Where(Read, Booking).SQL(SQLite, "b", Auto)
	eight, _ := person(portal(OnProperty, many(8), SwitchCalendar)).Where(Read, Booking).SQL(SQLite, "b", Auto)
	if five != eight {
		t.Errorf("%s\n%s", five, eight)
	}
}

func TestManyPropertiesTwice(t *testing.T) {
	a, b := portal(OnProperty, many(801), SwitchCalendar, SwitchGuestName), portal(OnProperty, many(801), SwitchCalendar, SwitchContact)
	b.ID = id.ID{44}
	v := person(a, b)
	if f := v.Where(Read, Booking, GroupGuest).Minus(v.Where(Read, Booking, GroupContact)); !f.Nothing() {
		t.Error("of the same properties something is left")
	}
}

func TestFiltersTogether(t *testing.T) {
	a := person(portal(OnProperty, many(4)[:3], SwitchCalendar)).Where(Read, Booking)
	b := person(portal(OnProperty, many(4)[2:], SwitchCalendar)).Where(Read, Booking)
	all := person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Booking)
	row := func(n int) *Record { return &Record{Thing: Booking, Account: id.ID{9}, Property: many(4)[n]} }
	for _, c := range []struct {
		name string
		f    Filter
		want string // on the four properties
	}{
		{"both", a.And(b), "0010"},
		{"both, and all", a.And(all), "1110"},
		{"all, and one", all.And(a), "1110"},
		{"one without the other", a.Minus(b), "1100"},
		{"the other without the one", b.Minus(a), "0001"},
		{"all without one", all.Minus(a), "0001"},
		{"one without all", a.Minus(all), "0000"},
		{"one without nothing", a.Minus(Filter{}), "1110"},
		{"nothing without one", Filter{}.Minus(a), "0000"},
		{"one without itself", a.Minus(a), "0000"},
		{"one and nothing", a.And(Filter{}), "0000"},
		{"another thing", a.And(person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Block)), "0000"},
		{"all without one, and the other", all.Minus(a).And(b), "0001"},
		{"all without one, less the same", all.Minus(a).Minus(all.Minus(a)), "0000"},
		{"all without one, less another", all.Minus(a).Minus(all.Minus(b)), "0001"},
	} {
		got := ""
		for n := range 4 {
			got += map[bool]string{true: "1", false: "0"}[c.f.Match(row(n))]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if !all.Everything() || a.Everything() || (Filter{}).Everything() || all.Account() != (id.ID{9}) {
		t.Error("everything is not told from something")
	}
}
