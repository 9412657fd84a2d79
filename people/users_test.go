package people

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/fault"
	"keyhouse/id"
)

// office is what a member of staff holds over the account.
func office(role string) GrantForm { return GrantForm{Role: role, On: "account"} }

// users lists names by a filter written as a query.
func (w *world) users(v *access.Viewer, query string) string {
	w.t.Helper()
	q, err := url.ParseQuery(query)
	w.must(err)
	f, err := ParseMemberFilter(q)
	w.must(err)
	found, err := w.PortalUsers(context.Background(), v, f)
	w.must(err)
	var names []string
	for _, m := range found.Rows {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// online writes that a member has a page open, as the hub does.
func (w *world) online(m Member, token, ip string) {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("presence").Insert(ctx, db.Set("id", id.New()).Set("node_id", id.New()).Set("account_id", m.Account).Set("person_id", m.Person).
			Set("session_id", w.actor(token).Session.ID).Set("ip", ip).Set("since_at", w.clock()))
	}))
}

func TestTheUsersList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		house := w.house(w.account, "Quay 1")
		m, err := w.Join(context.Background(), w.account.ID, NewMember{Name: "Mo Manager", Email: "mo@quay.example", Password: rightPassword, Kind: Staff, Grants: []GrantForm{office("manager")}})
		w.must(err)
		olga := w.join(w.account, "Olga Owner", "olga@owner.example", onHouses([]string{"calendar"}, house))
		token := w.signIn("olga@owner.example")
		w.online(olga, token, "192.0.2.7")
		w.online(olga, token, "2001:db8::7")
		for query, want := range map[string]string{
			"":                                  "Alma Admin, Mo Manager, Olga Owner",
			"sort=-name":                        "Olga Owner, Mo Manager, Alma Admin",
			"kind=staff":                        "Alma Admin, Mo Manager",
			"role=portal":                       "Olga Owner",
			"role=manager":                      "Mo Manager",
			"role=it":                           "",
			"connected=yes":                     "Olga Owner",
			"connected=no":                      "Alma Admin, Mo Manager",
			"method=password":                   "Olga Owner",
			"method=google":                     "",
			"q=owner.ex&connected=yes&limit=10": "Olga Owner",
		} {
			if got := w.users(w.boss, query); got != want {
				t.Errorf("?%s: %q, not %q", query, got, want)
			}
		}
		got, err := w.PortalUser(context.Background(), w.boss, olga.ID)
		w.must(err)
		if !got.Connected || strings.Join(got.Addresses, " ") != "192.0.2.7 2001:db8::7" {
			t.Errorf("connected %v at %v", got.Connected, got.Addresses)
		}
		h, err := w.Headcount(context.Background(), w.boss)
		w.must(err)
		if h != (Headcount{All: 3, Connected: 1, Staff: 2, Plan: "enterprise"}) {
			t.Errorf("%+v", h)
		}
		if used, _ := w.MethodsUsed(context.Background(), w.boss); strings.Join(used, " ") != "password" {
			t.Errorf("methods %v", used)
		}
		// A session that ended connects nobody.
		w.must(w.SignOut(context.Background(), token))
		if got := w.users(w.boss, "connected=yes"); got != "" {
			t.Errorf("signed out and connected: %s", got)
		}
		// A manager reaches none of it.
		manager := w.viewer(m)
		if got := w.users(manager, ""); got != "" {
			t.Errorf("a manager sees %s", got)
		}
		if h, _ := w.Headcount(context.Background(), manager); h != (Headcount{}) {
			t.Errorf("a manager counts %+v", h)
		}
	})
}

// Who is shown a name but no activity can neither see, filter nor count by it,
// and who sees activity but no devices gets no address.
func TestConnectedIsActivityAndAddressesAreDevices(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	olga := w.join(w.account, "Olga Owner", "olga@owner.example")
	w.online(olga, w.signIn("olga@owner.example"), "192.0.2.7")
	blind := w.boss.Cut(access.Cut{Groups: access.SetOf(access.GroupName)})
	if got := w.users(blind, "connected=yes"); got != "" {
		t.Errorf("filtered by what does not show: %s", got)
	}
	half := w.boss.Cut(access.Cut{Groups: access.SetOf(access.GroupName, access.GroupActivity)})
	got, err := w.PortalUser(context.Background(), half, olga.ID)
	w.must(err)
	if !got.Connected || got.Addresses != nil {
		t.Errorf("connected %v at %v", got.Connected, got.Addresses)
	}
	if got, _ := w.PortalUser(context.Background(), blind, olga.ID); got.Connected {
		t.Error("connected, to who sees no activity")
	}
}

func TestInvite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		alma := w.by(w.admin, w.boss)
		m, err := w.Invite(ctx, alma, NewMember{Name: "Tia Tech", Email: "Tia@Quay.example", Grants: []GrantForm{office("technician")}})
		w.must(err)
		if m.Kind != Staff || m.State != Invited || m.Email != "tia@quay.example" {
			t.Errorf("%+v", m)
		}
		w.lastLink("tia@quay.example")
		// A high role takes a proof.
		late := *alma
		late.Session.ProvedAt = w.clock().Add(-time.Hour)
		_, err = w.Invite(ctx, &late, NewMember{Name: "Ada", Email: "ada@quay.example", Grants: []GrantForm{office("admin")}})
		w.refused(err, fault.Prove)
		_, err = w.Invite(ctx, alma, NewMember{Name: "Ada", Email: "ada@quay.example", Grants: []GrantForm{office("admin")}})
		w.must(err)
		// Of what one has not there is nothing: all or none.
		_, err = w.Invite(ctx, alma, NewMember{Name: "Bob", Email: "bob@quay.example", Grants: []GrantForm{office("viewer"), onClient(id.New())}})
		w.refused(err, fault.Invalid)
		if got := w.users(w.boss, "q=bob"); got != "" {
			t.Error("half an invitation was kept")
		}
		_, err = w.Invite(ctx, alma, NewMember{Name: "Tia", Email: "tia@quay.example", Grants: []GrantForm{office("viewer")}})
		w.refused(err, fault.Conflict)
	})
}

// A customer's administrator adds people of that customer only, sees them, and
// the office's invitations for a customer belong to it.
func TestInvitingForACustomer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		acme, other := w.owner(w.account, "Acme"), w.owner(w.account, "Other")
		site, far := w.house(w.account, "Site 1", acme), w.house(w.account, "Far Site", other)
		on := func(role, scope string, of ...id.ID) GrantForm { return GrantForm{Role: role, On: scope, Of: of} }
		alma := w.by(w.admin, w.boss)
		master, err := w.Invite(ctx, alma, NewMember{Name: "Mia Master", Email: "mia@acme.example", Grants: []GrantForm{on("master-admin", "client", acme)}})
		w.must(err)
		_, err = w.SpendInvitation(master.Email)
		w.must(err)
		mia := w.by(master, w.viewer(master))
		if got := w.users(mia.Viewer, ""); got != "Mia Master" {
			t.Errorf("sees %s", got)
		}
		sam, err := w.Invite(ctx, mia, NewMember{Name: "Sam Site", Email: "sam@acme.example", Grants: []GrantForm{on("site-manager", "property", site)}})
		w.must(err)
		if got := w.users(mia.Viewer, ""); got != "Mia Master, Sam Site" || sam.Kind != Portal {
			t.Errorf("sees %s", got)
		}
		_, err = w.SpendInvitation(sam.Email)
		w.must(err)
		boss := w.by(sam, w.viewer(sam))
		_, err = w.Invite(ctx, boss, NewMember{Name: "Rea Request", Email: "rea@acme.example", Grants: []GrantForm{on("requester", "property", site)}})
		w.must(err)
		for name, c := range map[string]struct {
			by *Actor
			g  []GrantForm
		}{
			"another customer":           {mia, []GrantForm{on("site-manager", "property", far)}},
			"another customer's admin":   {mia, []GrantForm{on("customer-admin", "client", other)}},
			"of the office":              {mia, []GrantForm{office("viewer")}},
			"nothing at all":             {mia, nil},
			"a site manager, their like": {boss, []GrantForm{on("site-manager", "property", site)}},
			"a site manager, elsewhere":  {boss, []GrantForm{on("requester", "property", far)}},
			"guests without the switch":  {boss, []GrantForm{on("guest-technician", "property", site)}},
		} {
			_, err := w.Invite(ctx, c.by, NewMember{Name: "Nobody", Email: "nobody@acme.example", Grants: c.g})
			if k := fault.KindOf(err); err == nil || k != fault.Forbidden && k != fault.Invalid && k != fault.Missing {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := w.users(w.boss, "q=nobody"); got != "" {
			t.Error("somebody came of it all the same")
		}
	})
}

// SpendInvitation follows the link in the last mail to an address.
func (w *world) SpendInvitation(email string) (string, error) {
	token, _, err := w.SpendLink(context.Background(), w.lastLink(email), newPassword, Client{IP: "192.0.2.8"})
	return token, err
}

func TestSetPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		alma := w.by(w.admin, w.boss)
		olga := w.join(w.account, "Olga Owner", "olga@owner.example")
		before := w.signIn("olga@owner.example")
		w.refused(w.SetPassword(ctx, alma, olga.ID, "short"), fault.Invalid)
		w.refused(w.SetPassword(ctx, alma, olga.ID, "olga owner"), fault.Invalid)
		w.must(w.SetPassword(ctx, alma, olga.ID, newPassword))
		w.actor(before) // ends no session
		_, _, err := w.SignIn(ctx, "olga@owner.example", rightPassword, Client{IP: "192.0.2.7", Agent: "test"})
		w.refused(err, fault.SignedOut)
		_, _, err = w.SignIn(ctx, "olga@owner.example", newPassword, Client{IP: "192.0.2.7", Agent: "test"})
		w.must(err)
		if last := w.mails[len(w.mails)-1]; last.To != "olga@owner.example" || !strings.Contains(last.Text, "Alma Admin changed your password") {
			t.Errorf("told %s: %s", last.To, last.Text)
		}

		late := *alma
		late.Session.ProvedAt = w.clock().Add(-time.Hour)
		w.refused(w.SetPassword(ctx, &late, olga.ID, newPassword), fault.Prove)
		w.refused(w.SetPassword(ctx, alma, w.admin.ID, newPassword), fault.Forbidden) // oneself: in My account
		w.refused(w.SetPassword(ctx, alma, id.New(), newPassword), fault.Missing)

		// Not across somebody who holds more, nor one's equal without "may grant".
		vera := w.join(w.account, "Vera Portal", "vera@quay.example", office("portal-admin"))
		paul := w.join(w.account, "Paul Portal", "paul@quay.example", office("portal-admin"))
		by := w.by(vera, w.viewer(vera))
		w.must(w.SetPassword(ctx, by, olga.ID, rightPassword))
		w.refused(w.SetPassword(ctx, by, w.admin.ID, newPassword), fault.Forbidden)
		w.refused(w.SetPassword(ctx, by, paul.ID, newPassword), fault.Forbidden)

		// A password opens every account of its person.
		dune, rex := w.open("dune", "Rex", "rex@dune.example")
		w.join(dune, "Olga", "olga@owner.example")
		w.refused(w.SetPassword(ctx, alma, olga.ID, newPassword), fault.Conflict)
		w.refused(w.SetPassword(ctx, w.by(rex, w.viewer(rex)), olga.ID, newPassword), fault.Missing) // theirs is another member
	})
}

func TestSessionsOfAMember(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		olga := w.join(w.account, "Olga Owner", "olga@owner.example")
		dune, _ := w.open("dune", "Rex", "rex@dune.example")
		w.join(dune, "Olga", "olga@owner.example")
		one, two, far := w.signIn("olga@owner.example"), w.signIn("olga@owner.example"), w.signIn("olga@owner.example")
		w.must(w.ChooseAccount(ctx, far, "dune"))
		for _, token := range []string{one, two} {
			w.must(w.ChooseAccount(ctx, token, "quay"))
		}
		all, err := w.MemberSessions(ctx, w.boss, olga.ID)
		w.must(err)
		if len(all) != 2 || all[0].IP != "192.0.2.7" || all[0].Agent != "test" || all[0].Method != ByPassword {
			t.Fatalf("%+v", all)
		}
		w.refused(w.EndMemberSession(ctx, w.boss, olga.ID, w.actor(far).Session.ID), fault.Missing) // not of this account
		w.must(w.EndMemberSession(ctx, w.boss, olga.ID, w.actor(one).Session.ID))
		_, err = w.Session(ctx, one)
		w.refused(err, fault.SignedOut)
		w.actor(two)
		w.must(w.SignOutMember(ctx, w.boss, olga.ID))
		_, err = w.Session(ctx, two)
		w.refused(err, fault.SignedOut)
		w.actor(far)

		// Portal admins look after people, not their devices.
		vera := w.join(w.account, "Vera Portal", "vera@quay.example", office("portal-admin"))
		w.signIn("vera@quay.example")
		if all, err := w.MemberSessions(ctx, w.viewer(vera), olga.ID); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
		if err := w.SignOutMember(ctx, w.viewer(vera), olga.ID); err == nil {
			t.Error("who may end no sessions ended some")
		}
	})
}

// Two admins demote one another at once: one of them stays, whoever was first.
func TestTwoAdminsDemoteEachOtherAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		other := w.join(w.account, "Otto Admin", "otto@quay.example", office("admin"))
		demote := func(by *access.Viewer, whom Member) error {
			grants, err := w.Grants(ctx, w.boss, whom.ID)
			if err != nil {
				return err
			}
			_, err = w.EditGrant(ctx, by, whom.ID, grants[0].ID, GrantForm{Role: "viewer", On: "account", Version: grants[0].Version})
			return err
		}
		otto := w.viewer(other)
		for round, turns := range [][2]func() error{
			{func() error { return demote(w.boss, other) }, func() error { return demote(otto, w.admin) }},
			{func() error { return w.Deactivate(ctx, w.boss, other.ID) }, func() error { return w.Deactivate(ctx, otto, w.admin.ID) }},
			{func() error { return w.DeleteMember(ctx, w.boss, other.ID) }, func() error { return demote(otto, w.admin) }},
		} {
			errs := make([]error, 2)
			var both sync.WaitGroup
			for i, turn := range turns {
				both.Go(func() { errs[i] = turn() })
			}
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: %v", round, errs)
			}
			lost := errors.Join(errs...)
			if k := fault.KindOf(lost); k != fault.Conflict && k != fault.Forbidden && k != fault.SignedOut && k != fault.Missing {
				t.Errorf("round %d: the loser is told %v", round, lost)
			}
			if n := w.admins(); n != 1 {
				t.Fatalf("round %d: %d active admins are left", round, n)
			}
			if errs[0] != nil { // Otto won: he is the admin now, and the tale goes on with names swapped
				return
			}
			other = w.join(w.account, "Otto Admin", fmt.Sprintf("otto%d@quay.example", round), office("admin"))
			otto = w.viewer(other)
		}
	})
}

func (w *world) admins() int64 {
	w.t.Helper()
	var n int64
	ctx := context.Background()
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, db.Select("g.id", "access_grant g").Everything(system(w.account.ID)).
			Join("JOIN member m ON m.account_id = g.account_id AND m.id = g.member_id").And("g.role = 'admin' AND m.state = ?", Active))
		return err
	}))
	return n
}

// The kind of a member follows what they hold.
func TestKindFollowsRoles(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	ctx := context.Background()
	pia := w.join(w.account, "Pia", "pia@quay.example")
	kind := func() string {
		m, err := w.PortalUser(ctx, w.boss, pia.ID)
		w.must(err)
		return m.Kind
	}
	g, err := w.CreateGrant(ctx, w.boss, pia.ID, office("technician"))
	w.must(err)
	if kind() != Staff {
		t.Error("a technician is no staff")
	}
	g, err = w.EditGrant(ctx, w.boss, pia.ID, g.ID, GrantForm{Role: "portal", On: "account", Version: g.Version})
	w.must(err)
	if kind() != Portal {
		t.Error("who has portal access only is staff")
	}
	w.must(w.DeleteGrant(ctx, w.boss, pia.ID, g.ID))
	if kind() != Portal {
		t.Error("who holds nothing became something else")
	}
}

func TestSettingsOfPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		olga := w.join(w.account, "Olga Owner", "olga@owner.example")
		own := w.signIn("alma@quay.example")
		_, _, err := w.LogInAs(ctx, own, olga.ID, "", Client{})
		w.refused(err, fault.Invalid)
		before := len(w.mails)
		_, _, err = w.LogInAs(ctx, own, olga.ID, "She cannot find her statement", Client{})
		w.must(err)
		if len(w.mails) != before+1 || w.mails[before].To != "olga@owner.example" || !strings.Contains(w.mails[before].Text, "cannot find her statement") {
			t.Errorf("%v", w.mails[before:])
		}
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Global("account").Update(ctx, db.ByID(w.account.ID), db.Set("settings", `{"colour":"teal"}`))
			return err
		}))
		w.must(w.ChooseSettings(ctx, w.boss, Settings{QuietLogInAs: true}))
		_, _, err = w.LogInAs(ctx, own, olga.ID, "again", Client{})
		w.must(err)
		if len(w.mails) != before+1 {
			t.Error("told although the account has switched that off")
		}
		if got, err := w.Settings(ctx, w.boss); err != nil || !got.QuietLogInAs {
			t.Errorf("%+v, %v", got, err)
		}
		w.must(w.ChooseSettings(ctx, w.boss, Settings{}))
		var text string
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			text, err = db.One(ctx, tx, db.Global("a.settings", "account a").And("a.id = ?", w.account.ID), db.Scan1[string])
			return err
		}))
		if text != `{"colour":"teal"}` {
			t.Errorf("what stands beside it is lost: %s", text)
		}
		w.refused(w.ChooseSettings(ctx, w.viewer(olga), Settings{QuietLogInAs: true}), fault.Missing)
		_, err = w.Settings(ctx, w.viewer(olga))
		w.refused(err, fault.Missing)
	})
}

func TestLookAs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		house := w.house(w.account, "Quay 1")
		w.house(w.account, "Lake 1")
		olga := w.join(w.account, "Olga Owner", "olga@owner.example", onHouses([]string{"calendar", "block-off"}, house))
		alma := w.actor(w.signIn("alma@quay.example"))
		before := len(w.trail())
		for range 3 {
			as, err := w.LookAs(ctx, alma, olga.ID)
			w.must(err)
			if as.Person.Name != "Olga Owner" || !as.Looking || as.Real.Name != "Alma Admin" || w.count(as.Viewer, "property p", access.Property) != 1 {
				t.Fatalf("%+v", as)
			}
			if as.Viewer.May(access.Add, access.Block) {
				t.Error("may do something")
			}
			_, err = w.LookAs(ctx, as, w.admin.ID)
			w.refused(err, fault.Forbidden)
		}
		if got := w.trail(); len(got) != before+1 || got[before] != "Alma Admin: impersonate member, done" {
			t.Errorf("noted %v", got[before:])
		}
		w.wait(lookAgain)
		_, err := w.LookAs(ctx, alma, olga.ID)
		w.must(err)
		if got := w.trail(); len(got) != before+2 {
			t.Errorf("noted %v", got[before:])
		}
		vera := w.join(w.account, "Vera Portal", "vera@quay.example", office("portal-admin"))
		_, err = w.LookAs(ctx, w.by(vera, w.viewer(vera)), w.admin.ID)
		w.refused(err, fault.Forbidden)
		w.must(w.Deactivate(ctx, w.boss, olga.ID))
		_, err = w.LookAs(ctx, alma, olga.ID)
		w.refused(err, fault.Conflict)
		_, err = w.LookAs(ctx, alma, w.admin.ID)
		w.refused(err, fault.Forbidden) // oneself
	})
}
