package people

import (
	"slices"
	"testing"

	"keyhouse/access"
)

func TestRolesAreOfferedAsTheTradeNeedsThem(t *testing.T) {
	all := access.SetOf(grantable()...)
	for template, first := range rolesByTemplate {
		got := InOrder(Account{Template: template, Plan: Enterprise}, all)
		if len(got) != len(grantable()) {
			t.Errorf("%s: %d roles of %d", template, len(got), len(grantable()))
		}
		for i, word := range first {
			if got[i].String() != word {
				t.Errorf("%s: role %d is %s, want %s", template, i, got[i], word)
			}
		}
		if rest := got[len(first):]; !slices.IsSorted(rest) {
			t.Errorf("%s: the others are not in the page's order: %v", template, rest)
		}
	}
}

func TestOnlyWhatMayBeGivenIsOffered(t *testing.T) {
	few := access.SetOf(access.RoleManager, access.RolePortal)
	got := InOrder(Account{Template: "holiday-rentals"}, few)
	if !slices.Equal(got, []access.Role{access.RoleManager, access.RolePortal}) {
		t.Errorf("offered %v", got)
	}
}
