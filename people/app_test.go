package people

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/seal"
)

// codeOf is what an app with a secret shows at the world's time, steps later.
func (w *world) codeOf(secret string, steps int) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock().Add(time.Duration(steps)*stepSeconds*time.Second))
	w.must(err)
	return code
}

// withApp sets up an app for somebody and gives its secret and recovery codes.
func (w *world) withApp(email string) (secret string, codes []string) {
	w.t.Helper()
	ctx := context.Background()
	a := w.actor(w.signIn(email))
	setup, err := w.BeginApp(ctx, a)
	w.must(err)
	codes, err = w.ConfirmApp(ctx, a, w.codeOf(setup.Secret, 0))
	w.must(err)
	w.wait(stepSeconds * time.Second)
	return setup.Secret, codes
}

// pending begins a sign-in that waits for a code.
func (w *world) pending(email string) string {
	w.t.Helper()
	token, ses, err := w.SignIn(context.Background(), email, rightPassword, Client{IP: "192.0.2.7"})
	w.must(err)
	if ses.Pending != PendingCode {
		w.t.Fatal("the password alone opens a session")
	}
	return token
}

const almas = "alma@quay.example"

func TestAnAppIsAskedForAfterThePassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		a := w.actor(w.signIn(almas))
		setup, err := w.BeginApp(ctx, a)
		w.must(err)
		again, err := w.AppSetup(ctx, a)
		w.must(err)
		if again != setup || !strings.HasPrefix(setup.URL, "otpauth://totp/Keyhouse:alma@quay.example?") {
			t.Errorf("set up by %+v, then %+v", setup, again)
		}
		w.actor(w.signIn(almas)) // nothing is asked before it is confirmed
		w.refused(errOf(w.ConfirmApp(ctx, a, "000000")), fault.Invalid)
		codes, err := w.ConfirmApp(ctx, a, w.codeOf(setup.Secret, 0))
		w.must(err)
		if len(codes) != recoveryCount {
			t.Fatalf("%d recovery codes", len(codes))
		}
		token := w.pending(almas)
		for what, err := range map[string]error{
			"a request":  errOf(w.Session(ctx, token)),
			"an account": w.ChooseAccount(ctx, token, "quay"),
		} {
			if err == nil {
				t.Errorf("a waiting session opens %s", what)
			}
		}
		if _, err := w.Session(ctx, token); !errors.Is(err, ErrPending) || fault.KindOf(err) != fault.SignedOut {
			t.Errorf("%v", err)
		}
		w.refused(errOf2(w.SecondFactor(ctx, token, w.codeOf(setup.Secret, 0), Client{})), fault.Invalid) // the one that confirmed it
		w.wait(stepSeconds * time.Second)
		fresh, ses, err := w.SecondFactor(ctx, token, " "+w.codeOf(setup.Secret, 0)[:3]+" "+w.codeOf(setup.Secret, 0)[3:], Client{})
		w.must(err)
		w.refused(errOf(w.Session(ctx, token)), fault.SignedOut)
		if in := w.actor(fresh); ses.Pending != "" || in.Session.ID != ses.ID || in.Member.ID != w.admin.ID {
			t.Errorf("in as %+v", in.Member)
		}
		w.must(w.Proved(w.actor(fresh)))
		w.refused(errOf2(w.SecondFactor(ctx, fresh, "123456", Client{})), fault.Conflict)
	})
}

func errOf2[A, B any](_ A, _ B, err error) error { return err }

// A code counts in the half minute it is for and the two beside it, once.
func TestCodesCountOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		secret, _ := w.withApp(almas)
		for steps, right := range map[int]bool{-3: false, -2: false, 2: false, 3: false} {
			if err := errOf2(w.SecondFactor(ctx, w.pending(almas), w.codeOf(secret, steps), Client{})); (err == nil) != right {
				t.Errorf("a code of %d half minutes off: %v", steps, err)
			}
		}
		w.wait(time.Hour)
		early, next := w.codeOf(secret, -1), w.codeOf(secret, 1)
		w.must(errOf2(w.SecondFactor(ctx, w.pending(almas), early, Client{})))
		w.refused(errOf2(w.SecondFactor(ctx, w.pending(almas), early, Client{})), fault.Invalid)
		w.must(errOf2(w.SecondFactor(ctx, w.pending(almas), next, Client{})))
		w.refused(errOf2(w.SecondFactor(ctx, w.pending(almas), w.codeOf(secret, 0), Client{})), fault.Invalid) // older than one used
		w.wait(time.Hour)

		code, tokens := w.codeOf(secret, 0), []string{w.pending(almas), w.pending(almas), w.pending(almas)}
		errs := make([]error, len(tokens))
		var all sync.WaitGroup
		for i := range tokens {
			all.Go(func() { errs[i] = errOf2(w.SecondFactor(ctx, tokens[i], code, Client{})) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			}
		}
		if won != 1 {
			t.Errorf("one code opened %d sessions: %v", won, errs)
		}
	})
}

func TestRecoveryCodesStandInForTheAppOnceEach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		_, codes := w.withApp(almas)
		w.must(errOf2(w.SecondFactor(ctx, w.pending(almas), strings.ToUpper(codes[3]), Client{})))
		w.refused(errOf2(w.SecondFactor(ctx, w.pending(almas), codes[3], Client{})), fault.Invalid)
		fresh, _, err := w.SecondFactor(ctx, w.pending(almas), strings.ReplaceAll(codes[4], "-", " "), Client{})
		w.must(err)
		f, err := w.Factors(ctx, w.actor(fresh))
		w.must(err)
		if f.CodesLeft != recoveryCount-2 || !f.App {
			t.Errorf("%+v", f)
		}
		renewed, err := w.NewRecoveryCodes(ctx, w.actor(fresh))
		w.must(err)
		w.refused(errOf2(w.SecondFactor(ctx, w.pending(almas), codes[5], Client{})), fault.Invalid)
		w.must(errOf2(w.SecondFactor(ctx, w.pending(almas), renewed[0], Client{})))
		if got := w.mailsAbout("recovery codes"); got < 3 {
			t.Errorf("%d mails about it", got)
		}

		// Nobody else's code does.
		w.join(w.account, "Ada Admin", "ada@quay.example")
		_, adas := w.withApp("ada@quay.example")
		w.refused(errOf2(w.SecondFactor(ctx, w.pending(almas), adas[0], Client{})), fault.Invalid)
	})
}

func (w *world) mailsAbout(words string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, m := range w.mails {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// Wrong codes end the sign-in after a few, slow down the next, and lock nobody
// out for long.
func TestWrongCodesAreSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		secret, codes := w.withApp(almas)
		token := w.pending(almas)
		for range wrongCodes - 1 {
			w.refused(errOf2(w.SecondFactor(ctx, token, "000000", Client{})), fault.Invalid)
		}
		w.refused(errOf2(w.SecondFactor(ctx, token, "000000", Client{})), fault.SignedOut)
		w.refused(errOf2(w.SecondFactor(ctx, token, w.codeOf(secret, 0), Client{})), fault.SignedOut)
		if w.mailsAbout("several wrong codes") != 1 {
			t.Error("nobody was warned")
		}
		token = w.pending(almas)
		w.refused(errOf2(w.SecondFactor(ctx, token, w.codeOf(secret, 0), Client{})), fault.TooMany)
		w.refused(errOf2(w.SecondFactor(ctx, token, codes[0], Client{})), fault.TooMany)
		w.wait(longestWait)
		w.must(errOf2(w.SecondFactor(ctx, token, w.codeOf(secret, 0), Client{})))

		token = w.pending(almas)
		w.wait(PendingLife)
		w.refused(errOf2(w.SecondFactor(ctx, token, w.codeOf(secret, 0), Client{})), fault.SignedOut)
		stranger, _ := NewToken()
		w.refused(errOf2(w.SecondFactor(ctx, stranger, w.codeOf(secret, 0), Client{})), fault.SignedOut)
	})
}

// A link from a mail sets a password and skips nothing (ASVS 6.4.3).
func TestAResetDoesNotSkipTheApp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.withApp(almas)
		w.must(w.AskReset(ctx, almas, Client{}))
		w.later.Wait()
		token, ses, err := w.SpendLink(ctx, w.lastLink(almas), newPassword, Client{})
		w.must(err)
		if ses.Pending != PendingCode {
			t.Fatal("a reset opens a session without the app")
		}
		w.refused(errOf(w.Session(ctx, token)), fault.SignedOut)
	})
}

// Whoever has an app proves with it: the password alone does not do.
func TestProofByApp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		secret, codes := w.withApp(almas)
		token, _, err := w.SecondFactor(ctx, w.pending(almas), w.codeOf(secret, 0), Client{})
		w.must(err)
		w.wait(ProofLife)
		a := w.actor(token)
		for what, err := range map[string]error{"begin": errOf(w.BeginApp(ctx, a)), "set up": errOf(w.AppSetup(ctx, a)), "drop": w.DropApp(ctx, a),
			"recovery": errOf(w.NewRecoveryCodes(ctx, a)), "reset": w.AllowWithout(ctx, a, w.admin.ID)} {
			if fault.KindOf(err) != fault.Prove {
				t.Errorf("%s without proof: %v", what, err)
			}
		}
		w.refused(w.Prove(ctx, a, Proof{Password: rightPassword}), fault.Invalid)
		w.refused(w.Prove(ctx, a, Proof{Code: "000000"}), fault.Invalid)
		w.must(w.Prove(ctx, a, Proof{Code: w.codeOf(secret, 0)}))
		w.wait(ProofLife)
		w.must(w.Prove(ctx, w.actor(token), Proof{Code: codes[0]}))
		w.must(w.DropApp(ctx, w.actor(token)))
		w.actor(w.signIn(almas))
		if f, err := w.Factors(ctx, w.actor(token)); err != nil || f.App || f.CodesLeft != 0 {
			t.Errorf("%+v %v", f, err)
		}
	})
}

// Somebody with nothing else gets a code by mail, for that browser only.
func TestProofByMail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		token, other := w.signIn(almas), w.signIn(almas)
		w.refused(w.MailProof(ctx, w.actor(token)), fault.Conflict) // has a password
		w.forgetPassword(w.admin)
		w.wait(ProofLife)
		w.must(w.MailProof(ctx, w.actor(token)))
		code := w.mailedCode()
		w.refused(w.Prove(ctx, w.actor(other), Proof{Code: code}), fault.Invalid)
		w.refused(w.Prove(ctx, w.actor(token), Proof{Code: "x" + code}), fault.Invalid)
		w.must(w.Prove(ctx, w.actor(token), Proof{Code: code}))
		w.must(w.Proved(w.actor(token)))
		w.refused(w.Prove(ctx, w.actor(token), Proof{Code: code}), fault.Invalid)

		w.must(w.MailProof(ctx, w.actor(token)))
		for range wrongCodes {
			w.refused(w.Prove(ctx, w.actor(token), Proof{Code: "no"}), fault.Invalid)
		}
		w.refused(w.Prove(ctx, w.actor(token), Proof{Code: w.mailedCode()}), fault.Invalid)
		w.must(w.MailProof(ctx, w.actor(token)))
		w.wait(mailedLife)
		w.refused(w.Prove(ctx, w.actor(token), Proof{Code: w.mailedCode()}), fault.Invalid)
	})
}

// A lost key of the installation locks nobody out.
func TestALostKeyLeavesTheRecoveryCodes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		secret, codes := w.withApp(almas)
		w.secrets = seal.New(seal.NewKey())
		err := errOf2(w.SecondFactor(ctx, w.pending(almas), w.codeOf(secret, 0), Client{}))
		w.refused(err, fault.Conflict)
		if !strings.Contains(fault.Of(err).Say, "recovery code") {
			t.Error(err)
		}
		w.must(errOf2(w.SecondFactor(ctx, w.pending(almas), codes[0], Client{})))
		w.must(w.ForgetFactors(ctx, almas))
		w.actor(w.signIn(almas))
		w.refused(w.ForgetFactors(ctx, "nobody@quay.example"), fault.Missing)
	})
}

// The office can only send a link: whoever holds the mailbox decides.
func TestALostAppIsTakenAwayByMail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")
		bob := w.join(w.account, "Bob", "bob@owner.example")
		secret, _ := w.withApp("ana@owner.example")
		boss := w.actor(w.signIn(almas))
		w.refused(w.AllowWithout(ctx, boss, w.admin.ID), fault.Conflict)
		w.must(w.AllowWithout(ctx, boss, bob.ID)) // looks the same to the office
		w.must(w.AllowWithout(ctx, boss, ana.ID))
		w.pending("ana@owner.example")
		link := w.lastAt("ana@owner.example", WithoutPath)
		page, err := w.LostPage(ctx, link)
		w.must(err)
		if page.Email != "ana@owner.example" {
			t.Errorf("%+v", page)
		}
		w.pending("ana@owner.example")
		w.must(w.DropLost(ctx, link))
		w.refused(w.DropLost(ctx, link), fault.Conflict)
		w.actor(w.signIn("ana@owner.example"))
		w.refused(errOf2(w.SecondFactor(ctx, w.signIn("ana@owner.example"), w.codeOf(secret, 0), Client{})), fault.Conflict)

		w.withApp("ana@owner.example")
		w.must(w.AllowWithout(ctx, boss, ana.ID))
		link = w.lastAt("ana@owner.example", WithoutPath)
		w.wait(withoutLife)
		w.refused(w.DropLost(ctx, link), fault.Conflict)
		for _, none := range []string{"", "made up", link[:20], w.signIn(almas)} {
			w.refused(w.DropLost(ctx, none), fault.Missing)
			w.refused(errOf(w.LostPage(ctx, none)), fault.Missing)
		}

		// Who may not reset passwords cannot do this either.
		w.refused(w.AllowWithout(ctx, w.actor(w.signIn("bob@owner.example")), ana.ID), fault.Missing)
	})
}

// lastAt is the token of the last link to somebody that leads to a path.
func (w *world) lastAt(email, path string) string {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.mails) - 1; i >= 0; i-- {
		if _, rest, ok := strings.Cut(w.mails[i].Text, path); ok && w.mails[i].To == email {
			return strings.Fields(rest)[0]
		}
	}
	w.t.Fatalf("no mail to %s leads to %s", email, path)
	return ""
}

// mailedCode is the code in the last mail.
func (w *world) mailedCode() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, code, _ := strings.Cut(w.mails[len(w.mails)-1].Subject, "code is ")
	return code
}

func (w *world) forgetPassword(m Member) {
	w.t.Helper()
	w.must(w.db.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Global("person").Update(context.Background(), db.ByID(m.Person), db.Set("password_hash", ""))
		return err
	}))
}
