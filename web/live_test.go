package web

import (
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/live"
)

// Nobody hears that something happened at a property they may not see, not even
// when.
func TestWhoHearsOfAChange(t *testing.T) {
	account, mine, another := id.New(), id.New(), id.New()
	as := func(account id.ID, g access.Grant) *access.Viewer {
		g.ID = id.New()
		return access.NewViewer(access.Page, access.Who{Account: account, Person: id.New(), Member: id.New(), Today: calendar.Day(2026, 11, 22)}, []access.Grant{g}, calendar.Day(2026, 11, 22).Time())
	}
	owner := as(account, access.Grant{Role: access.RolePortal, On: access.OnProperty, Of: []id.ID{mine}, Switches: access.SetOf(access.SwitchCalendar)})
	admin := as(account, access.Grant{Role: access.RoleAdmin, On: access.OnAccount})
	at := func(t access.Thing, property id.ID) live.Hint {
		r := access.Record{Thing: t, Account: account, ID: id.New(), Property: property}
		if t == access.Property {
			r.ID, r.Property = property, id.ID{}
		}
		return live.Hint{Word: t.String(), Record: r}
	}
	broken := at(access.Booking, mine)
	broken.Record.Thing = 0
	for _, c := range []struct {
		name         string
		hint         live.Hint
		owner, admin bool
	}{
		{"a booking at their property", at(access.Booking, mine), true, true},
		{"a booking at another", at(access.Booking, another), false, true},
		{"their property", at(access.Property, mine), true, true},
		{"another", at(access.Property, another), false, true},
		{"a statement, which is not shown to them", at(access.Statement, mine), false, true},
		{"thousands of bookings", live.Hint{Word: "booking"}, false, true},
		{"what is not understood", broken, false, false},
		{"somebody came or went", live.Hint{Word: live.Present}, true, true},
	} {
		if hears(owner, c.hint) != c.owner || hears(admin, c.hint) != c.admin {
			t.Errorf("%s: the owner hears %v, the admin %v", c.name, hears(owner, c.hint), hears(admin, c.hint))
		}
		stranger := as(id.New(), access.Grant{Role: access.RoleAdmin, On: access.OnAccount})
		if !c.hint.General() && hears(stranger, c.hint) {
			t.Errorf("%s: another company hears of it", c.name)
		}
	}
}
