package people

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/fault"
)

func (w *world) signUpLink(email string) string {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(w.mails[i].Text, SignUpPath); ok && w.mails[i].To == email {
			return strings.Fields(rest)[0]
		}
	}
	w.t.Fatalf("no link to open an account went to %s", email)
	return ""
}

// An account by sign-up: only where the operator lets strangers, by a link to
// the address, once, on the smallest plan.
func TestSigningUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		n := SignUp{Company: "Fresh Lettings", Slug: "fresh", Template: "letting-office", Currency: "EUR", Zone: "Europe/Brussels", Name: "Flo Fresh", Email: "Flo@Fresh.example"}
		w.refused(w.AskSignUp(ctx, n, Client{}), fault.Missing)
		_, err := w.PreviewSignUp(ctx, aBrowser())
		w.refused(err, fault.Missing)
		w.signUp = true

		bad := n
		bad.Company, bad.Slug, bad.Email, bad.Zone = "", "Not good", "nobody", "Mars/Olympus"
		err = w.AskSignUp(ctx, bad, Client{})
		w.refused(err, fault.Invalid)
		for _, field := range []string{"company", "slug", "email", "zone"} {
			if fault.ByField(err)[field] == "" {
				t.Errorf("nothing is said about %s: %v", field, err)
			}
		}
		taken := n
		taken.Slug = "quay"
		w.refused(w.AskSignUp(ctx, taken, Client{}), fault.Conflict)
		w.systemAccount = "ops" // the operator's own address is nobody's, before there is such an account too
		taken.Slug = "ops"
		w.refused(w.AskSignUp(ctx, taken, Client{}), fault.Conflict)

		w.must(w.AskSignUp(ctx, n, Client{IP: "192.0.2.1"}))
		link := w.signUpLink("flo@fresh.example")
		for range 2 {
			p, err := w.PreviewSignUp(ctx, link)
			w.must(err)
			if !p.NeedsPassword || p.Company != "Fresh Lettings" {
				t.Errorf("%+v", p)
			}
		}
		_, _, err = w.ConfirmSignUp(ctx, link, "", "12345678", Client{})
		w.refused(err, fault.Invalid)
		token, _, err := w.ConfirmSignUp(ctx, link, "", newPassword, Client{})
		w.must(err)
		a := w.actor(token)
		if a.Account.Slug != "fresh" || a.Account.Plan != Soho || a.Account.Template != "letting-office" || !a.Viewer.May(access.Edit, access.Account) || w.IsSystemAdmin(a.Viewer) {
			t.Errorf("%+v", a.Account)
		}
		_, _, err = w.ConfirmSignUp(ctx, link, "fresh-2", newPassword, Client{})
		w.refused(err, fault.Conflict)
		_, _, err = w.SignIn(ctx, "flo@fresh.example", newPassword, Client{})
		w.must(err)

		// Somebody who is known opens one more with the sign-in they have.
		n.Slug, n.Email = "alma-too", "alma@quay.example"
		w.must(w.AskSignUp(ctx, n, Client{IP: "192.0.2.2"}))
		link = w.signUpLink("alma@quay.example")
		if p, err := w.PreviewSignUp(ctx, link); err != nil || p.NeedsPassword {
			t.Errorf("%+v, %v", p, err)
		}
		token, _, err = w.ConfirmSignUp(ctx, link, "", "", Client{})
		w.must(err)
		if a := w.actor(token); a.Person.ID != w.admin.Person || a.Account.Slug != "alma-too" {
			t.Errorf("%+v", a)
		}
		w.signIn("alma@quay.example")

		// A link is good for a day.
		n.Slug, n.Email = "late", "late@fresh.example"
		w.must(w.AskSignUp(ctx, n, Client{IP: "192.0.2.3"}))
		w.wait(SignUpLife)
		_, _, err = w.ConfirmSignUp(ctx, w.signUpLink("late@fresh.example"), "", newPassword, Client{})
		w.refused(err, fault.Conflict)
		w.wait(60 * 24 * time.Hour)
		w.must(w.Sweep(ctx))
	})
}

// Of two who spend the link at once one opens the account; an address that was
// taken meanwhile can be another.
func TestSigningUpOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.signUp = true
		n := SignUp{Company: "Fresh Lettings", Slug: "fresh", Name: "Flo Fresh", Email: "flo@fresh.example"}
		w.must(w.AskSignUp(ctx, n, Client{}))
		link := w.signUpLink("flo@fresh.example")
		w.open("fresh", "Somebody Faster", "faster@other.example")
		_, _, err := w.ConfirmSignUp(ctx, link, "", newPassword, Client{})
		w.refused(err, fault.Conflict)
		var errs [3]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, _, errs[i] = w.ConfirmSignUp(ctx, link, "fresh-one", newPassword, Client{}) })
		}
		all.Wait()
		passed := 0
		for _, err := range errs {
			if err == nil {
				passed++
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		if passed != 1 {
			t.Errorf("%d passed", passed)
		}
		var again error
		for range 40 {
			again = w.AskSignUp(ctx, SignUp{Company: "X", Slug: "x", Name: "X", Email: "x@fresh.example"}, Client{IP: "192.0.2.9"})
		}
		w.refused(again, fault.TooMany)
	})
}
