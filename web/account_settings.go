package web

import (
	"net/http"
	"net/url"
	"slices"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/people"
)

// Settings → Account: what the account says of itself and what it shows.
const pathAccount = "/settings/account"

type accountSettingsPage struct {
	Account people.Account
	Shown   []string
	Quiet   bool // log in as is told to nobody by mail
	Form    Form
	Demand  Form // of a second factor
	System  bool // an operator runs the plans
	MayPlan bool
	Seats   people.Headcount
	Roles   []string
}

func (s *screens) accountSettings(w http.ResponseWriter, r *http.Request) error {
	return s.showAccountSettings(w, r, Form{})
}

func (s *screens) showAccountSettings(w http.ResponseWriter, r *http.Request, f Form) error {
	return s.showAccountForms(w, r, f, Form{})
}

func (s *screens) showAccountForms(w http.ResponseWriter, r *http.Request, f, demand Form) error {
	a, shown, err := s.People.OwnAccount(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b := accountSettingsPage{Account: a, Shown: shown, Form: f, Demand: demand, System: s.People.SystemAccount() != "", Roles: people.OfferedRoles(a)}
	b.MayPlan = !b.System && viewer(r).May(access.Edit, access.Plan)
	chosen, err := s.People.Settings(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b.Quiet = chosen.QuietLogInAs
	if b.Seats, err = s.People.Headcount(r.Context(), viewer(r)); err != nil {
		return err
	}
	if f.Err == nil {
		f.Err = demand.Err
	}
	return s.page(w, r, f.Err, accountSettingsScreen(s.frameOf(r, say(r.Context(), "word.account")), b))
}

func (s *screens) saveAccountSettings(w http.ResponseWriter, r *http.Request) error {
	v := r.PostForm
	_, err := s.People.EditAccount(r.Context(), viewer(r), people.AccountForm{Name: v.Get("name"), Slug: v.Get("slug"), Zone: v.Get("zone"),
		Currency: v.Get("currency"), Template: v.Get("template"), Sections: v["section"]})
	if retry(err) {
		return s.showAccountSettings(w, r, sent(v, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "account.saved")})
	return seeOther(w, r, pathAccount)
}

func (s *screens) saveAccountPreferences(w http.ResponseWriter, r *http.Request) error {
	chosen, err := s.People.Settings(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	chosen.QuietLogInAs = r.PostFormValue("tell") == ""
	if err := s.People.ChooseSettings(r.Context(), viewer(r), chosen); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "account.saved")})
	return seeOther(w, r, pathAccount)
}

func (s *screens) changeOwnPlan(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.ChangePlan(r.Context(), actor(r), viewer(r).Account(), r.PostFormValue("plan")); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "account.plan-plan-now", "plan", people.PlanName(r.PostFormValue("plan")))})
	return seeOther(w, r, pathAccount)
}

// sectionOf says to which section an address of the navigation belongs; one
// that belongs to none is always shown.
var sectionOf = map[string]string{
	"/calendar": "calendar", "/bookings": "bookings", pathBlocks: "blocks", "/quotes": "quotes", "/properties": "properties",
	"/owners": "owners", "/statements": "statements", "/feeds": "feeds", "/imports": "imports",
}

// leaveOut takes from the navigation what the account does not show.
func leaveOut(parts []NavPart, shown []string) []NavPart {
	var kept []NavPart
	for _, part := range parts {
		part.Links = slices.DeleteFunc(part.Links, func(l NavLink) bool {
			section, ok := sectionOf[l.Href]
			return ok && !slices.Contains(shown, section)
		})
		if len(part.Links) > 0 {
			kept = append(kept, part)
		}
	}
	return kept
}

// signUpPage is the form with which a stranger asks for an account.
type signUpPage struct {
	Form Form
	Done string // the address that was written to
}

func (s *screens) signUp(w http.ResponseWriter, r *http.Request) error {
	if !s.People.SignsUp() {
		return fault.NotFound("web.signUp")
	}
	return s.show(w, r, http.StatusOK, signUpScreen(s.frameOf(r, say(r.Context(), "account.new-account")), signUpPage{}))
}

func (s *screens) askSignUp(w http.ResponseWriter, r *http.Request) error {
	v := r.PostForm
	err := s.People.AskSignUp(r.Context(), people.SignUp{Company: v.Get("company"), Slug: v.Get("slug"), Template: v.Get("template"), Currency: v.Get("currency"),
		Zone: v.Get("zone"), Name: v.Get("name"), Email: v.Get("email")}, client(r))
	if retry(err) {
		return s.page(w, r, err, signUpScreen(s.frameOf(r, say(r.Context(), "account.new-account")), signUpPage{Form: sent(v, err)}))
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, signUpScreen(s.frameOf(r, say(r.Context(), "account.new-account")), signUpPage{Done: v.Get("email")}))
}

// openingPage is what the link opens. Opening it spends nothing.
type openingPage struct {
	people.SignUpPage
	Token string
	Form  Form
}

func (s *screens) opening(w http.ResponseWriter, r *http.Request) error {
	return s.showOpening(w, r, Form{})
}

func (s *screens) showOpening(w http.ResponseWriter, r *http.Request, f Form) error {
	p, err := s.People.PreviewSignUp(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, openingScreen(s.frameOf(r, p.Company), openingPage{p, r.PathValue("token"), f}))
}

func (s *screens) confirmSignUp(w http.ResponseWriter, r *http.Request) error {
	token, session, err := s.People.ConfirmSignUp(r.Context(), r.PathValue("token"), r.PostFormValue("slug"), r.PostFormValue("password"), client(r))
	if f := fault.Of(err); retry(err) && f.Field != "" {
		return s.showOpening(w, r, sent(url.Values{"slug": {r.PostFormValue("slug")}}, err))
	}
	if err != nil {
		return err
	}
	s.setCookie(w, token, session.ExpiresAt)
	return seeOther(w, r, "/")
}
