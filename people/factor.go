package people

import (
	"context"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/mail"
)

// Factors are the ways in which a person can prove who they are.
type Factors struct {
	Password  bool
	App       bool // an authenticator app (TOTP): asked for after the password
	AppSince  time.Time
	CodesLeft int      // recovery codes not used yet
	Passkeys  int      // that work here
	Linked    []Linked // at providers that there still are
}

// Ways are the proofs that are asked of a person, the strongest they have.
type Ways struct {
	Password, Code, Mail bool
	Passkey              bool
	Providers            []Linked // any of them
}

// Ways gives how they prove again who they are. Whoever has an authenticator
// app uses it, not the password alone and no provider; whoever has neither gets
// a code by mail. A passkey always does: it is two factors by itself.
func (f Factors) Ways() Ways {
	w := Ways{Passkey: f.Passkeys > 0, Code: f.App}
	if !f.App {
		w.Password, w.Mail, w.Providers = f.Password, !f.Password, f.Linked
	}
	return w
}

// Factors gives those of the person who asks. Not in another's
// name, nor by an API token.
func (s *Store) Factors(ctx context.Context, a *Actor) (Factors, error) {
	if err := a.self("people.Factors"); err != nil {
		return Factors{}, err
	}
	var f Factors
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = s.factorsOf(ctx, tx, a.Person.ID)
		return err
	})
	return f, err
}

func (s *Store) factorsOf(ctx context.Context, tx *db.Tx, person id.ID) (Factors, error) {
	who, err := byID(ctx, tx, person)
	if err != nil {
		return Factors{}, err
	}
	f := Factors{Password: who.hash != ""}
	app, err := appOf(ctx, tx, person)
	if err != nil {
		return f, err
	}
	f.App, f.AppSince = app.on(), app.since
	left, err := db.Count(ctx, tx, db.Global("1", "recovery_code r").And("r.person_id = ? AND r.spent_at IS NULL", person))
	if err != nil {
		return f, err
	}
	f.CodesLeft = int(left)
	if f.Passkeys, err = s.goodKeys(ctx, tx, person); err != nil {
		return f, err
	}
	all, err := s.linkedTo(ctx, tx, person)
	f.Linked = slices.DeleteFunc(all, func(l Linked) bool { return l.Gone })
	return f, err
}

// factorsChanged notes in the trail of every account of a that they changed how
// they sign in, and tells them by mail: a thief could have done it.
func (s *Store) factorsChanged(ctx context.Context, tx *db.Tx, a *Actor, what, say string) error {
	if err := s.noteEverywhere(ctx, tx, a.Person.ID, Entry{Verb: access.Edit, Thing: access.Profile, Detail: what}); err != nil {
		return err
	}
	return s.warn(ctx, tx, a.Account.ID, a.Person, say)
}

// warn writes to somebody about their own sign-in.
func (s *Store) warn(ctx context.Context, tx *db.Tx, account id.ID, to Person, say string) error {
	if s.mail == nil {
		return nil
	}
	letter := mail.FactorChanged(to.tongue(), say, s.mail.Link("/me/security"), s.now().In(s.zone(to.Zone)))
	return s.mail.Enqueue(ctx, tx, letter.To(account, to.Email, to.Name))
}
