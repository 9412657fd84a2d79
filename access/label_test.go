package access_test

import (
	"strings"
	"testing"

	. "keyhouse/access"
)

// TestLabels: every word of the page can be said on a screen, and none of the
// labels is of a word that the page does not have.
func TestLabels(t *testing.T) {
	for _, say := range []struct{ got, want string }{
		{SwitchGuestName.Label(), "View guest name"},
		{SwitchEditQuotes.Label(), "Edit quotes"},
		{Switch(0).Label(), ""},
		{SwitchMoveBlocks.Hint(), "Only blocks they made themselves."},
		{SwitchEditQuotes.Hint(), ""},
		{GroupGuest.Label(), "guest name"},
		{GroupNotes.Label(), "notes"},
		{Impersonate.Label(), "log in as"},
		{Edit.Label(), "edit"},
		{WorkOrder.Label(), "work order"},
		{RoleFrontDesk.Label(), "front desk"},
	} {
		if say.got != say.want {
			t.Errorf("says %q, not %q", say.got, say.want)
		}
	}
	for _, role := range []Role{RolePortal, RolePortalAdmin, RoleLimited, RoleSiteManager, RoleSuccessor} {
		for sw := range Page.Switches(role).All() {
			if label := sw.Label(); label == "" || strings.Contains(label, "-") || label[:1] != strings.ToUpper(label[:1]) {
				t.Errorf("%v is called %q", sw, label)
			}
		}
	}
	for _, word := range LabelledWords() {
		_, isSwitch := ParseSwitch(word)
		_, isGroup := ParseGroup(word)
		_, isVerb := ParseVerb(word)
		if !isSwitch && !isGroup && !isVerb {
			t.Errorf("%q has a label and is no word of the page", word)
		}
	}
}
