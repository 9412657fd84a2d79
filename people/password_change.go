package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/passwords"
	"keyhouse/throttle"
)

// AskReset sends a link to set a new password to whoever has this address. It
// always answers alike and at once; whether there was anybody to write to shows
// nowhere. Each address and network can ask a few times only.
func (s *Store) AskReset(_ context.Context, email string, c Client) error {
	key, err := FoldEmail("email", email)
	if err != nil {
		return err
	}
	now := s.now()
	if !s.knocking.Take(throttle.Network(c.IP), now) {
		return &fault.Fault{Kind: fault.TooMany, Op: "people.AskReset", Say: sayManyAsked}
	}
	if !s.asking.Take("for "+key, now) {
		return nil
	}
	s.background(func(ctx context.Context) { _ = s.sendOwnReset(ctx, key) })
	return nil
}

func (s *Store) sendOwnReset(ctx context.Context, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := byEmail(ctx, tx, key)
		if err != nil || !who.known() {
			return err
		}
		all, err := membershipsOf(ctx, tx, who.ID)
		if err != nil || len(all) == 0 {
			return err
		}
		return s.mailReset(ctx, tx, who, Link{Kind: Reset, Person: who.ID}, "", OwnResetLife)
	})
}

// mailReset makes a link in tx and puts the mail with it into the outbox.
func (s *Store) mailReset(ctx context.Context, tx *db.Tx, who identity, l Link, company string, life time.Duration) error {
	token, err := s.MakeLink(ctx, tx, l, life)
	if err != nil || s.mail == nil {
		return err
	}
	until := s.now().Add(life).In(s.zone(who.Zone))
	return s.mail.Enqueue(ctx, tx, mail.Reset(who.tongue(), company, s.linkTo(token), until).To(l.Account, who.Email, who.Name))
}

// linkTo gives the address at which a link's page stands.
func (s *Store) linkTo(token string) string { return s.mail.Link(LinkPath + token) }

// LinkPath is where the pages of invitations and resets stand; the token
// follows.
const LinkPath = "/link/"

// ChangePassword sets the actor's own password; they have to know the one they
// have, if they have one. Never while logged in as somebody else. Other
// sessions go on.
func (s *Store) ChangePassword(ctx context.Context, a *Actor, current, password string) error {
	const op = "people.ChangePassword"
	if err := a.self(op); err != nil {
		return err
	}
	who, err := s.reread(ctx, a.Person.ID)
	if err != nil {
		return err
	}
	if who.hash != "" {
		if err := s.proves(ctx, who, "current", current, op); err != nil {
			return err
		}
	}
	if err := passwords.Check("password", password, who.Name, who.Email); err != nil {
		return err
	}
	chosen, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.setPassword(ctx, tx, who.ID, chosen); err != nil {
			return err
		}
		if err := s.noteEverywhere(ctx, tx, who.ID, Entry{Verb: access.Edit, Thing: access.Member, Detail: "changed their own password"}); err != nil {
			return err
		}
		return s.tellOwnPassword(ctx, tx, who)
	})
}

// HasPassword reports whether the actor has one: else the first is set without.
func (s *Store) HasPassword(ctx context.Context, a *Actor) (bool, error) {
	if err := a.self("people.HasPassword"); err != nil {
		return false, err
	}
	who, err := s.reread(ctx, a.Person.ID)
	return who.hash != "", err
}

// tellOwnPassword writes to a person that their password is another, set by
// themselves.
func (s *Store) tellOwnPassword(ctx context.Context, tx *db.Tx, who identity) error {
	if s.mail == nil {
		return nil
	}
	at := s.now().In(s.zone(who.Zone))
	return s.mail.Enqueue(ctx, tx, mail.PasswordChanged(who.tongue(), "", "", at).To(id.ID{}, who.Email, who.Name))
}

func (s *Store) reread(ctx context.Context, person id.ID) (identity, error) {
	var who identity
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		who, err = byID(ctx, tx, person)
		return err
	})
	return who, err
}

// proves checks the password that somebody who is signed in has typed into a
// field. They have an allowance of their own: what strangers try elsewhere does
// not keep them waiting.
func (s *Store) proves(ctx context.Context, who identity, field, password, op string) error {
	own := "own " + who.ID.String()
	if !s.guessing.Take(own, s.now()) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Field: field, Say: sayWaitCurrent}
	}
	right, err := s.hasher.Matches(ctx, who.hash, password)
	if err != nil {
		return err
	}
	if !right {
		s.background(func(ctx context.Context) { _ = s.noteFailure(ctx, who.ID, Client{}, true) })
		return fault.Bad(op, field, sayNotCurrent)
	}
	s.guessing.GiveBack(own)
	return nil
}
