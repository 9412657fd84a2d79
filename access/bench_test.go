package access_test

import (
	"fmt"
	"testing"

	. "keyhouse/access"
	"keyhouse/id"
)

// holding gives a member with n grants on two properties each.
func holding(n int) (*Viewer, *Record) {
	var grants []Grant
	ids := many(2 * n)
	for i := range n {
		g := portal(OnProperty, ids[2*i:2*i+2], SwitchCalendar, SwitchGuestName, Switch(1+i%8))
		g.ID = id.ID{2, byte(i), byte(i >> 8)}
		grants = append(grants, g)
	}
	return person(grants...), &Record{Thing: Booking, ID: id.ID{1}, Account: id.ID{9}, Property: ids[n], Client: id.ID{4}, Business: id.ID{5}}
}

func TestADecisionTakesNoMemory(t *testing.T) {
	for _, n := range []int{10, 500} {
		v, r := holding(n)
		if got := v.Can(Read, r); got != Allowed {
			t.Fatal(got)
		}
		if n := testing.AllocsPerRun(100, func() { v.Can(Read, r); v.Can(Edit, r); v.Mask(r) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func BenchmarkCan(b *testing.B) {
	for _, n := range []int{10, 500} {
		b.Run(fmt.Sprint(n, " grants"), func(b *testing.B) {
			v, r := holding(n)
			for b.Loop() {
				v.Can(Read, r)
			}
		})
	}
}

func BenchmarkMask(b *testing.B) {
	v, r := holding(500)
	for b.Loop() {
		v.Mask(r)
	}
}

func BenchmarkNewViewer(b *testing.B) {
	for name, grants := range map[string][]Grant{
		"1 grant of 5,000 properties":  {portal(OnProperty, many(5000), SwitchCalendar)},
		"front desk":                   {{Role: RoleFrontDesk, On: OnAccount}},
		"a client of 5,000 properties": {{ID: id.ID{1}, Role: RolePortal, On: OnClient, Of: many(1), Properties: many(5000), Switches: SetOf(SwitchCalendar)}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				person(grants...)
			}
		})
	}
}

func BenchmarkWhere(b *testing.B) {
	for _, n := range []int{3, 300, 5000} {
		b.Run(fmt.Sprint(n, " properties"), func(b *testing.B) {
			v := person(portal(OnProperty, many(n), SwitchCalendar))
			for b.Loop() {
				v.Where(Read, Booking).SQL(SQLite, "b", Auto)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	text := Page.String()
	for b.Loop() {
		if _, err := Parse("page", text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFiveHundredGrants(b *testing.B) {
	for b.Loop() {
		v, _ := holding(500)
		v.Where(Read, Booking, GroupGuest).SQL(SQLite, "b", Auto)
	}
}
