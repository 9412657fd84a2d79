package people

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
)

func names(rows []Member) []string {
	var all []string
	for _, m := range rows {
		all = append(all, m.Name)
	}
	return all
}

func TestPeopleList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.open("dune", "Dirk Duine", "dirk@dune.example")
		w.join(w.account, "žofia Nováková", "zofia@owner.example")
		off := w.join(w.account, "Bo 100%", "bo@owner.example")
		w.must(w.Deactivate(ctx, w.boss, off.ID))
		gone := w.join(w.account, "Gone", "gone@owner.example")
		w.must(w.DeleteMember(ctx, w.boss, gone.ID))
		w.must(errOf(w.CreatePortalUser(ctx, w.boss, "Carl", "carl@owner.example")))
		w.wait(time.Minute)
		w.signIn("zofia@owner.example")
		for _, c := range []struct {
			name string
			f    MemberFilter
			want []string
		}{
			{"by name, whatever its letters", MemberFilter{}, []string{"Alma Admin", "Bo 100%", "Carl", "žofia Nováková"}},
			{"by last action", MemberFilter{Ask: page.Ask{Sort: SortAction}}, []string{"žofia Nováková", "Carl", "Bo 100%", "Alma Admin"}},
			{"part of a name, without its accents", MemberFilter{Q: "NOVAKOVA"}, []string{"žofia Nováková"}},
			{"part of an address", MemberFilter{Q: "Carl@"}, []string{"Carl"}},
			{"a percent sign is a percent sign", MemberFilter{Q: "0%"}, []string{"Bo 100%"}},
			{"an underscore is no wildcard", MemberFilter{Q: "b_"}, nil},
			{"the switched off", MemberFilter{State: Inactive}, []string{"Bo 100%"}},
			{"the invited", MemberFilter{State: Invited}, []string{"Carl"}},
			{"staff", MemberFilter{Kind: Staff}, []string{"Alma Admin"}},
		} {
			got, err := w.PortalUsers(ctx, w.boss, c.f)
			w.must(err)
			if !slices.Equal(names(got.Rows), c.want) {
				t.Errorf("%s: %q, want %q", c.name, names(got.Rows), c.want)
			}
			parsed, err := ParseMemberFilter(c.f.Query())
			w.must(err)
			if parsed.Q != c.f.Q || parsed.State != c.f.State || parsed.Kind != c.f.Kind {
				t.Errorf("%s comes back from the address as %+v", c.name, parsed)
			}
		}
		_, err := w.PortalUser(ctx, w.boss, gone.ID)
		w.refused(err, fault.Missing)
		_, err = ParseMemberFilter(url.Values{"state": {"asleep"}})
		w.refused(err, fault.Invalid)
	})
}

func TestPeopleListPagesByKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		account := w.account.ID
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			for i := range 7 {
				_, err := w.join2(ctx, tx, account, fmt.Sprintf("Person %d", i/2), fmt.Sprintf("p%d@owner.example", i))
				if err != nil {
					return err
				}
			}
			return nil
		}))
		for _, sort := range []string{SortName, SortNameBack, SortAction, SortIdle} {
			var all []id.ID
			f := MemberFilter{Ask: page.Ask{Sort: sort, Limit: 3}}
			for {
				got, err := w.PortalUsers(ctx, w.boss, f)
				w.must(err)
				for _, m := range got.Rows {
					all = append(all, m.ID)
				}
				if !got.More {
					break
				}
				f.Cursor = got.Next
			}
			unique := slices.Clone(all)
			slices.SortFunc(unique, id.ID.Compare)
			if unique = slices.Compact(unique); len(all) != 8 || len(unique) != 8 {
				t.Errorf("by %s: %d rows, %d different", sort, len(all), len(unique))
			}
		}
		_, err := w.PortalUsers(ctx, w.boss, MemberFilter{Ask: page.Ask{Cursor: "nonsense"}})
		w.refused(err, fault.Invalid)
	})
}

func (w *world) join2(ctx context.Context, tx *db.Tx, account id.ID, name, email string) (Member, error) {
	return w.Store.join(ctx, tx, system(account), candidate{NewMember: NewMember{Name: name, Email: email, Kind: Portal}, key: email})
}

func TestPeopleAreNobodysBusiness(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses([]string{"calendar"}, house))
		for name, who := range map[string]*access.Viewer{
			"nobody": nil, "an owner": w.viewer(ana), "the front desk": w.viewer(w.join(w.account, "Fay", "fay@quay.example", GrantForm{Role: "front-desk", On: "account"})),
			"a manager": w.viewer(w.join(w.account, "Mo", "mo@quay.example", GrantForm{Role: "manager", On: "account"})),
		} {
			list, err := w.PortalUsers(ctx, who, MemberFilter{})
			if err != nil || len(list.Rows) != 0 {
				t.Errorf("%s sees %v, %v", name, names(list.Rows), err)
			}
			for call, err := range map[string]error{
				"opens":      errOf(w.PortalUser(ctx, who, w.admin.ID)),
				"reads":      errOf(w.Grants(ctx, who, w.admin.ID)),
				"resets":     w.SendReset(ctx, who, w.admin.ID),
				"edits":      errOf(w.EditMember(ctx, who, w.admin.ID, "x", 1)),
				"deactivate": w.Deactivate(ctx, who, w.admin.ID),
				"deletes":    w.DeleteMember(ctx, who, w.admin.ID),
				"gives":      errOf(w.GrantAdmin(ctx, w.by(Member{}, who), ana.ID, false)),
			} {
				if k := fault.KindOf(err); err == nil || k != fault.Missing && (who != nil || k != fault.SignedOut) {
					t.Errorf("%s %s: %v", name, call, err)
				}
			}
			if _, err := w.CreatePortalUser(ctx, who, "X", "x@quay.example"); err == nil {
				t.Errorf("%s adds people", name)
			}
		}
	})
}

func TestDeletedPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses([]string{"calendar"}, house))
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		_, _, err := w.SignIn(ctx, "ana@owner.example", rightPassword, Client{})
		if f := fault.Of(err); f == nil || f.Say != sayWrong {
			t.Errorf("a deleted person is told %v", err)
		}
		w.must(w.db.Read(ctx, func(tx *db.Tx) error {
			n, err := db.Count(ctx, tx, db.Global("1", "person p").And("p.id = ? AND (p.email <> '' OR p.name <> '' OR p.password_hash <> '')", ana.Person))
			if n != 0 {
				t.Error("personal data stay behind")
			}
			return err
		}))
		again, err := w.CreatePortalUser(ctx, w.boss, "Ana Again", "ana@owner.example")
		w.must(err)
		if rows, _ := w.Grants(ctx, w.boss, again.ID); len(rows) != 0 || again.State != Invited {
			t.Errorf("came back with %v", rows)
		}

		dune, dirk := w.open("dune", "Dirk Duine", "dirk@dune.example")
		both := w.join(w.account, "Both", "both@owner.example", onHouses([]string{"calendar"}, house))
		w.join(dune, "Both", "both@owner.example")
		w.must(w.DeleteMember(ctx, w.boss, both.ID))
		if a := w.actor(w.signIn("both@owner.example")); a.Account.Slug != "dune" {
			t.Error("deleting somebody in one account deleted them in another")
		}
		back, err := w.CreatePortalUser(ctx, w.boss, "Both Back", "both@owner.example")
		w.must(err)
		if rows, _ := w.Grants(ctx, w.boss, back.ID); back.ID != both.ID || len(rows) != 0 {
			t.Errorf("taken up as %v with %v", back.ID, rows)
		}
		w.refused(w.Deactivate(ctx, w.viewer(dirk), back.ID), fault.Missing)
	})
}

func TestCreateAccountIsChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := NewAccount{Slug: "lake", Name: "Lake", Currency: "EUR", Zone: "Europe/Brussels", AdminName: "Leo", AdminEmail: "leo@lake.example", Password: rightPassword}
		for _, c := range []struct {
			field string
			bad   func(*NewAccount)
		}{
			{"slug", func(n *NewAccount) { n.Slug = "Lake" }},
			{"slug", func(n *NewAccount) { n.Slug = "-lake" }},
			{"slug", func(n *NewAccount) { n.Slug = "" }},
			{"slug", func(n *NewAccount) { n.Slug = "quay" }},
			{"name", func(n *NewAccount) { n.Name = " " }},
			{"zone", func(n *NewAccount) { n.Zone = "Local" }},
			{"zone", func(n *NewAccount) { n.Zone = "../../etc/passwd" }},
			{"currency", func(n *NewAccount) { n.Currency = "euro" }},
			{"template", func(n *NewAccount) { n.Template = "bakery" }},
			{"plan", func(n *NewAccount) { n.Plan = "free" }},
			{"admin_name", func(n *NewAccount) { n.AdminName = "" }},
			{"email", func(n *NewAccount) { n.AdminEmail = "leo" }},
			{"password", func(n *NewAccount) { n.Password = "1234567" }},
		} {
			n := good
			c.bad(&n)
			_, err := w.CreateAccount(context.Background(), n)
			if f := fault.Of(err); f == nil || f.Field != c.field || f.Say == "" {
				t.Errorf("%s: %v", c.field, err)
			}
		}
		w.must(errOf(w.CreateAccount(context.Background(), good)))
	})
}
