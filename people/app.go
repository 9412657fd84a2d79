package people

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// app is a person's authenticator app (TOTP, RFC 6238) as it is stored.
type app struct {
	secret, fresh []byte // sealed: in use, and being set up
	lastStep      int64
	failedCount   int64
	failedAt      time.Time
	since         time.Time
}

func (t app) on() bool { return len(t.secret) > 0 }

// waitsUntil gives when the next code counts again, doubling: a
// guesser gets a few hundred tries a day.
func (t app) waitsUntil() time.Time {
	beyond := t.failedCount - wrongCodes
	if beyond < 0 || t.failedAt.IsZero() {
		return time.Time{}
	}
	wait := longestWait
	if beyond < 8 {
		wait = min(longestWait, 2*time.Second<<beyond)
	}
	return t.failedAt.Add(wait)
}

// appOf reads a person's authenticator app; the zero app if they have none.
func appOf(ctx context.Context, tx *db.Tx, person id.ID) (app, error) {
	q := db.Global("t.secret, t.fresh, t.last_step, t.failed_count, t.failed_at, t.confirmed_at", "totp t").And("t.person_id = ?", person)
	t, err := db.One(ctx, tx, q, func(r db.Row) (t app, err error) {
		err = r.Scan(&t.secret, &t.fresh, &t.lastStep, &t.failedCount, db.ScanMoment(&t.failedAt), db.ScanMoment(&t.since))
		return t, err
	})
	if fault.Is(err, fault.Missing) {
		return app{}, nil
	}
	return t, err
}

// The purposes for which secrets are sealed.
const sealApp = "totp"

const (
	stepSeconds = 30
	appDigits   = otp.DigitsSix
	secretBytes = 20 // 160 bits, as RFC 4226 recommends
	issuer      = "Keyhouse"
)

// Setup is what an authenticator app takes to be set up: by its picture, or by
// typing the secret.
type Setup struct{ Secret, URL string }

// BeginApp makes a fresh secret for an authenticator app. It counts once
// ConfirmApp has seen a code of it; until then an older app goes on. It takes a
// proof of who one is.
func (s *Store) BeginApp(ctx context.Context, a *Actor) (Setup, error) {
	if err := s.Proved(a); err != nil {
		return Setup{}, err
	}
	if err := s.mayEnrol(ctx, a, "people.BeginApp"); err != nil {
		return Setup{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: a.Person.Email, SecretSize: secretBytes, Digits: appDigits, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return Setup{}, err
	}
	sealed := s.secrets.Seal(sealApp, []byte(key.Secret()), a.Person.ID[:])
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		table := tx.Global("totp")
		n, err := table.Update(ctx, db.Where("person_id = ?", a.Person.ID), db.Set("fresh", sealed))
		if err != nil || n > 0 {
			return err
		}
		return table.Insert(ctx, db.Set("person_id", a.Person.ID).Set("secret", nil).Set("fresh", sealed).Set("last_step", 0).
			Set("failed_count", 0).Set("failed_at", nil).Set("created_at", s.now()).Set("confirmed_at", nil))
	})
	return Setup{Secret: key.Secret(), URL: key.URL()}, err
}

// AppSetup gives again what BeginApp made, until it is confirmed.
func (s *Store) AppSetup(ctx context.Context, a *Actor) (Setup, error) {
	const op = "people.AppSetup"
	if err := s.Proved(a); err != nil {
		return Setup{}, err
	}
	secret, err := s.freshSecret(ctx, a.Person.ID, op)
	if err != nil {
		return Setup{}, err
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return Setup{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: a.Person.Email, Secret: raw, Digits: appDigits, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return Setup{}, err
	}
	return Setup{Secret: secret, URL: key.URL()}, nil
}

func (s *Store) freshSecret(ctx context.Context, person id.ID, op string) (string, error) {
	var t app
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		t, err = appOf(ctx, tx, person)
		return err
	})
	if err != nil {
		return "", err
	}
	if len(t.fresh) == 0 {
		return "", &fault.Fault{Kind: fault.Conflict, Op: op, Say: "No authenticator app is being set up. Begin again."}
	}
	secret, err := s.secrets.Open(sealApp, t.fresh, person[:])
	return string(secret), err
}

// ConfirmApp takes the first code of an app that is being set up. From then on
// it is asked for at every sign-in but with a passkey. It gives the recovery
// codes, this once.
func (s *Store) ConfirmApp(ctx context.Context, a *Actor, code string) ([]string, error) {
	const op = "people.ConfirmApp"
	if err := s.Proved(a); err != nil {
		return nil, err
	}
	if err := s.mayEnrol(ctx, a, op); err != nil {
		return nil, err
	}
	secret, err := s.freshSecret(ctx, a.Person.ID, op)
	if err != nil {
		return nil, err
	}
	step := matchingStep(secret, code, s.now(), 0)
	if step == 0 {
		return nil, fault.Bad(op, "code", "This is not the code that the app shows now. Look at your device's clock too: it must be right.")
	}
	codes, rows, err := s.recoveryCodes(ctx)
	if err != nil {
		return nil, err
	}
	sealed := s.secrets.Seal(sealApp, []byte(secret), a.Person.ID[:])
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Global("totp").Update(ctx, db.Where("person_id = ? AND fresh IS NOT NULL", a.Person.ID), db.Set("secret", sealed).Set("fresh", nil).
			Set("last_step", step).Set("failed_count", 0).Set("failed_at", nil).Set("confirmed_at", s.now()))
		if err == nil && n == 0 {
			err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: "No authenticator app is being set up. Begin again."}
		}
		if err != nil {
			return err
		}
		if err := s.writeRecovery(ctx, tx, a.Person.ID, rows); err != nil {
			return err
		}
		if err := s.noteFactor(ctx, tx, a.Session, PendingCode); err != nil {
			return err
		}
		return s.factorsChanged(ctx, tx, a, "authenticator app set up", a.Person.tongue().Say("mail.factor.app-on"))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DropApp stops asking for an authenticator app, and forgets the recovery codes
// with it. It takes a proof of who one is. The last second factor stays where an
// account demands one.
func (s *Store) DropApp(ctx context.Context, a *Actor) error {
	if err := s.Proved(a); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := appOf(ctx, tx, a.Person.ID)
		if err != nil || !t.on() {
			return err
		}
		if err := dropSecondFactor(ctx, tx, a.Person.ID); err != nil {
			return err
		}
		if err := s.factorLeft(ctx, tx, a.Person.ID, "people.DropApp"); err != nil {
			return err
		}
		return s.factorsChanged(ctx, tx, a, "authenticator app removed", a.Person.tongue().Say("mail.factor.app-off"))
	})
}

func dropSecondFactor(ctx context.Context, tx *db.Tx, person id.ID) error {
	if _, err := tx.Global("recovery_code").Delete(ctx, db.Where("person_id = ?", person)); err != nil {
		return err
	}
	_, err := tx.Global("totp").Delete(ctx, db.Where("person_id = ?", person))
	return err
}

// matchingStep gives the half minute whose code this is: the present one, or
// the one before or after it, since clocks differ; 0 if none. Half minutes up to
// last were used and count no more.
func matchingStep(secret, code string, now time.Time, last int64) int64 {
	at := now.Unix() / stepSeconds
	for _, step := range []int64{at, at - 1, at + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*stepSeconds, 0), totp.ValidateOpts{Period: stepSeconds, Digits: appDigits, Algorithm: otp.AlgorithmSHA1})
		if err == nil && step > last && subtle.ConstantTimeCompare([]byte(want), []byte(tidyCode(code))) == 1 {
			return step
		}
	}
	return 0
}

// tidyCode takes away what people put into a code to read it better.
func tidyCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(code)))
}

var errNoSecret = errors.New("people: the secret of an authenticator app cannot be opened")

// takeAppCode uses up a code of a person's app in tx, and reports whether it
// was right. Of two who use one code at once, one wins.
func (s *Store) takeAppCode(ctx context.Context, tx *db.Tx, person id.ID, t app, code string) (bool, error) {
	if !t.on() {
		return false, nil
	}
	secret, err := s.secrets.Open(sealApp, t.secret, person[:])
	if err != nil {
		return false, errors.Join(errNoSecret, err)
	}
	step := matchingStep(string(secret), code, s.now(), t.lastStep)
	if step == 0 {
		return false, nil
	}
	n, err := tx.Global("totp").Update(ctx, db.Where("person_id = ? AND last_step < ?", person, step),
		db.Set("last_step", step).Set("failed_count", 0).Set("failed_at", nil))
	return n == 1, err
}

// dropFactors forgets everything that somebody proved who they are with.
func dropFactors(ctx context.Context, tx *db.Tx, person id.ID) error {
	for _, table := range []string{"passkey", "passkey_owner"} {
		if _, err := tx.Global(table).Delete(ctx, db.Where("person_id = ?", person)); err != nil {
			return err
		}
	}
	return dropSecondFactor(ctx, tx, person)
}
