package people

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// system names an account of the operator and gives its Admin, signed in.
func (w *world) system() *Actor {
	w.t.Helper()
	a, _ := w.open("ops", "Sam System", "sam@ops.example")
	w.systemAccount = a.Slug
	return w.actor(w.signIn("sam@ops.example"))
}

func (w *world) trailOf(account id.ID, detail string) (n int64) {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.Count(ctx, tx, db.Select("e.id", "audit_entry e").Everything(system(account)).And("e.detail LIKE ?", detail+"%"))
		return err
	}))
	return n
}

// T16: only Admins of the system account see and switch other accounts. For
// everybody else there is nothing, whatever they hold at home.
func TestOnlySystemAdminsReachAllAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		sam := w.system()
		other, _ := w.open("rival", "Rex Rival", "rex@rival.example")
		deputy := w.join(Account{ID: sam.Account.ID}, "Dan Deputy", "dan@ops.example", GrantForm{Role: "it", On: "server"}, office("manager"))
		for name, a := range map[string]*Actor{"an admin elsewhere": w.actor(w.signIn("alma@quay.example")), "staff of the system account": w.actor(w.signIn("dan@ops.example"))} {
			calls := map[string]error{
				"list":     errOf(w.SystemAccounts(ctx, a.Viewer, AccountFilter{})),
				"look":     errOf(w.SystemAccountOf(ctx, a.Viewer, other.ID)),
				"members":  errOf(w.SystemMembers(ctx, a.Viewer, other.ID, MemberFilter{})),
				"suspend":  w.SuspendAccount(ctx, a, other.ID, "because"),
				"resume":   w.ReactivateAccount(ctx, a, other.ID, ""),
				"plan":     w.ChangePlan(ctx, a, other.ID, Pro),
				"open":     errOf(w.OpenAccount(ctx, a, NewAccount{Slug: "mine", Name: "Mine", AdminName: "Me", AdminEmail: "me@mine.example"})),
				"password": w.SystemSetPassword(ctx, a, other.ID, w.admin.ID, newPassword),
				"link":     w.SystemSendLink(ctx, a, other.ID, w.admin.ID),
				"own plan": w.ChangePlan(ctx, a, a.Account.ID, Pro),
			}
			for what, err := range calls {
				if !fault.Is(err, fault.Missing) {
					t.Errorf("%s, %s: %v", name, what, err)
				}
			}
		}
		if _, err := w.AccountBySlug(ctx, "mine"); !fault.Is(err, fault.Missing) {
			t.Error("an account was opened all the same")
		}
		// Nor does anybody in Sam's name.
		_ = deputy
		w.must(errOf(w.SystemAccounts(ctx, sam.Viewer, AccountFilter{})))
		late := *sam
		late.Session.ProvedAt = w.clock().Add(-time.Hour)
		for what, err := range map[string]error{"suspend": w.SuspendAccount(ctx, &late, other.ID, "x"), "plan": w.ChangePlan(ctx, &late, other.ID, Pro),
			"password": w.SystemSetPassword(ctx, &late, other.ID, id.New(), newPassword), "open": errOf(w.OpenAccount(ctx, &late, NewAccount{}))} {
			if !fault.Is(err, fault.Prove) {
				t.Errorf("%s without a proof: %v", what, err)
			}
		}
		// Without a system account nobody has it.
		w.systemAccount = ""
		w.refused(errOf(w.SystemAccounts(ctx, sam.Viewer, AccountFilter{})), fault.Missing)
	})
}

// T16: the list says plan, members, seats, state and last use, by pages.
func TestAllAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		sam := w.system()
		w.open("rival", "Rex Rival", "rex@rival.example")
		w.join(w.account, "Olga Owner", "olga@owner.example")
		w.wait(time.Hour)
		w.signIn("olga@owner.example")
		slugs := func(query string) string {
			q, err := url.ParseQuery(query)
			w.must(err)
			f, err := ParseAccountFilter(q)
			w.must(err)
			p, err := w.SystemAccounts(ctx, sam.Viewer, f)
			w.must(err)
			var all []string
			for _, a := range p.Rows {
				all = append(all, a.Slug)
			}
			return strings.Join(all, " ")
		}
		for query, want := range map[string]string{"": "ops quay rival", "q=RIV": "rival", "q=lettings": "ops quay rival", "q=%25": "", "plan=pro": "", "state=suspended": "", "limit=2": "ops quay"} {
			if got := slugs(query); got != want {
				t.Errorf("?%s: %q, not %q", query, got, want)
			}
		}
		a, err := w.SystemAccountOf(ctx, sam.Viewer, w.account.ID)
		w.must(err)
		if a.Members != 2 || a.Active != 2 || a.Staff != 1 || a.Seats != 0 || !a.UsedAt.Equal(w.clock()) {
			t.Errorf("%+v", a)
		}
		w.refused(errOf(w.SystemAccountOf(ctx, sam.Viewer, id.New())), fault.Missing)
	})
}

// T17: a suspended account answers nothing but the reason; other accounts stay
// open; reactivated everything is as it was.
func TestSuspending(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		sam := w.system()
		other, _ := w.open("rival", "Rex Rival", "rex@rival.example")
		w.join(other, "Alma elsewhere", "alma@quay.example")
		token := w.signIn("alma@quay.example")
		w.must(w.ChooseAccount(ctx, token, "quay"))
		invited, err := w.CreatePortalUser(ctx, w.boss, "Ina Invited", "ina@owner.example")
		w.must(err)
		link := w.lastLink("ina@owner.example")

		w.refused(w.SuspendAccount(ctx, sam, w.account.ID, " "), fault.Invalid)
		w.refused(w.SuspendAccount(ctx, sam, sam.Account.ID, "oops"), fault.Conflict)
		w.must(w.SuspendAccount(ctx, sam, w.account.ID, "The bill of May is unpaid."))
		a, err := w.Session(ctx, token)
		w.refused(err, fault.Forbidden)
		if say := fault.Of(err).Say; !strings.Contains(say, "The bill of May is unpaid.") || a == nil {
			t.Errorf("it says %q", say)
		}
		if a.Viewer.May(access.Read, access.Booking) || a.Viewer.May(access.Read, access.Member) {
			t.Error("somebody still sees something")
		}
		_, err = w.PreviewLink(ctx, link)
		w.refused(err, fault.Forbidden)
		_, _, err = w.SpendLink(ctx, link, newPassword, Client{})
		w.refused(err, fault.Forbidden)
		w.refused(errOf(w.EditMember(ctx, w.boss, invited.ID, "Renamed", 1)), fault.SignedOut)
		w.must(w.ChooseAccount(ctx, token, "rival"))
		w.actor(token)
		if w.trailOf(w.account.ID, "suspended: The bill") != 1 || w.trailOf(sam.Account.ID, "suspended: The bill") != 1 {
			t.Error("it does not stand in both trails")
		}
		w.must(w.ReactivateAccount(ctx, sam, w.account.ID, ""))
		w.must(w.ChooseAccount(ctx, token, "quay"))
		w.actor(token)
		_, _, err = w.SpendLink(ctx, link, newPassword, Client{})
		w.must(err)
	})
}

// T10: a system admin sets the password of any member of any account, and sends
// any of them a link; both trails say so, and the member is told.
func TestSystemAdminsHelpAnybody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		sam := w.system()
		p, err := w.SystemMembers(ctx, sam.Viewer, w.account.ID, MemberFilter{})
		w.must(err)
		if len(p.Rows) != 1 || p.Rows[0].Email != "alma@quay.example" {
			t.Errorf("%+v", p.Rows)
		}
		w.must(w.SystemSetPassword(ctx, sam, w.account.ID, w.admin.ID, newPassword))
		_, _, err = w.SignIn(ctx, "alma@quay.example", rightPassword, Client{})
		w.refused(err, fault.SignedOut)
		_, _, err = w.SignIn(ctx, "alma@quay.example", newPassword, Client{})
		w.must(err)
		if w.wrote("alma@quay.example", "password") == 0 {
			t.Error("she was not told")
		}
		w.must(w.SystemSendLink(ctx, sam, w.account.ID, w.admin.ID))
		w.lastLink("alma@quay.example")
		for _, account := range []id.ID{w.account.ID, sam.Account.ID} {
			if w.trailOf(account, "password set") != 1 || w.trailOf(account, "sign-in link sent") != 1 {
				t.Error("it does not stand in both trails")
			}
		}
		// A member of another account is not found in this one.
		w.refused(w.SystemSetPassword(ctx, sam, sam.Account.ID, w.admin.ID, newPassword), fault.Missing)
		// They do nothing else there: the page gives a system admin no more.
		v, err := w.PowerIn(ctx, sam.Viewer, w.account.ID)
		w.must(err)
		w.refused(errOf(w.EditMember(ctx, v, w.admin.ID, "Mallory", 1)), fault.Forbidden)
		w.refused(w.Deactivate(ctx, v, w.admin.ID), fault.Forbidden)
		if v.May(access.Read, access.Booking) || v.May(access.Read, access.Client) || v.May(access.Add, access.GrantThing) {
			t.Error("a system admin sees business data")
		}
		// Who is no Admin of the system account any more has lost it at once.
		w.join(Account{ID: sam.Account.ID}, "Second", "second@ops.example", office("admin"))
		w.must(w.retire(Member{ID: sam.Member.ID, Account: sam.Account.ID}))
		w.refused(w.SystemSetPassword(ctx, sam, w.account.ID, w.admin.ID, rightPassword), fault.Missing)
	})
}

func TestOpeningAndPlansByASystemAdmin(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		sam := w.system()
		made, err := w.OpenAccount(ctx, sam, NewAccount{Slug: "fresh", Name: "Fresh Lettings", Template: "letting-office", Plan: Soho, AdminName: "Flo Fresh", AdminEmail: "flo@fresh.example"})
		w.must(err)
		token, _, err := w.SpendLink(ctx, w.lastLink("flo@fresh.example"), newPassword, Client{})
		w.must(err)
		if a := w.actor(token); a.Account.Slug != "fresh" || !a.Viewer.May(access.Add, access.Member) {
			t.Errorf("%+v", a.Account)
		}
		if w.trailOf(made.Account.ID, "opened: fresh") != 1 || w.trailOf(sam.Account.ID, "opened: fresh") != 1 {
			t.Error("it does not stand in both trails")
		}
		_, err = w.OpenAccount(ctx, sam, NewAccount{Slug: "fresh", Name: "Again", AdminName: "Flo", AdminEmail: "flo2@fresh.example"})
		w.refused(err, fault.Conflict)
		w.must(w.ChangePlan(ctx, sam, made.Account.ID, Pro))
		w.refused(w.ChangePlan(ctx, sam, made.Account.ID, "golden"), fault.Invalid)
		if a := w.actor(token); a.Account.Plan != Pro {
			t.Errorf("%+v", a.Account)
		}
		// With a system account the plan is not the account's own to change …
		w.refused(w.ChangePlan(ctx, w.actor(token), made.Account.ID, Enterprise), fault.Missing)
		// … without one it is, to whom the page gives it.
		w.systemAccount = ""
		w.must(w.ChangePlan(ctx, w.actor(token), made.Account.ID, Enterprise))
		w.refused(w.ChangePlan(ctx, w.actor(token), w.account.ID, Soho), fault.Missing)
	})
}
