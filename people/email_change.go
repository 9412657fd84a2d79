package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
)

// EmailLink is the kind of a link that confirms a new address.
const (
	EmailLink     = "email"
	EmailLinkLife = 24 * time.Hour
)

// AskEmail begins to change the actor's address: a link goes to the new one, and
// only its POST changes anything. An address that somebody has already gets a
// mail that says so; the answer here is the same.
func (s *Store) AskEmail(ctx context.Context, a *Actor, typed string) error {
	const op = "people.AskEmail"
	if err := a.self(op); err != nil {
		return err
	}
	key, err := FoldEmail("email", typed)
	if err != nil {
		return err
	}
	if own, err := FoldEmail("email", a.Person.Email); err == nil && own == key {
		return fault.Bad(op, "email", saySameEmail)
	}
	if !s.asking.Take("change "+a.Person.ID.String(), s.now()) || !s.asking.Take("for "+key, s.now()) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyAsked}
	}
	s.background(func(ctx context.Context) { _ = s.mailEmailLink(ctx, a.Person, key) })
	return nil
}

func (s *Store) mailEmailLink(ctx context.Context, p Person, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		holder, err := byEmail(ctx, tx, key)
		if err != nil || s.mail == nil {
			return err
		}
		if holder.known() {
			return s.mail.Enqueue(ctx, tx, mail.EmailTaken(holder.tongue()).To(id.ID{}, holder.Email, holder.Name))
		}
		token, hash := NewToken()
		now := s.now()
		err = tx.Global("link").Insert(ctx, db.Set("token_hash", hash).Set("kind", EmailLink).Set("account_id", nil).Set("person_id", p.ID).Set("record_id", nil).
			Set("created_at", now).Set("expires_at", now.Add(EmailLinkLife)).Set("spent_at", nil).Set("email", key))
		if err != nil {
			return err
		}
		until := now.Add(EmailLinkLife).In(s.zone(p.Zone))
		return s.mail.Enqueue(ctx, tx, mail.ConfirmEmail(p.tongue(), p.Email, s.mail.Link(EmailPath+token), until).To(id.ID{}, shownEmail(key), p.Name))
	})
}

// EmailPath is where the page of a link that confirms an address stands.
const EmailPath = "/confirm/"

// EmailChange is what that page shows.
type EmailChange struct{ Name, From, To string }

// PreviewEmail looks at such a link; nothing is spent.
func (s *Store) PreviewEmail(ctx context.Context, token string) (EmailChange, error) {
	var e EmailChange
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := s.LinkIn(ctx, tx, token, EmailLink)
		if err != nil {
			return err
		}
		who, err := byID(ctx, tx, l.Person)
		if fault.Is(err, fault.Missing) {
			return &fault.Fault{Kind: fault.Missing, Op: "people.PreviewEmail", Say: sayNoLink}
		}
		e = EmailChange{Name: who.Name, From: who.Email, To: shownEmail(l.email)}
		return err
	})
	return e, err
}

// ConfirmEmail spends such a link: the address is another now. The old one is
// told, and every other link that went to it is worth nothing. It signs nobody
// in.
func (s *Store) ConfirmEmail(ctx context.Context, token string) (EmailChange, error) {
	const op = "people.ConfirmEmail"
	var e EmailChange
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := s.SpendIn(ctx, tx, token, EmailLink)
		if err != nil {
			return err
		}
		who, err := byID(ctx, tx, l.Person)
		if err != nil {
			return &fault.Fault{Kind: fault.Missing, Op: op, Say: sayNoLink}
		}
		e = EmailChange{Name: who.Name, From: who.Email, To: shownEmail(l.email)}
		if holder, err := byEmail(ctx, tx, l.email); err != nil || holder.known() {
			return taken(err)
		}
		if _, err := tx.Global("person").Update(ctx, db.ByID(who.ID), db.Set("email", e.To).Set("email_key", l.email)); err != nil {
			return err
		}
		if _, err := tx.Global("link").Delete(ctx, db.Where("person_id = ? AND spent_at IS NULL", who.ID)); err != nil {
			return err
		}
		if err := s.noteEverywhere(ctx, tx, who.ID, Entry{Verb: access.Edit, Thing: access.Profile, Detail: "e-mail address changed",
			Changes: Diff(Fields{}.Put(access.GroupContact, "E-mail", e.From), Fields{}.Put(access.GroupContact, "E-mail", e.To))}); err != nil || s.mail == nil {
			return err
		}
		at := s.now().In(s.zone(who.Zone))
		return s.mail.Enqueue(ctx, tx, mail.EmailChanged(who.tongue(), e.To, at).To(id.ID{}, e.From, who.Name))
	})
	if db.IsUnique(err, "person") {
		err = taken(nil)
	}
	return e, err
}

func taken(err error) error {
	if err != nil {
		return err
	}
	return &fault.Fault{Kind: fault.Conflict, Op: "people.ConfirmEmail", Say: sayTakenEmail}
}
