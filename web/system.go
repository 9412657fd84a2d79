package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
)

// The System Admin panel: all accounts of the installation, for the Admins of
// the system account. For everybody else there is nothing at its addresses.
const pathSystem = "/system"

type systemPage struct {
	List    List
	Filter  people.AccountFilter
	Page    page.Page[people.AccountRow]
	Pages   Pages
	Sort    Sort
	Filters bool
}

func (s *screens) system(w http.ResponseWriter, r *http.Request) error {
	f, err := people.ParseAccountFilter(r.URL.Query())
	if err != nil && s.People.IsSystemAdmin(viewer(r)) {
		return err
	}
	found, err := s.People.SystemAccounts(r.Context(), viewer(r), f)
	if err != nil {
		return err
	}
	b := systemPage{List: List{Path: pathSystem, Query: f.Query()}, Filter: f, Page: found, Filters: f.Q != "" || f.State != "" || f.Plan != "",
		Pages: Pages{Previous: found.Prev, Next: found.Next}}
	b.Sort.By, b.Sort.Down = b.List.Sort(people.SortSlug, false)
	return s.show(w, r, http.StatusOK, systemScreen(s.frameOf(r, say(r.Context(), "system.all-accounts")), b))
}

// systemAccountPage is one account, and who belongs to it.
type systemAccountPage struct {
	Account people.AccountRow
	List    List
	Filter  people.MemberFilter
	Page    page.Page[people.Member]
	Pages   Pages
	Own     bool // it runs the installation
	Form    Form
}

func (b systemAccountPage) path() string { return systemPath(b.Account.ID) }

func systemPath(i id.ID) string { return pathSystem + "/" + i.String() }

// wantedAccount reads which account an address names; nothing has the zero id.
func wantedAccount(r *http.Request) id.ID {
	i, err := id.Parse(r.PathValue("account"))
	if err != nil {
		return id.ID{}
	}
	return i
}

func (s *screens) systemAccount(w http.ResponseWriter, r *http.Request) error {
	return s.showSystemAccount(w, r, Form{})
}

func (s *screens) showSystemAccount(w http.ResponseWriter, r *http.Request, form Form) error {
	a, err := s.People.SystemAccountOf(r.Context(), viewer(r), wantedAccount(r))
	if err != nil {
		return err
	}
	f, err := people.ParseMemberFilter(r.URL.Query())
	if err != nil {
		return err
	}
	found, err := s.People.SystemMembers(r.Context(), viewer(r), a.ID, f)
	if err != nil {
		return err
	}
	b := systemAccountPage{Account: a, List: List{Path: systemPath(a.ID), Query: f.Query()}, Filter: f, Page: found, Form: form,
		Pages: Pages{Previous: found.Prev, Next: found.Next}, Own: a.ID == viewer(r).Account()}
	return s.page(w, r, form.Err, systemAccountScreen(s.frameOf(r, a.Name), b))
}

// newAccountPage is the form that opens an account.
type newAccountPage struct{ Form Form }

func (s *screens) newAccount(w http.ResponseWriter, r *http.Request) error {
	if !s.People.IsSystemAdmin(viewer(r)) {
		return s.hides(r, access.Add, access.Account, "web.newAccount") // a form one may not send is not there
	}
	return s.show(w, r, http.StatusOK, newAccountScreen(s.frameOf(r, say(r.Context(), "system.new-account")), newAccountPage{}))
}

func newAccountForm(v url.Values) people.NewAccount {
	return people.NewAccount{Slug: v.Get("slug"), Name: v.Get("name"), Template: v.Get("template"), Plan: v.Get("plan"),
		Currency: v.Get("currency"), Zone: v.Get("zone"), AdminName: v.Get("admin_name"), AdminEmail: v.Get("admin_email")}
}

func (s *screens) openAccount(w http.ResponseWriter, r *http.Request) error {
	made, err := s.People.OpenAccount(r.Context(), actor(r), newAccountForm(r.PostForm))
	if retry(err) {
		return s.page(w, r, err, newAccountScreen(s.frameOf(r, say(r.Context(), "system.new-account")), newAccountPage{sent(r.PostForm, err)}))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "system.account-open-invitation-on", "account", made.Account.Name, "email", made.Admin.Email)})
	return seeOther(w, r, systemPath(made.Account.ID))
}

func (s *screens) changePlan(w http.ResponseWriter, r *http.Request) error {
	account := wantedAccount(r)
	err := s.People.ChangePlan(r.Context(), actor(r), account, r.PostFormValue("plan"))
	if retry(err) {
		return s.showSystemAccount(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "system.plan-plan-now", "plan", people.PlanName(r.PostFormValue("plan")))})
	return seeOther(w, r, systemPath(account))
}

func (s *screens) askSuspend(w http.ResponseWriter, r *http.Request) error {
	return s.showSuspend(w, r, Form{})
}

func (s *screens) showSuspend(w http.ResponseWriter, r *http.Request, f Form) error {
	a, err := s.People.SystemAccountOf(r.Context(), viewer(r), wantedAccount(r))
	if err != nil {
		return err
	}
	ask := Ask{Title: say(r.Context(), "system.suspend-name-2", "name", a.Name), Say: say(r.Context(), "system.from-moment-answers-nothing"),
		Action: systemPath(a.ID) + "/suspend", Do: say(r.Context(), "system.suspend-name", "name", a.Name), Cancel: systemPath(a.ID), Danger: true}
	return s.page(w, r, f.Err, suspendScreen(s.frameOf(r, ask.Title), ask, f))
}

func (s *screens) suspend(w http.ResponseWriter, r *http.Request) error {
	account := wantedAccount(r)
	err := s.People.SuspendAccount(r.Context(), actor(r), account, r.PostFormValue("reason"))
	if retry(err) {
		return s.showSuspend(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Warn, Say: say(r.Context(), "system.account-suspended-its-open")})
	return seeOther(w, r, systemPath(account))
}

func (s *screens) resume(w http.ResponseWriter, r *http.Request) error {
	account := wantedAccount(r)
	if err := s.People.ReactivateAccount(r.Context(), actor(r), account, r.PostFormValue("reason")); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "system.account-open-again-as")})
	return seeOther(w, r, systemPath(account))
}

// systemMemberPage asks for a password for a member of any account.
type systemMemberPage struct {
	Account people.AccountRow
	Member  people.Member
	Form    Form
}

func (b systemMemberPage) path() string { return systemMemberPath(b.Account.ID, b.Member.ID) }

func systemMemberPath(account, member id.ID) string {
	return systemPath(account) + "/members/" + member.String()
}

func (s *screens) systemPassword(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil && s.People.IsSystemAdmin(viewer(r)) {
		return err // asked before, so that nobody types a password in vain
	}
	return s.showSystemPassword(w, r, Form{})
}

func (s *screens) showSystemPassword(w http.ResponseWriter, r *http.Request, f Form) error {
	member, err := id.Parse(r.PathValue("member"))
	if err != nil {
		member = id.ID{}
	}
	a, err := s.People.SystemAccountOf(r.Context(), viewer(r), wantedAccount(r))
	if err != nil {
		return err
	}
	m, err := s.People.SystemMember(r.Context(), viewer(r), a.ID, member)
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, systemPasswordScreen(s.frameOf(r, say(r.Context(), "system.set-password")), systemMemberPage{a, m, f}))
}

// onSystemMember does something to the member of an account that an address
// names, and says so.
func (s *screens) onSystemMember(do func(ctx context.Context, by *people.Actor, account, member id.ID, r *http.Request) error, done string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		member, err := id.Parse(r.PathValue("member"))
		if err != nil {
			return fault.NotFound("web.onSystemMember")
		}
		err = do(r.Context(), actor(r), wantedAccount(r), member, r)
		if fault.Is(err, fault.Invalid) {
			return s.showSystemPassword(w, r, sent(url.Values{}, err))
		}
		if err != nil {
			return err
		}
		s.notify(w, Notice{Tone: Good, Say: word(r.Context(), "system.done", done)})
		return seeOther(w, r, systemPath(wantedAccount(r)))
	}
}

func (s *screens) systemSetPassword() answer {
	return s.onSystemMember(func(ctx context.Context, by *people.Actor, account, member id.ID, r *http.Request) error {
		return s.People.SystemSetPassword(ctx, by, account, member, r.PostFormValue("password"))
	}, "password")
}

func (s *screens) systemSendLink() answer {
	return s.onSystemMember(func(ctx context.Context, by *people.Actor, account, member id.ID, _ *http.Request) error {
		return s.People.SystemSendLink(ctx, by, account, member)
	}, "link")
}

// seatsSaid says how many seats of a plan are taken: "3 of 10".
func seatsSaid(l Local, taken int64, seats int) string {
	if seats == 0 {
		return l.Number(taken)
	}
	return l.Say("system.n-number", "n", taken, "number", strconv.Itoa(seats))
}

func accountTone(state string) Tone {
	if state == people.AccountSuspended {
		return Bad
	}
	return Good
}

// planOptions are the plans as a form offers them.
func planOptions(l Local) []Option {
	return []Option{{people.Soho, l.Say("system.soho-2-active-staff")}, {people.Pro, l.Say("system.pro-10-active-staff")}, {people.Enterprise, l.Say("system.enterprise-any-number-landlords")}}
}
