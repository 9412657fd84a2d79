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

// WithoutPath is where the links of AllowWithout lead; the token follows.
const WithoutPath = "/sign-in/lost/"

// linkWithout is the kind of those links, and withoutLife how long each is good.
const (
	linkWithout = "second-factor"
	withoutLife = 24 * time.Hour
)

// mailWithout sends a member the link that takes their second factor away. Who
// has none gets a mail all the same, without a link: whoever asked sees no
// difference.
func (s *Store) mailWithout(ctx context.Context, tx *db.Tx, by string, m Member) error {
	if s.mail == nil {
		return nil
	}
	company, err := companyName(ctx, tx, m.Account)
	if err != nil {
		return err
	}
	who, err := byID(ctx, tx, m.Person)
	if err != nil {
		return err
	}
	has, err := s.hasFactor(ctx, tx, m.Person)
	if err != nil {
		return err
	}
	until := s.now().Add(withoutLife).In(s.zone(who.Zone))
	if !has {
		return s.mail.Enqueue(ctx, tx, mail.WithoutFactor(who.tongue(), company, by, "", until).To(m.Account, who.Email, m.Name))
	}
	token, err := s.MakeLink(ctx, tx, Link{Kind: linkWithout, Account: m.Account, Person: m.Person, Record: m.ID}, withoutLife)
	if err != nil {
		return err
	}
	letter := mail.WithoutFactor(who.tongue(), company, by, s.mail.Link(WithoutPath+token), until)
	return s.mail.Enqueue(ctx, tx, letter.To(m.Account, who.Email, m.Name))
}

// LostPage says whose second factor a link of AllowWithout takes away. Nothing
// is spent.
func (s *Store) LostPage(ctx context.Context, token string) (LinkPage, error) {
	var page LinkPage
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := s.LinkIn(ctx, tx, token, linkWithout)
		if err != nil {
			return err
		}
		who, err := byID(ctx, tx, l.Person)
		if err != nil {
			return missingLink(err)
		}
		page = LinkPage{Kind: l.Kind, Name: who.Name, Email: who.Email, ExpiresAt: l.ExpiresAt}
		page.Company, err = companyName(ctx, tx, l.Account)
		return err
	})
	return page, err
}

func missingLink(err error) error {
	if fault.Is(err, fault.Missing) {
		return &fault.Fault{Kind: fault.Missing, Op: "people.Link", Say: sayNoLink}
	}
	return err
}

// DropLost spends a link of AllowWithout: the person's authenticator app,
// recovery codes and passkeys are gone. It signs nobody in.
func (s *Store) DropLost(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := s.SpendIn(ctx, tx, token, linkWithout)
		if err != nil {
			return err
		}
		return s.dropFactorsOf(ctx, tx, l)
	})
}

func (s *Store) dropFactorsOf(ctx context.Context, tx *db.Tx, l Link) error {
	who, err := byID(ctx, tx, l.Person)
	if err != nil {
		return missingLink(err)
	}
	if err := dropFactors(ctx, tx, l.Person); err != nil {
		return err
	}
	if err := s.noteEverywhere(ctx, tx, l.Person, Entry{Verb: access.Edit, Thing: access.Profile, Detail: "authenticator app and passkeys removed by a mailed link"}); err != nil {
		return err
	}
	return s.warn(ctx, tx, l.Account, who.Person, who.tongue().Say("mail.factor.taken-by-link"))
}

// ForgetFactors takes somebody's authenticator app, recovery codes and passkeys away, for
// the operator at the machine itself: the way in when everything else is lost.
func (s *Store) ForgetFactors(ctx context.Context, email string) error {
	const op = "people.ForgetFactors"
	who, _, err := s.find(ctx, email, Client{})
	if err != nil {
		return err
	}
	if !who.known() {
		return &fault.Fault{Kind: fault.Missing, Op: op, Say: "Nobody has this e-mail address."}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := dropFactors(ctx, tx, who.ID); err != nil {
			return err
		}
		if err := s.noteEverywhere(ctx, tx, who.ID, Entry{Verb: access.Edit, Thing: access.Profile, Detail: "authenticator app and passkeys removed by the operator"}); err != nil {
			return err
		}
		return s.warn(ctx, tx, id.ID{}, who.Person, who.tongue().Say("mail.factor.taken-by-operator"))
	})
}
