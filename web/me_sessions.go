package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyhouse/people"
)

// openRow is one place where one is signed in.
type openRow struct {
	people.OpenSession
	Device, How string
}

func (s *screens) meSessions(w http.ResponseWriter, r *http.Request) error {
	all, err := s.People.Sessions(r.Context(), actor(r))
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeSessions)
	t := p.Local.Tongue
	rows := make([]openRow, len(all))
	for i, o := range all {
		rows[i] = openRow{OpenSession: o, Device: people.DeviceIn(t, o.Agent), How: s.methodIn(p, o.Method)}
	}
	return s.show(w, r, http.StatusOK, meSessionsScreen(p, rows))
}

// methodIn says how somebody signed in.
func (s *screens) methodIn(p Page, method string) string {
	switch method {
	case people.ByPassword:
		return p.Say("method.password")
	case people.ByLink:
		return p.Say("method.link")
	case people.ByPasskey:
		return p.Say("method.passkey")
	}
	return s.Providers.Label(method)
}

func (s *screens) endSession(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "session")
	if err != nil {
		return err
	}
	a := actor(r)
	if err := s.People.EndSession(r.Context(), a, i); err != nil {
		return err
	}
	if i == a.Session.ID {
		s.clearCookie(w)
		return seeOther(w, r, pathSignedOut)
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("session.ended"), pathMeSessions)
}

func (s *screens) endOthers(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.EndOtherSessions(r.Context(), actor(r)); err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("session.others-ended"), pathMeSessions)
}

func (s *screens) askEverywhere(w http.ResponseWriter, r *http.Request) error {
	p := s.meFrameOf(r, pathMeSessions)
	return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: p.Say("session.everywhere-ask"), Say: p.Say("session.everywhere-say"),
		Action: pathMeSessions + "/everywhere", Do: p.Say("session.everywhere"), Cancel: pathMeSessions, Danger: true}))
}

func (s *screens) signOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.EndAllSessions(r.Context(), actor(r)); err != nil {
		return err
	}
	s.clearCookie(w)
	return seeOther(w, r, pathSignedOut)
}

// myAccount is one account one may go to, and as what.
type myAccount struct {
	people.Membership
	Roles []string
	Here  bool
}

func (s *screens) meAccounts(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	all, err := s.People.Memberships(r.Context(), a)
	if err != nil {
		return err
	}
	roles, err := s.People.MyRoles(r.Context(), a)
	if err != nil {
		return err
	}
	var rows []myAccount
	for _, m := range all {
		row := myAccount{Membership: m, Here: m.Account == a.Account.ID}
		for _, word := range roles[m.Account] {
			row.Roles = append(row.Roles, sayRole(word))
		}
		rows = append(rows, row)
	}
	return s.show(w, r, http.StatusOK, meAccountsScreen(s.meFrameOf(r, pathMeAccounts), rows))
}

// sayRole says a role of the page as people read it: "Front desk".
func sayRole(word string) string {
	words := strings.ReplaceAll(word, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// noticeChoice is one mail one may get or not.
type noticeChoice struct{ Name, Label, Hint string }

// noticesFor lists those that can come to somebody: of an account they choose
// nothing about what its other kind of people get.
func noticesFor(p Page, a *people.Actor) []noticeChoice {
	all := []noticeChoice{{people.NoticeDevice, p.Say("notice.device"), p.Say("notice.device-hint")}}
	if a.Member.Kind != people.Portal {
		all = append(all, noticeChoice{people.NoticeBlock, p.Say("notice.block"), p.Say("notice.block-hint")})
	}
	if a.Member.Kind != people.Staff {
		all = append(all, noticeChoice{people.NoticeStatement, p.Say("notice.statement"), p.Say("notice.statement-hint")})
	}
	return all
}

func (s *screens) meNotices(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	muted, err := s.People.MutedNotices(r.Context(), a)
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeNotices)
	return s.show(w, r, http.StatusOK, meNoticesScreen(p, noticesFor(p, a), muted))
}

// saveNotices mutes what was on the form and is not ticked; what the form did
// not show stays as it was.
func (s *screens) saveNotices(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	was, err := s.People.MutedNotices(r.Context(), a)
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeNotices)
	if err := s.People.ChooseNotices(r.Context(), a, muted(noticesFor(p, a), r.PostForm, was)); err != nil {
		return err
	}
	return s.saved(w, r, p.Say("me.notices.saved"), pathMeNotices)
}

func muted(shown []noticeChoice, v url.Values, was []string) []string {
	off := map[string]bool{}
	for _, n := range was {
		off[n] = true
	}
	for _, c := range shown {
		off[c.Name] = true
	}
	for _, n := range v["notice"] {
		off[n] = false
	}
	var all []string
	for _, n := range people.Notices {
		if off[n] {
			all = append(all, n)
		}
	}
	return all
}

// tokensPage lists one's API tokens; Secret is that of one just made.
type tokensPage struct {
	Form    Form
	Rows    []people.Token
	Days    []Option
	Secret  string
	Made    string
	Account string
}

func (s *screens) meTokens(w http.ResponseWriter, r *http.Request) error {
	return s.showTokens(w, r, tokensPage{})
}

func (s *screens) showTokens(w http.ResponseWriter, r *http.Request, b tokensPage) error {
	a, p := actor(r), s.meFrameOf(r, pathMeTokens)
	var err error
	if b.Rows, err = s.People.Tokens(r.Context(), a); err != nil {
		return err
	}
	for _, n := range people.TokenDays {
		b.Days = append(b.Days, Option{Value: strconv.Itoa(n), Label: p.Say("token.for-days", "n", n)})
	}
	b.Account = a.Account.Name
	return s.page(w, r, b.Form.Err, meTokensScreen(p, b))
}

// makeToken shows the new token's secret on the answer itself: it is kept
// nowhere, so it cannot be shown again.
func (s *screens) makeToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil {
		return err
	}
	v := r.PostForm
	days, _ := strconv.Atoi(v.Get("days")) // no number is none of the choices
	secret, t, err := s.People.MakeToken(r.Context(), actor(r), people.TokenForm{Name: v.Get("name"), Days: days, ReadOnly: v.Get("read_only") != ""})
	if retry(err) {
		return s.showTokens(w, r, tokensPage{Form: sent(v, err)})
	}
	if err != nil {
		return err
	}
	return s.showTokens(w, r, tokensPage{Secret: secret, Made: t.Name})
}

func (s *screens) askRevoke(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "token")
	if err != nil {
		return err
	}
	all, err := s.People.Tokens(r.Context(), actor(r))
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeTokens)
	for _, t := range all {
		if t.ID == i {
			return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: p.Say("token.revoke-ask", "name", t.Name), Say: p.Say("token.revoke-say"),
				Action: pathMeTokens + "/" + i.String() + "/revoke", Do: p.Say("token.revoke"), Cancel: pathMeTokens, Danger: true}))
		}
	}
	return s.nowhere(w, r)
}

func (s *screens) revokeToken(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "token")
	if err != nil {
		return err
	}
	if err := s.People.RevokeToken(r.Context(), actor(r), i); err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("token.revoked"), pathMeTokens)
}
