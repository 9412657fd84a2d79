package access_test

import (
	"testing"

	. "keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

// TestPermitSaysWhatCanDecides: each decision has its answer, and what is hidden
// is told apart from what is not there by the trail alone.
func TestPermitSaysWhatCanDecides(t *testing.T) {
	home := id.ID{9}
	old := &Record{Thing: Payment, ID: id.ID{1}, Account: home, Day: today.Add(-31)}
	var nobody *Viewer
	for _, c := range []struct {
		name   string
		v      *Viewer
		verb   Verb
		r      *Record
		want   fault.Kind
		hidden bool
		ok     bool
	}{
		{"allowed", person(Grant{Role: RoleManager, On: OnAccount}), Refund, old, 0, false, true},
		{"a manager could allow it", person(Grant{Role: RoleFrontDesk, On: OnAccount}), Refund, old, fault.Forbidden, false, false},
		{"seen, not to be changed", person(Grant{Role: RoleViewer, On: OnAccount}), Edit, &Record{Thing: Client, ID: id.ID{2}, Account: home}, fault.Forbidden, false, false},
		{"not shown", person(Grant{Role: RoleIt, On: OnServer}), Read, old, fault.Missing, true, false},
		{"a new one of a kind that they see none of", person(Grant{Role: RoleIt, On: OnServer}), Add, &Record{Thing: Booking, Account: home}, fault.Missing, true, false},
		{"another account's", person(Grant{Role: RoleAdmin, On: OnAccount}), Read, &Record{Thing: Booking, Account: id.ID{7}}, fault.Missing, true, false},
		{"nobody", nobody, Read, old, fault.Missing, true, false},
	} {
		err := c.v.Permit("test", c.verb, c.r)
		if (err == nil) != c.ok || IsHidden(err) != c.hidden {
			t.Errorf("%s: %v, hidden %t", c.name, err, IsHidden(err))
			continue
		}
		if err != nil && (fault.KindOf(err) != c.want || fault.Of(err).Say == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	veiled := Veiled(fault.Bad("test", "property", "Choose one of the list."))
	if !IsHidden(veiled) || fault.Of(veiled).Field != "property" {
		t.Errorf("a choice that is none of theirs is %v, hidden %t", veiled, IsHidden(veiled))
	}
	if IsHidden(fault.NotFound("test")) || fault.Of(Hidden("test")).Say != fault.Of(fault.NotFound("test")).Say {
		t.Error("what is hidden and what is not there are told alike, and only IsHidden tells them apart")
	}
}

func TestBeyondIsTheProgramInTheSameAccount(t *testing.T) {
	v := person(Grant{Role: RoleIt, On: OnServer}).Beyond("a test")
	if v.Account() != (id.ID{9}) || v.Reason() != "a test" || v.Can(Read, &Record{Thing: Booking, ID: id.ID{1}, Account: id.ID{7}}) == Allowed {
		t.Errorf("%v in %v", v.Reason(), v.Account())
	}
}
