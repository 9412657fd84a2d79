package access_test

import (
	"testing"

	. "keyhouse/access"
	"keyhouse/id"
)

func TestWhatIsFew(t *testing.T) {
	three := portal(OnProperty, many(3), SwitchCalendar)
	manager := Grant{ID: id.ID{4}, Role: RoleManager, On: OnBusiness, Of: many(1)}
	desk := person(Grant{Role: RoleFrontDesk, On: OnAccount}, Grant{On: OnRecord, Thing: Payment, Record: id.ID{2}, Verb: Refund})
	for _, c := range []struct {
		name string
		f    Filter
		want bool
	}{
		{"nothing", Filter{}, true},
		{"three properties", person(three).Where(Read, Booking), true},
		{"four properties", person(portal(OnProperty, many(4), SwitchCalendar)).Where(Read, Booking), false},
		{"three, and of them those whose guest shows", person(three).Where(Read, Booking).And(person(portal(OnProperty, many(900), SwitchCalendar)).Where(Read, Booking)), true},
		{"so many that they are looked up", person(portal(OnProperty, many(900), SwitchCalendar)).Where(Read, Booking), false},
		{"one business, which may have any number", person(manager).Where(Read, Booking), false},
		{"one payment, whose refund was approved", desk.Where(Refund, Payment), true},
		{"everything", person(Grant{Role: RoleAdmin, On: OnAccount}).Where(Read, Booking), false},
	} {
		if got := c.f.Few(3); got != c.want {
			t.Errorf("%s: few is %v", c.name, got)
		}
	}
}
