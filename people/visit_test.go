package people

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"keyhouse/fault"
	"keyhouse/provider"
)

// acme has a world take what this provider vouches for.
func (w *world) acme() {
	w.t.Helper()
	set, err := provider.New([]provider.Config{{Name: "acme", Label: "Acme", Issuer: "https://id.acme.example", ClientID: "x"}}, provider.Options{})
	w.must(err)
	w.providers = set
}

func vouched(subject, email string) provider.Claim {
	return provider.Claim{Provider: "acme", Issuer: "https://id.acme.example", Subject: subject, Email: email, Verified: email != ""}
}

// came is a visit from which a browser has just come back.
func (w *world) came(a *Actor, purpose, browser string) Visit {
	w.t.Helper()
	ctx := context.Background()
	state, err := w.BeginVisit(ctx, a, Visit{Provider: "acme", Purpose: purpose, Next: "/bookings"}, browser, Client{IP: "192.0.2.7"})
	w.must(err)
	v, err := w.ReturnVisit(ctx, "acme", state, browser)
	w.must(err)
	return v
}

func (w *world) offerLink(email string) string {
	w.t.Helper()
	w.later.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(w.mails[i].Text, ConfirmPath); ok && w.mails[i].To == email {
			return strings.Fields(rest)[0]
		}
	}
	return ""
}

func (w *world) wrote(email, words string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.mails {
		if m.To == email && strings.Contains(m.Subject, words) {
			n++
		}
	}
	return n
}

func aBrowser() string { token, _ := NewToken(); return token }

// A state is good once, in the browser it was made for, at the provider it was
// made for, for ten minutes.
func TestAVisitReturnsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx, browser := context.Background(), aBrowser()
		begin := func() string {
			state, err := w.BeginVisit(ctx, nil, Visit{Provider: "acme", Purpose: ToEnter, Next: "/bookings", Slug: "quay"}, browser, Client{})
			w.must(err)
			return state
		}
		state := begin()
		for rule, c := range map[string][3]string{
			"another browser":  {"acme", state, aBrowser()},
			"no browser":       {"acme", state, ""},
			"another provider": {"other", state, browser},
			"another state":    {"acme", aBrowser(), browser},
			"half a state":     {"acme", state[:20], browser},
		} {
			v, err := w.ReturnVisit(ctx, c[0], c[1], c[2])
			if !fault.Is(err, fault.Invalid) || v.Next != "" {
				t.Errorf("%s: %v", rule, err)
			}
		}
		v, err := w.ReturnVisit(ctx, "acme", state, browser)
		w.must(err)
		if v.Next != "/bookings" || v.Slug != "quay" || v.Purpose != ToEnter {
			t.Errorf("%+v", v)
		}
		v, err = w.ReturnVisit(ctx, "acme", state, browser)
		w.refused(err, fault.Conflict)
		if v.Next != "/bookings" {
			t.Error("where they were going is lost")
		}
		state = begin()
		w.wait(VisitLife)
		_, err = w.ReturnVisit(ctx, "acme", state, browser)
		w.refused(err, fault.Conflict)
		w.wait(48 * time.Hour)
		w.must(w.Sweep(ctx))
		_, err = w.ReturnVisit(ctx, "acme", state, browser)
		w.refused(err, fault.Invalid)
		_, err = w.BeginVisit(ctx, nil, Visit{Provider: "acme", Purpose: ToEnter}, "no secret", Client{})
		w.refused(err, fault.Invalid)
	})
}

// Of two who bring the same state at once one is refused.
func TestAStateBroughtTwiceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx, browser := context.Background(), aBrowser()
		state, err := w.BeginVisit(ctx, nil, Visit{Provider: "acme", Purpose: ToEnter}, browser, Client{})
		w.must(err)
		var errs [4]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { _, errs[i] = w.ReturnVisit(ctx, "acme", state, browser) })
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
	})
}

func TestStrangersCannotFillTheTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		var err error
		for range 61 {
			_, err = w.BeginVisit(context.Background(), nil, Visit{Provider: "acme", Purpose: ToEnter}, aBrowser(), Client{IP: "198.51.100.9"})
		}
		w.refused(err, fault.TooMany)
		_, err = w.BeginVisit(context.Background(), nil, Visit{Provider: "acme", Purpose: ToEnter}, aBrowser(), Client{IP: "198.51.100.10"})
		w.must(err)
	})
}

// T5, T6: an identity that is linked signs in, whatever its address says; one
// that is not never does by its address alone.
func TestOnlyALinkedIdentityEnters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx, browser := context.Background(), aBrowser()
		enter := func(who provider.Claim) (Entered, error) {
			return w.EnterBy(ctx, w.came(nil, ToEnter, browser), who, Client{IP: "192.0.2.7"})
		}
		e, err := enter(vouched("alma-1", "alma@quay.example"))
		w.must(err)
		if e.Token != "" {
			t.Fatal("an address alone opened a session")
		}
		// A link to the address lets her confirm.
		link := w.offerLink("alma@quay.example")
		if link == "" {
			t.Fatal("no mail to confirm by")
		}
		page, err := w.PreviewOffer(ctx, link)
		w.must(err)
		if page.Label != "Acme" || page.Address != "alma@quay.example" || page.Name != "Alma Admin" {
			t.Errorf("%+v", page)
		}
		token, _, err := w.ConfirmOffer(ctx, link, Client{})
		w.must(err)
		if a := w.actor(token); a.Person.ID != w.admin.Person || a.Session.Method != "acme" {
			t.Errorf("%+v", a)
		}
		_, _, err = w.ConfirmOffer(ctx, link, Client{})
		w.refused(err, fault.Conflict)
		if w.wrote("alma@quay.example", "Acme signs you in") != 1 {
			t.Error("she was not told")
		}
		// From now on by issuer and subject, with any address or none.
		e, err = enter(vouched("alma-1", "somebody.else@quay.example"))
		w.must(err)
		if a := w.actor(e.Token); a.Person.ID != w.admin.Person {
			t.Errorf("%+v", a)
		}
		for _, other := range []provider.Claim{vouched("alma-2", "alma@quay.example"), {Provider: "acme", Issuer: "https://other.example", Subject: "alma-1"}} {
			if e, err = enter(other); err != nil || e.Token != "" {
				t.Errorf("%+v enters: %v", other, err)
			}
		}
		m, err := w.PortalUser(ctx, w.boss, w.admin.ID)
		w.must(err)
		if m.LoginMethod != "acme" {
			t.Errorf("the Login column says %q", m.LoginMethod)
		}
	})
}

// Whoever comes gets one answer: nobody can find out who is here.
func TestNoAnswerTellsWhoIsHere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		off := w.join(w.account, "Olaf Off", "olaf@owner.example")
		w.must(w.Deactivate(ctx, w.boss, off.ID))
		unverified := vouched("u", "alma@quay.example")
		unverified.Verified = false
		for rule, who := range map[string]provider.Claim{"unknown": vouched("a", "nobody@else.example"), "switched off": vouched("b", "olaf@owner.example"),
			"unverified": unverified, "no address": vouched("d", ""), "odd": vouched("e", "not an address")} {
			e, err := w.EnterBy(ctx, w.came(nil, ToEnter, aBrowser()), who, Client{})
			if err != nil || e != (Entered{}) {
				t.Errorf("%s: %+v, %v", rule, e, err)
			}
			if w.offerLink(who.Email) != "" {
				t.Errorf("%s: got mail", rule)
			}
		}
	})
}

// A deactivated person cannot enter by a provider either; reactivated they can.
func TestTheSwitchedOffStayOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.acme()
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		a := w.actor(w.signIn("ana@owner.example"))
		who := vouched("ana", "ana@owner.example")
		w.must(w.LinkBy(ctx, a, w.came(a, ToLink, aBrowser()), who))
		w.must(w.Deactivate(ctx, w.boss, ana.ID))
		_, err := w.EnterBy(ctx, w.came(nil, ToEnter, aBrowser()), who, Client{})
		w.refused(err, fault.SignedOut)
		w.must(w.Reactivate(ctx, w.boss, ana.ID))
		e, err := w.EnterBy(ctx, w.came(nil, ToEnter, aBrowser()), who, Client{})
		w.must(err)
		w.actor(e.Token)
		// Deleted for good, the identity is nobody's.
		w.must(w.DeleteMember(ctx, w.boss, ana.ID))
		e, err = w.EnterBy(ctx, w.came(nil, ToEnter, aBrowser()), who, Client{})
		w.must(err)
		if e.Token != "" {
			t.Error("a deleted person enters")
		}
	})
}
