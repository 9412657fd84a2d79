package people

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/fault"
)

// ask asks for a link and gives what the browser keeps, and the link and code
// that came by mail.
func (w *world) ask(email string, c Client) (asked, link, code string) {
	w.t.Helper()
	asked, err := w.AskLink(context.Background(), email, c)
	w.must(err)
	w.later.Wait()
	last := w.mails[len(w.mails)-1].Text
	digits := codeInMail.FindStringSubmatch(last)
	if digits == nil {
		w.t.Fatalf("no code in %s", last)
	}
	return asked, w.lastLink(strings.ToLower(email)), digits[1] + digits[2]
}

var codeInMail = regexp.MustCompile(`Code: (\d{3}) (\d{3})`)

// wrongCode is a code that is not the one given.
func wrongCode(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestSignInByLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		asked, link, _ := w.ask("Alma@Quay.example", Client{IP: "192.0.2.1"})
		for range 3 { // scanners look, and spend nothing
			page, err := w.PreviewLink(ctx, link)
			w.must(err)
			if page.Kind != SignInLink || page.Email != "alma@quay.example" || page.AskedElsewhere(asked) || !page.AskedElsewhere("") || page.TakesPassword() {
				t.Errorf("the page shows %+v", page)
			}
		}
		token, ses, err := w.SpendLink(ctx, link, "", Client{IP: "192.0.2.9"})
		w.must(err)
		if a := w.actor(token); a.Person.Email != "alma@quay.example" || ses.Method != ByLink {
			t.Errorf("signed in %+v by %s", a.Person, ses.Method)
		}
		_, _, err = w.SpendLink(ctx, link, "", Client{})
		w.refused(err, fault.Conflict)
		w.actor(token)
	})
}

func TestSignInLinksLiveHalfAnHour(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		for _, c := range []struct {
			wait time.Duration
			good bool
		}{{29 * time.Minute, true}, {31 * time.Minute, false}} {
			asked, link, code := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
			other, _, otherCode := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
			w.wait(c.wait)
			_, _, byLink := w.SpendLink(ctx, link, "", Client{})
			_, _, byCode := w.SignInByCode(ctx, other, otherCode, Client{})
			if (byLink == nil) != c.good || (byCode == nil) != c.good {
				t.Errorf("after %v: link %v, code %v", c.wait, byLink, byCode)
			}
			if _, _, err := w.SignInByCode(ctx, asked, code, Client{}); fault.KindOf(err) != fault.Conflict {
				t.Errorf("the code outlived its link: %v", err)
			}
		}
	})
}

func TestSentLinksLiveADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		m, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		w.wait(InvitationLife + time.Hour) // the invitation has run out
		for _, c := range []struct {
			wait time.Duration
			good bool
		}{{24*time.Hour + time.Minute, false}, {24*time.Hour - time.Minute, true}} {
			w.must(w.SendSignInLink(ctx, w.boss, m.ID))
			link := w.lastLink("ana@owner.example")
			w.wait(c.wait)
			token, _, err := w.SpendLink(ctx, link, "", Client{})
			if (err == nil) != c.good {
				t.Errorf("after %v: %v", c.wait, err)
			}
			if c.good && w.actor(token).Member.State != Active {
				t.Error("the link did not activate")
			}
		}
		w.must(w.Deactivate(ctx, w.boss, m.ID))
		w.refused(w.SendSignInLink(ctx, w.boss, m.ID), fault.Conflict)
		stranger := w.join(w.account, "Nobody Much", "nobody@quay.example")
		w.refused(w.SendSignInLink(ctx, w.viewer(stranger), w.admin.ID), fault.Missing)
	})
}

func TestInvitationWithoutAPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		token, _, err := w.SpendLink(ctx, w.lastLink("ana@owner.example"), "", Client{})
		w.must(err)
		a := w.actor(token)
		if has, err := w.HasPassword(ctx, a); err != nil || has || a.Member.State != Active {
			t.Errorf("%v %v %s", has, err, a.Member.State)
		}
		w.must(w.ChangePassword(ctx, a, "", newPassword)) // the first needs no other
		w.refused(w.ChangePassword(ctx, a, "", rightPassword), fault.Invalid)
		w.must(w.AskReset(ctx, "ana@owner.example", Client{IP: "192.0.2.1"}))
		w.later.Wait()
		_, _, err = w.SpendLink(ctx, w.lastLink("ana@owner.example"), "", Client{})
		w.refused(err, fault.Invalid) // a reset is for a password
	})
}

func TestCodes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		asked, link, code := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
		elsewhere, _, _ := w.ask("alma@quay.example", Client{IP: "192.0.2.2"})
		for _, c := range []struct {
			name, asked, code string
			kind              fault.Kind
		}{
			{"a code in a browser that did not ask", "", code, fault.Conflict},
			{"in one that made something up", strings.Repeat("x", 43), code, fault.Conflict},
			{"in one that asked for another", elsewhere, code, fault.Invalid},
			{"no code", asked, "", fault.Invalid},
			{"five digits", asked, "12345", fault.Invalid},
			{"letters", asked, "abcdef", fault.Invalid},
		} {
			if _, _, err := w.SignInByCode(ctx, c.asked, c.code, Client{}); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		token, ses, err := w.SignInByCode(ctx, asked, " "+code[:3]+"-"+code[3:]+" ", Client{})
		w.must(err)
		if w.actor(token); ses.Method != ByLink {
			t.Errorf("signed in by %s", ses.Method)
		}
		_, _, err = w.SignInByCode(ctx, asked, code, Client{})
		w.refused(err, fault.Conflict)
		_, _, err = w.SpendLink(ctx, link, "", Client{})
		w.refused(err, fault.Conflict) // one of the two, once
	})
}

func TestFiveWrongCodesKillACodeAndNotItsLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		asked, link, code := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
		for range codeTries {
			_, _, err := w.SignInByCode(ctx, asked, wrongCode(code), Client{})
			w.refused(err, fault.Invalid)
		}
		_, _, err := w.SignInByCode(ctx, asked, code, Client{})
		w.refused(err, fault.Conflict)
		_, _, err = w.SpendLink(ctx, link, "", Client{})
		w.must(err)
	})
}

// TestUnknownAddressesAnswerAlike tries all that a stranger can do with an
// address nobody has: each step answers as for one that somebody has.
func TestUnknownAddressesAnswerAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		gone := w.join(w.account, "Gone", "gone@quay.example")
		w.must(w.Deactivate(ctx, w.boss, gone.ID))
		_, _, code := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
		before := len(w.mails)
		for _, email := range []string{"nobody@quay.example", "gone@quay.example", `"quoted name"@quay.example`, "nobody@xn--mnchen-3ya.example"} {
			asked, err := w.AskLink(ctx, email, Client{IP: "192.0.2.2"})
			if strings.HasPrefix(email, `"`) {
				w.refused(err, fault.Invalid)
				continue
			}
			w.must(err)
			w.later.Wait()
			if len(asked) != 43 {
				t.Errorf("%s: kept %q", email, asked)
			}
			for range codeTries {
				_, _, err := w.SignInByCode(ctx, asked, wrongCode(code), Client{})
				w.refused(err, fault.Invalid)
			}
			_, _, err = w.SignInByCode(ctx, asked, "123456", Client{})
			w.refused(err, fault.Conflict)
		}
		if len(w.mails) != before {
			t.Errorf("wrote to somebody unknown: %+v", w.mails[before:])
		}
	})
}

func TestAddressesInAnySpelling(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join(w.account, "Jürg Köhler", "Jürg.O'Brien+post@München.example")
		for _, typed := range []string{"jürg.o'brien+post@münchen.example", "JÜRG.O'BRIEN+POST@MÜNCHEN.EXAMPLE", "ju\u0308rg.o'brien+post@xn--mnchen-3ya.example", " jürg.o'brien+post@münchen.example. "} {
			before := len(w.mails)
			_, err := w.AskLink(context.Background(), typed, Client{IP: "192.0.2.1"})
			w.must(err)
			w.later.Wait()
			if len(w.mails) != before+1 {
				t.Errorf("%q found nobody", typed)
			}
		}
	})
}

func TestNobodyKeepsAnybodyFromALink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		device, _ := NewToken()
		home := Client{IP: "192.0.2.7", Device: device}
		_, _, err := w.SignIn(ctx, "alma@quay.example", rightPassword, home)
		w.must(err)
		for range 20 { // somebody has links sent to her for sport
			_, err := w.AskLink(ctx, "alma@quay.example", Client{IP: "198.51.100.1"})
			w.must(err)
		}
		w.later.Wait()
		before := len(w.mails)
		if before > 10 {
			t.Errorf("%d mails to one address", before)
		}
		_, err = w.AskLink(ctx, "alma@quay.example", home)
		w.must(err)
		w.later.Wait()
		if len(w.mails) != before+1 {
			t.Error("no link comes to a browser she uses")
		}
		for range 40 {
			_, err = w.AskLink(ctx, "alma@quay.example", Client{IP: "198.51.100.1"})
		}
		w.refused(err, fault.TooMany)
	})
}

func TestTwoWaysToSpendALinkAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		asked, link, code := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
		errs := make([]error, 6)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				if i%2 == 0 {
					_, _, errs[i] = w.SpendLink(ctx, link, "", Client{})
				} else {
					_, _, errs[i] = w.SignInByCode(ctx, asked, code, Client{})
				}
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("lost with %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d signed in with one link", won)
		}
	})
}

func TestGuessersKeepNobodyOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		device, _ := NewToken()
		home := Client{IP: "192.0.2.7", Device: device}
		try := func(c Client, password string) error {
			_, _, err := w.SignIn(ctx, "alma@quay.example", password, c)
			w.later.Wait()
			return err
		}
		w.must(try(home, rightPassword))
		for range 3 * 60 { // one network, one try a minute, for three hours
			_ = try(Client{IP: "198.51.100.1"}, "wrong password")
			w.wait(time.Minute)
		}
		w.must(try(Client{IP: "203.0.113.1"}, rightPassword)) // a new place is not made to wait
		for i := range 100 {                                  // a hundred networks at once
			_ = try(Client{IP: "198.51.100." + string(rune('0'+i%10)) + string(rune('0'+i/10))}, "wrong password")
		}
		w.refused(try(Client{IP: "203.0.113.2"}, rightPassword), fault.SignedOut) // a new place is, then,
		w.must(try(home, rightPassword))                                          // but not a browser she uses,
		_, link, _ := w.ask("alma@quay.example", Client{IP: "203.0.113.2"})
		_, _, err := w.SpendLink(ctx, link, "", Client{})
		w.must(err) // nor whoever has her mail
	})
}

func TestANewDeviceIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		one, _ := NewToken()
		two, _ := NewToken()
		in := func(device string) *Actor {
			token, _, err := w.SignIn(ctx, "alma@quay.example", rightPassword, Client{IP: "192.0.2.7", Device: device,
				Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
			w.must(err)
			return w.actor(token)
		}
		told := func() int {
			n := 0
			for _, m := range w.mails {
				if strings.Contains(m.Text, "Firefox on Linux") {
					n++
				}
			}
			return n
		}
		in(one)
		in(one)
		if told() != 0 {
			t.Error("the first browser of all is news")
		}
		a := in(two)
		in(two)
		if told() != 1 {
			t.Errorf("%d mails about one new browser", told())
		}
		w.must(w.ChooseNotices(ctx, a, []string{NoticeDevice}))
		three, _ := NewToken()
		in(three)
		if told() != 1 {
			t.Error("told of a new browser although not wanted")
		}
		w.refused(w.ChooseNotices(ctx, a, []string{"everything"}), fault.Invalid)
	})
}

func TestPasswordEndsNeitherLinksNorSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, link, _ := w.ask("alma@quay.example", Client{IP: "192.0.2.1"})
		token, other := w.signIn("alma@quay.example"), w.signIn("alma@quay.example")
		a := w.actor(token)
		w.must(w.ChangePassword(ctx, a, rightPassword, newPassword))
		w.actor(token)
		w.actor(other)
		_, _, err := w.SpendLink(ctx, link, "", Client{})
		w.must(err)
		w.must(w.EndAllSessions(ctx, a))
		for _, t := range []string{token, other} {
			_, err := w.Session(ctx, t)
			w.refused(err, fault.SignedOut)
		}
	})
}
