package access

import (
	"slices"
	"testing"
	"time"

	"keyhouse/id"
)

func TestWithoutClientGrants(t *testing.T) {
	account, ana, ben, quay, lake := id.New(), id.New(), id.New(), id.New(), id.New()
	who := Who{Account: account, Person: id.New()}
	money := SetOf(SwitchCalendar, SwitchOwnerMoney)
	v := NewViewer(Page, who, []Grant{
		{Role: RolePortal, On: OnClient, Of: []id.ID{ana}, Properties: []id.ID{quay}, Switches: money},
		{Role: RolePortal, On: OnClient, Of: []id.ID{ben}, Properties: []id.ID{quay}, Switches: SetOf(SwitchCalendar)},
		{Role: RolePortal, On: OnProperty, Properties: []id.ID{lake}, Switches: money},
		{Role: RolePortal, On: OnClient, Of: []id.ID{ana}, Properties: []id.ID{quay}, Switches: money},
	}, time.Now())
	for range 2 { // worked out, then known
		if got := v.ClientsShowing(Booking, GroupOwnerMoney); !slices.Equal(got, []id.ID{ana}) {
			t.Errorf("the owners' money shows by grants on %v, want only %v", got, ana)
		}
	}
	mine := NewViewer(Page, who, []Grant{{Role: RolePortal, On: OnClient, Of: []id.ID{ben}, Switches: SetOf(SwitchBlockOff)}}, time.Now())
	if got := mine.ClientsShowing(Block, GroupNotes); !slices.Equal(got, []id.ID{ben}) {
		t.Errorf("a line with a condition shows by grants on %v, want %v", got, ben)
	}
	w := v.Without(OnClient)
	if v.Without(OnClient) != w {
		t.Error("it is worked out twice")
	}
	for _, c := range []struct {
		name     string
		property id.ID
		want     bool
	}{{"by the client only", quay, false}, {"by the property", lake, true}} {
		r := &Record{Thing: Booking, ID: id.New(), Account: account, Property: c.property}
		if !v.Mask(r).Has(GroupOwnerMoney) || w.Mask(r).Has(GroupOwnerMoney) != c.want {
			t.Errorf("%s: %v", c.name, w.Mask(r))
		}
	}
	if cut := v.Cut(Cut{Groups: SetOf(GroupDates)}); cut.ClientsShowing(Booking, GroupOwnerMoney) != nil || cut.Without(OnClient).Mask(&Record{Thing: Booking, Account: account, Property: lake}) != SetOf(GroupDates) {
		t.Error("a cut viewer sees more apart than whole")
	}
}

func TestApartFromNobody(t *testing.T) {
	var nobody *Viewer
	system := System("a test").In(id.New())
	if nobody.Without(OnClient) != nil || nobody.ClientsShowing(Booking, GroupOwnerMoney) != nil {
		t.Error("nobody became somebody")
	}
	if system.Without(OnClient) != system || system.ClientsShowing(Booking, GroupOwnerMoney) != nil {
		t.Error("the system holds no grants to leave out")
	}
}
