package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// gives says, as the promises have it and not as the page does, whom each role
// can make somebody. Whoever is not here gives nothing to anybody.
var gives = map[string]string{
	"admin": "admin manager front-desk landlord it technician viewer portal portal-admin master-admin customer-admin site-manager " +
		"requester guest-contractor guest-technician full-access limited customer-portal successor",
	"portal-admin":     "portal",
	"master-admin":     "master-admin customer-admin site-manager requester guest-contractor guest-technician",
	"customer-admin":   "customer-admin site-manager requester guest-contractor guest-technician",
	"site-manager":     "requester guest-contractor guest-technician", // with the option for guests
	"guest-contractor": "guest-technician",
	"full-access":      "customer-portal",
}

// Adding people and switching them off take, beside that, a say about members.
// Guests' contractors have none, and full access to one business may add people
// but not remove any.
var (
	adders   = []string{"admin", "portal-admin", "master-admin", "customer-admin", "site-manager", "full-access"}
	removers = []string{"admin", "portal-admin", "master-admin", "customer-admin", "site-manager"}
)

// E6, enumerated: every role tries to add, and to switch off, a holder of every
// role. Peers remove peers only where the page lets them give the same role.
func TestE6EveryRoleOnEveryRole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		acme := w.owner(w.account, "Acme")
		site := w.house(w.account, "Site 1", acme)
		form := func(role string) GrantForm {
			r, _ := access.ParseRole(role)
			f := GrantForm{Role: role, On: "account"}
			switch on := access.Page.Scopes(r); {
			case on.Has(access.OnAccount):
			case on.Has(access.OnClient):
				f.On, f.Of = "client", []id.ID{acme}
			case on.Has(access.OnProperty):
				f.On, f.Of = "property", []id.ID{site}
			case on.Has(access.OnBusiness):
				f.On, f.Of = "business", []id.ID{w.business(w.account)}
			case on.Has(access.OnServer):
				f.On = "server"
			}
			if role == "site-manager" {
				f.Switches = []string{"guests"}
			}
			return f
		}
		roles := slices.DeleteFunc(GrantableRoles(), func(r string) bool { return r == "maintenance" }) // needs a vendor, of which there are none yet
		if len(roles) != 19 {
			t.Fatalf("%d roles can be given: put the new ones into the table above", len(roles))
		}
		alma := w.by(w.admin, w.boss)
		people := map[string]*Actor{}
		n := 0
		add := func(by *Actor, role string) (Member, error) {
			n++
			return w.Invite(ctx, by, NewMember{Name: role, Email: fmt.Sprintf("m%d@quay.example", n), Grants: []GrantForm{form(role)}})
		}
		for _, role := range roles {
			m, err := add(alma, role)
			w.must(err)
			w.must(setActive(w, m))
			people[role] = w.by(m, w.viewer(m))
		}
		for _, a := range roles {
			for _, b := range roles {
				may := slices.Contains(strings.Fields(gives[a]), b)
				_, err := add(people[a], b)
				if want := may && slices.Contains(adders, a); (err == nil) != want {
					t.Errorf("%s adds %s: %v", a, b, err)
				} else if k := fault.KindOf(err); err != nil && k != fault.Forbidden && k != fault.Missing && k != fault.Invalid {
					t.Errorf("%s adds %s: a strange refusal: %v", a, b, err)
				}
				target, err := add(alma, b)
				w.must(err)
				err = w.Deactivate(ctx, people[a].Viewer, target.ID)
				if want := may && slices.Contains(removers, a); (err == nil) != want {
					t.Errorf("%s switches off %s: %v", a, b, err)
				} else if k := fault.KindOf(err); err != nil && k != fault.Forbidden && k != fault.Missing {
					t.Errorf("%s switches off %s: a strange refusal: %v", a, b, err)
				}
			}
		}
		for _, a := range roles { // and nobody changes their own
			self := people[a]
			_, err := w.CreateGrant(ctx, self.Viewer, self.Member.ID, form(a))
			if err == nil || w.Deactivate(ctx, self.Viewer, self.Member.ID) == nil || w.DeleteMember(ctx, self.Viewer, self.Member.ID) == nil {
				t.Errorf("%s changes their own access", a)
			}
		}
	})
}

// setActive makes an invited member an active one, as following the link does.
func setActive(w *world, m Member) error {
	return w.set(m, "member", db.ByID(m.ID), db.Set("state", Active).Set("version", db.Expr("version + 1")))
}
