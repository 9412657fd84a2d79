package people

import (
	"context"
	"testing"

	"keyhouse/db"
	"keyhouse/id"
)

func (w *world) home() (home id.ID) {
	w.t.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) (err error) {
		home, err = w.HomeIn(context.Background(), tx)
		return err
	}))
	return home
}

// T16: the system account's Admins are system admins by right; nobody else is.
func TestSystemAdminsStandByRight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other, boss := w.open("other", "Otto Other", "otto@other.example")
		manager := w.join(w.account, "Max", "max@quay.example", GrantForm{Role: "manager", On: "account"})
		system := func(m Member) bool { return w.IsSystemAdmin(w.viewer(m)) }
		if system(w.admin) || system(boss) || w.SystemAccount() != "" {
			t.Error("somebody is a system admin where no system account is named")
		}
		w.systemAccount = other.Slug
		if !system(boss) {
			t.Error("the system account's Admin is no system admin")
		}
		w.systemAccount = w.account.Slug
		if !system(w.admin) || system(boss) || system(manager) {
			t.Error("the system account's Admins, and only they, are system admins")
		}
	})
}

// The machine belongs to the system account, or to the only one there is.
func TestWhoseTheInstallationIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if w.home() != w.account.ID {
			t.Error("the only account does not own the installation")
		}
		other, _ := w.open("other", "Otto Other", "otto@other.example")
		if !w.home().IsZero() {
			t.Error("of two accounts neither is named, and yet one owns the installation")
		}
		w.systemAccount = other.Slug
		if w.home() != other.ID {
			t.Error("the system account does not own the installation")
		}
		w.systemAccount = "gone"
		if !w.home().IsZero() {
			t.Error("an account that is not there owns the installation")
		}
	})
}
