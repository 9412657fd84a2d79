package people

import (
	"context"
	"testing"
	"time"

	"keyhouse/fault"
	"keyhouse/throttle"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		a := w.actor(w.signIn("ALMA@Quay.example"))
		if a.Person.Name != "Alma Admin" || a.Account.Slug != "quay" || a.Member.ID != w.admin.ID || a.Viewer == nil || a.Real != nil {
			t.Fatalf("signed in as %+v", a)
		}
		m, err := w.PortalUser(ctx, w.boss, w.admin.ID)
		w.must(err)
		if m.LoginMethod != ByPassword || m.LastAction != actionSignIn || !m.LastActionAt.Equal(w.clock()) {
			t.Errorf("the people list says %+v", m)
		}
	})
}

func TestWrongSignInsAreAllAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, err := w.CreatePortalUser(ctx, w.boss, "Never In", "never@quay.example")
		w.must(err)
		for _, c := range []struct{ name, email, password string }{
			{"a wrong password", "alma@quay.example", "wrong password"},
			{"no password", "alma@quay.example", ""},
			{"an unknown address", "nobody@quay.example", rightPassword},
			{"no address at all", "\x00@@", rightPassword},
			{"somebody who never chose a password", "never@quay.example", ""},
			{"a password as long as a book", "alma@quay.example", string(make([]byte, 1<<20))},
		} {
			_, _, err := w.SignIn(ctx, c.email, c.password, Client{IP: "192.0.2.9"})
			f := fault.Of(err)
			if f == nil || f.Kind != fault.SignedOut || f.Say != sayWrong {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestWrongTriesMakeOneWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		try := func(password string) error {
			_, _, err := w.SignIn(ctx, "alma@quay.example", password, Client{IP: "192.0.2.9"})
			w.later.Wait()
			return err
		}
		for range guesses {
			w.refused(try("wrong password"), fault.SignedOut)
		}
		w.refused(try(rightPassword), fault.SignedOut) // even the right one, and in the same words
		w.wait(longestWait)
		w.must(try(rightPassword))
		w.refused(try("wrong password"), fault.SignedOut)
		w.must(try(rightPassword)) // success has cleared the count
	})
}

func TestOneNetworkCannotTryForEver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.failing, w.guessing = throttle.New(3, time.Minute), throttle.New(100, time.Second)
		try := func(ip string) error {
			_, _, err := w.SignIn(context.Background(), "nobody@quay.example", "wrong password", Client{IP: ip})
			return err
		}
		for _, ip := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::3"} {
			w.refused(try(ip), fault.SignedOut)
		}
		w.refused(try("2001:db8::ffff"), fault.TooMany)
		w.refused(try("2001:db8:1::1"), fault.SignedOut)
		w.wait(time.Minute)
		w.refused(try("2001:db8::1"), fault.SignedOut)
	})
}

func TestRightPasswordsAreNotCountedAgainstTheNetwork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.failing = throttle.New(2, time.Hour)
		for range 4 {
			w.signIn("alma@quay.example")
		}
	})
}
