package live

import (
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

// What a change carries about its record is read at another node as it was
// written, since access is decided by it there.
func TestHintsCarryTheirRecord(t *testing.T) {
	account := id.New()
	full := access.Record{Thing: access.Booking, Account: account, ID: id.New(), Business: id.New(), Client: id.New(), Property: id.New(),
		Vendor: id.New(), Person: id.New(), Assignee: id.New(), Day: calendar.Day(2026, 11, 22), State: access.StateConfirmed}
	early := full
	early.Day = -3
	for _, want := range []access.Record{full, early, {Thing: access.Property, Account: account, ID: id.New()}, {Thing: access.ServerBackup, Account: account, Vendor: id.New()}} {
		h := NewHub(nil, Options{})
		c := h.Open(Owner{Session: id.New(), Account: account, Wants: []string{want.Thing.String()}})
		h.Deliver(ChangedRecord(&want))
		got := c.Take()
		if len(got) != 1 || got[0].Record != want || got[0].Word != want.Thing.String() || got[0].General() {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// A hint that cannot be read whole is about a record that nobody may know of,
// and never about all of them.
func TestHintsThatAreNotUnderstoodReachNobody(t *testing.T) {
	account := id.New()
	who := access.NewViewer(access.Page, access.Who{Account: account, Person: id.New(), Member: id.New()},
		[]access.Grant{{ID: id.New(), Role: access.RoleAdmin, On: access.OnAccount}}, calendar.Day(2026, 11, 22).Time())
	for _, rest := range []string{"id=", "id=7", "id=" + id.New().String() + " ward=9", "property", "day=x", "state=", "=", "ID=" + id.New().String(), "id=" + strings.ToUpper(id.New().String())} {
		h := hintOf(account, "booking", strings.Fields(rest))
		if h.General() || who.Can(access.Read, &h.Record) == access.Allowed {
			t.Errorf("%q: %+v", rest, h)
		}
	}
	if h := hintOf(account, "booking", nil); !h.General() {
		t.Errorf("no record is %+v", h)
	}
}

func TestVeryManyHintsBecomeOne(t *testing.T) {
	account := id.New()
	h := NewHub(nil, Options{})
	c := h.Open(Owner{Session: id.New(), Account: account, Wants: []string{"booking"}})
	for range 10 * maxPending {
		h.Deliver(ChangedRecord(&access.Record{Thing: access.Booking, Account: account, ID: id.New()}))
	}
	general := 0
	all := c.Take()
	for _, hint := range all {
		if hint.General() {
			general++
		}
	}
	if len(all) > maxPending+1 || general != 1 {
		t.Errorf("%d wait, %d of them general", len(all), general)
	}
}
