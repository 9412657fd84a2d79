package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"keyhouse/fault"
	"keyhouse/people"
)

// pathFactor is all that a session opens which lacks the second factor that its
// account demands, beside what it takes to set one up.
const pathFactor = "/sign-in/factor"

// weak reports whether err says that a session lacks its second factor.
func weak(err error) bool { return errors.Is(err, people.ErrWeak) }

// weakMay says what such a session can still reach: the page that asks, setting
// up what it asks for, proving who one is, other accounts, and out.
func weakMay(r *http.Request) bool {
	switch at := r.URL.Path; at {
	case pathFactor, "/accounts", pathSwitch, pathStop, pathApp, pathAppImage, pathAppNewKey, pathPasskeys, pathPasskeyNew, pathPasskeyMake:
		return true
	default:
		return at == pathProve || strings.HasPrefix(at, pathProve+"/")
	}
}

// toFactor leads a session that lacks its second factor to the page that asks.
func toFactor(w http.ResponseWriter, r *http.Request) error {
	to := pathFactor
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	return seeOther(w, r, to)
}

// factorPage asks for a second factor, or to set one up.
type factorPage struct {
	Form    Form
	Next    string
	Company string
	Has     people.Factors
	Key     keyPlace
	Others  bool // they belong to other accounts too
}

// askFactor answers GET /sign-in/factor.
func (s *screens) askFactor(w http.ResponseWriter, r *http.Request) error {
	if !actor(r).Weak {
		return seeOther(w, r, localPath(r.FormValue("next")))
	}
	return s.showFactorPage(w, r, Form{})
}

func (s *screens) showFactorPage(w http.ResponseWriter, r *http.Request, f Form) error {
	a := actor(r)
	has, err := s.People.Factors(r.Context(), a)
	if err != nil {
		return err
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("demand.title")
	b := factorPage{Form: f, Next: localPath(r.FormValue("next")), Company: a.Account.Name, Has: has, Key: s.keyPlaceOf(r), Others: len(p.Others) > 0}
	return s.page(w, r, f.Err, factorScreen(p, b))
}

// showFactor answers POST /sign-in/factor with a code or a passkey.
func (s *screens) showFactor(w http.ResponseWriter, r *http.Request) error {
	proof := people.Proof{Code: r.PostFormValue("code"), Passkey: []byte(r.PostFormValue("passkey"))}
	if proof.Code == "" && len(proof.Passkey) == 0 {
		return s.showFactorPage(w, r, sent(url.Values{}, fault.Bad("web.showFactor", "code", s.frameOf(r, "").Say("demand.show"))))
	}
	err := s.People.Prove(r.Context(), actor(r), proof)
	if retry(err) {
		return s.showFactorPage(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, localPath(r.PostFormValue("next")))
}

// demandFactor answers POST /settings/account/second-factor.
func (s *screens) demandFactor(w http.ResponseWriter, r *http.Request) error {
	err := s.People.DemandFactor(r.Context(), actor(r), r.PostFormValue("second_factor"))
	if retry(err) {
		return s.showAccountForms(w, r, Form{}, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("demand.saved")})
	return seeOther(w, r, pathAccount)
}

// demandOptions are of whom an account may demand a second factor.
func demandOptions(p Page) []Option {
	return []Option{{"", p.Say("demand.of-nobody")}, {people.FactorOfAdmins, p.Say("demand.of-admins")}, {people.FactorOfStaff, p.Say("demand.of-staff")}}
}
